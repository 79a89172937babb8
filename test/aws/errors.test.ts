import { describe, expect, it } from 'vitest';
import { errorBody, statusOf } from '../../src/aws/errors.ts';
import { KmsError } from '../../src/kms/errors.ts';

describe('an error on the wire', () => {
  it('has the status 400, but for what is the service’s own fault and for a body that is too large', () => {
    expect(statusOf('NotFoundException')).toBe(400);
    expect(statusOf('AccessDeniedException')).toBe(400);
    expect(statusOf('UnknownOperationException')).toBe(400);
    expect(statusOf('KMSInternalException')).toBe(500);
    expect(statusOf('KeyUnavailableException')).toBe(500);
    expect(statusOf('RequestEntityTooLargeException')).toBe(413);
  });

  it('has its code and its text in the body, and no text where there is none', () => {
    expect(errorBody(new KmsError('TagException', 'Too "many" tags'))).toBe(
      '{"__type":"TagException","message":"Too \\"many\\" tags"}',
    );
    expect(errorBody(new KmsError('InvalidCiphertextException'))).toBe(
      '{"__type":"InvalidCiphertextException"}',
    );
  });

  it('never tells its cause', () => {
    const error = new KmsError('KMSInternalException', 'x', { cause: new Error('/etc/shadow') });
    expect(errorBody(error)).toBe('{"__type":"KMSInternalException","message":"x"}');
  });
});
