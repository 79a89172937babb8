import { describe, expect, it } from 'vitest';
import { HsmError } from '../../src/external/hsm.ts';
import { hsmErrorOf, isStaleHandle } from '../../src/node/pkcs11-errors.ts';
import { ckr } from './fake-pkcs11.ts';

describe('an error of a PKCS#11 module', () => {
  it.each([
    ['CKR_PIN_INCORRECT', 0xa0, 'INVALID_CREDENTIALS'],
    ['CKR_PIN_LEN_RANGE', 0xa2, 'INVALID_CREDENTIALS'],
    ['CKR_PIN_LOCKED', 0xa4, 'USER_LOCKED_OUT'],
    ['CKR_USER_PIN_NOT_INITIALIZED', 0x102, 'USER_NOT_FOUND'],
    ['CKR_DEVICE_REMOVED', 0x32, 'NETWORK_ERRORS'],
    ['CKR_SESSION_HANDLE_INVALID', 0xb3, 'NETWORK_ERRORS'],
    ['CKR_USER_NOT_LOGGED_IN', 0x101, 'NETWORK_ERRORS'],
    ['CKR_MECHANISM_INVALID', 0x70, 'CLUSTER_UNSUITABLE'],
    ['CKR_TOKEN_NOT_RECOGNIZED', 0xe1, 'CLUSTER_NOT_ACTIVE'],
    ['CKR_FUNCTION_FAILED', 0x6, 'INTERNAL_ERROR'],
  ])('%s is %#x: %s', (name, value, code) => {
    const error = hsmErrorOf(ckr(name, value));
    expect(error).toMatchObject({ name: 'HsmError', code, message: `PKCS#11: ${name}` });
  });

  it('without a number is internal, and one of ours stays what it is', () => {
    expect(hsmErrorOf(new Error('broken')).code).toBe('INTERNAL_ERROR');
    const ours = new HsmError('KEY_NOT_FOUND', 'gone');
    expect(hsmErrorOf(ours)).toBe(ours);
  });

  it('tells a handle that is stale from everything else', () => {
    expect([0x60, 0x82, 0x6].map((code) => isStaleHandle(ckr('x', code)))).toEqual([true, true, false]);
  });
});
