import { beforeEach, describe, expect, it } from 'vitest';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

const EITHER = 'Please specify either number of bytes or key spec.';

describe('GenerateDataKey', () => {
  let service: Service;
  let key: Awaited<ReturnType<typeof makeKey>>;
  beforeEach(async () => {
    service = await openService();
    key = await makeKey(service);
  });

  const generate = (more: object): ReturnType<typeof service.kms.generateDataKey> =>
    service.kms.generateDataKey({ KeyId: key.KeyId, ...more });

  it.each([
    [{ KeySpec: 'AES_256' }, 32],
    [{ KeySpec: 'AES_128' }, 16],
    [{ NumberOfBytes: 1 }, 1],
    [{ NumberOfBytes: 1024 }, 1024],
  ])('for %j gives a data key of %i bytes, and the same wrapped', async (request, length) => {
    const answer = await generate(request);
    expect(answer).toEqual({
      CiphertextBlob: expect.any(Uint8Array),
      Plaintext: expect.any(Uint8Array),
      KeyId: key.Arn,
      KeyMaterialId: key.CurrentKeyMaterialId,
    });
    expect(answer.Plaintext).toHaveLength(length);
    const { CiphertextBlob } = answer;
    expect((await service.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(answer.Plaintext);
  });

  it('wraps a 256-bit key within the 184 bytes for which clients have room', async () => {
    expect((await generate({ KeySpec: 'AES_256' })).CiphertextBlob.length).toBeLessThanOrEqual(184);
  });

  it('never gives the same data key twice', async () => {
    const keys = await Promise.all(Array.from({ length: 50 }, () => generate({ NumberOfBytes: 16 })));
    expect(new Set(keys.map(({ Plaintext }) => String(Plaintext))).size).toBe(50);
  });

  it('binds the wrapped key to the encryption context (recorded row 45)', async () => {
    const { CiphertextBlob } = await generate({ KeySpec: 'AES_256', EncryptionContext: { a: 'b' } });
    const call = (): Promise<unknown> => service.kms.decrypt({ CiphertextBlob });
    await expectRefusal(service, call, 'InvalidCiphertextException');
    await service.kms.decrypt({ CiphertextBlob, EncryptionContext: { a: 'b' } });
  });

  it('requires exactly one of KeySpec and NumberOfBytes', async () => {
    for (const request of [{}, { KeySpec: 'AES_256', NumberOfBytes: 32 }]) {
      await expectRefusal(service, () => generate(request), 'ValidationException', EITHER);
    }
  });

  it('asks for one of them before it looks at what the key is and whether it serves', async () => {
    const signing = await makeKey(service, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    await service.kms.disableKey({ KeyId: key.KeyId });
    for (const { KeyId } of [signing, key]) {
      await expectRefusal(service, () => generate({ KeyId }), 'ValidationException', EITHER);
    }
  });

  it('refuses lengths and specs beyond the model', async () => {
    for (const [request, message] of [
      [
        { NumberOfBytes: 0 },
        broken('0', 'numberOfBytes', 'Member must have value greater than or equal to 1'),
      ],
      [
        { NumberOfBytes: 1025 },
        broken('1025', 'numberOfBytes', 'Member must have value less than or equal to 1024'),
      ],
      ...['AES_512', 'RSA_2048'].map(
        (KeySpec) =>
          [
            { KeySpec },
            broken(
              KeySpec,
              'keySpec',
              'Member must satisfy enum value set: [RSA_2048, RSA_3072, RSA_4096, ECC_NIST_P256, ECC_NIST_P384, ' +
                'ECC_NIST_P521, ECC_SECG_P256K1, ECC_NIST_EDWARDS25519, SYMMETRIC_DEFAULT, HMAC_224, HMAC_256, ' +
                'HMAC_384, HMAC_512, SM2, ML_DSA_44, ML_DSA_65, ML_DSA_87]',
            ),
          ] as const,
      ),
    ] as const) {
      await expectRefusal(service, () => generate(request), 'ValidationException', message);
    }
  });

  it('gives no key in a dry run', async () => {
    const text = 'The request would have succeeded, but the DryRun option is set.';
    const call = (): Promise<unknown> => generate({ KeySpec: 'AES_256', DryRun: true });
    await expectRefusal(service, call, 'DryRunOperationException', text);
  });

  it('refuses to wrap with an RSA key', async () => {
    const { KeyId } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    await expectRefusal(
      service,
      () => generate({ KeyId, KeySpec: 'AES_256' }),
      'InvalidKeyUsageException',
      'You cannot generate a data key with an asymmetric CMK',
    );
  });
});
