/**
 * Imported material: it can be deleted or expire, and comes back only as the same material.
 *
 * A key works only while every material that it ever encrypted with is there: without one of them it is pending import.
 * Material that no rotation has made current yet is no part of the key, and goes without a trace. Source: KMS Developer
 * Guide, "Importing key material for AWS KMS keys".
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import type { Key, KeyMaterial, StoredKey } from './key.ts';
import type { KeyState } from './key-state.ts';
import type { Due } from './keyspace.ts';
import { changeRelatedKeys } from './related-keys.ts';
import type { Vault } from './vault.ts';

/** Takes away every material of the key that expires at this moment. */
export async function expireMaterial(
  vault: Vault,
  stored: StoredKey,
  due: Due,
): Promise<readonly RecordChange[]> {
  return await removeMaterial(vault, stored, ({ expiresAtMs }) => expiresAtMs === due.atMs);
}

/** The writes that take materials away: the sealed bytes are erased, the ids of permanent ones stay. */
async function removeMaterial(
  vault: Vault,
  stored: StoredKey,
  isGone: (material: KeyMaterial) => boolean,
): Promise<readonly RecordChange[]> {
  const materials = stored.key.materials
    .filter((material) => !(isGone(material) && material.awaits !== undefined))
    .map((material) => (isGone(material) ? withoutBytes(material) : material));
  const state = stateWithout(stored.key.state, materials);
  return await changeRelatedKeys(vault, stored, { materials, state });
}

function withoutBytes(material: KeyMaterial): KeyMaterial {
  return { ...material, backingKey: undefined, expiresAtMs: undefined };
}

/** A key whose deletion is pending stays so (KMS API reference, DeleteImportedKeyMaterial). */
function stateWithout(state: KeyState, materials: Key['materials']): KeyState {
  if (state !== 'Enabled' && state !== 'Disabled') return state;
  return materials.every(({ backingKey }) => backingKey !== undefined) ? state : 'PendingImport';
}
