import { createPrivateKey, createPublicKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRecordingEngine } from './engine.ts';
import { expectRefusal, invoke, makeKey, openService, type Service } from './service.ts';

describe('GenerateDataKeyPairWithoutPlaintext', () => {
  let service: Service;
  let key: Awaited<ReturnType<typeof makeKey>>;
  beforeEach(async () => {
    service = await openService();
    key = await makeKey(service);
  });

  const generate = (
    KeyPairSpec: string,
    more: object = {},
  ): ReturnType<typeof service.kms.generateDataKeyPairWithoutPlaintext> =>
    service.kms.generateDataKeyPairWithoutPlaintext({ KeyId: key.KeyId, KeyPairSpec, ...more });

  it.each(['RSA_2048', 'ECC_NIST_P521', 'ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519'])(
    'answers the public half of a pair of %s, and the private one wrapped alone',
    async (spec) => {
      const answer = await generate(spec);
      expect(answer).toEqual({
        PrivateKeyCiphertextBlob: expect.any(Uint8Array),
        PublicKey: expect.any(Uint8Array),
        KeyId: key.Arn,
        KeyPairSpec: spec,
        KeyMaterialId: key.CurrentKeyMaterialId,
      });
      const { Plaintext } = await service.kms.decrypt({ CiphertextBlob: answer.PrivateKeyCiphertextBlob });
      const privateKey = createPrivateKey({ key: Buffer.from(Plaintext), format: 'der', type: 'pkcs8' });
      const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
      expect(answer.PublicKey).toEqual(Uint8Array.from(spki));
    },
  );

  it('refuses to wrap with a key that is not symmetric', async () => {
    const { KeyId } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    await expectRefusal(
      service,
      () => generate('RSA_4096', { KeyId }),
      'InvalidKeyUsageException',
      'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    );
  });

  it('lets no dry run succeed (recorded row 58)', async () => {
    await expectRefusal(
      service,
      () => generate('ECC_NIST_P256', { DryRun: true }),
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    );
  });

  it.each([
    ['GenerateDataKeyPairWithoutPlaintext', {}],
    ['GenerateDataKeyPairWithoutPlaintext', { DryRun: true }],
    ['GenerateDataKeyPair', { DryRun: true }],
  ])('wipes the private key that nobody is given: %s with %j', async (operation, more) => {
    const { engine, privateKeys } = createRecordingEngine();
    const own = await openService({ engine });
    const { KeyId } = await makeKey(own);
    const request = { KeyId, KeyPairSpec: 'ECC_NIST_P256', ...more };
    await invoke(own, operation, request).catch(() => undefined);
    expect(privateKeys.map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true]);
  });
});
