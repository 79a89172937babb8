import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, expectRefusal, makeKey, openService, type Service } from './service.ts';
import { FOR_EVER, wrapFor } from './wrapping.ts';

describe('ListKeyRotations', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('tells of every rotation when it happened and why, and of the first material when it is asked', async () => {
    const { KeyId, Arn, CurrentKeyMaterialId } = await makeKey(service);
    const start = service.nowMs();
    await service.kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
    service.wait(DAY_MS);
    await service.kms.rotateKeyOnDemand({ KeyId });
    service.wait(100 * DAY_MS);
    const entry = {
      KeyId: Arn,
      KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
      KeyMaterialState: 'NON_CURRENT',
    };
    const rotations = [
      { ...entry, RotationDate: new Date(start + DAY_MS), RotationType: 'ON_DEMAND' },
      {
        ...entry,
        KeyMaterialState: 'CURRENT',
        RotationDate: new Date(start + 90 * DAY_MS),
        RotationType: 'AUTOMATIC',
      },
    ];
    for (const IncludeKeyMaterial of [undefined, 'ROTATIONS_ONLY']) {
      expect(await service.kms.listKeyRotations({ KeyId, IncludeKeyMaterial })).toEqual({
        Rotations: rotations,
        Truncated: false,
      });
    }
    expect(await service.kms.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).toEqual({
      Rotations: [{ ...entry, KeyMaterialId: CurrentKeyMaterialId }, ...rotations],
      Truncated: false,
    });
  });

  it('comes in pages of the size asked for', async () => {
    const { KeyId } = await makeKey(service);
    for (let times = 0; times < 5; times++) await service.kms.rotateKeyOnDemand({ KeyId });
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await service.kms.listKeyRotations({ KeyId, Limit: 2, Marker });
      expect(page.Truncated).toBe(page.NextMarker !== undefined);
      seen.push(...page.Rotations.map(({ KeyMaterialId }) => KeyMaterialId));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(new Set(seen).size).toBe(5);
    await expectRefusal(
      service,
      () => service.kms.listKeyRotations({ KeyId, Marker: 'x' }),
      'InvalidMarkerException',
    );
  });

  it('tells of imported material whether it is there, when it expires, and what it waits for', async () => {
    const { KeyId, Arn } = await makeKey(service, { Origin: 'EXTERNAL' });
    const list = async (): Promise<readonly object[]> =>
      (await service.kms.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).Rotations;
    expect(await list()).toEqual([]);
    const ValidTo = new Date(service.nowMs() + DAY_MS);
    const first = await wrapFor(service, KeyId, new Uint8Array(32).fill(1));
    await service.kms.importKeyMaterial({
      KeyId,
      ...first,
      ValidTo,
      KeyMaterialDescription: 'from the safe',
    });
    const second = await wrapFor(service, KeyId, new Uint8Array(32).fill(2));
    const ImportType = 'NEW_KEY_MATERIAL';
    await service.kms.importKeyMaterial({ KeyId, ...second, ...FOR_EVER, ImportType });
    const entry = { KeyId: Arn, KeyMaterialId: expect.any(String) };
    const described = { ...entry, KeyMaterialDescription: 'from the safe', KeyMaterialState: 'CURRENT' };
    const waiting = {
      ...entry,
      ImportState: 'IMPORTED',
      KeyMaterialState: 'PENDING_ROTATION',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    };
    expect(await list()).toEqual([
      { ...described, ImportState: 'IMPORTED', ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo },
      waiting,
    ]);
    service.wait(DAY_MS);
    expect(await list()).toEqual([{ ...described, ImportState: 'PENDING_IMPORT' }, waiting]);
  });

  it('is not for keys that are not symmetric', async () => {
    const { KeyId } = await makeKey(service, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const call = (): Promise<unknown> => service.kms.listKeyRotations({ KeyId });
    await expectRefusal(service, call, 'UnsupportedOperationException');
  });
});
