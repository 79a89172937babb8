/**
 * An entry of the journal: some events that became durable together, and the digest of the entry before.
 *
 *   {"sequence":2,"atMs":1767225600000,"previous":"<SHA-256 of entry 1, 64 hex digits>","count":2,"form":2}
 *   <event>
 *   <event>
 *
 * In UTF-8; the first line is JSON, the events are lines of event-text.ts. Entries of the first form, which have no `form`,
 * have each event as one line of JSON, and are read for as long as a store may hold them. The digest of an entry is the
 * SHA-256 of all of its bytes, so that whoever knows the digest of the last entry knows all of them. It does not know what
 * an event says.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { type EventDraft, readEvents, textOf, writeEvents } from './event-text.ts';

/** A run of events, as it is kept. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** When it was written, in milliseconds since 1970. */
  readonly atMs: number;
  /** The digest of the entry before, 64 hex digits; zeroes of the first. */
  readonly previous: string;
  /** How many events it has. */
  readonly count: number;
  /** JSON texts, one an event, without line breaks. */
  readonly events: readonly string[];
  /** What was said beside each event by whoever entered it in this process; absent of an entry that was read. */
  readonly asides?: readonly unknown[];
}

/** The same before it is written. */
export interface EntryDraft extends EntryPlace {
  readonly events: readonly EventDraft[];
}

type EntryPlace = Pick<JournalEntry, 'sequence' | 'atMs' | 'previous'>;

/** What the entry before the first would have for its digest. */
export const NO_DIGEST: string = '0'.repeat(64);

const FORM = 2;

/** The journal is not what was written: an entry is missing, or is another. */
export class JournalBrokenError extends Error {
  override readonly name = 'JournalBrokenError';
}

/**
 * The bytes of an entry.
 *
 * @throws {RangeError} An event has a line break: it would count as two; or another control character that JSON escapes.
 *
 * @example
 * encodeEntry({ sequence: 1, atMs: 5, previous: NO_DIGEST, events: ['{}'] }).length; // 125
 */
export function encodeEntry({ sequence, atMs, previous, events }: EntryDraft): Uint8Array<ArrayBuffer> {
  const head = JSON.stringify({ sequence, atMs, previous, count: events.length, form: FORM });
  return toUtf8(`${head}\n${writeEvents(events)}`);
}

/**
 * What {@link encodeEntry} wrote, in either form.
 *
 * @throws {JournalBrokenError} It is no entry.
 *
 * @example
 * decodeEntry(encodeEntry({ sequence: 1, atMs: 5, previous: NO_DIGEST, events: ['{}'] })).events; // ['{}']
 */
export function decodeEntry(bytes: Uint8Array): JournalEntry {
  const [head = '', ...lines] = fromUtf8(bytes).split('\n');
  lines.pop();
  const { sequence, atMs, previous, count, form = 1 } = JSON.parse(head) as EntryHead;
  if (form > FORM)
    throw new JournalBrokenError(`entry ${sequence} was written by a newer Strongroom: its form is ${form}`);
  const events = form === 1 ? lines : readEvents(lines);
  if (count !== events?.length) throw new JournalBrokenError(`entry ${sequence} has lost events`);
  return { sequence, atMs, previous, count, events };
}

type EntryHead = Omit<JournalEntry, 'events'> & { readonly form?: number };

/** An entry that was just written, whose events are joined only if somebody asks for them. */
export function entryOf({ events, ...place }: EntryDraft): JournalEntry {
  let texts: readonly string[] | undefined;
  return {
    ...place,
    count: events.length,
    get events() {
      texts ??= events.map(textOf);
      return texts;
    },
    asides: events.map((event) => (typeof event === 'string' ? undefined : event.aside)),
  };
}
