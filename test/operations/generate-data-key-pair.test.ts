/**
 * GenerateDataKeyPair, its private keys opened by node:crypto.
 *
 * @module
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { dataKeyPairSpec } from '../../src/operations/members.ts';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

const SPECS = (dataKeyPairSpec.values ?? []).filter((spec) => spec !== 'SM2');

describe('GenerateDataKeyPair', () => {
  let service: Service;
  let key: Awaited<ReturnType<typeof makeKey>>;
  beforeAll(async () => {
    service = await openService({ engine: createNodeEngine() });
    key = await makeKey(service);
  });

  const generate = (
    KeyPairSpec: string,
    more: object = {},
  ): ReturnType<typeof service.kms.generateDataKeyPair> =>
    service.kms.generateDataKeyPair({ KeyId: key.KeyId, KeyPairSpec, ...more });

  it.each(SPECS)('makes a pair of %s that OpenSSL opens, and its private half wrapped', async (spec) => {
    const answer = await generate(spec, { EncryptionContext: { a: 'b' } });
    expect(answer).toEqual({
      PrivateKeyCiphertextBlob: expect.any(Uint8Array),
      PrivateKeyPlaintext: expect.any(Uint8Array),
      PublicKey: expect.any(Uint8Array),
      KeyId: key.Arn,
      KeyPairSpec: spec,
      KeyMaterialId: key.CurrentKeyMaterialId,
    });
    const { PrivateKeyPlaintext, PrivateKeyCiphertextBlob: CiphertextBlob } = answer;
    const privateKey = createPrivateKey({
      key: Buffer.from(PrivateKeyPlaintext),
      format: 'der',
      type: 'pkcs8',
    });
    const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    expect(answer.PublicKey).toEqual(Uint8Array.from(spki));
    expect(CiphertextBlob.length).toBeLessThanOrEqual(6144);
    const opened = await service.kms.decrypt({ CiphertextBlob, EncryptionContext: { a: 'b' } });
    expect(opened.Plaintext).toEqual(PrivateKeyPlaintext);
  });

  it('never makes the same pair twice', async () => {
    const pairs = await Promise.all(Array.from({ length: 10 }, () => generate('ECC_NIST_EDWARDS25519')));
    expect(new Set(pairs.map(({ PublicKey }) => String(PublicKey))).size).toBe(10);
  });

  it('makes pairs with the portable engine too', async () => {
    const portable = await openService();
    const { KeyId } = await makeKey(portable);
    const pair = await portable.kms.generateDataKeyPair({ KeyId, KeyPairSpec: 'ECC_NIST_EDWARDS25519' });
    expect(pair.PublicKey).toHaveLength(44);
  });

  it('binds the wrapped key to the encryption context (recorded row 45)', async () => {
    const made = await generate('ECC_NIST_P256', { EncryptionContext: { a: 'b' } });
    const call = (): Promise<unknown> =>
      service.kms.decrypt({ CiphertextBlob: made.PrivateKeyCiphertextBlob });
    await expectRefusal(service, call, 'InvalidCiphertextException');
  });

  it('refuses specs that are none of data key pairs', async () => {
    for (const spec of ['ML_DSA_44', 'SYMMETRIC_DEFAULT', 'HMAC_256']) {
      const set = `[${dataKeyPairSpec.values?.join(', ')}]`;
      await expectRefusal(
        service,
        () => generate(spec),
        'ValidationException',
        broken(spec, 'keyPairSpec', `Member must satisfy enum value set: ${set}`),
      );
    }
  });

  it('refuses to wrap with a key that is not symmetric', async () => {
    const rsa = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    await expectRefusal(
      service,
      () => generate('ECC_NIST_P256', { KeyId: rsa.KeyId }),
      'InvalidKeyUsageException',
      'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    );
    const signing = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    await expectRefusal(
      service,
      () => generate('ECC_NIST_P256', { KeyId: signing.KeyId }),
      'InvalidKeyUsageException',
      `${signing.Arn} key usage is SIGN_VERIFY which is not valid for GenerateDataKeyPair.`,
    );
  });

  it('lets no dry run succeed (recorded row 57)', async () => {
    await expectRefusal(
      service,
      () => generate('ECC_NIST_P256', { DryRun: true }),
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    );
  });
});
