import { expect, it } from 'vitest';
import { errorCodeOf, errorMessageOf } from '../../src/audit/error-fields.ts';
import { KmsError } from '../../src/kms/errors.ts';
import { makeKey, refusalOf } from '../operations/service.ts';
import { openAudited } from './audited.ts';

it('a denial has a name of its own, any other refusal its own', () => {
  expect(errorCodeOf(new KmsError('AccessDeniedException'))).toBe('AccessDenied');
  expect(errorCodeOf(new KmsError('KMSInvalidStateException'))).toBe('KMSInvalidStateException');
});

it('a message is the one that was answered, and absent where there is none', () => {
  expect(errorMessageOf(new KmsError('NotFoundException', 'no'))).toBe('no');
  expect(errorMessageOf(new KmsError('InvalidCiphertextException'))).toBeUndefined();
});

it('a message of more than 1 KB loses its end', () => {
  expect(errorMessageOf(new KmsError('ValidationException', 'x'.repeat(5000)))).toHaveLength(1024);
});

it('a sentence about grant tokens keeps everything but their values', async () => {
  const service = await openAudited();
  const { KeyId } = await makeKey(service);
  const { GrantToken } = await service.kms.createGrant({
    KeyId,
    GranteePrincipal: 'arn:aws:iam::111122223333:role/reader',
    Operations: ['Decrypt'],
  });
  const [event] = await service.eventsBy(() =>
    refusalOf(service.kms.describeKey({ KeyId, GrantTokens: Array(11).fill(GrantToken) })),
  );
  expect(event?.errorMessage).toBe(
    "1 validation error detected: Value at 'grantTokens' failed to satisfy constraint: Member must have length less than or equal to 10",
  );
});
