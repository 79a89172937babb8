/**
 * Related keys: a primary and its replicas, which are one key in several Regions.
 *
 * Every change of what they share goes through here, together with whatever of the one key changes at the same moment:
 * materials, the current material, the rotation schedule and the public half. A key of a single Region has no
 * relatives, and this version makes no others.
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import type { Key, StoredKey } from './key.ts';
import { replaceKey } from './keys.ts';
import type { Vault } from './vault.ts';

/**
 * The writes that change a key, and its relatives in what they share with it.
 *
 * @param change Shared properties and others: the others stay this key's own.
 */
export async function changeRelatedKeys(
  vault: Vault,
  stored: StoredKey,
  change: Partial<Key>,
): Promise<readonly RecordChange[]> {
  return await replaceKey(vault, stored, change);
}
