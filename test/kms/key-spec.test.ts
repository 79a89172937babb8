import { describe, expect, it } from 'vitest';
import {
  algorithmsOf,
  KEY_SPECS,
  type KeyUsage,
  keyPairKindOf,
  keySpecRow,
  requireAlgorithm,
  requireUsage,
} from '../../src/kms/key-spec.ts';
import { keySpec } from '../../src/operations/members.ts';
import { refusalOf } from '../operations/service.ts';

const of = (work: () => unknown): Promise<unknown> => refusalOf((async () => work())());

const USAGES: readonly KeyUsage[] = [
  'SIGN_VERIFY',
  'ENCRYPT_DECRYPT',
  'GENERATE_VERIFY_MAC',
  'KEY_AGREEMENT',
  'ENCAPSULATE_DECAPSULATE',
];

/** KMS Developer Guide, "Key spec reference": usages and algorithms. */
const PUBLISHED: readonly (readonly [spec: string, usage: KeyUsage, algorithms: string])[] = [
  ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'SYMMETRIC_DEFAULT'],
  ['HMAC_224', 'GENERATE_VERIFY_MAC', 'HMAC_SHA_224'],
  ['HMAC_256', 'GENERATE_VERIFY_MAC', 'HMAC_SHA_256'],
  ['HMAC_384', 'GENERATE_VERIFY_MAC', 'HMAC_SHA_384'],
  ['HMAC_512', 'GENERATE_VERIFY_MAC', 'HMAC_SHA_512'],
  ...['RSA_2048', 'RSA_3072', 'RSA_4096'].flatMap((spec) => [
    [spec, 'ENCRYPT_DECRYPT', 'RSAES_OAEP_SHA_1 RSAES_OAEP_SHA_256'] as const,
    [
      spec,
      'SIGN_VERIFY',
      'RSASSA_PKCS1_V1_5_SHA_256 RSASSA_PKCS1_V1_5_SHA_384 RSASSA_PKCS1_V1_5_SHA_512 ' +
        'RSASSA_PSS_SHA_256 RSASSA_PSS_SHA_384 RSASSA_PSS_SHA_512',
    ] as const,
  ]),
  ['ECC_NIST_P256', 'SIGN_VERIFY', 'ECDSA_SHA_256'],
  ['ECC_NIST_P256', 'KEY_AGREEMENT', 'ECDH'],
  ['ECC_NIST_P384', 'SIGN_VERIFY', 'ECDSA_SHA_384'],
  ['ECC_NIST_P384', 'KEY_AGREEMENT', 'ECDH'],
  ['ECC_NIST_P521', 'SIGN_VERIFY', 'ECDSA_SHA_512'],
  ['ECC_NIST_P521', 'KEY_AGREEMENT', 'ECDH'],
  ['ECC_SECG_P256K1', 'SIGN_VERIFY', 'ECDSA_SHA_256'],
  ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', 'ED25519_SHA_512 ED25519_PH_SHA_512'],
  ['ML_DSA_44', 'SIGN_VERIFY', 'ML_DSA_SHAKE_256'],
  ['ML_DSA_65', 'SIGN_VERIFY', 'ML_DSA_SHAKE_256'],
  ['ML_DSA_87', 'SIGN_VERIFY', 'ML_DSA_SHAKE_256'],
  ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE', 'ML_KEM'],
  ['ML_KEM_768', 'ENCAPSULATE_DECAPSULATE', 'ML_KEM'],
  ['ML_KEM_1024', 'ENCAPSULATE_DECAPSULATE', 'ML_KEM'],
];

describe('a key spec', () => {
  it('has the usages and algorithms that AWS publishes, and no others', () => {
    const rows = [...KEY_SPECS.keys()].flatMap((spec) =>
      Object.entries(keySpecRow(spec).algorithms).map(([usage, list]) => [spec, usage, list.join(' ')]),
    );
    expect(rows).toEqual(PUBLISHED);
  });

  it('is made here whatever it is, but for the one of the China Regions', () => {
    expect((keySpec.values ?? []).filter((spec) => !KEY_SPECS.has(spec))).toEqual(['SM2']);
    expect([...KEY_SPECS.keys()].filter((spec) => keySpec.values?.includes(spec) !== true)).toEqual([]);
  });

  it('that this version does not make is refused, whatever it is called', async () => {
    for (const spec of ['SM2', 'constructor', '__proto__', '']) {
      expect(await of(() => keySpecRow(spec))).toEqual({
        code: 'UnsupportedOperationException',
        message: `KeySpec ${spec} is not supported in this Region`,
      });
    }
  });

  it('is of random bytes as many as its algorithm wants, or of a key pair', () => {
    const lengths = ['SYMMETRIC_DEFAULT', 'HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512'].map(
      (spec) => keySpecRow(spec).material,
    );
    expect(lengths).toEqual([32, 28, 32, 48, 64].map((length) => ({ kind: 'secret', length })));
    expect(keyPairKindOf('HMAC_256')).toBeUndefined();
    expect(keyPairKindOf('RSA_3072')).toEqual({ kind: 'rsa', modulusBits: 3072 });
    expect(keyPairKindOf('ECC_NIST_P521')).toEqual({ kind: 'ec', curve: 'P-521' });
    expect(keyPairKindOf('ECC_SECG_P256K1')).toEqual({ kind: 'ec', curve: 'secp256k1' });
    expect(keyPairKindOf('ML_DSA_87')).toEqual({ kind: 'mlDsa', parameterSet: 'ML-DSA-87' });
    expect(keyPairKindOf('ML_KEM_768')).toEqual({ kind: 'mlKem', parameterSet: 'ML-KEM-768' });
  });

  it('has one usage by default if it is the symmetric one, and none otherwise (recorded row 28)', async () => {
    expect(requireUsage('SYMMETRIC_DEFAULT', undefined)).toBe('ENCRYPT_DECRYPT');
    for (const spec of [...KEY_SPECS.keys(), 'SM2'].filter((one) => one !== 'SYMMETRIC_DEFAULT')) {
      expect(await of(() => requireUsage(spec, undefined))).toEqual({
        code: 'ValidationException',
        message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      });
    }
  });

  it('takes each of its usages and refuses each other one (recorded row 60)', async () => {
    for (const spec of KEY_SPECS.keys()) {
      for (const usage of USAGES) {
        if (PUBLISHED.some((row) => row[0] === spec && row[1] === usage)) {
          expect(requireUsage(spec, usage)).toBe(usage);
          continue;
        }
        expect(await of(() => requireUsage(spec, usage))).toEqual({
          code: 'ValidationException',
          message: `KeyUsage ${usage} is not compatible with KeySpec ${spec}`,
        });
      }
    }
  });
});

describe('a key', () => {
  it('has the algorithms of its usage alone', async () => {
    const key = { spec: 'RSA_2048', usage: 'ENCRYPT_DECRYPT' } as const;
    expect(algorithmsOf(key)).toEqual(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']);
    expect(algorithmsOf({ ...key, usage: 'KEY_AGREEMENT' })).toEqual([]);
    expect(requireAlgorithm(key, 'RSAES_OAEP_SHA_1')).toBeUndefined();
    for (const algorithm of ['SYMMETRIC_DEFAULT', 'RSASSA_PSS_SHA_256', 'SM2PKE']) {
      expect(await of(() => requireAlgorithm(key, algorithm))).toEqual({
        code: 'InvalidKeyUsageException',
        message: `Algorithm ${algorithm} is incompatible with key spec RSA_2048.`,
      });
    }
  });
});
