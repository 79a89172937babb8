/**
 * A sink in IndexedDB: events that a page can look through by time, by name and by key, without asking a service.
 *
 *   object store `events`, key [sequence, index]   the event, as CloudTrail has it, with `atMs`, `eventName` and `keys`
 *   indexes `atMs`, `eventName`, `keys`            of `keys`, an event has one entry for each key that it touched
 *
 * An entry that comes again takes the place of itself. It knows no service, and never erases anything but on request.
 *
 * @module
 */
import { endOf, resultOf } from '../store/indexeddb-connection.ts';
import type { CloudTrailEvent } from './cloudtrail-event.ts';
import type { Sink } from './sink.ts';

const STORE = 'events';

/** An event as it lies in the database. */
export interface StoredEvent {
  readonly sequence: number;
  readonly index: number;
  /** When it happened, in milliseconds since 1970. */
  readonly atMs: number;
  readonly eventName: string;
  /** ARNs of what it touched. */
  readonly keys: readonly string[];
  readonly event: CloudTrailEvent;
}

/** Which events: by one of the indexes, or all of them. */
export interface EventFilter {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly eventName?: string | undefined;
  /** The ARN of a key. */
  readonly key?: string | undefined;
  /** At most so many, the newest; 100 when absent. */
  readonly limit?: number | undefined;
}

/** The sink, and what it holds. */
export interface IndexedDbSink extends Sink {
  /** Events, newest first. */
  find(filter?: EventFilter): Promise<readonly CloudTrailEvent[]>;
  /** Erases what happened before a time. */
  eraseBefore(ms: number): Promise<void>;
  close(): void;
}

/** What it is made of. */
export interface IndexedDbSinkOptions {
  /** The host's own when absent. */
  readonly factory?: IDBFactory | undefined;
  /** The name of the database. */
  readonly database: string;
}

/**
 * Opens the database, or makes it.
 *
 * @throws {DOMException} The host refuses.
 */
export async function openIndexedDbSink({
  factory = globalThis.indexedDB,
  database,
}: IndexedDbSinkOptions): Promise<IndexedDbSink> {
  const opening = factory.open(database, 1);
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore(STORE, { keyPath: ['sequence', 'index'] });
    store.createIndex('atMs', 'atMs');
    store.createIndex('eventName', 'eventName');
    store.createIndex('keys', 'keys', { multiEntry: true });
  };
  const db = await resultOf(opening);
  return {
    name: `indexeddb:${database}`,
    write: async ({ sequence, events }) => {
      const { store, done } = begin(db, 'readwrite');
      for (const [index, event] of events.entries()) store.put(storedEvent(sequence, index, event));
      await done;
    },
    find: (filter = {}) => findEvents(db, filter),
    eraseBefore: (ms) => eraseBefore(db, ms),
    close: () => db.close(),
  };
}

function storedEvent(sequence: number, index: number, event: CloudTrailEvent): StoredEvent {
  const keys = (event.resources ?? []).map(({ ARN }) => ARN);
  return { sequence, index, atMs: Date.parse(event.eventTime), eventName: event.eventName, keys, event };
}

async function findEvents(db: IDBDatabase, filter: EventFilter): Promise<readonly CloudTrailEvent[]> {
  const { limit = 100 } = filter;
  const { store, done } = begin(db, 'readonly');
  const found: StoredEvent[] = [];
  await walk(cursorOver(store, filter), (value) => {
    const stored = value as StoredEvent;
    if (isWanted(stored, filter)) found.push(stored);
    return found.length < limit;
  });
  await done;
  return found.map(({ event }) => event);
}

/** The index that leaves least to look through: a key, a name, or the time. */
function cursorOver(store: IDBObjectStore, filter: EventFilter): IDBRequest<IDBCursorWithValue | null> {
  const { key, eventName, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER } = filter;
  if (key !== undefined) return store.index('keys').openCursor(key, 'prev');
  if (eventName !== undefined) return store.index('eventName').openCursor(eventName, 'prev');
  return store.index('atMs').openCursor(rangeOf(fromMs, toMs), 'prev');
}

function isWanted({ atMs, eventName, keys }: StoredEvent, filter: EventFilter): boolean {
  if (atMs < (filter.fromMs ?? 0) || atMs > (filter.toMs ?? Number.MAX_SAFE_INTEGER)) return false;
  if (filter.eventName !== undefined && filter.eventName !== eventName) return false;
  return filter.key === undefined || keys.includes(filter.key);
}

async function eraseBefore(db: IDBDatabase, ms: number): Promise<void> {
  const { store, done } = begin(db, 'readwrite');
  await walk(store.index('atMs').openCursor(rangeOf(0, ms - 1)), (_, cursor) => {
    cursor.delete();
    return true;
  });
  await done;
}

/** Calls back for each record, until it is told that this is enough. */
async function walk(
  request: IDBRequest<IDBCursorWithValue | null>,
  visit: (value: unknown, cursor: IDBCursorWithValue) => boolean,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor !== null && visit(cursor.value, cursor)) cursor.continue();
      else resolve();
    };
  });
}

function begin(
  db: IDBDatabase,
  mode: IDBTransactionMode,
): { readonly store: IDBObjectStore; readonly done: Promise<void> } {
  // Acknowledged means durable: hosts may otherwise answer before the disk has it.
  const transaction = db.transaction(STORE, mode, { durability: 'strict' });
  return { store: transaction.objectStore(STORE), done: endOf(transaction) };
}

function rangeOf(from: number, to: number): IDBKeyRange {
  return globalThis.IDBKeyRange.bound(from, to);
}
