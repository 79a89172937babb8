/**
 * The store in one SQLite file, over the runtime's own binding, `node:sqlite`, in Node, Deno and Bun. One process a file.
 *
 * Write-ahead log with synchronous=FULL: a commit is acknowledged after the fsync that makes it durable. Commits of one
 * turn of the event loop share one transaction and one fsync. When a commit fails the store stops for good, because
 * after a failed fsync nobody can say what the disk holds; opening the file anew reads what it does hold.
 * It never retries, never repairs, and never opens a file that another program made.
 *
 * The names and the order of the pragmas are from https://www.sqlite.org/pragma.html, the file header's
 * `application_id` and `user_version` from https://www.sqlite.org/fileformat.html §1.3.
 *
 * @module
 */
import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { CREATE_TABLE, SCHEMA_VERSION, SENTENCES, type SqlConnection, SqlStore } from './sql.ts';
import { type Store, type StoredRecord, StoreUnavailableError } from './store.ts';

/** Where a SQLite store lies. */
export interface SqliteStoreOptions {
  /** The file's path. It is made with mode 0600 when absent, its folder with mode 0700. */
  readonly file: string;
}

/** `Stro`: marks the file as ours, in its header, where `file(1)` and this module look. */
const APPLICATION_ID = 0x5374_726f;

const CREATE = `${CREATE_TABLE}
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};`;

const SETTINGS = 'PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;';

/**
 * Opens a store in a SQLite file, and takes the file for this process alone.
 *
 * @throws {StoreUnavailableError} The runtime has no `node:sqlite`; the file is open elsewhere, damaged, of another
 * program or of a newer Strongroom; the disk refuses. The file is as it was.
 *
 * @example
 * const store = sqliteStore({ file: './build/example/store.db' });
 * await store.commit([{ name: 'a', version: 1, value: new Uint8Array([7]) }], []);
 * await store.close();
 */
export function sqliteStore(options: SqliteStoreOptions): Store {
  if (typeof options.file !== 'string' || options.file === '')
    throw new TypeError(`"file" expected a path, got ${typeof options.file}`);
  const file = resolve(options.file);
  const sqlite = process.getBuiltinModule('node:sqlite');
  if (sqlite === undefined)
    throw new StoreUnavailableError(
      `the SQLite store needs node:sqlite: Node 22.15 or later, this is ${process.version}`,
    );
  try {
    return openStore(sqlite.DatabaseSync, file);
  } catch (error) {
    throw error instanceof StoreUnavailableError ? error : unavailable(file, error);
  }
}

/**
 * Whether commits lie in the file's log that closing a store would carry into the file: a process was killed before.
 *
 * @example
 * hasPendingLog('/nowhere/store.db'); // false
 */
