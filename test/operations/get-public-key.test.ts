import { beforeAll, describe, expect, it } from 'vitest';
import { KEY_SPECS, keyPairKindOf } from '../../src/kms/key-spec.ts';
import { openPublicKey } from './host-crypto.ts';
import { expectRefusal, forgeKey, makeKey, openService, type Service } from './service.ts';

/** What OpenSSL calls the keys of a spec. */
const HOST_NAMES: readonly (readonly [spec: string, type: string, details: object])[] = [
  ['RSA_2048', 'rsa', { modulusLength: 2048, publicExponent: 65537n }],
  ['RSA_3072', 'rsa', { modulusLength: 3072, publicExponent: 65537n }],
  ['RSA_4096', 'rsa', { modulusLength: 4096, publicExponent: 65537n }],
  ['ECC_NIST_P256', 'ec', { namedCurve: 'prime256v1' }],
  ['ECC_NIST_P384', 'ec', { namedCurve: 'secp384r1' }],
  ['ECC_NIST_P521', 'ec', { namedCurve: 'secp521r1' }],
  ['ECC_SECG_P256K1', 'ec', { namedCurve: 'secp256k1' }],
  ['ECC_NIST_EDWARDS25519', 'ed25519', {}],
  ['ML_DSA_44', 'ml-dsa-44', {}],
  ['ML_DSA_65', 'ml-dsa-65', {}],
  ['ML_DSA_87', 'ml-dsa-87', {}],
  ['ML_KEM_512', 'ml-kem-512', {}],
  ['ML_KEM_768', 'ml-kem-768', {}],
  ['ML_KEM_1024', 'ml-kem-1024', {}],
];

describe('GetPublicKey', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
  });

  it('is tried with every spec of key pairs', () => {
    const specs = [...KEY_SPECS.keys()].filter((spec) => keyPairKindOf(spec) !== undefined);
    expect(HOST_NAMES.map(([spec]) => spec)).toEqual(specs);
  });

  it.each(HOST_NAMES)('of %s gives a key that OpenSSL opens', async (KeySpec, type, details) => {
    const KeyUsage = KeySpec.startsWith('ML_KEM') ? 'ENCAPSULATE_DECAPSULATE' : 'SIGN_VERIFY';
    const { KeyId } = await makeKey(service, { KeySpec, KeyUsage });
    const key = openPublicKey((await service.kms.getPublicKey({ KeyId })).PublicKey);
    expect(key.asymmetricKeyType).toBe(type);
    expect(key.asymmetricKeyDetails).toEqual(details);
  });

  it.each([
    ['RSA_2048', 'ENCRYPT_DECRYPT', { EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] }],
    ['ECC_NIST_P384', 'SIGN_VERIFY', { SigningAlgorithms: ['ECDSA_SHA_384'] }],
    ['ECC_NIST_P256', 'KEY_AGREEMENT', { KeyAgreementAlgorithms: ['ECDH'] }],
    ['ML_KEM_768', 'ENCAPSULATE_DECAPSULATE', { EncapsulationAlgorithms: ['ML_KEM'] }],
  ])('of %s for %s has the algorithms of the usage and no others', async (KeySpec, KeyUsage, algorithms) => {
    const { KeyId, Arn } = await makeKey(service, { KeySpec, KeyUsage });
    expect(await service.kms.getPublicKey({ KeyId })).toEqual({
      KeyId: Arn,
      PublicKey: expect.any(Uint8Array),
      CustomerMasterKeySpec: KeySpec,
      KeySpec,
      KeyUsage,
      ...algorithms,
    });
  });

  it('gives the same key every time, under any of its names, disabled or not', async () => {
    const { KeyId, Arn } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: KeyId });
    const { PublicKey } = await service.kms.getPublicKey({ KeyId });
    await service.kms.disableKey({ KeyId });
    for (const name of [KeyId, Arn, 'alias/x', 'arn:aws:kms:us-east-1:111122223333:alias/x']) {
      expect((await service.kms.getPublicKey({ KeyId: name })).PublicKey).toEqual(PublicKey);
    }
  });

  it('refuses keys that have no public half, without a text', async () => {
    for (const [KeySpec, KeyUsage] of [
      ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'],
      ['HMAC_384', 'GENERATE_VERIFY_MAC'],
    ] as const) {
      const { KeyId, Arn } = await makeKey(service, { KeySpec, KeyUsage });
      const call = (): Promise<unknown> => service.kms.getPublicKey({ KeyId });
      await expectRefusal(service, call, 'UnsupportedOperationException');
      await forgeKey(service, KeyId, { state: 'PendingImport' });
      await expectRefusal(service, call, 'KMSInvalidStateException', `${Arn} is pending import.`);
    }
  });

  it('refuses a key whose public half has not come yet', async () => {
    const { KeyId, Arn } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    await forgeKey(service, KeyId, { state: 'PendingImport', materials: [], publicKey: undefined });
    const call = (): Promise<unknown> => service.kms.getPublicKey({ KeyId });
    await expectRefusal(service, call, 'KMSInvalidStateException', `${Arn} is pending import.`);
  });
});
