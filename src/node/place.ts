/**
 * Where the keys of a server lie, as the flags say it: in memory, or in a file with its root key beside it.
 *
 * @module
 */
import { dirname, join } from 'node:path';
import { memoryStore } from '../store/memory.ts';
import { hasPendingLog, sqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { type ParsedCommand, UsageError } from './flags.ts';

const DEFAULT_FOLDER = './.strongroom';

export interface Place {
  readonly kind: 'memory' | 'sqlite';
  /** The store's file; `undefined` in memory. */
  readonly file: string | undefined;
  /** Where the root key file lies unless a flag says otherwise; `undefined` in memory. */
  readonly rootKeyFile: string | undefined;
}

/**
 * Reads the place from `--data` or `--store`.
 *
 * @throws {UsageError} Both were given.
 *
 * @example
 * placeOf({ data: '/var/keys' }).file; // '/var/keys/store.db'
 */
export function placeOf({ data, store }: ParsedCommand['flags']): Place {
  if (data !== undefined && store !== undefined)
    throw new UsageError('--data and --store both say where the keys lie: give one of them.');
  if (store === 'memory:') return { kind: 'memory', file: undefined, rootKeyFile: undefined };
  const file = String(store ?? `sqlite:${join(String(data ?? DEFAULT_FOLDER), 'store.db')}`).slice(
    'sqlite:'.length,
  );
  return { kind: 'sqlite', file, rootKeyFile: join(dirname(file), 'root.key') };
}

/**
 * Opens the store of a place.
 *
 * @throws {StoreUnavailableError} It is open elsewhere, damaged, not ours, or the disk refuses.
 *
 * @example
 * const store = openPlace(placeOf({ store: 'memory:' }));
 * await store.close();
 */
export function openPlace({ file }: Place): Store {
  return file === undefined ? memoryStore() : sqliteStore({ file });
}

/**
 * Lets go of a store without a trace of having been there.
 *
 * After a crash the file has a log, and closing would carry the log into the file: then the store is left open to the
 * end of the process, which must come at once.
 *
 * @example
 * const place = placeOf({ store: 'memory:' });
 * await leaveUntouched(place, openPlace(place));
 */
export async function leaveUntouched({ file }: Place, store: Store): Promise<void> {
  if (file === undefined || !hasPendingLog(file)) await store.close();
}
