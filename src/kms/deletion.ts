/**
 * Deletion: scheduled with a waiting period, cancelled, and carried out when its time comes.
 *
 * Deleting erases the key with its aliases, its index and its sealed material in one commit; ciphertexts under it are
 * lost, which is the point. Source: KMS Developer Guide, "Deleting AWS KMS keys".
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import { findAlias } from './aliases.ts';
import { changeDerivedRecords } from './derived-records.ts';
import { KmsError } from './errors.ts';
import type { StoredKey } from './key.ts';
import { updateKey } from './keys.ts';
import { aliasRecordName, keyName } from './keyspace.ts';
import type { Vault } from './vault.ts';

const DAY_MS = 86_400_000;
/** KMS API reference, ScheduleKeyDeletion: the service is narrower than the shape. */
const MIN_WINDOW_DAYS = 7;
const MAX_WINDOW_DAYS = 30;

/**
 * Schedules the deletion of a key.
 *
 * @param windowDays 7 to 30.
 * @returns When the key will be deleted, in milliseconds since 1970.
 * @throws {KmsError} ValidationException: the window is out of bounds.
 */
export async function scheduleDeletion(vault: Vault, stored: StoredKey, windowDays: number): Promise<number> {
  if (windowDays < MIN_WINDOW_DAYS || windowDays > MAX_WINDOW_DAYS) {
    throw new KmsError(
      'ValidationException',
      `PendingWindowInDays must be between ${MIN_WINDOW_DAYS} and ${MAX_WINDOW_DAYS} (inclusive).`,
    );
  }
  const deletionAtMs = vault.clock() + windowDays * DAY_MS;
  await updateKey(vault, stored, { state: 'PendingDeletion', deletionAtMs });
  return deletionAtMs;
}

/** Takes a scheduled deletion back. The key is disabled afterwards, whatever it was before. */
export async function cancelDeletion(vault: Vault, stored: StoredKey): Promise<void> {
  await updateKey(vault, stored, { state: 'Disabled', deletionAtMs: undefined });
}

/** The writes that erase a key and everything that was made for it. */
export async function eraseKey(vault: Vault, { key, version }: StoredKey): Promise<readonly RecordChange[]> {
  const changes: RecordChange[] = [{ name: keyName(key, key.keyId), replaces: version, value: undefined }];
  for (const name of key.aliases) {
    const alias = await findAlias(vault, key, name);
    if (alias?.alias.targetKeyId !== key.keyId) continue;
    changes.push({ name: aliasRecordName(key, name), replaces: alias.version, value: undefined });
  }
  return [
    ...changes,
    ...(await vault.usage.erasureOf(key)),
    ...(await changeDerivedRecords(vault, key, undefined)),
  ];
}
