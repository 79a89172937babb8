import { encapsulate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPublicKey } from './host-crypto.ts';
import { expectRefusal, makeKey, openService, type Service } from './service.ts';

const SPECS = ['ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024'] as const;
const KeyUsage = 'ENCAPSULATE_DECAPSULATE';
const EncapsulationAlgorithm = 'ML_KEM';

describe('Decapsulate', () => {
  let service: Service;
  const keys = new Map<string, Awaited<ReturnType<typeof makeKey>>>();
  beforeAll(async () => {
    service = await openService();
    for (const KeySpec of SPECS) keys.set(KeySpec, await makeKey(service, { KeySpec, KeyUsage }));
  });
  const idOf = (spec: string): string => keys.get(spec)?.KeyId ?? '';
  const find = (KeyId: string, SharedSecretCiphertextBlob: Uint8Array, more: object = {}) =>
    service.kms.decapsulate({ KeyId, SharedSecretCiphertextBlob, EncapsulationAlgorithm, ...more });

  it.each(SPECS)('with %s finds what Encapsulate made, and what OpenSSL made', async (spec) => {
    const KeyId = idOf(spec);
    const made = await service.kms.encapsulate({ KeyId, EncapsulationAlgorithm });
    expect(await find(KeyId, made.SharedSecretCiphertextBlob)).toEqual({
      KeyId: keys.get(spec)?.Arn,
      SharedSecret: made.SharedSecret,
      EncapsulationAlgorithm,
    });
    const publicKey = openPublicKey((await service.kms.getPublicKey({ KeyId })).PublicKey);
    const { sharedKey, ciphertext } = encapsulate(publicKey);
    expect((await find(KeyId, ciphertext)).SharedSecret).toEqual(Uint8Array.from(sharedKey));
  });

  it.each(SPECS)('with %s answers what is for another key as it answers its own', async (spec) => {
    const { KeyId } = await makeKey(service, { KeySpec: spec, KeyUsage });
    const own = await service.kms.encapsulate({ KeyId: idOf(spec), EncapsulationAlgorithm });
    const answer = await find(KeyId, own.SharedSecretCiphertextBlob);
    expect(answer.SharedSecret).toHaveLength(32);
    expect(answer.SharedSecret).not.toEqual(own.SharedSecret);
  });

  it('refuses a ciphertext of another length than the spec has, without a text', async () => {
    for (const [spec, length] of [
      ['ML_KEM_512', 767],
      ['ML_KEM_512', 1088],
      ['ML_KEM_768', 1],
      ['ML_KEM_1024', 6144],
    ] as const) {
      await expectRefusal(
        service,
        () => find(idOf(spec), new Uint8Array(length)),
        'InvalidCiphertextException',
      );
    }
  });

  it('refuses a key of another usage', async () => {
    const { KeyId, Arn } = await makeKey(service);
    await expectRefusal(
      service,
      () => find(KeyId, new Uint8Array(768)),
      'InvalidKeyUsageException',
      `${Arn} key usage is ENCRYPT_DECRYPT which is not valid for Decapsulate.`,
    );
  });

  it('tells a dry run what would have refused the call, as every operation does', async () => {
    const call = (): Promise<unknown> => find(idOf('ML_KEM_512'), new Uint8Array(767), { DryRun: true });
    await expectRefusal(service, call, 'InvalidCiphertextException');
  });

  it('lets no dry run succeed', async () => {
    await expectRefusal(
      service,
      () => find(idOf('ML_KEM_512'), new Uint8Array(768), { DryRun: true }),
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    );
  });
});
