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
}

/** See the file's head. */
export class RecordCache {
  readonly #records = new Map<string, CachedRecord>();

  /** What these bytes were opened to before; whatever the caller does to it, the next one gets what was written. */
  find({ name, version, value: sealed }: OpenedRecord): OpenedRecord | undefined {
    const cached = this.#records.get(name);
    if (cached?.record.version !== version || !equalBytes(cached.sealed, sealed)) return undefined;
    return copyOf(cached.record);
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
