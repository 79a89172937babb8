/**
 * Opened records, kept for as long as their sealed bytes stay the same: metadata and sealed keys, nothing in the clear.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';

/** How many are kept; the oldest makes room. */
const CAPACITY = 4096;

/** A record as its writer wrote it. */
export interface OpenedRecord {
  readonly name: string;
  readonly version: number;
  readonly value: Uint8Array;
}

interface CachedRecord {
  readonly sealed: Uint8Array;
  readonly record: OpenedRecord;
  /** What a reader made of the value, and which reader. */
  decoded?: { readonly by: Decode<unknown>; readonly value: unknown };
}

/** Makes something of a record's bytes. What it gives is handed out again and again: nobody may change it. */
export type Decode<T> = (value: Uint8Array) => T;

/** See the file's head. */
export class RecordCache {
  readonly #records = new Map<string, CachedRecord>();

  /** What these bytes were opened to before; whatever the caller does to it, the next one gets what was written. */
  find({ name, version, value: sealed }: OpenedRecord): OpenedRecord | undefined {
    const cached = this.#records.get(name);
    if (cached?.record.version !== version || !equalBytes(cached.sealed, sealed)) return undefined;
    return copyOf(cached.record);
  }

  /** What these bytes were decoded to before, or are decoded to now; `undefined` when they are not kept. */
  findDecoded<T>({ name, version, value: sealed }: OpenedRecord, decode: Decode<T>): T | undefined {
    const cached = this.#records.get(name);
    if (cached?.record.version !== version || !equalBytes(cached.sealed, sealed)) return undefined;
    if (cached.decoded?.by !== decode) cached.decoded = { by: decode, value: decode(cached.record.value) };
    return cached.decoded.value as T;
  }

  /** Keeps a record beside the bytes that it was opened from, and gives a copy. */
  keep(sealed: Uint8Array, record: OpenedRecord): OpenedRecord {
    if (this.#records.size >= CAPACITY) {
      const oldest = this.#records.keys().next();
      if (oldest.done !== true) this.#records.delete(oldest.value);
    }
    this.#records.set(record.name, { sealed, record });
    return copyOf(record);
  }

  clear(): void {
    this.#records.clear();
  }
}

function copyOf({ name, version, value }: OpenedRecord): OpenedRecord {
  return { name, version, value: new Uint8Array(value) };
}
