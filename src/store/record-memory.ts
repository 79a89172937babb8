/**
 * What a store that is alone with its database remembers of it: records that were asked for, so that they need not be read
 * again.
 *
 * It is bounded, and it is told of every write before anybody may read what was written: it never says anything else than
 * the database would. It holds what the store holds, sealed bytes, and no more of it than was asked for: what is only
 * written, such as a journal, takes no room.
 *
 * @module
 */
import type { Change, StoredRecord } from './store.ts';

/** What a memory holds at most. */
export interface MemoryBounds {
  readonly records: number;
  /** Bytes of values. */
  readonly length: number;
}

const BOUNDS: MemoryBounds = /* @__PURE__ */ Object.freeze({ records: 4096, length: 4 * 1024 * 1024 });

/** See the file's head. */
export class RecordMemory {
  readonly #bounds: MemoryBounds;
  readonly #records = new Map<string, StoredRecord>();
  #length = 0;

  constructor(bounds: MemoryBounds = BOUNDS) {
    this.#bounds = bounds;
  }

  /** A remembered record, which is the memory's own: whoever hands it on gives a copy. */
  find(name: string): StoredRecord | undefined {
    return this.#records.get(name);
  }

  /** Remembers what was read, and owns it from now on; the oldest make room. One that is longer than all may be is not kept. */
  keep(record: StoredRecord): void {
    this.#drop(record.name);
    if (record.value.length > this.#bounds.length) return;
    this.#records.set(record.name, record);
    this.#length += record.value.length;
    while (this.#records.size > this.#bounds.records || this.#length > this.#bounds.length) {
      this.#drop(this.#records.keys().next().value as string);
    }
  }

  /** What was written takes the place of what is remembered of it; of what is not, nothing is kept. */
  apply({ name, version, value }: Change): void {
    if (!this.#records.has(name)) return;
    if (value === undefined) this.#drop(name);
    else this.keep({ name, version, value });
  }

  #drop(name: string): void {
    const known = this.#records.get(name);
    if (known === undefined) return;
    this.#records.delete(name);
    this.#length -= known.value.length;
  }
}
