import { beforeEach, describe, expect, it } from 'vitest';
import { broken, DAY_MS, expectRefusal, makeKey, openService, refusalOf, type Service } from './service.ts';

describe('ScheduleKeyDeletion', () => {
  let service: Service;
  let keyId: string;
  let keyArn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId, Arn: keyArn } = await makeKey(service));
  });

  it.each([
    [undefined, 30],
    [7, 7],
    [30, 30],
  ])('with a window of %s days answers when the key will be gone', async (PendingWindowInDays, days) => {
    const answer = await service.kms.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays });
    expect(answer).toEqual({
      KeyId: keyArn,
      DeletionDate: new Date(service.nowMs() + days * DAY_MS),
      KeyState: 'PendingDeletion',
      PendingWindowInDays: days,
    });
    const { KeyMetadata } = await service.kms.describeKey({ KeyId: keyId });
    expect(KeyMetadata).toMatchObject({ KeyState: 'PendingDeletion', Enabled: false });
  });

  it.each([1, 3, 6, 31, 90, 365])('refuses a window of %i days, which the shape would take', async (days) => {
    await expectRefusal(
      service,
      () => service.kms.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays: days }),
      'ValidationException',
      'PendingWindowInDays must be between 7 and 30',
    );
  });

  it('refuses a window that the shape refuses in the sentence of the shapes', async () => {
    for (const [days, constraint] of [
      [0, 'Member must have value greater than or equal to 1'],
      [366, 'Member must have value less than or equal to 365'],
    ] as const) {
      await expectRefusal(
        service,
        () => service.kms.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays: days }),
        'ValidationException',
        broken(String(days), 'pendingWindowInDays', constraint),
      );
    }
  });

  it('refuses a second schedule', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId: keyId });
    await expectRefusal(
      service,
      () => service.kms.scheduleKeyDeletion({ KeyId: keyId }),
      'KMSInvalidStateException',
      `${keyArn} is pending deletion.`,
    );
  });

  it('stops every use of the key, also of one that was disabled before', async () => {
    await service.kms.disableKey({ KeyId: keyId });
    await service.kms.scheduleKeyDeletion({ KeyId: keyId });
    await expectRefusal(
      service,
      () => service.kms.encrypt({ KeyId: keyId, Plaintext: new Uint8Array(1) }),
      'KMSInvalidStateException',
      `${keyArn} is pending deletion.`,
    );
  });

  it('lets the key be until the window is over, to the millisecond', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays: 7 });
    service.wait(7 * DAY_MS - 1);
    expect((await service.kms.describeKey({ KeyId: keyId })).KeyMetadata.KeyState).toBe('PendingDeletion');
    service.wait(1);
    expect(await refusalOf(service.kms.describeKey({ KeyId: keyId }))).toEqual({
      code: 'NotFoundException',
      message: `Key '${keyArn}' does not exist`,
    });
  });
});
