/**
 * Related multi-Region keys: a primary and its replicas, one key in several Regions, and how what they share stays one.
 *
 * Key id, material, spec, usage, origin and rotation are shared; policy, grants, aliases, tags, description, state and
 * deletion are each Region's own (KMS Developer Guide, "Multi-Region keys: shared properties"). Each related key is a
 * whole record of its own, so that a call reads one record wherever it arrives; what is shared is written to all of
 * them in one commit, so that no Region is ever behind.
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import { KmsError } from './errors.ts';
import { arnOf, isReplica, type Key, type KeyMaterial, type MultiRegion, type StoredKey } from './key.ts';
import { DEFAULT_KEY_SPEC } from './key-spec.ts';
import { findKey, replaceKey } from './keys.ts';
import type { Vault } from './vault.ts';

/** The members that related keys have in common beside those that never change. */
const SHARED = ['materials', 'currentMaterialId', 'rotation', 'publicKey', 'multiRegion'] as const;

/** The related keys in other Regions, the primary first; none for a single-Region key. */
export async function relatedKeys(vault: Vault, key: Key): Promise<readonly StoredKey[]> {
  const { multiRegion } = key;
  if (multiRegion === undefined) return [];
  const regions = [multiRegion.primaryRegion, ...multiRegion.replicaRegions];
  const others = regions.filter((region) => region !== key.region);
  const found = await Promise.all(
    others.map((region) => findKey(vault, { account: key.account, region }, key.keyId)),
  );
  return found.filter((stored) => stored !== undefined);
}

/**
 * The writes that change a key, and its related keys in what they share with it.
 *
 * @param change Shared properties and others: the others stay this key's own.
 */
export async function changeRelatedKeys(
  vault: Vault,
  stored: StoredKey,
  change: Partial<Key>,
): Promise<readonly RecordChange[]> {
  const related = await relatedKeys(vault, stored.key);
  const materials = change.materials === undefined ? undefined : awaited(stored, related, change.materials);
  const own = materials === undefined ? change : { ...change, materials };
  const writes = [await replaceKey(vault, stored, own)];
  for (const one of related) {
    const shared = sharedWith(one.key, own);
    if (Object.keys(shared).length > 0) writes.push(await replaceKey(vault, one, shared));
  }
  return writes.flat();
}

/**
 * Refuses what must be done to the primary.
 *
 * @throws {KmsError} UnsupportedOperationException: the key is a replica.
 */
export function refuseReplica(key: Key): void {
  if (!isReplica(key)) return;
  throw new KmsError('UnsupportedOperationException', `${arnOf(key)} is not a multi-region primary key.`);
}

/** What of a change reaches a related key. */
function sharedWith(key: Key, change: Partial<Key>): Partial<Key> {
  const shared = SHARED.filter((member) => Object.hasOwn(change, member));
  // One private key has several encodings, and each Region has the one that it was brought.
  if (key.origin === 'EXTERNAL' && key.spec !== DEFAULT_KEY_SPEC) {
    return Object.hasOwn(change, 'multiRegion') ? { multiRegion: change.multiRegion } : {};
  }
  const reaching: Partial<Key> = Object.fromEntries(shared.map((member) => [member, change[member]]));
  if (change.materials === undefined) return reaching;
  return { ...reaching, materials: change.materials.map((material) => inRegionOf(key, material)) };
}

/**
 * A material as another Region has it. Imported bytes are imported Region by Region and expire there: what is shared is
 * which materials there are, not whether they are there (KMS Developer Guide, "Importing key material").
 */
export function inRegionOf(key: Key, material: KeyMaterial): KeyMaterial {
  if (key.origin !== 'EXTERNAL') return material;
  const own = key.materials.find(({ id }) => id === material.id);
  return { ...material, backingKey: own?.backingKey, expiresAtMs: own?.expiresAtMs };
}

/** New imported material can be rotated to when every Region has it, and waits for the last of them until then. */
function awaited(
  { key }: StoredKey,
  related: readonly StoredKey[],
  materials: readonly KeyMaterial[],
): readonly KeyMaterial[] {
  if (key.origin !== 'EXTERNAL' || related.length === 0) return materials;
  return materials.map((material) => {
    if (material.awaits === undefined) return material;
    const others = related.map((one) => inRegionOf(one.key, material));
    const isEverywhere = [material, ...others].every(({ backingKey }) => backingKey !== undefined);
    return { ...material, awaits: isEverywhere ? 'rotation' : 'multi-Region import' };
  });
}

/** Where the keys are when one replica more is there. */
export function withReplica({ multiRegion }: Key, region: string): MultiRegion {
  const { primaryRegion, replicaRegions } = required(multiRegion);
  return { primaryRegion, replicaRegions: [...replicaRegions, region] };
}

/** Where the keys are when a replica is gone. */
export function withoutReplica({ multiRegion }: Key, region: string): MultiRegion {
  const { primaryRegion, replicaRegions } = required(multiRegion);
  return { primaryRegion, replicaRegions: replicaRegions.filter((one) => one !== region) };
}

/** Where the keys are when a replica and the primary have changed places. */
export function withPrimary({ multiRegion }: Key, region: string): MultiRegion {
  const { primaryRegion, replicaRegions } = required(multiRegion);
  return {
    primaryRegion: region,
    replicaRegions: replicaRegions.map((one) => (one === region ? primaryRegion : one)),
  };
}

function required(multiRegion: MultiRegion | undefined): MultiRegion {
  if (multiRegion === undefined) throw new TypeError('a single-Region key has no related keys');
  return multiRegion;
}
