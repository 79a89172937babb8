/**
 * Rotation: new material for a symmetric key, under the same id; what the old material encrypted opens for ever.
 *
 * Source: KMS Developer Guide, "Rotate AWS KMS keys".
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import {
  type Key,
  type KeyMaterial,
  ownerOf,
  type RotationType,
  type StoredKey,
  toKeyMaterial,
} from './key.ts';
import type { Due } from './keyspace.ts';
import { changeRelatedKeys } from './related-keys.ts';
import type { Vault } from './vault.ts';

const DAY_MS = 86_400_000;

/** Carries out the automatic rotation that has fallen due, as of the moment at which it did, and awaits the next. */
export async function rotateWhenDue(
  vault: Vault,
  stored: StoredKey,
  due: Due,
): Promise<readonly RecordChange[]> {
  const { rotation } = stored.key;
  if (rotation === undefined) return [];
  const nextAtMs = due.atMs + rotation.periodDays * DAY_MS;
  const change = await freshMaterial(vault, stored.key, { type: 'AUTOMATIC', atMs: due.atMs });
  return await changeRelatedKeys(vault, stored, { ...change, rotation: { ...rotation, nextAtMs } });
}

/** One more material, which is current from now on. */
async function freshMaterial(
  { keystore }: Vault,
  key: Key,
  rotation: { readonly type: RotationType; readonly atMs: number },
): Promise<Pick<Key, 'materials' | 'currentMaterialId'>> {
  const sealed = toKeyMaterial(await keystore.createBackingKey(ownerOf(key)));
  const material: KeyMaterial = { ...sealed, rotation };
  return { materials: [...key.materials, material], currentMaterialId: material.id };
}
