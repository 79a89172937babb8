/**
 * Related multi-Region keys: one key in several Regions, and how what they share stays one.
 *
 * Key id, material, spec, usage, origin and rotation are shared; policy, grants, aliases, tags, description, state and
 * deletion are each Region's own (KMS Developer Guide, "Multi-Region keys: shared properties"). Each related key is a
 * whole record of its own, so that a call reads one record wherever it arrives; what is shared is written to all of
 * them in one commit, so that no Region is ever behind.
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import type { Key, MultiRegion, StoredKey } from './key.ts';
import { changeKey, findKey } from './keys.ts';
import type { Vault } from './vault.ts';

/** Whether the key has related keys in other Regions that it must outlive: it is a primary with replicas. */
export function hasReplicas({ region, multiRegion }: Key): boolean {
  return multiRegion?.primaryRegion === region && multiRegion.replicaRegions.length > 0;
}

/** Whether what is shared may be changed by way of this key: only replicas may not. */
export function isReplica({ region, multiRegion }: Key): boolean {
  return multiRegion !== undefined && multiRegion.primaryRegion !== region;
}

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

/** The writes that change what a key shares with its related keys: in its own record, and alike in all of theirs. */
export async function changeRelatedKeys(
  vault: Vault,
  stored: StoredKey,
  shared: Partial<Key>,
): Promise<readonly RecordChange[]> {
  const related = await relatedKeys(vault, stored.key);
  return [stored, ...related].map((one) => changeKey(one, shared));
}

/** Where the keys are when one replica more is there. */
export function addReplica({ multiRegion }: Key, region: string): MultiRegion {
  const { primaryRegion, replicaRegions } = required(multiRegion);
  return { primaryRegion, replicaRegions: [...replicaRegions, region] };
}

/** Where the keys are when a replica is gone. */
export function forgetReplica({ multiRegion }: Key, region: string): MultiRegion {
  const { primaryRegion, replicaRegions } = required(multiRegion);
  return { primaryRegion, replicaRegions: replicaRegions.filter((one) => one !== region) };
}

/** Where the keys are when a replica and the primary have changed places. */
export function exchangePrimary({ multiRegion }: Key, region: string): MultiRegion {
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
