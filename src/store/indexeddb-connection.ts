/**
 * Opening a Strongroom database in a browser: its layout, who else may hold it, and what went wrong in one sentence.
 *
 *   database, version 1:  'record' by name: sealed records    'root-key' by name: keys that cannot be read out
 *
 * One record has a name that no caller can give: the mark, whose version every transaction that changes something draws
 * anew. Two databases with the same mark hold the same.
 *
 * Both lie in one database, so that a browser that evicts it, or a page that deletes it, takes both: what is left is never
 * a root key without the store that it sealed. Events and errors are from the W3C's Indexed Database API 3.0, §4 and §5.
 * It never deletes a database, and never opens one that another program laid out.
 *
 * @module
 */
import { type Change, type StoredRecord, StoreUnavailableError } from './store.ts';

/** The object store of sealed records. */
export const RECORDS = 'record';
/** The object store of root keys. */
export const ROOT_KEYS = 'root-key';

/** The name of the mark: above every name of a caller, and so outside of every list. */
export const MARK = '\x7f';

/** A program that changes the layout counts it up and brings older databases along. */
const LAYOUT = 1;

/** Which database, and whose. */
export interface DatabasePlace {
  /** The database's name in this origin, such as `keys`. */
  readonly name: string;
  /** Whether one that is not there is an error, instead of being made; no when absent. */
  readonly mustExist?: boolean | undefined;
  /** The browser's own when absent. */
  readonly factory?: IDBFactory | undefined;
}

/**
 * Opens the database, or makes it. The connection does not give way yet when others want to delete it or to bring it
 * along: whoever holds it says how, in its `onversionchange`.
 *
 * @throws {TypeError} The name is not a text of at least one character.
 * @throws {StoreUnavailableError} There is no IndexedDB here, or it refuses; the database is another program's or a newer
 * Strongroom's; it must exist and does not; an older page holds it.
 */
export async function openDatabase(place: DatabasePlace): Promise<IDBDatabase> {
  const { name } = place;
  expectDatabaseName(name);
  const database = await request(place.factory ?? factoryOfHost(), place);
  const stores = database.objectStoreNames;
  if (stores.contains(RECORDS) && stores.contains(ROOT_KEYS)) return database;
  database.close();
  throw new StoreUnavailableError(`${quoted(name)} belongs to another program: it is no Strongroom store`);
}

/**
 * Requires the name of a database.
 *
 * @throws {TypeError} It is not a text of at least one character.
 */
export function expectDatabaseName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`"name" expected the name of a database, got ${name === '' ? 'none' : typeof name}`);
}

function request(factory: IDBFactory, { name, mustExist }: DatabasePlace): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = orUnavailable(name, () => factory.open(name, LAYOUT));
    let refusal: StoreUnavailableError | undefined;
    opening.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion > 0 || mustExist !== true) return lay(opening.result);
      refusal = new StoreUnavailableError(
        `${quoted(name)} is not there: its data were cleared, or never written`,
      );
      opening.transaction?.abort();
    };
    opening.onblocked = () => {
      refusal = new StoreUnavailableError(
        `${quoted(name)} is held by an older page of this site: close it, then open the store again`,
      );
      reject(refusal);
    };
    opening.onerror = () => reject(refusal ?? databaseError(name, opening.error));
    opening.onsuccess = () => {
      // It comes late, after the caller was told: nobody is left to close it.
      if (refusal !== undefined) opening.result.close();
      resolve(opening.result);
    };
  });
}

function lay(database: IDBDatabase): void {
  if (!database.objectStoreNames.contains(RECORDS)) database.createObjectStore(RECORDS, { keyPath: 'name' });
  if (!database.objectStoreNames.contains(ROOT_KEYS))
    database.createObjectStore(ROOT_KEYS, { keyPath: 'name' });
}

/**
 * The browser's own factory. A page that may keep nothing throws as soon as the property is read, or has none.
 *
 * @throws {StoreUnavailableError} There is none.
 */
export function factoryOfHost(): IDBFactory {
  let factory: IDBFactory | undefined;
  try {
    factory = globalThis.indexedDB as IDBFactory | undefined;
  } catch {
    // As if there were none: the reason is the same for whoever reads it.
  }
  if (factory !== undefined && factory !== null) return factory;
  throw new StoreUnavailableError(
    'there is no IndexedDB here: the page may keep nothing (a sandboxed frame, a private window, or storage is off)',
  );
}

/** Reasons by the name of the DOMException. */
const REASONS: Readonly<Record<string, string>> = /* @__PURE__ */ Object.freeze({
  AbortError: 'was taken away by the browser: the data of the site were cleared, or the disk failed',
  ConstraintError: 'cannot be used: it is laid out otherwise',
  InvalidStateError: 'cannot be used: this browser keeps nothing for this page, or has closed it',
  NotFoundError: 'cannot be used: it is laid out otherwise',
  QuotaExceededError: 'cannot grow: the browser gives this site no more room',
  SecurityError: 'may not be opened by this page: storage is switched off for it',
  UnknownError: 'cannot be read or written: the browser reports an error of its disk',
  VersionError: 'was made by a newer Strongroom',
});

/** What the browser threw, as a sentence about the database. */
export function databaseError(name: string, cause: unknown): StoreUnavailableError {
  const reason = REASONS[(cause as { name?: string } | null)?.name ?? ''] ?? 'cannot be used';
  return new StoreUnavailableError(`${quoted(name)} ${reason}`, { cause });
}

function orUnavailable<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw databaseError(name, error);
  }
}

function quoted(name: string): string {
  return `the database '${name}'`;
}

/** The result of a request, once it is there. */
export function resultOf<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** The end of a transaction: its changes are as durable as it was told to make them. Rejects when it was undone. */
export function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // A transaction whose connection the browser closed has no error of its own.
    transaction.onabort = () => reject(transaction.error ?? new DOMException('undone', 'AbortError'));
  });
}

/** Writes or deletes one record. */
export function putChange(records: IDBObjectStore, { name, version, value }: Change): void {
  if (value === undefined) records.delete(name);
  else records.put({ name, version, value });
}

/** Writes a mark: whoever changes a record or a root key does so in the same transaction. */
export function putMark(records: IDBObjectStore, mark: number): void {
  const record: StoredRecord = { name: MARK, version: mark, value: new Uint8Array() };
  records.put(record);
}

/** A mark that nobody has drawn before: 53 random bits, and not 0, which stands for none. */
export function drawMark(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return high * 2 ** 21 + (low >>> 11) || 1;
}
