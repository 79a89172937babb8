import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, makeKey, openService, type Service } from './service.ts';

describe('EnableKey', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('makes a disabled key usable again, with the ciphertexts of before', async () => {
    const { KeyId } = await makeKey(service);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([7]) });
    await service.kms.disableKey({ KeyId });
    expect(await service.kms.enableKey({ KeyId })).toEqual({});
    expect((await service.kms.describeKey({ KeyId })).KeyMetadata.KeyState).toBe('Enabled');
    expect((await service.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(new Uint8Array([7]));
  });

  it('lets a rotation happen at once that fell due while the key was disabled, once for all that it missed', async () => {
    const { KeyId, CurrentKeyMaterialId } = await makeKey(service);
    await service.kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
    await service.kms.disableKey({ KeyId });
    service.wait(200 * DAY_MS);
    const material = async (): Promise<string | undefined> =>
      (await service.kms.describeKey({ KeyId })).KeyMetadata.CurrentKeyMaterialId;
    expect(await material()).toBe(CurrentKeyMaterialId);
    await service.kms.enableKey({ KeyId });
    expect(await material()).not.toBe(CurrentKeyMaterialId);
    const { Rotations } = await service.kms.listKeyRotations({ KeyId });
    expect(Rotations.map(({ RotationDate }) => RotationDate)).toEqual([new Date(service.nowMs())]);
    const { NextRotationDate } = await service.kms.getKeyRotationStatus({ KeyId });
    expect(NextRotationDate).toEqual(new Date(service.nowMs() + 90 * DAY_MS));
  });

  it('does nothing to a key that is enabled', async () => {
    const made = await makeKey(service);
    await service.kms.enableKey({ KeyId: made.Arn });
    expect((await service.kms.describeKey({ KeyId: made.KeyId })).KeyMetadata).toEqual(made);
  });
});
