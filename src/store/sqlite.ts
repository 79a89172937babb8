/**
 * The store in one SQLite file, over the runtime's own binding, `node:sqlite`. One process a file.
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
import {
  type Change,
  type Condition,
  copyChanges,
  copyConditions,
  expectLimit,
  expectName,
  nameRange,
  type Store,
  StoreConflictError,
  type StoredRecord,
  StoreUnavailableError,
} from './store.ts';

/** Where a SQLite store lies. */
export interface SqliteStoreOptions {
  /** The file's path. It is made with mode 0600 when absent, its folder with mode 0700. */
  readonly file: string;
}

/** `Stro`: marks the file as ours, in its header, where `file(1)` and this module look. */
const APPLICATION_ID = 0x5374_726f;

/** The layout of the tables; a program that changes it counts it up and brings older files along. */
const SCHEMA_VERSION = 1;

/**
 * Rows by number with an index over names, not WITHOUT ROWID: with values of 1 KB the latter puts every value on an
 * overflow page of its own, three times the file and a third of the speed (20,000 records, pages of 4,096 bytes).
 */
const CREATE = `
  CREATE TABLE record (
    name TEXT NOT NULL PRIMARY KEY COLLATE BINARY,
    version INTEGER NOT NULL,
    value BLOB NOT NULL
  ) STRICT;
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

/** Every sentence that the store says to the database; parsed once. */
interface Statements {
  readonly get: StatementSync;
  readonly list: StatementSync;
  readonly put: StatementSync;
  readonly delete: StatementSync;
}

/** A commit that waits for the transaction of this turn. */
interface PendingCommit {
  readonly changes: readonly Change[];
  readonly conditions: readonly Condition[];
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

class SqliteStore implements Store {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  #pending: PendingCommit[] = [];
  #refusal: StoreUnavailableError | undefined;
  #closing: Promise<void> | undefined;

  constructor(file: string, database: DatabaseSync, statements: Statements) {
    this.#file = file;
    this.#database = database;
    this.#statements = statements;
  }

  async get(name: string): Promise<StoredRecord | undefined> {
    this.#refuse();
    expectName('name', name);
    return this.#orStop(() => this.#record(name));
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly StoredRecord[]> {
    this.#refuse();
    const { from, to } = nameRange(prefix, after);
    expectLimit(limit);
    return this.#orStop(
      () => this.#statements.list.all(from, to, limit) as unknown as readonly StoredRecord[],
    );
  }

  async commit(changes: readonly Change[], conditions: readonly Condition[]): Promise<void> {
    this.#refuse();
    const copies = { changes: copyChanges(changes), conditions: copyConditions(conditions) };
    await new Promise<void>((resolve, reject) => {
      this.#pending.push({ ...copies, resolve, reject });
      // Not a microtask: requests that arrived together reach this line in different ones.
      if (this.#pending.length === 1) setImmediate(() => this.#flush());
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#flush();
    this.#refusal = new StoreUnavailableError('the store is closed');
    try {
      this.#database.close();
    } catch {
      // All that was acknowledged is in the log already; closing only tidies it up, and the next open does so too.
    }
  }

  /** One transaction for all that waits. Nobody hears of success before COMMIT has returned. */
  #flush(): void {
    const batch = this.#pending;
    this.#pending = [];
    if (batch.length === 0) return;
    try {
      const settle = this.#orStop(() => this.#transact(batch));
      for (const answer of settle) answer();
    } catch (error) {
      for (const { reject } of batch) reject(error as Error);
    }
  }

  #transact(batch: readonly PendingCommit[]): readonly (() => void)[] {
    this.#database.exec('BEGIN IMMEDIATE');
    const settle = batch.map(({ changes, conditions, resolve, reject }) => {
      const failed = conditions.find(({ name, version }) => (this.#record(name)?.version ?? 0) !== version);
      if (failed !== undefined) return () => reject(new StoreConflictError(failed.name));
      for (const change of changes) this.#apply(change);
      return resolve;
    });
    this.#database.exec('COMMIT');
    return settle;
  }

  #record(name: string): StoredRecord | undefined {
    return this.#statements.get.get(name) as StoredRecord | undefined;
  }

  #apply({ name, version, value }: Change): void {
    if (value === undefined) this.#statements.delete.run(name);
    else this.#statements.put.run(name, version, value);
  }

  /** Fail-stop: what the database throws is the last thing this store says. */
  #orStop<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#refusal = unavailable(this.#file, error);
      throw this.#refusal;
    }
  }

  #refuse(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }
}

function openStore(Database: DatabaseConstructor, file: string): Store {
  makeFile(file);
  probe(Database, file);
  const database = new Database(file);
  try {
    lockAndPrepare(database, file);
    return new SqliteStore(file, database, prepareStatements(database));
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

function prepareStatements(database: DatabaseSync): Statements {
  const columns = 'SELECT name, version, value FROM record';
  return {
    get: database.prepare(`${columns} WHERE name = ?`),
    list: database.prepare(`${columns} WHERE name >= ? AND name < ? ORDER BY name LIMIT ?`),
    put: database.prepare(
      'INSERT INTO record (name, version, value) VALUES (?, ?, ?) ' +
        'ON CONFLICT (name) DO UPDATE SET version = excluded.version, value = excluded.value',
    ),
    delete: database.prepare('DELETE FROM record WHERE name = ?'),
  };
}

/** SQLITE_CORRUPT, as a primary result code. */
const CORRUPT = 11;

/** Reasons by SQLite's primary result code (https://www.sqlite.org/rescode.html), then by errno. */
const REASONS: Readonly<Record<string | number, string>> = /* @__PURE__ */ Object.freeze({
  5: 'is open in another process; one process at a time may use a store',
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

/** SQLite's primary result code: the low byte of the extended one. */
function resultCode(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: number };
  return errcode === undefined ? undefined : errcode & 0xff;
}
