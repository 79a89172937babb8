import { describe, expect, it } from 'vitest';
import { KEY_SPECS } from '../../src/kms/key-spec.ts';
import { isOwnedAccount, priceClassOf } from '../../src/metering/price-class.ts';
import { ownerOfServiceKeys } from '../../src/operations/owned-keys.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { keyOfSpec } from './keys.ts';
import { outcomeOf } from './traffic.ts';

const classOf = (operation: string, specs: readonly string[], input = {}): string =>
  priceClassOf(outcomeOf({ operation, atMs: 0, keys: specs.map((spec) => keyOfSpec(spec)), input }));

describe('the price class of a call', () => {
  it('of whatever uses a key is that of its spec', () => {
    const classes = [...KEY_SPECS.keys()].map((spec) => [spec, classOf('Verify', [spec])]);
    expect(Object.fromEntries(classes)).toEqual({
      SYMMETRIC_DEFAULT: 'symmetric',
      HMAC_224: 'symmetric',
      HMAC_256: 'symmetric',
      HMAC_384: 'symmetric',
      HMAC_512: 'symmetric',
      RSA_2048: 'rsa2048',
      RSA_3072: 'asymmetric',
      RSA_4096: 'asymmetric',
      ECC_NIST_P256: 'asymmetric',
      ECC_NIST_P384: 'asymmetric',
      ECC_NIST_P521: 'asymmetric',
      ECC_SECG_P256K1: 'asymmetric',
      ECC_NIST_EDWARDS25519: 'asymmetric',
      ML_DSA_44: 'asymmetric',
      ML_DSA_65: 'asymmetric',
      ML_DSA_87: 'asymmetric',
      ML_KEM_512: 'asymmetric',
      ML_KEM_768: 'asymmetric',
      ML_KEM_1024: 'asymmetric',
    });
  });

  it('of a management call is the same for every key', () => {
    const dear = [...OPERATIONS.keys()].filter((name) => classOf(name, ['ECC_NIST_P256']) === 'asymmetric');
    expect(dear.sort()).toEqual([
      'Decapsulate',
      'Decrypt',
      'DeriveSharedSecret',
      'Encapsulate',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyWithoutPlaintext',
      'GenerateMac',
      'GetPublicKey',
      'ReEncrypt',
      'Sign',
      'Verify',
      'VerifyMac',
    ]);
    expect(classOf('ScheduleKeyDeletion', ['RSA_4096'])).toBe('symmetric');
  });

  it('of ReEncrypt is that of the dearer key', () => {
    expect(classOf('ReEncrypt', ['SYMMETRIC_DEFAULT', 'SYMMETRIC_DEFAULT'])).toBe('symmetric');
    expect(classOf('ReEncrypt', ['SYMMETRIC_DEFAULT', 'RSA_2048'])).toBe('rsa2048');
    expect(classOf('ReEncrypt', ['RSA_4096', 'RSA_2048'])).toBe('asymmetric');
  });

  it('of a key pair goes by the pair, not by the key that seals it', () => {
    const pair = (spec: string): string =>
      classOf('GenerateDataKeyPairWithoutPlaintext', ['SYMMETRIC_DEFAULT'], { KeyPairSpec: spec });
    expect([
      pair('RSA_2048'),
      pair('RSA_4096'),
      pair('ECC_NIST_P256'),
      pair('ECC_NIST_EDWARDS25519'),
    ]).toEqual(['keyPairRsa', 'keyPairRsa', 'keyPairEcc', 'keyPairEcc']);
  });

  it('of a key that no customer owns is free', () => {
    const { account } = ownerOfServiceKeys('us-east-1');
    expect(isOwnedAccount(account)).toBe(true);
    const outcome = outcomeOf({ operation: 'Sign', atMs: 0, account, keys: [keyOfSpec('RSA_4096')] });
    expect(priceClassOf(outcome)).toBe('free');
  });
});
