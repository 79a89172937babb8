/**
 * The store of a page or a worker: one IndexedDB database, which every tab of an origin may have open at once.
 *
 * A commit is one readwrite transaction with durability 'strict': conditions are read and changes written in it, and the
 * browser lets one such transaction run at a time, whoever began it. Commits that arrive while one is being written share
 * the next. It is acknowledged when the transaction has completed, which the browser says after it flushed to the disk.
 *
 * Where the browser has storage buckets, everything is kept a second time, in a database that it keeps apart: a commit is
 * acknowledged when both have it, and opening repairs the one from the other (see indexeddb-copy.ts).
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
  drawMark,
  endOf,
  expectDatabaseName,
  factoryOfHost,
  MARK,
  openDatabase,
  putChange,
  putMark,
  RECORDS,
  resultOf,
} from './indexeddb-connection.ts';
import {
  type CopyKeeper,
  type DatabaseCopy,
  exclusively,
  openWithCopy,
  type Written,
} from './indexeddb-copy.ts';
import { keeperOfHost } from './storage-bucket.ts';
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
export interface IndexedDbStoreOptions extends DatabasePlace {
  /**
   * Who keeps the copy; `false` for none. When absent, a storage bucket of its own, if the browser has storage buckets and
   * no `factory` is given. A copy that was kept before stays as it was under `false`: delete it, or it may come back.
   */
  readonly copy?: CopyKeeper | false | undefined;
}

/** What a count may be in IndexedDB: an unsigned long. */
const MAX_COUNT = 0xffff_ffff;

/**
 * Opens a store in this origin's IndexedDB.
 *
 * @throws {TypeError} The name is not a text of at least one character.
 * @throws {StoreUnavailableError} There is no IndexedDB here, or it refuses; the database is another program's or a newer
 * Strongroom's; it must exist and does not; there is a copy and it cannot be opened.
 *
 * @example
 * const opening = indexedDbStore({ name: 'keys' }); // in Node there is none, and the store says so
 * await opening.catch(({ name }) => name); // 'StoreUnavailableError'
 */
export async function indexedDbStore(options: IndexedDbStoreOptions): Promise<Store> {
  const keeper = await keeperOf(options);
  if (keeper === undefined) return new IndexedDbStore(await openDatabase(options), undefined);
  const { first, copy } = await openWithCopy(options, keeper);
  return new IndexedDbStore(first, copy);
}

/**
 * Deletes a store with its copy. Stores that are open on it stop. A page that deletes the database alone, by
 * `indexedDB.deleteDatabase`, has it back at the next opening: nothing tells that from a database that the browser lost.
 *
 * @param options Those with which it is opened; `mustExist` means nothing here.
 * @throws {TypeError} The name is not a text of at least one character.
 * @throws {StoreUnavailableError} There is no IndexedDB here, or it refuses: the store may still be there.
 *
 * @example
 * const deleting = deleteIndexedDbStore({ name: 'keys' }); // in Node there is none, and the store says so
 * await deleting.catch(({ name }) => name); // 'StoreUnavailableError'
 */
export async function deleteIndexedDbStore(options: IndexedDbStoreOptions): Promise<void> {
  const keeper = await keeperOf(options);
  const { name, factory = factoryOfHost() } = options;
  const remove = async (): Promise<void> => {
    await resultOf(factory.deleteDatabase(name));
    if (keeper !== undefined) await resultOf(keeper.factory.deleteDatabase(name));
  };
  try {
    await (keeper === undefined ? remove() : exclusively(keeper, name, remove));
  } catch (error) {
    throw databaseError(name, error);
  }
}

async function keeperOf({ name, factory, copy }: IndexedDbStoreOptions): Promise<CopyKeeper | undefined> {
  expectDatabaseName(name);
  if (copy !== undefined) return copy === false ? undefined : copy;
  return factory === undefined ? await keeperOfHost(name) : undefined;
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
  readonly #copy: DatabaseCopy | undefined;
  #pending: PendingCommit[] = [];
  #flushing: Promise<void> | undefined;
  #refusal: StoreUnavailableError | undefined;
  #closing: Promise<void> | undefined;

  constructor(database: IDBDatabase, copy: DatabaseCopy | undefined) {
    this.#database = database;
    this.#copy = copy;
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
    this.#letGo();
  }

  #letGo(): void {
    this.#database.close();
    this.#copy?.close();
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

  /** Nobody hears of success before the transaction has completed, and the copy's after it. */
  async #write(batch: readonly PendingCommit[]): Promise<void> {
    const write = (): Promise<Judged> => transact(this.#database, batch);
    try {
      const { answers } = await (this.#copy?.follow(write) ?? write());
      for (const answer of answers) answer();
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
    this.#letGo();
  }

  /** What the browser says first is the last thing that this store says. */
  #stop(cause: unknown): StoreUnavailableError {
    this.#refusal ??=
      cause instanceof StoreUnavailableError ? cause : databaseError(this.#database.name, cause);
    this.#letGo();
    return this.#refusal;
  }

  #refuse(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }
}

/** A batch that was written. */
interface Judged extends Written {
  /** What each commit is to be told. */
  readonly answers: readonly (() => void)[];
}

/**
 * Writes a batch in one transaction.
 *
 * Promises stay outside: between two requests a transaction lives only as long as the callback of the first.
 */
async function transact(database: IDBDatabase, batch: readonly PendingCommit[]): Promise<Judged> {
  const transaction = database.transaction(RECORDS, 'readwrite', { durability: 'strict' });
  const records = transaction.objectStore(RECORDS);
  let answers: readonly (() => void)[] = [];
  let marks = { before: 0, after: 0 };
  const changes: Change[] = [];
  const names = new Set(batch.flatMap(({ conditions }) => conditions.map(({ name }) => name)));
  readVersions(records, [MARK, ...names], (versions) => {
    answers = batch.map((pending) => apply(records, versions, changes, pending));
    const before = versions.get(MARK) ?? 0;
    marks = { before, after: changes.length === 0 ? before : drawMark() };
    if (changes.length > 0) putMark(records, marks.after);
    transaction.commit();
  });
  await endOf(transaction);
  return { ...marks, changes, answers };
}

function readVersions(
  records: IDBObjectStore,
  names: readonly string[],
  use: (versions: Versions) => void,
): void {
  const versions: Versions = new Map();
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
  done: Change[],
  { changes, conditions, resolve, reject }: PendingCommit,
): () => void {
  const failed = conditions.find(({ name, version }) => versions.get(name) !== version);
  if (failed !== undefined) return () => reject(new StoreConflictError(failed.name));
  for (const change of changes) {
    putChange(records, change);
    versions.set(change.name, change.value === undefined ? 0 : change.version);
    done.push(change);
  }
  return resolve;
}
