import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredKey } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import { changePrimary, replicateKey, requirePrimary } from '../../src/kms/replication.ts';
import {
  callerIn,
  DAY_MS,
  forgeKey,
  invoke,
  makeKey,
  openService,
  refusalOf,
  SCOPE,
  type Service,
} from '../operations/service.ts';

const EUROPE = callerIn({ ...SCOPE, region: 'eu-west-1' });
const OWN = { description: 'replica', policy: '{}', tags: [] };

describe('a replica', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service, { MultiRegion: true, Description: 'primary' }));
  });

  async function read(region = 'us-east-1'): Promise<StoredKey> {
    const stored = await findKey(service.vault, { ...SCOPE, region }, keyId);
    if (stored === undefined) throw new Error(`there is no key in ${region}`);
    return stored;
  }

  it('holds the primary’s sealed keys byte for byte, and an age of its own', async () => {
    service.wait(5000);
    const replica = await replicateKey(service.vault, await read(), { ...OWN, region: 'eu-west-1' });
    const { key: primary } = await read();
    expect(replica.materials).toEqual(primary.materials);
    expect(replica.createdAtMs).toBe(primary.createdAtMs + 5000);
    expect((await read('eu-west-1')).key).toMatchObject({ ...OWN, state: 'Enabled', aliases: [] });
  });

  it('of imported material begins without it, and has pending material imported before it is rotated to', async () => {
    await forgeKey(service, keyId, {
      origin: 'EXTERNAL',
      materials: [
        { id: 'a'.repeat(64), backingKey: 'AA==', expiresAtMs: 9e12 },
        { id: 'b'.repeat(64), backingKey: 'AA==', awaits: 'rotation' },
      ],
    });
    await replicateKey(service.vault, await read(), { ...OWN, region: 'eu-west-1' });
    expect((await read('eu-west-1')).key).toMatchObject({
      state: 'PendingImport',
      materials: [{ id: 'a'.repeat(64) }, { id: 'b'.repeat(64), awaits: 'multi-Region import' }],
    });
    expect((await read('eu-west-1')).key.materials.some(({ backingKey }) => backingKey)).toBe(false);
    expect((await read()).key.materials).toMatchObject([
      { backingKey: 'AA==' },
      { backingKey: 'AA==', awaits: 'multi-Region import' },
    ]);
  });

  it('is made of a primary alone, and primary becomes a replica alone', async () => {
    await replicateKey(service.vault, await read(), { ...OWN, region: 'eu-west-1' });
    const { key } = await read('eu-west-1');
    expect(() => requirePrimary(key)).toThrow('is not a multi-region primary key.');
    const { code } = await refusalOf(changePrimary(service.vault, await read(), await read()));
    expect(code).toBe('UnsupportedOperationException');
    await changePrimary(service.vault, await read(), await read('eu-west-1'));
    requirePrimary((await read('eu-west-1')).key);
  });
});

describe('the deletion of a primary with replicas', () => {
  let service: Service;
  let KeyId: string;
  let keyArn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId, Arn: keyArn } = await makeKey(service, { MultiRegion: true }));
    await service.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
  });

  const stateIn = async (caller = callerIn(SCOPE)): Promise<unknown> =>
    (await invoke(service, 'DescribeKey', { KeyId }, { caller }))['KeyMetadata'];

  it('has no date: the window is told, and begins when the last replica is gone', async () => {
    const answer = await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 9 });
    expect(answer).toEqual({ KeyId: keyArn, KeyState: 'PendingReplicaDeletion', PendingWindowInDays: 9 });
    const metadata = await stateIn();
    expect(metadata).toMatchObject({ KeyState: 'PendingReplicaDeletion', PendingDeletionWindowInDays: 9 });
    expect(metadata).not.toHaveProperty('DeletionDate');
    service.wait(400 * DAY_MS);
    expect(await stateIn()).toMatchObject({ KeyState: 'PendingReplicaDeletion' });
    const input = { KeyId, PendingWindowInDays: 7 };
    await invoke(service, 'ScheduleKeyDeletion', input, { caller: EUROPE });
    const goneAtMs = service.nowMs() + 7 * DAY_MS;
    service.wait(8 * DAY_MS);
    const pending = await stateIn();
    expect(pending).toMatchObject({
      KeyState: 'PendingDeletion',
      DeletionDate: new Date(goneAtMs + 9 * DAY_MS),
      MultiRegionConfiguration: { ReplicaKeys: [] },
    });
    expect(pending).not.toHaveProperty('PendingDeletionWindowInDays');
    service.wait(8 * DAY_MS);
    expect((await refusalOf(stateIn())).code).toBe('NotFoundException');
  });

  it('happens with everything before it in one long sleep', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    await invoke(service, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }, { caller: EUROPE });
    service.wait(14 * DAY_MS);
    expect((await refusalOf(stateIn())).code).toBe('NotFoundException');
    const left = (await service.store.list('', undefined, 100)).map(({ name }) => name.split('/')[0]);
    expect(new Set(left)).toEqual(new Set(['strongroom']));
  });

  it('waits for every replica', async () => {
    await service.kms.replicateKey({ KeyId, ReplicaRegion: 'us-west-2' });
    await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    await invoke(service, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }, { caller: EUROPE });
    service.wait(60 * DAY_MS);
    expect(await stateIn()).toMatchObject({ KeyState: 'PendingReplicaDeletion' });
  });

  it('is taken back like any other, and forgets its window', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 9 });
    await service.kms.cancelKeyDeletion({ KeyId });
    const metadata = await stateIn();
    expect(metadata).toMatchObject({ KeyState: 'Disabled' });
    expect(metadata).not.toHaveProperty('PendingDeletionWindowInDays');
  });

  it('does not touch the replicas, which are deleted at any time by themselves', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId });
    expect(await stateIn(EUROPE)).toMatchObject({ KeyState: 'Enabled' });
    await invoke(service, 'Encrypt', { KeyId, Plaintext: new Uint8Array(1) }, { caller: EUROPE });
  });
});
