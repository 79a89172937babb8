import { describe, expect, it } from 'vitest';
import { internalError, KmsError, refusalFrom } from '../../src/kms/errors.ts';

describe('an error of the service', () => {
  it('is called by its code, as in AWS’s SDKs', () => {
    const error = new KmsError('NotFoundException', 'gone');
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message]).toEqual([
      'NotFoundException',
      'NotFoundException',
      'gone',
    ]);
    expect(String(error)).toBe('NotFoundException: gone');
  });

  it('has the empty text where AWS gives none', () => {
    expect(new KmsError('InvalidCiphertextException').message).toBe('');
  });

  it('keeps the cause of an internal failure to itself', () => {
    const cause = new TypeError('x is undefined');
    const error = internalError(cause);
    expect([error.code, error.message]).toEqual(['KMSInternalException', 'An internal error occurred.']);
    expect(error.cause).toBe(cause);
  });

  it('answers for itself, and every other failure is an internal one', () => {
    const own = new KmsError('NotFoundException', 'gone');
    expect(refusalFrom(own)).toBe(own);
    const cause = new TypeError('x is undefined');
    expect(refusalFrom(cause)).toMatchObject({ code: 'KMSInternalException', cause });
  });
});
