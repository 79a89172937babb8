/**
 * Deletion: scheduled with a waiting period, cancelled, and carried out when its time comes.
 *
 * A deletion that is scheduled has a record whose name sorts by the time at which it falls due, so that what is due is
 * found without looking at any key. Deleting erases the key's grants, of which there may be very many, and then the key
 * with its aliases, its index and its sealed material in one commit; ciphertexts under it are lost, which is the point. Source: KMS Developer Guide, "Deleting AWS KMS keys".
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import { findAlias } from './aliases.ts';
import { KmsError } from './errors.ts';
import { eraseGrants } from './grants.ts';
import { decodeKey, type Key, type StoredKey } from './key.ts';
import { changeKey } from './keys.ts';
import {
  aliasRecordName,
  DUE_DELETION_PREFIX,
  type DueDeletion,
  dueDeletionName,
  keyName,
  materialName,
  readDueDeletionName,
} from './keyspace.ts';
import type { Vault } from './vault.ts';

const DAY_MS = 86_400_000;
/** KMS API reference, ScheduleKeyDeletion: the service is narrower than the shape. */
const MIN_WINDOW_DAYS = 7;
const MAX_WINDOW_DAYS = 30;
const PAGE = 100;

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
  const { key } = stored;
  const deletionAtMs = vault.clock() + windowDays * DAY_MS;
  const due = { name: dueDeletionName(deletionAtMs, key, key.keyId), replaces: 0, value: new Uint8Array() };
  await vault.keystore.commit([changeKey(stored, { state: 'PendingDeletion', deletionAtMs }), due]);
  return deletionAtMs;
}

/** Takes a scheduled deletion back. The key is disabled afterwards, whatever it was before. */
export async function cancelDeletion(vault: Vault, stored: StoredKey): Promise<void> {
  const change = changeKey(stored, { state: 'Disabled', deletionAtMs: undefined });
  await vault.keystore.commit([change, ...(await removeDue(vault, stored.key))]);
}

/** When the next deletion falls due, in milliseconds since 1970; infinity when none is scheduled. */
export async function nextDeletionMs({ keystore }: Vault): Promise<number> {
  const [first] = await keystore.listNames(DUE_DELETION_PREFIX, undefined, 1);
  return first === undefined ? Number.POSITIVE_INFINITY : readDueDeletionName(first).atMs;
}

/**
 * Deletes every key whose time has come.
 *
 * @returns What was deleted.
 */
export async function deleteDueKeys(vault: Vault): Promise<readonly DueDeletion[]> {
  const deleted: DueDeletion[] = [];
  for (;;) {
    const names = await vault.keystore.listNames(DUE_DELETION_PREFIX, undefined, PAGE);
    const due = names.map(readDueDeletionName).filter(({ atMs }) => atMs <= vault.clock());
    if (due.length === 0) return deleted;
    for (const deletion of due) if (await deleteKey(vault, deletion)) deleted.push(deletion);
  }
}

/** One key, its grants first. Somebody else who deletes or cancels at the same moment wins or loses whole. */
async function deleteKey(vault: Vault, due: DueDeletion): Promise<boolean> {
  const record = await vault.keystore.read(keyName(due.scope, due.keyId));
  const key = record === undefined ? undefined : decodeKey(record.value);
  const erase = key?.deletionAtMs === due.atMs;
  try {
    const changes =
      erase && record !== undefined ? await erasure(vault, { key, version: record.version }) : [];
    await vault.keystore.commit([...changes, ...(await removeDueRecord(vault, due))]);
    return erase;
  } catch (error) {
    if (error instanceof StoreConflictError) return false;
    throw error;
  }
}

async function erasure(vault: Vault, stored: StoredKey): Promise<readonly RecordChange[]> {
  await eraseGrants(vault, stored);
  const { key, version } = stored;
  const changes: RecordChange[] = [{ name: keyName(key, key.keyId), replaces: version, value: undefined }];
  for (const name of key.aliases) {
    const alias = await findAlias(vault, key, name);
    if (alias?.alias.targetKeyId !== key.keyId) continue;
    changes.push({ name: aliasRecordName(key, name), replaces: alias.version, value: undefined });
  }
  for (const { id } of key.materials) {
    const index = await vault.keystore.read(materialName(key.region, id));
    if (index !== undefined) changes.push({ name: index.name, replaces: index.version, value: undefined });
  }
  return changes;
}

async function removeDue(vault: Vault, key: Key): Promise<readonly RecordChange[]> {
  if (key.deletionAtMs === undefined) return [];
  return await removeDueRecord(vault, { atMs: key.deletionAtMs, scope: key, keyId: key.keyId });
}

async function removeDueRecord(vault: Vault, due: DueDeletion): Promise<readonly RecordChange[]> {
  const name = dueDeletionName(due.atMs, due.scope, due.keyId);
  const record = await vault.keystore.read(name);
  return record === undefined ? [] : [{ name, replaces: record.version, value: undefined }];
}
