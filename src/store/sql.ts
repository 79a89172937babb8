/**
 * The store over SQL that runs at once: one table, five sentences, and the rules of commits, for every binding of SQLite.
 *
 * `node:sqlite` (sqlite.ts) and the storage of Durable Objects (durable-object.ts) are two connections to this. Commits
 * that come together share one transaction. When one fails, the store stops for good, because after a failed write nobody
 * can say what the disk holds; opening it anew reads what it does hold. Nobody else writes to the database, so that a
 * record that was read once is answered from memory (record-memory.ts). It never retries and never repairs.
 *
 * @module
 */
import { RecordMemory } from './record-memory.ts';
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

/** The layout of the table; a program that changes it counts it up and brings older stores along. */
export const SCHEMA_VERSION = 1;

/**
 * Rows by number with an index over names, not WITHOUT ROWID: with values of 1 KB the latter puts every value on an
 * overflow page of its own, three times the file and a third of the speed (20,000 records, pages of 4,096 bytes).
 */
export const CREATE_TABLE: string = `
  CREATE TABLE record (
    name TEXT NOT NULL PRIMARY KEY COLLATE BINARY,
    version INTEGER NOT NULL,
    value BLOB NOT NULL
  ) STRICT;`;

const COLUMNS = 'SELECT name, version, value FROM record';

/** Every sentence that a store says once its table is there. */
export const SENTENCES: Readonly<Record<'get' | 'version' | 'list' | 'put' | 'delete', string>> =
  /* @__PURE__ */ Object.freeze({
    /** name */
    get: `${COLUMNS} WHERE name = ?`,
    /** name; it stands before the value, which is not read. */
    version: 'SELECT version FROM record WHERE name = ?',
    /** from, to, limit */
    list: `${COLUMNS} WHERE name >= ? AND name < ? ORDER BY name LIMIT ?`,
    /** name, version, value */
    put:
      'INSERT INTO record (name, version, value) VALUES (?, ?, ?) ' +
      'ON CONFLICT (name) DO UPDATE SET version = excluded.version, value = excluded.value',
    /** name */
    delete: 'DELETE FROM record WHERE name = ?',
  });

/** A database that is open and has the table. Whatever it throws ends the store. */
export interface SqlConnection {
  /** The record, whose bytes are the caller's own. */
  get(name: string): StoredRecord | undefined;
  /** The version alone; 0 where there is no such record. */
  version(name: string): number;
  list(from: string, to: string, limit: number): readonly StoredRecord[];
  put(name: string, version: number, value: Uint8Array): void;
  delete(name: string): void;
  /** Runs some work as one transaction. When the work or the end of the transaction throws, none of it is kept. */
  transact<T>(work: () => T): T;
  /** Resolves once what was transacted is durable; absent where `transact` returns only then. */
  sync?(): Promise<void>;
  /** Runs some work soon, but after whatever arrived together with what asks for it. */
  schedule(work: () => void): void;
  close(): void;
  /** What the store says from now on, after a failure. */
  refusal(cause: unknown): StoreUnavailableError;
}

/** A commit that waits for the transaction of this turn. */
interface PendingCommit {
  readonly changes: readonly Change[];
  readonly conditions: readonly Condition[];
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** See the file's head. */
export class SqlStore implements Store {
  readonly #connection: SqlConnection;
  readonly #memory = new RecordMemory();
  #pending: PendingCommit[] = [];
  #syncing: Promise<void> = Promise.resolve();
  #refusal: StoreUnavailableError | undefined;
  #closing: Promise<void> | undefined;

  constructor(connection: SqlConnection) {
    this.#connection = connection;
  }

  async get(name: string): Promise<StoredRecord | undefined> {
    this.#refuse();
    expectName('name', name);
    const known = this.#memory.find(name) ?? this.#read(name);
    return known && { name, version: known.version, value: new Uint8Array(known.value) };
  }

  #read(name: string): StoredRecord | undefined {
    const record = this.#orStop(() => this.#connection.get(name));
    if (record !== undefined) this.#memory.keep(record);
    return record;
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly StoredRecord[]> {
    this.#refuse();
    const { from, to } = nameRange(prefix, after);
    expectLimit(limit);
    return this.#orStop(() => this.#connection.list(from, to, limit));
  }

  async commit(changes: readonly Change[], conditions: readonly Condition[]): Promise<void> {
    this.#refuse();
    const copies = { changes: copyChanges(changes), conditions: copyConditions(conditions) };
    await new Promise<void>((resolve, reject) => {
      this.#pending.push({ ...copies, resolve, reject });
      if (this.#pending.length === 1) this.#connection.schedule(() => this.#flush());
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#flush();
    this.#refusal = new StoreUnavailableError('the store is closed');
    await this.#syncing;
    try {
      this.#connection.close();
    } catch {
      // All that was acknowledged is in the log already; closing only tidies it up, and the next open does so too.
    }
  }

  /** One transaction for all that waits. Nobody hears of success before it is durable. */
  #flush(): void {
    const batch = this.#pending;
    this.#pending = [];
    if (batch.length === 0) return;
    try {
      const settle = this.#orStop(() => this.#connection.transact(() => this.#apply(batch)));
      const durable = this.#connection.sync?.();
      if (durable === undefined) for (const answer of settle) answer();
      else this.#settleAfter(durable, settle, batch);
    } catch (error) {
      for (const { reject } of batch) reject(error as Error);
    }
  }

  #settleAfter(
    durable: Promise<void>,
    settle: readonly (() => void)[],
    batch: readonly PendingCommit[],
  ): void {
    const earlier = this.#syncing;
    const settled = durable.then(
      () => {
        for (const answer of settle) answer();
      },
      (cause: unknown) => {
        this.#refusal = this.#connection.refusal(cause);
        for (const { reject } of batch) reject(this.#refusal);
      },
    );
    this.#syncing = earlier.then(() => settled);
  }

  /** Each commit whose conditions hold, in order. @returns What to tell whom, once it is kept. */
  #apply(batch: readonly PendingCommit[]): readonly (() => void)[] {
    return batch.map(({ changes, conditions, resolve, reject }) => {
      const failed = conditions.find(({ name, version }) => this.#versionOf(name) !== version);
      if (failed !== undefined) return () => reject(new StoreConflictError(failed.name));
      for (const change of changes) this.#write(change);
      return resolve;
    });
  }

  #versionOf(name: string): number {
    return this.#memory.find(name)?.version ?? this.#connection.version(name);
  }

  /** In memory at once: nobody reads before the transaction is over, and after one that failed nobody reads at all. */
  #write(change: Change): void {
    const { name, version, value } = change;
    if (value === undefined) this.#connection.delete(name);
    else this.#connection.put(name, version, value);
    this.#memory.apply(change);
  }

  /** Fail-stop: what the database throws is the last thing this store says. */
  #orStop<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#refusal = this.#connection.refusal(error);
      throw this.#refusal;
    }
  }

  #refuse(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }
}
