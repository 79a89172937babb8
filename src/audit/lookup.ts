/**
 * Event history: the journal read backwards, filtered, page by page, as CloudTrail's LookupEvents tells it.
 *
 * A call looks at a bounded number of events, so that nobody can make it read a whole journal: its page may be short, or
 * empty, and go on all the same. The token is sealed by the keystore, together with the query that it belongs to.
 *
 * @module
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Keystore } from '../keystore/keystore.ts';
import type { Scope } from '../kms/scope.ts';
import type { CloudTrailEvent } from './cloudtrail-event.ts';
import { decodeTrailLine } from './trail-line.ts';

/** Entries may hold half a megabyte. */
const PAGE = 16;
/** A call looks at so many events, and at the rest of an entry. */
const MAX_LOOKED_AT = 5000;
/** An entry is written after its events happened; no call takes longer than this. */
const LATEST_ENTRY_MS = 3_600_000;
const TOKEN_OWNER = 'cloudtrail/lookup';
const MAX_TOKEN_LENGTH = 8192;

/** What is looked for: as aws/cloudtrail.ts reads it from a request. */
export interface HistoryQuery {
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly attribute: { readonly key: string; readonly value: string } | undefined;
  readonly limit: number;
  readonly token: string | undefined;
}

/** A page, newest first. */
export interface HistoryPage {
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly nextToken: string | undefined;
}

/** The next event to look at: which entry, and how many of its events are left. */
interface Position {
  readonly sequence: number;
  readonly left: number;
}

/** What properties of events are called, and where they stand. */
const ATTRIBUTES: Readonly<Record<string, (event: CloudTrailEvent) => readonly (string | undefined)[]>> = {
  EventId: ({ eventID }) => [eventID],
  EventName: ({ eventName }) => [eventName],
  ReadOnly: ({ readOnly }) => [String(readOnly)],
  Username: (event) => [userNameOf(event)],
  ResourceType: ({ resources = [] }) => resources.map(({ type }) => type),
  // By ARN, or by what stands in it after the first slash: a key's id.
  ResourceName: ({ resources = [] }) =>
    resources.flatMap(({ ARN }) => [ARN, ARN.slice(ARN.indexOf('/') + 1)]),
  EventSource: ({ eventSource }) => [eventSource],
  AccessKeyId: ({ userIdentity }) => [userIdentity.accessKeyId],
};

/** See the file's head. */
export class EventHistory {
  readonly #journal: Journal;
  readonly #keystore: Keystore;

  constructor(journal: Journal, keystore: Keystore) {
    this.#journal = journal;
    this.#keystore = keystore;
  }

