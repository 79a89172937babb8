import { describe, expect, it } from 'vitest';
import type { Key, KeyMaterial, StoredKey } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import {
  changeRelatedKeys,
  relatedKeys,
  withoutReplica,
  withPrimary,
  withReplica,
} from '../../src/kms/related-keys.ts';
import {
  callerIn,
  forgeKey,
  invoke,
  makeKey,
  openService,
  SCOPE,
  type Service,
} from '../operations/service.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

async function read({ vault }: Service, keyId: string, region = 'us-east-1'): Promise<StoredKey> {
  const stored = await findKey(vault, { ...SCOPE, region }, keyId);
  if (stored === undefined) throw new Error(`there is no key ${keyId} in ${region}`);
  return stored;
}

/** A primary with two replicas. */
async function makeFamily(service: Service): Promise<string> {
  const { KeyId } = await makeKey(service, { MultiRegion: true });
  for (const ReplicaRegion of REGIONS.slice(1)) await service.kms.replicateKey({ KeyId, ReplicaRegion });
  return KeyId;
}

it('a key of a single Region is the only one that a change of it changes', async () => {
  const service = await openService();
  const { KeyId } = await makeKey(service);
  await makeKey(service);
  const stored = await findKey(service.vault, SCOPE, KeyId);
  if (stored === undefined) throw new Error('there is no key');
  const rotation = { periodDays: 90, nextAtMs: service.nowMs() + 5 };
  const changes = await changeRelatedKeys(service.vault, stored, { rotation, description: 'own' });
  expect(changes.map(({ name }) => name.split('/')[0])).toEqual(['key', 'due']);
  await service.vault.keystore.commit(changes);
  expect((await findKey(service.vault, SCOPE, KeyId))?.key).toMatchObject({ rotation, description: 'own' });
});

describe('related keys', () => {
  it('are found from each of them, the primary first', async () => {
    const service = await openService();
    const keyId = await makeFamily(service);
    for (const region of REGIONS) {
      const { key } = await read(service, keyId, region);
      const found = await relatedKeys(service.vault, key);
      expect(found.map((one) => one.key.region)).toEqual(REGIONS.filter((other) => other !== region));
    }
  });

  it('share materials, rotation and place in one commit, and nothing else', async () => {
    const service = await openService();
    const keyId = await makeFamily(service);
    const { key } = await read(service, keyId);
    const added: KeyMaterial = { id: 'f'.repeat(64), backingKey: 'AA==' };
    const rotation = { periodDays: 90, nextAtMs: service.nowMs() + 5 };
    const change = { materials: [...key.materials, added], currentMaterialId: added.id, rotation };
    const changes = await changeRelatedKeys(service.vault, await read(service, keyId), {
      ...change,
      description: 'own',
      state: 'Disabled',
    });
    await service.vault.keystore.commit(changes);
    for (const region of REGIONS) {
      const own = region === 'us-east-1';
      const expected = { ...change, description: own ? 'own' : '', state: own ? 'Disabled' : 'Enabled' };
      expect((await read(service, keyId, region)).key).toMatchObject(expected);
    }
  });

  it('await a rotation in the primary’s Region alone, wherever that comes to be', async () => {
    const service = await openService();
    const keyId = await makeFamily(service);
    const rotation = { periodDays: 90, nextAtMs: service.nowMs() + 5 };
    const changes = await changeRelatedKeys(service.vault, await read(service, keyId), { rotation });
    await service.vault.keystore.commit(changes);
    const awaiting = async (): Promise<readonly (string | undefined)[]> =>
      (await service.store.list('due/', undefined, 10)).map(({ name }) => name.split('/')[4]);
    expect(await awaiting()).toEqual(['us-east-1']);
    await service.kms.updatePrimaryRegion({ KeyId: keyId, PrimaryRegion: 'eu-west-1' });
    expect(await awaiting()).toEqual(['eu-west-1']);
  });

  it('of imported material know which materials there are, and have their own bytes', async () => {
    const service = await openService();
    const keyId = await makeFamily(service);
    const imported: KeyMaterial = { id: 'a'.repeat(64), backingKey: 'AA==', expiresAtMs: 9e12 };
    for (const region of REGIONS) {
      const stored = await read(service, keyId, region);
      await service.vault.keystore.commit(
        await changeRelatedKeys(service.vault, stored, { origin: 'EXTERNAL' } as Partial<Key>),
      );
    }
    const [, europe] = REGIONS as [string, string];
    const next: KeyMaterial = { ...imported, awaits: 'rotation' };
    const importIn = async (region: string): Promise<void> => {
      const stored = await read(service, keyId, region);
      const others = stored.key.materials.filter(({ id }) => id !== next.id);
      const changes = await changeRelatedKeys(service.vault, stored, { materials: [...others, next] });
      await service.vault.keystore.commit(changes);
    };
    const lastOf = async (region: string) => (await read(service, keyId, region)).key.materials.at(-1);
    await importIn('us-east-1');
    expect(await lastOf('us-east-1')).toEqual({ ...next, awaits: 'multi-Region import' });
    expect(await lastOf(europe)).toEqual({ id: next.id, awaits: 'multi-Region import' });
    await importIn(europe);
    expect(await lastOf(europe)).toMatchObject({ backingKey: 'AA==', awaits: 'multi-Region import' });
    await importIn('ap-southeast-1');
    for (const region of REGIONS) expect(await lastOf(region)).toEqual({ ...next, awaits: 'rotation' });
  });

  it('are not written when nothing changes that they share', async () => {
    const service = await openService();
    const keyId = await makeFamily(service);
    const changes = await changeRelatedKeys(service.vault, await read(service, keyId), { state: 'Disabled' });
    expect(changes.map(({ name }) => name)).toEqual([`key/111122223333/us-east-1/${keyId}`]);
  });

  it('lose a change that came too late as a whole', async () => {
    const service = await openService();
    const keyId = await makeFamily(service);
    const rotation = { periodDays: 90, nextAtMs: service.nowMs() + 5 };
    const changes = await changeRelatedKeys(service.vault, await read(service, keyId), { rotation });
    const caller = callerIn({ ...SCOPE, region: 'eu-west-1' });
    await invoke(service, 'DisableKey', { KeyId: keyId }, { caller });
    await expect(service.vault.keystore.commit(changes)).rejects.toThrow('another version');
    expect((await read(service, keyId)).key.rotation).toBeUndefined();
  });
});

describe('the places of related keys', () => {
  it('gain, lose and exchange Regions in order', async () => {
    const service = await openService();
    const keyId = await makeFamily(service);
    const { key } = await read(service, keyId);
    expect(withReplica(key, 'us-west-2').replicaRegions).toEqual([...REGIONS.slice(1), 'us-west-2']);
    expect(withoutReplica(key, 'eu-west-1').replicaRegions).toEqual(['ap-southeast-1']);
    expect(withPrimary(key, 'eu-west-1')).toEqual({
      primaryRegion: 'eu-west-1',
      replicaRegions: ['us-east-1', 'ap-southeast-1'],
    });
  });

  it('are not those of a single-Region key', async () => {
    const service = await openService();
    const { KeyId } = await makeKey(service);
    await forgeKey(service, KeyId, {});
    const { key } = await read(service, KeyId);
    expect(() => withReplica(key, 'us-west-2')).toThrow(TypeError);
    expect(await relatedKeys(service.vault, key)).toEqual([]);
  });
});
