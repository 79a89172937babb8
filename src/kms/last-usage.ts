/**
 * When a key was last used: noted in memory by every use, and written now and then, many keys in one commit.
 *
 * A use must not wait for the disk. What is noted is answered at once; what has not been written yet, ten minutes at most,
 * is lost when the process dies, and is written when it is closed. AWS lags behind by up to an hour. The record stands
 * beside the key's: no use competes with a change of the key. Of the uses that several processes or tabs noted the latest
 * stays. Source: KMS API reference, GetKeyLastUsage.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { Keystore, RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import type { Key } from './key.ts';
import { keyName, usageName } from './keyspace.ts';

/** How long a use is in memory alone, at most. */
const WRITE_AFTER_MS = 10 * 60_000;
/** Beyond so many keys it is written at once. */
const MAX_UNWRITTEN = 10_000;
/** So many in one commit: a call that finds them due waits for no more than these. */
const BATCH = 256;

/** A successful use of a key. */
export interface KeyUsageEvent {
  /** Such as `Encrypt`. */
  readonly operation: string;
  readonly atMs: number;
  /** A UUID: the request that used it. */
  readonly requestId: string;
  /** A UUID: the event that a trail would tell of it by. */
  readonly eventId: string;
}

type KeyPlace = Pick<Key, 'account' | 'region' | 'keyId'>;

interface Unwritten {
  /** Of its record. */
  readonly name: string;
  readonly place: KeyPlace;
  event: KeyUsageEvent;
}

/** The last uses that are not written yet, by their record's name, the oldest first. */
export class UsageLog {
  readonly #keystore: Keystore;
  readonly #unwritten = new Map<string, Unwritten>();
  /** What was noted of a key as it was read: a key that is in use is used many times, and its name is long. */
  readonly #noted = new WeakMap<KeyPlace, Unwritten>();
  #writeAtMs = Number.POSITIVE_INFINITY;

  constructor(keystore: Keystore) {
    this.#keystore = keystore;
  }

  /** When something must be written next, in milliseconds since 1970. */
  get writeAtMs(): number {
    return this.#writeAtMs;
  }

  /** Notes a use. */
  note(key: KeyPlace, event: KeyUsageEvent): void {
    const known = this.#noted.get(key);
    if (known !== undefined && this.#unwritten.get(known.name) === known) known.event = event;
    else this.#begin(key, event);
    const writeAtMs = event.atMs + (this.#unwritten.size > MAX_UNWRITTEN ? 0 : WRITE_AFTER_MS);
    this.#writeAtMs = Math.min(this.#writeAtMs, writeAtMs);
  }

  #begin(key: KeyPlace, event: KeyUsageEvent): void {
    const { account, region, keyId } = key;
    const one = { name: usageName(key, keyId), place: { account, region, keyId }, event };
    this.#unwritten.set(one.name, one);
    this.#noted.set(key, one);
  }

  /** The last use of a key; a use of another key that had its id before does not count. */
  async lastOf(key: KeyPlace & Pick<Key, 'createdAtMs'>): Promise<KeyUsageEvent | undefined> {
    const name = usageName(key, key.keyId);
    const event = laterOf(this.#unwritten.get(name)?.event, await this.#read(name));
    return event === undefined || event.atMs < key.createdAtMs ? undefined : event;
  }

  /** Writes what is due, a batch of it; the rest is due at once. */
  async writeWhenDue(nowMs: number): Promise<void> {
    if (nowMs < this.#writeAtMs) return;
    await this.#writeBatch();
    this.#writeAtMs = this.#unwritten.size > 0 ? nowMs : Number.POSITIVE_INFINITY;
  }

  /** Writes everything: what cannot be written now is lost. */
  async close(): Promise<void> {
    try {
      while (this.#unwritten.size > 0) await this.#writeBatch();
    } finally {
      this.forget();
    }
  }

  /** Forgets what is not written yet: everything that it was about is gone. */
  forget(): void {
    this.#unwritten.clear();
    this.#writeAtMs = Number.POSITIVE_INFINITY;
  }

  /** The writes that erase what was noted of a key. */
  async erasureOf({ account, region, keyId }: KeyPlace): Promise<readonly RecordChange[]> {
    const name = usageName({ account, region }, keyId);
    const record = await this.#keystore.read(name);
    return record === undefined ? [] : [{ name, replaces: record.version, value: undefined }];
  }

  async #writeBatch(): Promise<void> {
    const batch = [...this.#unwritten.values()].slice(0, BATCH).map((one) => ({ one, event: one.event }));
    const changes = await Promise.all(batch.map(({ one, event }) => this.#write(one, event)));
    try {
      await this.#keystore.commit(changes.flat());
    } catch (error) {
      // Somebody erased one of the keys meanwhile: the next batch reads anew.
      if (error instanceof StoreConflictError) return;
      throw error;
    }
    // What was noted meanwhile is not written.
    for (const { one, event } of batch) {
      if (one.event === event && this.#unwritten.get(one.name) === one) this.#unwritten.delete(one.name);
    }
  }

  /** Nothing is written of a key that is gone. */
  async #write({ name, place }: Unwritten, event: KeyUsageEvent): Promise<readonly RecordChange[]> {
    if ((await this.#keystore.read(keyName(place, place.keyId))) === undefined) return [];
    const record = await this.#keystore.read(name);
    // Somebody else noted a later one, and wrote it first.
    if (record !== undefined && laterOf(event, decodeUsage(record.value)) !== event) return [];
    return [{ name, replaces: record?.version ?? 0, value: toUtf8(JSON.stringify(event)) }];
  }

  async #read(name: string): Promise<KeyUsageEvent | undefined> {
    const record = await this.#keystore.read(name);
    return record && decodeUsage(record.value);
  }
}

function decodeUsage(value: Uint8Array): KeyUsageEvent {
  return JSON.parse(fromUtf8(value)) as KeyUsageEvent;
}

/** The later of two uses, the first when they are of the same moment. */
function laterOf(a: KeyUsageEvent | undefined, b: KeyUsageEvent | undefined): KeyUsageEvent | undefined {
  return a === undefined || (b !== undefined && b.atMs > a.atMs) ? b : a;
}
