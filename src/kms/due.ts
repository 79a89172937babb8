/**
 * The due queue: deletions, rotations and expiries, found by their time without a look at any key.
 *
 * A record whose name sorts by time stands for each (derived-records.ts writes them). Settling takes what has come due in
 * the order of time and carries it out, each in one commit. What the key does not await any more is a leftover and is
 * erased alone; what somebody else settles or takes back at the same moment is left to them. After a long sleep
 * everything happens that should have, one after the other.
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import { duesOf } from './derived-records.ts';
import { decodeKey, type StoredKey } from './key.ts';
import { DUE_PREFIX, type Due, type DueKind, dueName, keyName, readDueName } from './keyspace.ts';
import type { Vault } from './vault.ts';

/** Carries out what fell due: the writes after which the key does not await it any more. */
export type DueHandler = (vault: Vault, stored: StoredKey, due: Due) => Promise<readonly RecordChange[]>;

/** What happens to each kind. */
export type DueHandlers = { readonly [K in DueKind]: DueHandler };

/** Where others put things into the queue unseen, somebody looks at it this often: so late is nobody told, at most. */
const LOOK_AGAIN_MS = 1000;

/**
 * When the queue must be looked at next, in milliseconds since 1970: when the first of them falls due, infinity when
 * nothing does; soon, where others write to the same store.
 */
export async function nextDueMs({ keystore, clock, isShared }: Vault): Promise<number> {
  const latestMs = isShared === true ? clock() + LOOK_AGAIN_MS : Number.POSITIVE_INFINITY;
  const [first] = await keystore.listNames(DUE_PREFIX, undefined, 1);
  return first === undefined ? latestMs : Math.min(latestMs, readDueName(first).atMs);
}

/** What is done once it is committed, where nothing of it can be lost. */
export type DueFollower = (vault: Vault, stored: StoredKey, due: Due) => Promise<void>;

/**
 * Carries out everything that has fallen due.
 *
 * @returns What was carried out, in order.
 */
export async function settleDue(
  vault: Vault,
  handlers: DueHandlers,
  follow: DueFollower = async () => {},
): Promise<readonly Due[]> {
  const settled: Due[] = [];
  for (;;) {
    // The first alone: what it leads to may fall due before the second.
    const [name] = await vault.keystore.listNames(DUE_PREFIX, undefined, 1);
    const due = name === undefined ? undefined : readDueName(name);
    if (due === undefined || due.atMs > vault.clock()) return settled;
    const stored = await settle(vault, handlers, due);
    if (stored === undefined) continue;
    settled.push(due);
    await follow(vault, stored, due);
  }
}

/** One of them, in one commit. The key as it was before, if this was who did it. */
async function settle(vault: Vault, handlers: DueHandlers, due: Due): Promise<StoredKey | undefined> {
  const stored = await findAwaiting(vault, due);
  const changes = stored === undefined ? [] : await handlers[due.kind](vault, stored, due);
  try {
    await vault.keystore.commit([...changes, ...(await removal(vault, due, changes))]);
    return stored;
  } catch (error) {
    if (error instanceof StoreConflictError) return undefined;
    throw error;
  }
}

/** The key, when it still awaits this: also one that is gone for everybody else, since its deletion is due. */
async function findAwaiting({ keystore }: Vault, due: Due): Promise<StoredKey | undefined> {
  const record = await keystore.read(keyName(due.scope, due.keyId));
  if (record === undefined) return undefined;
  const key = decodeKey(record.value);
  const awaits = duesOf(key).some(({ kind, atMs }) => kind === due.kind && atMs === due.atMs);
  return awaits ? { key, version: record.version } : undefined;
}

async function removal(
  { keystore }: Vault,
  due: Due,
  changes: readonly RecordChange[],
): Promise<readonly RecordChange[]> {
  const name = dueName(due);
  if (changes.some((change) => change.name === name)) return [];
  const record = await keystore.read(name);
  return record === undefined ? [] : [{ name, replaces: record.version, value: undefined }];
}