  /**
   * A page of what happened in an account and a Region.
   *
   * @returns `undefined`: the token is none that this query gave.
   */
  async lookup(scope: Scope, query: HistoryQuery): Promise<HistoryPage | undefined> {
    const start =
      query.token === undefined ? await this.#startOf(query) : await this.#openToken(scope, query);
    if (start === undefined) return undefined;
    const found: CloudTrailEvent[] = [];
    const end = await this.#walk(start, query, (event) => {
      if (isWanted(event, scope, query)) found.push(event);
      return found.length === query.limit;
    });
    const newestFirst = found.sort((a, b) =>
      a.eventTime < b.eventTime ? 1 : a.eventTime > b.eventTime ? -1 : 0,
    );
    const nextToken = end === undefined ? undefined : await this.#sealToken(scope, query, end);
    return { events: newestFirst.map(membersOf), nextToken };
  }

  /** @returns Where to go on; `undefined` at the end of what there is. */
  async #walk(
    start: Position,
    { startMs = 0 }: HistoryQuery,
    isEnough: (event: CloudTrailEvent) => boolean,
  ): Promise<Position | undefined> {
    let lookedAt = 0;
    let { sequence, left } = start;
    for (;;) {
      const entries = await this.#entriesUpTo(sequence);
      if (entries.length === 0) return undefined;
      for (const entry of entries) {
        // What happened is written later, so everything from here on is older.
        if (entry.atMs < startMs) return undefined;
        for (let i = Math.min(left, entry.events.length) - 1; i >= 0; i--) {
          const { event } = decodeTrailLine(entry.events[i] as string);
          if (isEnough(event)) return { sequence: entry.sequence, left: i };
        }
        lookedAt += entry.events.length;
        sequence = entry.sequence - 1;
        left = Number.MAX_SAFE_INTEGER;
        if (lookedAt >= MAX_LOOKED_AT) return { sequence, left };
      }
    }
  }

  /** Entries down from one, newest first. */
  async #entriesUpTo(sequence: number): Promise<readonly JournalEntry[]> {
    if (sequence < this.#journal.head.first) return [];
    const after = Math.max(0, sequence - PAGE);
    const entries = await this.#journal.read(after, sequence - after);
    return entries.filter((entry) => entry.sequence <= sequence).reverse();
  }

  /** The newest entry that can hold something from before the query's end: found by halving. */
  async #startOf({ endMs }: HistoryQuery): Promise<Position> {
    const { first, last } = this.#journal.head;
    const left = Number.MAX_SAFE_INTEGER;
    if (endMs === undefined) return { sequence: last, left };
    let low = first - 1;
    let high = last;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [entry] = await this.#journal.read(middle - 1, 1);
      if (entry === undefined || entry.atMs > endMs + LATEST_ENTRY_MS) high = middle - 1;
      else low = middle;
    }
    return { sequence: low, left };
  }

  async #sealToken(scope: Scope, query: HistoryQuery, position: Position): Promise<string> {
    const record = toUtf8(JSON.stringify({ query: queryText(scope, query), position }));
    return toBase64((await this.#keystore.sealBackingKey(TOKEN_OWNER, record)).sealed);
  }

  async #openToken(scope: Scope, query: HistoryQuery): Promise<Position | undefined> {
    const sealed = bytesOf(query.token ?? '');
    if (sealed === undefined) return undefined;
    try {
      const text = await this.#keystore.exposeSecret(TOKEN_OWNER, sealed, async (bytes) => fromUtf8(bytes));
      const token = JSON.parse(text) as { readonly query: string; readonly position: Position };
      return token.query === queryText(scope, query) ? token.position : undefined;
    } catch (error) {
      // Damaged, another's, or made up: nobody is told which.
      if (error instanceof AuthenticationError) return undefined;
      throw error;
    }
  }
}

function bytesOf(token: string): Uint8Array | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  try {
    return fromBase64(token);
  } catch {
    return undefined;
  }
}

/** What a token belongs to: everything but how many events a page has. */
function queryText({ account, region }: Scope, { startMs, endMs, attribute }: HistoryQuery): string {
  return JSON.stringify([account, region, startMs, endMs, attribute?.key, attribute?.value]);
}

function isWanted(event: CloudTrailEvent, { account, region }: Scope, query: HistoryQuery): boolean {
  if (event.recipientAccountId !== account || event.awsRegion !== region) return false;
  const atMs = Date.parse(event.eventTime);
  const { startMs = 0, endMs = Number.POSITIVE_INFINITY, attribute } = query;
  if (atMs < startMs || atMs > endMs) return false;
  return attribute === undefined || ATTRIBUTES[attribute.key]?.(event).includes(attribute.value) === true;
}

function userNameOf({ userIdentity }: CloudTrailEvent): string | undefined {
  const { type, userName, arn = '' } = userIdentity;
  if (userName !== undefined) return userName;
  if (type === 'Root' || arn.endsWith(':root')) return 'root';
  // A session is known by its own name, a user by theirs.
  return arn === '' ? undefined : arn.slice(arn.lastIndexOf('/') + 1);
}

function membersOf(event: CloudTrailEvent): Readonly<Record<string, unknown>> {
  const { eventID, eventName, readOnly, userIdentity, eventTime, eventSource, resources = [] } = event;
  const { accessKeyId } = userIdentity;
  const userName = userNameOf(event);
  return {
    EventId: eventID,
    EventName: eventName,
    ReadOnly: String(readOnly),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    EventTime: new Date(eventTime),
    EventSource: eventSource,
    ...(userName === undefined ? {} : { Username: userName }),
    Resources: resources.map(({ type, ARN }) => ({ ResourceType: type, ResourceName: ARN })),
    CloudTrailEvent: JSON.stringify(event),
  };
}
