/**
 * The entries that a process wrote last, at hand without being read: one unbroken chain up to the head.
 *
 * @module
 */
import { type EntryDraft, entryOf, type JournalEntry } from './entry.ts';
import { lengthOf } from './event-text.ts';

/** So many entries, and so many characters of them. */
const MAX_ENTRIES = 128;
const MAX_LENGTH = 4 * 1024 * 1024;

/** See the file's head. */
export class RecentEntries {
  #entries: { readonly entry: JournalEntry; readonly length: number }[] = [];
  #length = 0;

  /** One that was just written; the oldest make room. */
  add(draft: EntryDraft): void {
    const length = lengthOf(draft.events);
    this.#entries.push({ entry: entryOf(draft), length });
    this.#length += length;
    while (this.#entries.length > MAX_ENTRIES || this.#length > MAX_LENGTH)
      this.#length -= this.#entries.shift()?.length ?? 0;
  }

  /** All after a sequence number; none where the next one is not among them. */
  after(sequence: number): readonly JournalEntry[] {
    const at = this.#entries.findIndex(({ entry }) => entry.sequence === sequence + 1);
    return at < 0 ? [] : this.#entries.slice(at).map(({ entry }) => entry);
  }

  clear(): void {
    this.#entries = [];
    this.#length = 0;
  }
}
