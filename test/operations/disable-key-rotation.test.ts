import { expect, it } from 'vitest';
import { DAY_MS, expectRefusal, makeKey, openService } from './service.ts';

it('DisableKeyRotation keeps the material, and what was made before goes on opening', async () => {
  const service = await openService();
  const { KeyId, Arn } = await makeKey(service);
  await service.kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
  service.wait(90 * DAY_MS);
  const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array([7]) });
  for (let times = 0; times < 2; times++) expect(await service.kms.disableKeyRotation({ KeyId })).toEqual({});
  expect(await service.kms.getKeyRotationStatus({ KeyId })).toEqual({
    KeyRotationEnabled: false,
    KeyId: Arn,
  });
  service.wait(1000 * DAY_MS);
  expect((await service.kms.listKeyRotations({ KeyId })).Rotations).toHaveLength(1);
  expect((await service.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(new Uint8Array([7]));
});

it('DisableKeyRotation has nothing to say against keys that cannot rotate by themselves', async () => {
  const service = await openService();
  const { KeyId, Arn } = await makeKey(service, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  expect(await service.kms.disableKeyRotation({ KeyId })).toEqual({});
  await service.kms.disableKey({ KeyId });
  const call = (): Promise<unknown> => service.kms.disableKeyRotation({ KeyId });
  await expectRefusal(service, call, 'DisabledException', `${Arn} is disabled.`);
});
