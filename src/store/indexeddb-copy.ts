/**
 * A second copy of a store in IndexedDB, in a database that the browser keeps apart from the first.
 *
 * Chromium writes a record of its log in two system calls. Killed between them it leaves half a record, appends behind it at
 * the next start, and takes the log for corrupt at the start after that: then it deletes every database of the origin
 * (2 times in 1,000 kills). No page can prevent it; a page can keep everything twice, in two logs.
 *
 *   commit   under the lock: the first database, then the copy, then acknowledged
 *   open     under the lock: the first holds nothing and the copy something: all of it is brought back
 *            their marks differ: the copy is made anew
 *
 * A first database that holds anything wins. A copy is never behind what was acknowledged: it follows, or it is emptied and
 * given up until the next opening, or the store stops. It never judges a condition and never answers a read.
 *
 * @module
 */
import {
  type DatabasePlace,
  databaseError,
  drawMark,
  endOf,
  MARK,
  openDatabase,
  putChange,
  putMark,
  RECORDS,
  ROOT_KEYS,
  resultOf,
} from './indexeddb-connection.ts';
import { type Change, type StoredRecord, StoreUnavailableError } from './store.ts';

/** Who keeps the copy, and who lets one writer in at a time. */
export interface CopyKeeper {
  /** What it makes must not be lost together with the databases of the store's own factory. */
  readonly factory: IDBFactory;
  /** The locks that every tab of the origin shares. */
  readonly locks: Pick<LockManager, 'request'>;
}

/** What a transaction did to the first database. */
export interface Written {
  /** Its mark before, and after: the same when nothing changed. */
  readonly before: number;
  readonly after: number;
  readonly changes: readonly Change[];
}

const BOTH = [RECORDS, ROOT_KEYS] as const;
const STRICT = { durability: 'strict' } as const;

/** Waits until nobody else writes to the store of that name, and keeps others out meanwhile. */
export async function exclusively<T>(
  { locks }: CopyKeeper,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  return await locks.request(`strongroom/${name}`, work);
}

/** A store's databases, when they hold the same. */
export interface OpenDatabases {
  readonly first: IDBDatabase;
  readonly copy: DatabaseCopy;
}

/**
 * Opens a database and its copy, and repairs the one from the other before anybody reads. One that is brought back exists,
 * whatever `mustExist` says.
 *
 * @throws {TypeError} The name is not a text of at least one character.
 * @throws {StoreUnavailableError} As of {@link openDatabase}, for either; the copy cannot be brought back.
 */
export async function openWithCopy(place: DatabasePlace, keeper: CopyKeeper): Promise<OpenDatabases> {
  const { name, mustExist } = place;
  return await exclusively(keeper, name, async () => {
    const opened: IDBDatabase[] = [];
    try {
      const copy = await openYielding({ name, factory: keeper.factory }, opened);
      const mark = await markOf(copy);
      const first = await openYielding({ ...place, mustExist: mustExist === true && mark === 0 }, opened);
      await repair(first, copy, mark);
      return { first, copy: new DatabaseCopy(first, copy, keeper) };
    } catch (error) {
      for (const database of opened) database.close();
      throw error instanceof StoreUnavailableError ? error : databaseError(name, error);
    }
  });
}

/** A connection that gives way to whoever deletes the database: at its next use it is closed. */
async function openYielding(place: DatabasePlace, opened: IDBDatabase[]): Promise<IDBDatabase> {
  const database = await openDatabase(place);
  database.onversionchange = () => database.close();
  opened.push(database);
  return database;
}

/** The copy of a first database, both of them open. */
export class DatabaseCopy {
  readonly #first: IDBDatabase;
  readonly #copy: IDBDatabase;
  readonly #keeper: CopyKeeper;

  constructor(first: IDBDatabase, copy: IDBDatabase, keeper: CopyKeeper) {
    this.#first = first;
    this.#copy = copy;
    this.#keeper = keeper;
  }

