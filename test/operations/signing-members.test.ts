import { describe, expect, it } from 'vitest';
import { signingRequestOf } from '../../src/operations/signing-members.ts';

describe('what is to be signed', () => {
  const members = { KeyId: 'x', Message: new Uint8Array([1]), SigningAlgorithm: 'ECDSA_SHA_256' };

  it('is the message itself, unless the request says otherwise', () => {
    expect(signingRequestOf(members)).toEqual({
      algorithm: 'ECDSA_SHA_256',
      messageType: 'RAW',
      message: new Uint8Array([1]),
    });
    expect(signingRequestOf({ ...members, MessageType: undefined }).messageType).toBe('RAW');
    expect(signingRequestOf({ ...members, MessageType: 'DIGEST' }).messageType).toBe('DIGEST');
  });
});
