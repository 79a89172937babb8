import { beforeEach, describe, expect, it } from 'vitest';
import { broken, DAY_MS, expectRefusal, makeKey, openService, type Service } from './service.ts';

describe('EnableKeyRotation', () => {
  let service: Service;
  let KeyId: string;
  let Arn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId, Arn } = await makeKey(service));
  });
  const status = async (): Promise<object> => await service.kms.getKeyRotationStatus({ KeyId });

  it.each([undefined, 90, 365, 2560])('switches rotation on, every %s days', async (RotationPeriodInDays) => {
    expect(await service.kms.enableKeyRotation({ KeyId: Arn, RotationPeriodInDays })).toEqual({});
    const days = RotationPeriodInDays ?? 365;
    expect(await status()).toEqual({
      KeyRotationEnabled: true,
      KeyId: Arn,
      RotationPeriodInDays: days,
      NextRotationDate: new Date(service.nowMs() + days * DAY_MS),
    });
  });

  it('rotates the key when the time comes, and not a millisecond before', async () => {
    await service.kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
    const materials = async (): Promise<number> =>
      (await service.kms.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).Rotations
        .length;
    service.wait(90 * DAY_MS - 1);
    expect(await materials()).toBe(1);
    service.wait(1);
    expect(await materials()).toBe(2);
  });

  it('leaves every ciphertext readable, through twelve rotations and a long sleep', async () => {
    await service.kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
    const blobs = new Map<Uint8Array, string>();
    const encrypt = async (): Promise<void> => {
      const { CiphertextBlob } = await service.kms.encrypt({
        KeyId,
        Plaintext: new Uint8Array([blobs.size]),
      });
      const { KeyMetadata } = await service.kms.describeKey({ KeyId });
      blobs.set(CiphertextBlob, KeyMetadata.CurrentKeyMaterialId ?? '');
    };
    for (const periods of [0, 1, 1, 10]) {
      service.wait(periods * 90 * DAY_MS);
      await encrypt();
    }
    expect(new Set(blobs.values()).size).toBe(4);
    let i = 0;
    for (const [CiphertextBlob, KeyMaterialId] of blobs) {
      const answer = await service.kms.decrypt({ CiphertextBlob });
      expect(answer).toMatchObject({ Plaintext: new Uint8Array([i++]), KeyMaterialId });
    }
    const { Rotations } = await service.kms.listKeyRotations({ KeyId });
    expect(Rotations).toHaveLength(12);
  });

  it('does not rotate a key whose deletion is pending', async () => {
    await service.kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
    service.wait(80 * DAY_MS);
    await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 30 });
    expect(await status()).toEqual({ KeyRotationEnabled: false, KeyId: Arn });
    service.wait(20 * DAY_MS);
    await service.kms.cancelKeyDeletion({ KeyId });
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
    expect((await service.kms.listKeyRotations({ KeyId })).Rotations).toEqual([]);
    await service.kms.enableKey({ KeyId });
    expect((await service.kms.listKeyRotations({ KeyId })).Rotations).toHaveLength(1);
  });

  it('refuses what cannot rotate', async () => {
    const { KeyId: rsa } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    const call = (): Promise<unknown> => service.kms.enableKeyRotation({ KeyId: rsa });
    await expectRefusal(service, call, 'UnsupportedOperationException');
    const external = await makeKey(service, { Origin: 'EXTERNAL' });
    await expectRefusal(
      service,
      () => service.kms.enableKeyRotation({ KeyId: external.KeyId }),
      'UnsupportedOperationException',
      `${external.Arn} origin is EXTERNAL which is not valid for this operation.`,
    );
  });

  it.each([
    [89, 'Member must have value greater than or equal to 90'],
    [2561, 'Member must have value less than or equal to 2560'],
  ])('refuses a period of %i days', async (RotationPeriodInDays, constraint) => {
    await expectRefusal(
      service,
      () => service.kms.enableKeyRotation({ KeyId, RotationPeriodInDays }),
      'ValidationException',
      broken(String(RotationPeriodInDays), 'rotationPeriodInDays', constraint),
    );
  });
});
