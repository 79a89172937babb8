/**
 * The store in a Durable Object: the SQLite storage that each object has at the edge, with its single writer.
 *
 * A commit runs in `transactionSync` and is acknowledged after `sync()`, so that acknowledged means durable even where
 * nobody waits for the object's output. The storage comes in as an argument; nothing of the platform is imported. The
 * object may have other tables of its own, but none named `record` or `strongroom`.
 *
 * Source: https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/.
 *
 * @module
 */
import { CREATE_TABLE, SCHEMA_VERSION, SENTENCES, type SqlConnection, SqlStore } from './sql.ts';
import { type Store, type StoredRecord, StoreUnavailableError } from './store.ts';

/** What of a Durable Object's `ctx.storage` is used; the object's class must be one with SQLite (`new_sqlite_classes`). */
export interface DurableObjectSqlStorage {
  readonly sql: {
    exec(sentence: string, ...values: unknown[]): { toArray(): Record<string, unknown>[] };
  };
  transactionSync<T>(work: () => T): T;
  sync(): Promise<void>;
}

/** Pragmas that mark a file are not to be had here: a table of one row does that. */
const CREATE = `${CREATE_TABLE} CREATE TABLE strongroom (layout INTEGER NOT NULL) STRICT;`;

/**
 * Opens a store in the storage of a Durable Object.
 *
 * @param storage `ctx.storage` of the object, whose only user of these tables this store must be.
 * @throws {StoreUnavailableError} The object has no SQLite, or its tables are of another or a newer program; nothing changed.
 *
 * @example
 * class KeyService {
 *   constructor(ctx, env) {
 *     const store = () => durableObjectStore(ctx.storage);
 *     this.kms = ctx.blockConcurrencyWhile(() => createKms({ store: store(), rootKey: env.rootKey }));
 *   }
 * }
 */
export function durableObjectStore(storage: DurableObjectSqlStorage): Store {
  try {
    storage.transactionSync(() => prepare(storage));
  } catch (error) {
    throw error instanceof StoreUnavailableError ? error : unavailable(error);
  }
  return new SqlStore(connect(storage));
}

function prepare({ sql }: DurableObjectSqlStorage): void {
  const tables = sql.exec(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('record', 'strongroom')",
  );
  const found = tables.toArray().length;
  if (found === 0) {
    sql.exec(CREATE);
    sql.exec('INSERT INTO strongroom (layout) VALUES (?)', SCHEMA_VERSION);
    return;
  }
  if (found === 1)
    throw new StoreUnavailableError('the Durable Object has a table of another program by the name of ours');
  const layout = Number(sql.exec('SELECT layout FROM strongroom').toArray()[0]?.['layout']);
  if (layout <= SCHEMA_VERSION) return;
  throw new StoreUnavailableError(
    `the Durable Object was written by a newer Strongroom: its layout is ${layout}, this program reads up to ${SCHEMA_VERSION}`,
  );
}

function connect(storage: DurableObjectSqlStorage): SqlConnection {
  const { sql } = storage;
  return {
    get(name) {
      const [row] = sql.exec(SENTENCES.get, name).toArray();
      return row === undefined ? undefined : recordOf(row);
    },
    version: (name) => Number(sql.exec(SENTENCES.version, name).toArray()[0]?.['version'] ?? 0),
    list: (from, to, limit) => sql.exec(SENTENCES.list, from, to, limit).toArray().map(recordOf),
    put: (name, version, value) => void sql.exec(SENTENCES.put, name, version, value),
    delete: (name) => void sql.exec(SENTENCES.delete, name),
    transact: (work) => storage.transactionSync(work),
    sync: () => storage.sync(),
    // Soon is enough: the platform brings together what it writes by itself.
    schedule: (work) => queueMicrotask(work),
    // The platform opened the storage and closes it.
    close: () => undefined,
    refusal: unavailable,
  };
}

/** Blobs come as ArrayBuffers. */
function recordOf(row: Readonly<Record<string, unknown>>): StoredRecord {
  const { name, version, value } = row as { name: string; version: number; value: ArrayBuffer };
  return { name, version, value: new Uint8Array(value) };
}

function unavailable(cause: unknown): StoreUnavailableError {
  return new StoreUnavailableError('the storage of the Durable Object cannot be used', { cause });
}
