/**
 * Deletion: scheduled with a waiting period, cancelled, and carried out when its time comes.
 *
 * Deleting erases the key's grants, of which there may be very many, and then the key with its aliases, its index and its
 * sealed material in one commit; ciphertexts under it are lost, which is the point. Source: KMS Developer Guide, "Deleting
 * AWS KMS keys".
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import { findAlias } from './aliases.ts';
import { changeDerivedRecords } from './derived-records.ts';
import { KmsError } from './errors.ts';
import { eraseGrants } from './grants.ts';
import { hasReplicas, type Key, type StoredKey } from './key.ts';
import { replaceKey, updateKey } from './keys.ts';
import { aliasRecordName, keyName } from './keyspace.ts';
import { relatedKeys, withoutReplica } from './related-keys.ts';
import type { Vault } from './vault.ts';

const DAY_MS = 86_400_000;
/** KMS API reference, ScheduleKeyDeletion: the service is narrower than the shape. */
const MIN_WINDOW_DAYS = 7;
const MAX_WINDOW_DAYS = 30;

/**
 * Schedules the deletion of a key.
 *
 * A multi-Region primary with replicas outlives them: its window begins when the last of them is gone.
 *
 * @param windowDays 7 to 30.
 * @returns When the key will be deleted, in milliseconds since 1970; `undefined` while it waits for its replicas.
 * @throws {KmsError} ValidationException: the window is out of bounds.
 */
export async function scheduleDeletion(
  vault: Vault,
  stored: StoredKey,
  windowDays: number,
): Promise<number | undefined> {
  if (windowDays < MIN_WINDOW_DAYS || windowDays > MAX_WINDOW_DAYS) {
    throw new KmsError(
      'ValidationException',
      `PendingWindowInDays must be between ${MIN_WINDOW_DAYS} and ${MAX_WINDOW_DAYS}`,
    );
  }
  if (hasReplicas(stored.key)) {
    await updateKey(vault, stored, { state: 'PendingReplicaDeletion', pendingWindowDays: windowDays });
    return undefined;
  }
  const deletionAtMs = vault.clock() + windowDays * DAY_MS;
  await updateKey(vault, stored, { state: 'PendingDeletion', deletionAtMs });
  return deletionAtMs;
}

/** Takes a scheduled deletion back. The key is disabled afterwards, whatever it was before. */
export async function cancelDeletion(vault: Vault, stored: StoredKey): Promise<void> {
  await updateKey(vault, stored, {
    state: 'Disabled',
    deletionAtMs: undefined,
    pendingWindowDays: undefined,
  });
}

/** Erases a key's grants, and gives the writes that erase the key and everything else that was made for it. */
export async function eraseKey(vault: Vault, stored: StoredKey): Promise<readonly RecordChange[]> {
  await eraseGrants(vault, stored);
  const { key, version } = stored;
  const changes: RecordChange[] = [{ name: keyName(key, key.keyId), replaces: version, value: undefined }];
  for (const name of key.aliases) {
    const alias = await findAlias(vault, key, name);
    if (alias?.alias.targetKeyId !== key.keyId) continue;
    changes.push({ name: aliasRecordName(key, name), replaces: alias.version, value: undefined });
  }
  for (const related of await relatedKeys(vault, key)) {
    changes.push(...(await forgetReplica(vault, related, key)));
  }
  return [
    ...changes,
    ...(await vault.usage.erasureOf(key)),
    ...(await changeDerivedRecords(vault, key, undefined)),
  ];
}

/** A related key forgets a replica that is gone; a primary that waited for the last one gets its day. */
async function forgetReplica(vault: Vault, related: StoredKey, gone: Key): Promise<readonly RecordChange[]> {
  const multiRegion = withoutReplica(related.key, gone.region);
  const { state, pendingWindowDays } = related.key;
  const isLast = state === 'PendingReplicaDeletion' && multiRegion.replicaRegions.length === 0;
  if (!isLast || pendingWindowDays === undefined || gone.deletionAtMs === undefined) {
    return await replaceKey(vault, related, { multiRegion });
  }
  const deletionAtMs = gone.deletionAtMs + pendingWindowDays * DAY_MS;
  const change = { state: 'PendingDeletion', deletionAtMs, pendingWindowDays: undefined } as const;
  return await replaceKey(vault, related, { multiRegion, ...change });
}
