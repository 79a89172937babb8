import { beforeEach, describe, expect, it } from 'vitest';
import type { Key } from '../../src/kms/key.ts';
import { serviceEventsOf } from '../../src/kms/service-events.ts';
import { type Audited, openAudited } from '../audit/audited.ts';
import { callerIn, DAY_MS, invoke, makeKey, SCOPE } from '../operations/service.ts';
import { FOR_EVER, wrapFor } from '../operations/wrapping.ts';

const [FIRST, SECOND] = ['1'.repeat(64), '2'.repeat(64)] as const;
const KEY = {
  ...SCOPE,
  keyId: 'x',
  spec: 'SYMMETRIC_DEFAULT',
  origin: 'AWS_KMS',
  state: 'Enabled',
  materials: [{ id: FIRST, backingKey: 'AA==' }],
  currentMaterialId: FIRST,
} as unknown as Key;
const PRIMARY: Key = {
  ...KEY,
  multiRegion: { primaryRegion: 'us-east-1', replicaRegions: ['eu-west-1'] },
};
const REPLICA: Key = { ...PRIMARY, region: 'eu-west-1' };

const ROTATED = {
  materials: [
    { id: FIRST, backingKey: 'AA==' },
    { id: SECOND, backingKey: 'AA==', rotation: { type: 'AUTOMATIC', atMs: 5 } },
  ],
  currentMaterialId: SECOND,
} as const;

const namesOf = (before: Key | undefined, after: Key | undefined, nowMs = 9): readonly string[] =>
  serviceEventsOf(before, after, nowMs).map(({ name }) => name);

describe('what a change of a key has to tell by itself', () => {
  it('is nothing of one that is made, and nothing of what somebody asked for', () => {
    expect(namesOf(undefined, KEY)).toEqual([]);
    expect(namesOf(KEY, { ...KEY, state: 'Disabled', description: 'new' })).toEqual([]);
    expect(namesOf(PRIMARY, { ...PRIMARY, aliases: ['alias/a'] })).toEqual([]);
  });

  it('is a rotation, from which material to which, at the time when it was due', () => {
    expect(serviceEventsOf(KEY, { ...KEY, ...ROTATED }, 9)).toEqual([
      {
        name: 'RotateKey',
        key: { ...KEY, ...ROTATED },
        atMs: 5,
        rotationType: 'AUTOMATIC',
        origin: 'AWS_KMS',
        previousMaterialId: FIRST,
        currentMaterialId: SECOND,
      },
    ]);
  });

  it('is no rotation when the first material was imported', () => {
    const waiting = { ...KEY, origin: 'EXTERNAL', materials: [], currentMaterialId: undefined } as Key;
    expect(namesOf(waiting, { ...KEY, origin: 'EXTERNAL' })).toEqual([]);
  });

  it('is the deletion of a key that is erased, at the time when it was due', () => {
    expect(serviceEventsOf({ ...KEY, deletionAtMs: 7 }, undefined, 9)).toMatchObject([
      { name: 'DeleteKey', atMs: 7 },
    ]);
    expect(serviceEventsOf(KEY, undefined, 9)).toMatchObject([{ name: 'DeleteKey', atMs: 9 }]);
  });

  it('is the expiry of each material whose time has come, and not what was deleted before', () => {
    const imported = (expiresAtMs: number): Key => ({
      ...KEY,
      origin: 'EXTERNAL',
      materials: [{ id: FIRST, backingKey: 'AA==', expiresAtMs }],
    });
    const gone: Key = { ...KEY, origin: 'EXTERNAL', materials: [{ id: FIRST }] };
    expect(serviceEventsOf(imported(8), gone, 9)).toMatchObject([
      { name: 'DeleteExpiredKeyMaterial', atMs: 8, materialId: FIRST },
    ]);
    expect(namesOf(imported(8), { ...gone, materials: [] })).toEqual(['DeleteExpiredKeyMaterial']);
    expect(namesOf(imported(10), gone)).toEqual([]);
    expect(namesOf(imported(8), imported(99))).toEqual([]);
  });

  it('is of related keys told by the primary: replicas rotate and are synchronized by it', () => {
    expect(namesOf(PRIMARY, { ...PRIMARY, ...ROTATED })).toEqual(['RotateKey', 'SynchronizeMultiRegionKey']);
    expect(namesOf(REPLICA, { ...REPLICA, ...ROTATED })).toEqual([]);
  });

  it.each<[string, Partial<Key>]>([
    ['rotation is switched on', { rotation: { periodDays: 90, nextAtMs: 1 } }],
    ['material is new', { materials: [...KEY.materials, { id: SECOND, awaits: 'multi-Region import' }] }],
    ['material is described', { materials: [{ id: FIRST, backingKey: 'AA==', description: 'd' }] }],
    [
      'a replica is new',
      { multiRegion: { primaryRegion: 'us-east-1', replicaRegions: ['eu-west-1', 'eu-west-2'] } },
    ],
  ])('is a synchronization when %s', (_, change) => {
    expect(namesOf(PRIMARY, { ...PRIMARY, ...change })).toEqual(['SynchronizeMultiRegionKey']);
  });

  it('is none when a replica is gone, when the primary moves, when bytes were imported, or without replicas', () => {
    const alone = { primaryRegion: 'us-east-1', replicaRegions: [] };
    expect(namesOf(PRIMARY, { ...PRIMARY, multiRegion: alone })).toEqual([]);
    const moved = { primaryRegion: 'eu-west-1', replicaRegions: ['us-east-1'] };
    expect(namesOf(PRIMARY, { ...PRIMARY, multiRegion: moved })).toEqual([]);
    expect(namesOf(REPLICA, { ...REPLICA, multiRegion: moved })).toEqual([]);
    expect(namesOf(PRIMARY, { ...PRIMARY, materials: [{ id: FIRST }] })).toEqual([]);
    expect(
      namesOf({ ...PRIMARY, multiRegion: alone }, { ...PRIMARY, ...ROTATED, multiRegion: alone }),
    ).toEqual(['RotateKey']);
  });
});

