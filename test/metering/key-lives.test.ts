import { describe, expect, it } from 'vitest';
import { ensureManagedKey, MANAGED_SERVICES } from '../../src/kms/managed-keys.ts';
import { type KnownLife, keyLives } from '../../src/metering/key-lives.ts';
import { ownerOfServiceKeys } from '../../src/operations/owned-keys.ts';
import { ACCOUNT, type Metered, OTHER_ACCOUNT, openMetered } from './metered.ts';

const START_MS = Date.UTC(2026, 10, 2);
const DAY_MS = 86_400_000;

async function livesOf({ keystore, meter, clock }: Metered, account?: string): Promise<readonly KnownLife[]> {
  await meter.catchUp();
  const lives: KnownLife[] = [];
  for await (const life of keyLives(keystore, account, clock())) lives.push(life);
  return lives;
}

async function createKey({ call }: Metered, input: object = {}, caller: object = {}): Promise<string> {
  const { KeyMetadata } = (await call('CreateKey', input, caller)) as { KeyMetadata: { KeyId: string } };
  return KeyMetadata.KeyId;
}

describe('the lives of keys', () => {
  it('are of customers alone: managed and owned keys cost nothing', async () => {
    const metered = await openMetered(START_MS);
    const keyId = await createKey(metered);
    await createKey(metered, {}, ownerOfServiceKeys('us-east-1'));
    await ensureManagedKey(
      metered.vault,
      metered.kms.scope,
      MANAGED_SERVICES[0] as (typeof MANAGED_SERVICES)[0],
    );
    expect((await livesOf(metered)).map((life) => life.keyId)).toEqual([keyId]);
  });

  it('end when deletion is scheduled, go on when that is cancelled, and stay known when the key is gone', async () => {
    const metered = await openMetered(START_MS);
    const { call, clock, kms } = metered;
    const keyId = await createKey(metered);
    clock.advance(DAY_MS);
    await call('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 });
    clock.advance(DAY_MS);
    expect(await livesOf(metered)).toMatchObject([{ createdAtMs: START_MS, endMs: START_MS + DAY_MS }]);
    await call('CancelKeyDeletion', { KeyId: keyId });
    expect(await livesOf(metered)).toMatchObject([{ endMs: clock() }]);
    await call('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 });
    const scheduledAtMs = clock();
    clock.advance(8 * DAY_MS);
    const due = await livesOf(metered);
    await kms.sweep();
    expect(await livesOf(metered)).toEqual(due);
    expect(due).toMatchObject([{ createdAtMs: START_MS, endMs: scheduledAtMs }]);
  });

  it('are two when a key is made again under the same id', async () => {
    const metered = await openMetered(START_MS);
    const { call, clock, kms } = metered;
    const made = { Tags: [{ TagKey: '_custom_id_', TagValue: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' }] };
    const keyId = await createKey(metered, made);
    await call('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 });
    clock.advance(7 * DAY_MS);
    await kms.sweep();
    await createKey(metered, made);
    const lives = await livesOf(metered);
    expect(lives.map((life) => life.keyId)).toEqual([keyId, keyId]);
    expect(lives.map(({ createdAtMs }) => createdAtMs).sort()).toEqual([START_MS, START_MS + 7 * DAY_MS]);
  });

  it('are those of one account when one is asked for', async () => {
    const metered = await openMetered(START_MS);
    await createKey(metered);
    const caller = { account: OTHER_ACCOUNT, principalArn: `arn:aws:iam::${OTHER_ACCOUNT}:root` };
    const other = await createKey(metered, {}, caller);
    expect((await livesOf(metered, OTHER_ACCOUNT)).map(({ keyId }) => keyId)).toEqual([other]);
    expect((await livesOf(metered, ACCOUNT)).map(({ account }) => account)).toEqual([ACCOUNT]);
  });

  it('end with the longest waiting time before deletion when nobody counted its beginning', async () => {
    const metered = await openMetered(START_MS);
    const keyId = await createKey(metered);
    metered.clock.advance(40 * DAY_MS);
    await metered.call('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 });
    const lives: KnownLife[] = [];
    for await (const life of keyLives(metered.keystore, undefined, metered.clock())) lives.push(life);
    expect(lives).toMatchObject([{ endMs: START_MS + (40 + 7 - 30) * DAY_MS }]);
  });
});