  /**
   * Writes to the first database and lets the copy follow, with nobody between the two.
   *
   * @throws {unknown} What `write` threw; or the copy did not follow, and could not be emptied either.
   */
  async follow<T extends Written>(write: () => Promise<T>): Promise<T> {
    return await exclusively(this.#keeper, this.#first.name, async () => {
      const written = await write();
      if (written.after !== written.before) await this.#catchUp(written);
      return written;
    });
  }

  /** One without a mark was given up, and stays so; one with another mark missed something, such as a root key. */
  async #catchUp(written: Written): Promise<void> {
    let found = 0;
    await orEmpty(this.#copy, async () => {
      found = await advance(this.#copy, written);
    });
    if (found !== written.before && found !== 0) await renew(this.#first, this.#copy);
  }

  close(): void {
    this.#copy.close();
  }
}

async function repair(first: IDBDatabase, copy: IDBDatabase, copied: number): Promise<void> {
  if (copied !== 0 && (await isEmpty(first))) return await writeAll(first, await readAll(copy));
  // One that has no room for a mark can still be read, and has no copy.
  const mark = (await markOf(first)) || (await giveMark(first).catch(() => 0));
  if (mark === 0) await empty(copy);
  else if (mark !== copied) await renew(first, copy);
}

/** What cannot be read of the first is no reason to empty the copy. */
async function renew(first: IDBDatabase, copy: IDBDatabase): Promise<void> {
  const contents = await readAll(first);
  await orEmpty(copy, () => writeAll(copy, contents));
}

/** Empties the copy when it cannot be written, for want of room as a rule: what is old must not come back one day. */
async function orEmpty(copy: IDBDatabase, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch {
    await empty(copy);
  }
}

async function empty(copy: IDBDatabase): Promise<void> {
  try {
    if ((await markOf(copy)) !== 0) await writeAll(copy, []);
  } catch (cause) {
    // Never the browser's own error: that there is no room would say that nothing was written.
    const what = `the copy of the database '${copy.name}' can be neither written nor emptied`;
    throw new StoreUnavailableError(what, { cause });
  }
}

/** Brings a copy along that is where the first was. @returns The mark that it had: it did nothing to one with another. */
async function advance(copy: IDBDatabase, { before, after, changes }: Written): Promise<number> {
  const transaction = copy.transaction(RECORDS, 'readwrite', STRICT);
  const records = transaction.objectStore(RECORDS);
  let found = 0;
  const asked: IDBRequest<StoredRecord | undefined> = records.get(MARK);
  asked.onsuccess = () => {
    found = asked.result?.version ?? 0;
    if (found === before && found !== 0) {
      for (const change of changes) putChange(records, change);
      putMark(records, after);
    }
    transaction.commit();
  };
  await endOf(transaction);
  return found;
}

/** What lies in each object store at one instant. */
type Contents = readonly (readonly unknown[])[];

async function readAll(database: IDBDatabase): Promise<Contents> {
  const transaction = database.transaction(BOTH, 'readonly');
  return await Promise.all(BOTH.map((name) => resultOf(transaction.objectStore(name).getAll())));
}

/** All or nothing, in the place of whatever was there. */
async function writeAll(database: IDBDatabase, contents: Contents): Promise<void> {
  const transaction = database.transaction(BOTH, 'readwrite', STRICT);
  for (const [i, name] of BOTH.entries()) {
    const store = transaction.objectStore(name);
    store.clear();
    for (const value of contents[i] ?? []) store.put(value);
  }
  transaction.commit();
  await endOf(transaction);
}

async function isEmpty(database: IDBDatabase): Promise<boolean> {
  const transaction = database.transaction(BOTH, 'readonly');
  const counts = await Promise.all(BOTH.map((store) => resultOf(transaction.objectStore(store).count())));
  return counts.every((count) => count === 0);
}

/** @returns 0 when it has none: it is new, was given up, or was written before there were marks. */
async function markOf(database: IDBDatabase): Promise<number> {
  const records = database.transaction(RECORDS, 'readonly').objectStore(RECORDS);
  const record: StoredRecord | undefined = await resultOf(records.get(MARK));
  return record?.version ?? 0;
}

async function giveMark(database: IDBDatabase): Promise<number> {
  const transaction = database.transaction(RECORDS, 'readwrite', STRICT);
  const mark = drawMark();
  putMark(transaction.objectStore(RECORDS), mark);
  await endOf(transaction);
  return mark;
}
