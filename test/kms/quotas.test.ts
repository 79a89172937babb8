import { describe, expect, it } from 'vitest';
import { KeyCounts } from '../../src/kms/quotas.ts';
import { memoryStore } from '../../src/store/memory.ts';
import {
  callerIn,
  DAY_MS,
  expectRefusal,
  invoke,
  makeKey,
  NEIGHBOUR,
  openService,
  refusalOf,
  SCOPE,
} from '../operations/service.ts';

const FULL = 'An account can have at most 3 KMS keys in a Region.';

describe('the quota of keys', () => {
  it('refuses the key after the last one, in each account and Region by itself', async () => {
    const service = await openService({ quotas: { keysPerRegion: 3 } });
    for (let i = 0; i < 3; i++) await makeKey(service);
    await expectRefusal(service, () => makeKey(service), 'LimitExceededException', FULL);
    await invoke(service, 'CreateKey', {}, { caller: NEIGHBOUR });
    await invoke(service, 'CreateKey', {}, { caller: callerIn({ ...SCOPE, region: 'eu-west-1' }) });
  });

  it('counts the keys that were there before', async () => {
    const store = memoryStore();
    const former = await openService({ store });
    for (let i = 0; i < 3; i++) await makeKey(former);
    const service = await openService({ store, quotas: { keysPerRegion: 3 } });
    await expectRefusal(service, () => makeKey(service), 'LimitExceededException', FULL);
  });

  it('counts page by page', async () => {
    const store = memoryStore();
    const { vault } = await openService({ store });
    const names = Array.from({ length: 2500 }, (_, i) => `key/111122223333/us-east-1/${i}`);
    await store.commit(
      names.map((name) => ({ name, version: 1, value: new Uint8Array() })),
      [],
    );
    const counts = new KeyCounts(vault.keystore, { keysPerRegion: 2501 });
    await counts.take(SCOPE, async () => {});
    await expect(counts.take(SCOPE, async () => {})).rejects.toThrow('at most 2501 KMS keys');
  });

  it('has room again when a key is gone, or was not made after all', async () => {
    const service = await openService({ quotas: { keysPerRegion: 3 } });
    const { KeyId } = await makeKey(service);
    await refusalOf(makeKey(service, { KeySpec: 'HMAC_256' }));
    for (let i = 0; i < 2; i++) await makeKey(service);
    await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    await expectRefusal(service, () => makeKey(service), 'LimitExceededException', FULL);
    service.wait(7 * DAY_MS);
    await makeKey(service);
    await expectRefusal(service, () => makeKey(service), 'LimitExceededException', FULL);
  });

  it('is not passed by many at once', async () => {
    const service = await openService({ quotas: { keysPerRegion: 3 } });
    const calls = await Promise.allSettled(Array.from({ length: 10 }, () => makeKey(service)));
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  it('holds for replicas in their own Region', async () => {
    const service = await openService({ quotas: { keysPerRegion: 3 } });
    const { KeyId } = await makeKey(service, { MultiRegion: true });
    const caller = callerIn({ ...SCOPE, region: 'eu-west-1' });
    for (let i = 0; i < 3; i++) await invoke(service, 'CreateKey', {}, { caller });
    const replicate = (): Promise<unknown> => service.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
    await expectRefusal(service, replicate, 'LimitExceededException', FULL);
  });

  it('is counted for every key where others make keys in the same store, and many at once do not pass it', async () => {
    const service = await openService();
    const counts = new KeyCounts(service.vault.keystore, { keysPerRegion: 4 }, true);
    const make = (): Promise<unknown> => counts.take(SCOPE, () => makeKey(service));
    await make();
    await makeKey(service);
    const calls = await Promise.allSettled(Array.from({ length: 10 }, make));
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await expect(make()).rejects.toThrow('at most 4 KMS keys');
  });

  it('leaves the last place to the next when the first key was not made after all', async () => {
    const service = await openService();
    const counts = new KeyCounts(service.vault.keystore, { keysPerRegion: 1 }, true);
    const failing = counts.take(SCOPE, async () => {
      throw new RangeError('not made');
    });
    const second = counts.take(SCOPE, () => makeKey(service));
    await expect(failing).rejects.toThrow('not made');
    await second;
  });

  it('of infinity counts nothing', async () => {
    const service = await openService({ quotas: { keysPerRegion: Number.POSITIVE_INFINITY } });
    const counts = new KeyCounts(service.vault.keystore, { keysPerRegion: Number.POSITIVE_INFINITY });
    await service.kms.close();
    expect(await counts.take(SCOPE, async () => 7)).toBe(7);
  });

  it('is counted anew by the next key when it is told to forget', async () => {
    const service = await openService();
    const counts = new KeyCounts(service.vault.keystore, { keysPerRegion: 1 });
    await counts.take(SCOPE, async () => {});
    await expect(counts.take(SCOPE, async () => {})).rejects.toThrow('at most 1');
    counts.forget();
    await counts.take(SCOPE, async () => {});
  });
});
