/**
 * The head of the journal: which entries there are, what the last one's digest is, and how much has been said at all.
 *
 * It is written in the same commit as every entry, under a condition: of two writers one loses and looks again.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { NO_DIGEST } from './entry.ts';

/** See the file's head. */
export interface JournalHead {
  /** The sequence number of the oldest entry that is still kept; one past `last` when none is. */
  readonly first: number;
  /** The sequence number of the newest entry; 0 before there was one. */
  readonly last: number;
  /** The digest of the newest entry, 64 hex digits. */
  readonly digest: string;
  /** How many events there were from the beginning, erased ones included. */
  readonly events: number;
  /** The bytes of the entries that are kept, before they are sealed. */
  readonly bytes: number;
}

/** Of a journal that has not begun. */
export const EMPTY_HEAD: JournalHead = /* @__PURE__ */ Object.freeze({
  first: 1,
  last: 0,
  digest: NO_DIGEST,
  events: 0,
  bytes: 0,
});

export function encodeHead(head: JournalHead): Uint8Array {
  return toUtf8(JSON.stringify(head));
}

export function decodeHead(bytes: Uint8Array): JournalHead {
  return JSON.parse(fromUtf8(bytes)) as JournalHead;
}
