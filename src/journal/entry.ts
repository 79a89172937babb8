/**
 * An entry of the journal: some events that became durable together, and the digest of the entry before.
 *
 *   {"sequence":2,"atMs":1767225600000,"previous":"<SHA-256 of entry 1, 64 hex digits>","count":2}
 *   <event>
 *   <event>
 *
 * One line each, in UTF-8, JSON. The digest of an entry is the SHA-256 of all of its bytes, so that whoever knows the
 * digest of the last entry knows all of them. It does not know what an event says.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';

/** A run of events, as it is kept. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** When it was written, in milliseconds since 1970. */
  readonly atMs: number;
  /** The digest of the entry before, 64 hex digits; zeroes of the first. */
  readonly previous: string;
  /** JSON texts, one an event, without line breaks. */
  readonly events: readonly string[];
}

/** The characters of some events. */
export function lengthOf(events: readonly string[]): number {
  return events.reduce((sum, event) => sum + event.length, 0);
}

/** What the entry before the first would have for its digest. */
export const NO_DIGEST: string = '0'.repeat(64);

/** The journal is not what was written: an entry is missing, or is another. */
export class JournalBrokenError extends Error {
  override readonly name = 'JournalBrokenError';
}

/**
 * The bytes of an entry.
 *
 * @throws {RangeError} An event has a line break: it would count as two.
 *
 * @example
 * encodeEntry({ sequence: 1, atMs: 5, previous: NO_DIGEST, events: ['{}'] }).length; // 115
 */
export function encodeEntry({ sequence, atMs, previous, events }: JournalEntry): Uint8Array<ArrayBuffer> {
  for (const event of events) {
    if (event.includes('\n')) throw new RangeError('"events" expected one line each, got a line break');
  }
  const head = JSON.stringify({ sequence, atMs, previous, count: events.length });
  return toUtf8([head, ...events, ''].join('\n'));
}

/**
 * What {@link encodeEntry} wrote.
 *
 * @throws {JournalBrokenError} It is no entry.
 *
 * @example
 * decodeEntry(encodeEntry({ sequence: 1, atMs: 5, previous: NO_DIGEST, events: ['{}'] })).events; // ['{}']
 */
export function decodeEntry(bytes: Uint8Array): JournalEntry {
  const [head = '', ...lines] = fromUtf8(bytes).split('\n');
  const events = lines.slice(0, -1);
  const { sequence, atMs, previous, count } = JSON.parse(head) as JournalEntry & { count: number };
  if (count !== events.length) throw new JournalBrokenError(`entry ${sequence} has lost events`);
  return { sequence, atMs, previous, events };
}
