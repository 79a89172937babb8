/**
 * Records that were opened before, kept as long as their sealed bytes are the same.
 *
 * They hold metadata and sealed keys, no secrets in the clear. What is handed out is a copy: whatever its reader does to
 * it, the next one gets what was written.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';

/** How many are kept. */
const MAX_RECORDS = 4096;

/** A record as its writer wrote it. */
export interface OpenedRecord {
  readonly name: string;
  readonly version: number;
  readonly value: Uint8Array;
}

interface Entry {
  readonly version: number;
  readonly sealed: Uint8Array;
  readonly value: Uint8Array;
}

/** See the file's head. */
export class OpenedRecords {
  readonly #entries = new Map<string, Entry>();

  /** The opened form of a sealed record, if exactly that was opened before. */
  find({ name, version, value: sealed }: OpenedRecord): OpenedRecord | undefined {
    const entry = this.#entries.get(name);
    if (entry?.version !== version || !equalBytes(entry.sealed, sealed)) return undefined;
    return { name, version, value: new Uint8Array(entry.value) };
  }

  /** Keeps what a sealed record was opened to; the one that has been kept longest makes place for it. */
  keep({ name, version, value: sealed }: OpenedRecord, value: Uint8Array): void {
    if (this.#entries.size >= MAX_RECORDS) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) this.#entries.delete(oldest.value);
    }
    this.#entries.set(name, { version, sealed, value: new Uint8Array(value) });
  }

  clear(): void {
    this.#entries.clear();
  }
}
