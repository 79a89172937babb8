import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, expectRefusal, makeKey, openService, type Service } from './service.ts';

describe('CancelKeyDeletion', () => {
  let service: Service;
  let keyId: string;
  let keyArn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId, Arn: keyArn } = await makeKey(service));
  });

  it('leaves the key disabled, never enabled, and lets it be enabled again', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId: keyId });
    expect(await service.kms.cancelKeyDeletion({ KeyId: keyId })).toEqual({ KeyId: keyArn });
    expect((await service.kms.describeKey({ KeyId: keyId })).KeyMetadata.KeyState).toBe('Disabled');
    await service.kms.enableKey({ KeyId: keyId });
    expect((await service.kms.describeKey({ KeyId: keyId })).KeyMetadata.KeyState).toBe('Enabled');
  });

  it('saves the key for good: when the window is over nothing happens', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays: 7 });
    service.wait(7 * DAY_MS - 1);
    await service.kms.cancelKeyDeletion({ KeyId: keyId });
    service.wait(DAY_MS);
    await service.kms.sweep();
    expect((await service.kms.describeKey({ KeyId: keyId })).KeyMetadata.KeyState).toBe('Disabled');
    expect(await service.store.list('due/', undefined, 10)).toEqual([]);
  });

  it('refuses a key whose deletion is not pending', async () => {
    await expectRefusal(
      service,
      () => service.kms.cancelKeyDeletion({ KeyId: keyId }),
      'KMSInvalidStateException',
      `${keyArn} is not pending deletion.`,
    );
  });
});