describe('in a service that keeps a trail', () => {
  let service: Audited;
  beforeEach(async () => {
    service = await openAudited();
  });
  const told = async (work: () => Promise<unknown>): Promise<readonly string[]> =>
    (await service.eventsBy(work)).map(({ eventName, awsRegion }) =>
      awsRegion === SCOPE.region ? eventName : `${eventName} in ${awsRegion}`,
    );

  it('an automatic rotation is told once, and before the call that found it due', async () => {
    const { KeyId } = await makeKey(service);
    await service.kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 });
    service.wait(90 * DAY_MS);
    const events = await service.eventsBy(() => service.kms.describeKey({ KeyId }));
    expect(events.map(({ eventName }) => eventName)).toEqual(['RotateKey', 'DescribeKey']);
    expect(events[0]?.serviceEventDetails).toMatchObject({ rotationType: 'AUTOMATIC', keyOrigin: 'AWS_KMS' });
    expect(await told(() => service.kms.describeKey({ KeyId }))).toEqual(['DescribeKey']);
  });

  it('a rotation on demand is told besides the call that asked for it', async () => {
    const { KeyId } = await makeKey(service);
    const events = await service.eventsBy(() => service.kms.rotateKeyOnDemand({ KeyId }));
    expect(events.map(({ eventName }) => eventName).sort()).toEqual(['RotateKey', 'RotateKeyOnDemand']);
    const rotated = events.find(({ eventName }) => eventName === 'RotateKey');
    expect(rotated?.serviceEventDetails).toMatchObject({ rotationType: 'ON_DEMAND', keyId: KeyId });
  });

  it('replication and a rotation of the primary are told once each, in the primary’s Region', async () => {
    const { KeyId } = await makeKey(service, { MultiRegion: true });
    for (const ReplicaRegion of ['eu-west-1', 'eu-west-2']) {
      const names = await told(() => service.kms.replicateKey({ KeyId, ReplicaRegion }));
      expect([...names].sort()).toEqual(['ReplicateKey', 'SynchronizeMultiRegionKey']);
    }
    const names = await told(() => service.kms.rotateKeyOnDemand({ KeyId }));
    expect([...names].sort()).toEqual(['RotateKey', 'RotateKeyOnDemand', 'SynchronizeMultiRegionKey']);
    expect(await told(() => service.kms.updatePrimaryRegion({ KeyId, PrimaryRegion: 'eu-west-1' }))).toEqual([
      'UpdatePrimaryRegion',
    ]);
  });

  it('keys are deleted where they are: a replica in its Region, the primary after it', async () => {
    const { KeyId } = await makeKey(service, { MultiRegion: true });
    await service.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
    const europe = { caller: callerIn({ ...SCOPE, region: 'eu-west-1' }) };
    await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    await invoke(service, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }, europe);
    service.wait(7 * DAY_MS);
    expect(await told(() => service.kms.listKeys({}))).toEqual(['DeleteKey in eu-west-1', 'ListKeys']);
    service.wait(7 * DAY_MS);
    expect(await told(() => service.kms.listKeys({}))).toEqual(['DeleteKey', 'ListKeys']);
  });

  it('material that expires is told; material that somebody deletes is theirs to tell', async () => {
    const { KeyId } = await makeKey(service, { Origin: 'EXTERNAL' });
    const material = new Uint8Array(32).fill(5);
    const ValidTo = new Date(service.nowMs() + DAY_MS);
    await service.kms.importKeyMaterial({ KeyId, ...(await wrapFor(service, KeyId, material)), ValidTo });
    service.wait(DAY_MS);
    const events = await service.eventsBy(() => service.kms.listKeys({}));
    expect(events.map(({ eventName }) => eventName)).toEqual(['DeleteExpiredKeyMaterial', 'ListKeys']);
    expect(events[0]?.serviceEventDetails).toMatchObject({ keyId: KeyId });
    await service.kms.importKeyMaterial({ KeyId, ...(await wrapFor(service, KeyId, material)), ...FOR_EVER });
    expect(await told(() => service.kms.deleteImportedKeyMaterial({ KeyId }))).toEqual([
      'DeleteImportedKeyMaterial',
    ]);
  });
});
