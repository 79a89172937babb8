/**
 * The store of a page or a worker: one IndexedDB database, which every tab of an origin may have open at once.
 *
 * A commit is one readwrite transaction with durability 'strict': conditions are read and changes written in it, and the
 * browser lets one such transaction run at a time, whoever began it. Commits that arrive while one is being written share
 * the next. It is acknowledged when the transaction has completed, which the browser says after it flushed to the disk.
 *
 * A transaction that the browser undid for want of room has changed nothing: its commits are refused, and the store goes
 * on, since what is there can still be read. After any other failure, and once the database is deleted, cleared or taken
 * over by a newer page, the store stops for good; opening it anew says what is there. It never retries. Source: W3C,
 * Indexed Database API 3.0, §2.7 on transactions and their durability.
 *
 * @module
 */
import {
  type DatabasePlace,
  databaseError,
  endOf,
  openDatabase,
  RECORDS,
  resultOf,
} from './indexeddb-connection.ts';
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

/** Where an IndexedDB store lies. */
export type IndexedDbStoreOptions = DatabasePlace;

/** What a count may be in IndexedDB: an unsigned long. */
const MAX_COUNT = 0xffff_ffff;

/**
 * Opens a store in this origin's IndexedDB.
 *
 * @throws {TypeError} The name is not a text of at least one character.
 * @throws {StoreUnavailableError} There is no IndexedDB here, or it refuses; the database is another program's or a newer
 * Strongroom's; it must exist and does not.
 *
 * @example
 * const opening = indexedDbStore({ name: 'keys' }); // in Node there is none, and the store says so
 * await opening.catch(({ name }) => name); // 'StoreUnavailableError'
 */
export async function indexedDbStore(options: IndexedDbStoreOptions): Promise<Store> {
  return new IndexedDbStore(await openDatabase(options));
}

/** A commit that waits for the next transaction. */
interface PendingCommit {
  readonly changes: readonly Change[];
  readonly conditions: readonly Condition[];
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** The versions of records as a transaction sees them; 0 for one that is not there. */
type Versions = Map<string, number>;

class IndexedDbStore implements Store {
  readonly isShared = true;
  readonly #database: IDBDatabase;
  #pending: PendingCommit[] = [];
  #flushing: Promise<void> | undefined;
  #refusal: StoreUnavailableError | undefined;
  #closing: Promise<void> | undefined;

  constructor(database: IDBDatabase) {
    this.#database = database;
    database.onversionchange = ({ newVersion }) => this.#giveWay(newVersion);
    database.onclose = () => void this.#stop(new DOMException('closed', 'AbortError'));
  }

  async get(name: string): Promise<StoredRecord | undefined> {
    this.#refuse();
    expectName('name', name);
    return await this.#read((records) => records.get(name) as IDBRequest<StoredRecord | undefined>);
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly StoredRecord[]> {
    this.#refuse();
    const { from, to } = nameRange(prefix, after);
    expectLimit(limit);
    // A range that runs backwards is an error to IndexedDB.
    if (from >= to) return [];
    const range = IDBKeyRange.bound(from, to, false, true);
    return await this.#read((records) => records.getAll(range, Math.min(limit, MAX_COUNT)));
  }

  async commit(changes: readonly Change[], conditions: readonly Condition[]): Promise<void> {
    this.#refuse();
    const copies = { changes: copyChanges(changes), conditions: copyConditions(conditions) };
    await new Promise<void>((resolve, reject) => {
      this.#pending.push({ ...copies, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#refusal ??= new StoreUnavailableError('the store is closed');
    await this.#flushing;
    this.#database.close();
  }

  async #read<T>(ask: (records: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    try {
      return await resultOf(ask(this.#database.transaction(RECORDS, 'readonly').objectStore(RECORDS)));
    } catch (error) {
      throw this.#stop(error);
    }
  }

  /** One transaction after the other until nothing waits. */
  async #flush(): Promise<void> {
    // What arrives in this turn goes along: requests that came together reach `commit` in different microtasks.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      await this.#write(batch);
    }
    this.#flushing = undefined;
  }

  /** Nobody hears of success before the transaction has completed. */
  async #write(batch: readonly PendingCommit[]): Promise<void> {
    try {
      for (const answer of await transact(this.#database, batch)) answer();
    } catch (error) {
      const refusal = this.#refusalOf(error);
      for (const { reject } of batch) reject(refusal);
    }
  }

  /** Fail-stop, but for want of room: then the browser has undone everything, and it is known what is there. */
  #refusalOf(error: unknown): StoreUnavailableError {
    const isFull = (error as { name?: string }).name === 'QuotaExceededError';
    return isFull ? databaseError(this.#database.name, error) : this.#stop(error);
  }

  /** Another page deletes the database, or is newer: it must not wait for this one, and this one may not go on. */
  #giveWay(newVersion: number | null): void {
    const what = newVersion === null ? 'was deleted' : 'was brought to a newer layout';
    this.#refusal ??= new StoreUnavailableError(
      `the database '${this.#database.name}' ${what} by another page`,
    );
    this.#database.close();
  }

  /** What the browser says first is the last thing that this store says. */
  #stop(cause: unknown): StoreUnavailableError {
    this.#refusal ??= databaseError(this.#database.name, cause);
    this.#database.close();
    return this.#refusal;
  }

  #refuse(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }
}

/**
 * Writes a batch in one transaction.
 *
 * Promises stay outside: between two requests a transaction lives only as long as the callback of the first.
 *
 * @returns What each commit is to be told.
 */
async function transact(
  database: IDBDatabase,
  batch: readonly PendingCommit[],
): Promise<readonly (() => void)[]> {
  const transaction = database.transaction(RECORDS, 'readwrite', { durability: 'strict' });
  const records = transaction.objectStore(RECORDS);
  let answers: readonly (() => void)[] = [];
  const names = new Set(batch.flatMap(({ conditions }) => conditions.map(({ name }) => name)));
  readVersions(records, [...names], (versions) => {
    answers = batch.map((pending) => apply(records, versions, pending));
    transaction.commit();
  });
  await endOf(transaction);
  return answers;
}

function readVersions(
  records: IDBObjectStore,
  names: readonly string[],
  use: (versions: Versions) => void,
): void {
  const versions: Versions = new Map();
  if (names.length === 0) use(versions);
  for (const name of names) {
    const asked: IDBRequest<StoredRecord | undefined> = records.get(name);
    asked.onsuccess = () => {
      versions.set(name, asked.result?.version ?? 0);
      if (versions.size === names.length) use(versions);
    };
  }
}

/** One commit of a batch: later ones are judged by what it leaves. */
function apply(
  records: IDBObjectStore,
  versions: Versions,
  { changes, conditions, resolve, reject }: PendingCommit,
): () => void {
  const failed = conditions.find(({ name, version }) => versions.get(name) !== version);
  if (failed !== undefined) return () => reject(new StoreConflictError(failed.name));
  for (const { name, version, value } of changes) {
    if (value === undefined) records.delete(name);
    else records.put({ name, version, value });
    versions.set(name, value === undefined ? 0 : version);
  }
  return resolve;
}