export function hasPendingLog(file: string): boolean {
  return (statSync(`${resolve(file)}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

type DatabaseConstructor = typeof DatabaseSync;

/** The connection of the store to its file. */
function connect(database: DatabaseSync, file: string): SqlConnection {
  // Parsed once.
  const [get, version, list, put, remove] = (['get', 'version', 'list', 'put', 'delete'] as const).map(
    (name) => database.prepare(SENTENCES[name]),
  ) as [StatementSync, StatementSync, StatementSync, StatementSync, StatementSync];
  return {
    get: (name) => get.get(name) as StoredRecord | undefined,
    version: (name) => (version.get(name) as { version: number } | undefined)?.version ?? 0,
    list: (from, to, limit) => list.all(from, to, limit) as unknown as readonly StoredRecord[],
    put: (name, version, value) => void put.run(name, version, value),
    delete: (name) => void remove.run(name),
    transact(work) {
      database.exec('BEGIN IMMEDIATE');
      const result = work();
      database.exec('COMMIT');
      return result;
    },
    // Not a microtask: requests that arrived together reach the store in different ones.
    schedule: (work) => void setImmediate(work),
    close: () => database.close(),
    refusal: (cause) => unavailable(file, cause),
  };
}

function openStore(Database: DatabaseConstructor, file: string): Store {
  makeFile(file);
  probe(Database, file);
  const database = new Database(file);
  try {
    lockAndPrepare(database, file);
    return new SqlStore(connect(database, file));
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The folder for its owner alone, the file likewise: SQLite gives its log the mode of the file. */
function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!statSync(file).isFile()) throw new StoreUnavailableError(`${file} is not a file`);
    accessSync(file, constants.R_OK | constants.W_OK);
  }
}

/**
 * Looks at the file before anything may write to it.
 *
 * SQLite itself reads it, as an immutable file: that leaves locks and logs alone. Reading it with `fs` would not, since
 * closing any descriptor of a file drops the locks that this process holds on it.
 *
 * @throws {StoreUnavailableError} The file is not ours, or newer than this program.
 */
function probe(Database: DatabaseConstructor, file: string): void {
  const url = pathToFileURL(file);
  url.search = '?immutable=1';
  const database = new Database(url, { readOnly: true });
  try {
    refuseForeign(database, file);
  } catch (error) {
    // A crash in the middle of a checkpoint leaves a file that is whole only together with its log, which an immutable
    // reader does not see. The question is asked again under the lock, where the log is read.
    if (resultCode(error) !== CORRUPT) throw error;
  } finally {
    database.close();
  }
}

function refuseForeign(database: DatabaseSync, file: string): void {
  if (isEmpty(database)) return;
  if (pragma(database, 'application_id') !== APPLICATION_ID)
    throw new StoreUnavailableError(`${file} is a database of another program, not a Strongroom store`);
  const version = pragma(database, 'user_version');
  if (version <= SCHEMA_VERSION) return;
  throw new StoreUnavailableError(
    `${file} was made by a newer Strongroom: its layout is ${version}, this program reads up to ${SCHEMA_VERSION}`,
  );
}

/** The lock comes before the log: only then is the log's index kept in memory, and shared with nobody. */
function lockAndPrepare(database: DatabaseSync, file: string): void {
  database.exec(`PRAGMA locking_mode = EXCLUSIVE; ${SETTINGS} BEGIN IMMEDIATE`);
  refuseForeign(database, file);
  if (isEmpty(database)) database.exec(CREATE);
  database.exec('COMMIT; PRAGMA journal_mode = WAL');
  // The log takes its lock with its first transaction, not with the pragma.
  database.exec('BEGIN IMMEDIATE; COMMIT');
}

/** No tables, and no program's mark: a file that was just made, here or by a process that was killed doing so. */
function isEmpty(database: DatabaseSync): boolean {
  if (pragma(database, 'application_id') !== 0) return false;
  return database.prepare('SELECT name FROM sqlite_schema LIMIT 1').get() === undefined;
}

function pragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, number>;
  return row[name] as number;
}

/** SQLITE_BUSY and SQLITE_CORRUPT, as primary result codes. */
const BUSY = 5;
const CORRUPT = 11;

/** Reasons by SQLite's primary result code (https://www.sqlite.org/rescode.html), then by errno. */
const REASONS: Readonly<Record<string | number, string>> = /* @__PURE__ */ Object.freeze({
  [BUSY]: 'is open in another process; one process at a time may use a store',
  8: 'is read-only',
  10: 'cannot be read or written: the disk reports an error',
  [CORRUPT]: 'is damaged',
  13: 'cannot grow: the disk is full',
  14: 'cannot be opened',
  26: 'is not a Strongroom store',
  EACCES: 'may not be opened by this user',
  // Only a path given as a URL meets this, in the first releases that had the binding.
  ERR_INVALID_ARG_TYPE: 'cannot be opened by this Node: it needs 22.15 or later',
  ENOSPC: 'cannot be made: the disk is full',
  ENOTDIR: 'lies below something that is not a folder',
  EROFS: 'lies on a read-only disk',
});

function unavailable(file: string, cause: unknown): StoreUnavailableError {
  const code = resultCode(cause) ?? (cause as { code?: string }).code ?? '';
  return new StoreUnavailableError(`${file} ${REASONS[code] ?? 'cannot be used'}`, { cause });
}

/** SQLite's primary result code: the low byte of the extended one. Deno gives the sentence alone. */
function resultCode(error: unknown): number | undefined {
  const { errcode, message } = error as { errcode?: number; message?: string };
  if (errcode === undefined) return message === 'database is locked' ? BUSY : undefined;
  return errcode & 0xff;
}
