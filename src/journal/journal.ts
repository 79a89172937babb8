/**
 * The journal: what happened, in one order, durable before anybody hears of it.
 *
 *   append ── while one group is being committed the next one gathers ──> one entry, chained to the one before
 *   pendingChange ── committed together with what it is about ──> moved into an entry by `append`, or at the next opening
 *
 * Entries are sealed records of the keystore: nobody but the service reads or makes one. They are numbered without gaps
 * and each holds the digest of the one before, so that one that is missing or another is noticed by whoever reads on.
 * Several writers on one store are safe: the head's version decides who is next. What was kept long enough is erased,
 * though never before everybody who follows has read it. It knows no KMS, and never answers before the store has.
 *
 * @module
 */
import { toHex } from '../bytes/hex.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Keystore, RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import { decodeEntry, encodeEntry, JournalBrokenError, type JournalEntry } from './entry.ts';
import { type EventDraft, lengthOf, textOf } from './event-text.ts';
import { decodeHead, EMPTY_HEAD, encodeHead, type JournalHead } from './head.ts';
import { cursorName, ENTRY_PREFIX, entryName, HEAD_NAME, PENDING_PREFIX, pendingName } from './names.ts';
import { RecentEntries } from './recent-entries.ts';
import type { Turn } from './turn.ts';

/** A group takes at most so much, so that its record stays far below what a store takes. */
const MAX_GROUP_EVENTS = 256;
const MAX_GROUP_LENGTH = 512 * 1024;
/** A group waits for others as long as they come, turn by turn, but no longer than so many turns. */
const MAX_TURNS = 8;
/** How many entries are read or erased at once. */
const PAGE = 64;
/** So often, in entries, what was kept long enough is looked for. */
const PRUNE_INTERVAL = 128;
/** Writers that race for the head finish within as many rounds as there are of them. */
const MAX_ATTEMPTS = 1000;

/** How long entries are kept, at least: what a follower has not read is kept beyond it. */
export interface Retention {
  readonly keepMs: number;
  /** Bytes of entries, before sealing; the oldest go first. */
  readonly keepBytes: number;
}

/** What a journal is made of. */
export interface JournalOptions {
  readonly keystore: Keystore;
  readonly engine: Engine;
  readonly clock: () => number;
  readonly retention: Retention;
  /** How a group waits for what arrives together with it; not at all when absent. */
  readonly turn?: Turn | undefined;
}

/** Events that wait for their entry. */
interface Waiting {
  readonly events: readonly EventDraft[];
  /** The pending records that these events are instead of. */
  readonly settles: readonly string[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The head and the version of its record. */
interface KnownHead {
  readonly head: JournalHead;
  readonly version: number;
}

/** How far a follower has come, and the version of the record that says so. */
interface Place {
  readonly sequence: number;
  readonly version: number;
}

/** See the file's head. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #listeners = new Set<() => void>();
  readonly #followers = new Map<string, Place>();
  #known: KnownHead;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  readonly #recent = new RecentEntries();

  private constructor(options: JournalOptions, known: KnownHead) {
    this.#options = options;
    this.#known = known;
  }

  /**
   * Opens the journal of a store; what a process that ended had committed and not yet entered is entered now.
   *
   * @throws {JournalBrokenError} The last entry is missing, or is another.
   */
  static async open(options: JournalOptions): Promise<Journal> {
    const journal = new Journal(options, await readHead(options.keystore));
    await journal.#requireLast();
    await journal.#settlePending();
    return journal;
  }

  /** Which entries there are. */
  get head(): JournalHead {
    return this.#known.head;
  }

  /**
   * Enters events; resolves when they are durable.
   *
   * @param events JSON texts without line breaks, in their order; in parts where they have much in common.
   * @param settles Ids of pending records that these events take the place of; those that were never committed, or that
   * somebody settled already, settle nothing.
   * @throws {StoreUnavailableError} They could not be made durable.
   */
  append(events: readonly EventDraft[], settles: readonly string[] = []): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#waiting.push({ events, settles, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** The write that makes events known together with the change that they are about. */
  pendingChange(id: string, events: readonly EventDraft[]): RecordChange {
    return { name: pendingName(id), replaces: 0, value: toUtf8(events.map(textOf).join('\n')) };
  }

  /**
   * Entries after a sequence number, in order, at most 64 and all of them in one unbroken chain.
   *
   * @throws {JournalBrokenError} An entry is missing, or is another.
   */
  async read(after: number, limit: number = PAGE): Promise<readonly JournalEntry[]> {
    const { first, last } = this.head;
    const from = Math.max(after, first - 1);
    if (from >= last) return [];
    const count = Math.min(limit, PAGE, last - from);
    const records = await this.#options.keystore.list(ENTRY_PREFIX, entryName(from), count, false);
    const entries: JournalEntry[] = [];
    for (const [i, { name, value }] of records.entries()) {
      // Somebody else's newer entries, which this head does not know of, are read next time.
      if (name > entryName(last)) break;
      const entry = decodeEntry(value);
      const before = records[i - 1];
      const isNext = entry.sequence === from + 1 + i && name === entryName(entry.sequence);
      const isChained = before === undefined || entry.previous === (await this.#digest(before.value));
      if (!isNext || !isChained) throw new JournalBrokenError(`journal entry ${from + 1 + i} is not there`);
      entries.push(entry);
    }
    if (entries.length === 0 && this.head.first <= from + 1)
      throw new JournalBrokenError(`journal entry ${from + 1} is not there`);
    return entries;
  }

  /** The same from memory, for whoever follows closely: none where this process did not write all that comes after. */
  recentAfter(after: number): readonly JournalEntry[] {
    return this.#recent.after(after);
  }

  /**
   * How far a follower has come; from now on nothing is erased that it has not read.
   *
   * @returns The sequence number of the last entry that it has dealt with; 0 of one that begins.
   */
  async follow(follower: string): Promise<number> {
    const record = await this.#options.keystore.read(cursorName(follower));
    const sequence = record === undefined ? 0 : (JSON.parse(fromUtf8(record.value)) as number);
    this.#followers.set(follower, { sequence, version: record?.version ?? 0 });
    return sequence;
  }

  /**
   * A follower that {@link follow} knows has come so far.
   *
   * @param changes Written in the same commit, so that what it made of the entries counts once.
   * @throws {StoreConflictError} Somebody else follows under the same name, and came further since.
   */
  async advance(follower: string, sequence: number, changes: readonly RecordChange[] = []): Promise<void> {
    const version = this.#followers.get(follower)?.version ?? 0;
    const value = toUtf8(JSON.stringify(sequence));
    const place = { name: cursorName(follower), replaces: version, value };
    await this.#options.keystore.commit([...changes, place]);
    this.#followers.set(follower, { sequence, version: version + 1 });
  }

  /** Called after every entry of this process. @returns Stops it. */
  onEntry(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Looks whether others have written. */
  async refresh(): Promise<void> {
    this.#recent.clear();
    this.#known = await readHead(this.#options.keystore);
  }

  /** Everything was erased: the journal begins anew. */
  async reset(): Promise<void> {
    await this.flush();
    for (const follower of this.#followers.keys()) this.#followers.set(follower, { sequence: 0, version: 0 });
    await this.refresh();
  }

  /** Resolves when nothing waits any more. */
  async flush(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Erases what was kept long enough. */
  async prune(): Promise<void> {
    // Mostly nothing is due, and one entry tells that; where all of a page had to go, the next may have to as well.
    let limit = 1;
    while ((await this.#prunePage(limit)) === limit) limit = PAGE;
  }

  async #prunePage(limit: number): Promise<number> {
    const { clock, keystore, retention } = this.#options;
    const read = Math.min(this.head.last, ...[...this.#followers.values()].map(({ sequence }) => sequence));
    const oldestMs = clock() - retention.keepMs;
    const records = await keystore.list(ENTRY_PREFIX, entryName(this.head.first - 1), limit, false);
    let { first, bytes } = this.head;
    const erased: RecordChange[] = [];
    for (const { name, version, value } of records) {
      const { sequence, atMs } = decodeEntry(value);
      if (sequence !== first || sequence > read || (atMs >= oldestMs && bytes <= retention.keepBytes)) break;
      erased.push({ name, replaces: version, value: undefined });
      first++;
      bytes -= value.length;
    }
    if (erased.length > 0) await this.#commitHead({ ...this.head, first, bytes }, erased);
    return erased.length;
  }

  async #work(): Promise<void> {
    // Whoever appends learns of this promise before it is over.
    await undefined;
    try {
      while (this.#waiting.length > 0) {
        await this.#gather();
        await this.#enter(this.#nextGroup());
      }
    } finally {
      this.#working = undefined;
    }
  }

  /** One write for many: calls that arrived together come here one turn after another. */
  async #gather(): Promise<void> {
    const { turn } = this.#options;
    if (turn === undefined) return;
    let before = 0;
    for (let i = 0; i < MAX_TURNS && this.#waiting.length > before; i++) {
      before = this.#waiting.length;
      await turn();
    }
  }

  /** Whoever lost against another writer leaves it to them. */
  async #pruneInPassing(): Promise<void> {
    try {
      await this.prune();
    } catch (error) {
      if (!(error instanceof StoreConflictError)) throw error;
      await this.refresh();
    }
  }

  #nextGroup(): readonly Waiting[] {
    let events = 0;
    let length = 0;
    const end = this.#waiting.findIndex((one, i) => {
      events += one.events.length;
      length += lengthOf(one.events);
      return i > 0 && (events > MAX_GROUP_EVENTS || length > MAX_GROUP_LENGTH);
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #enter(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#commitGroup(group);
      for (const { resolve } of group) resolve();
      for (const listener of this.#listeners) listener();
      if (this.head.last % PRUNE_INTERVAL === 0) await this.#pruneInPassing();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const settled = await this.#settledBy(group);
      const events = group.flatMap(({ events, settles }) => (isMoot(settles, settled) ? [] : events));
      if (events.length === 0) return;
      const { head } = this.#known;
      const entry = { sequence: head.last + 1, atMs: this.#options.clock(), previous: head.digest, events };
      const value = encodeEntry(entry);
      const next: JournalHead = {
        first: head.first,
        last: entry.sequence,
        digest: await this.#digest(value),
        events: head.events + events.length,
        bytes: head.bytes + value.length,
      };
      try {
        const write = { name: entryName(entry.sequence), replaces: 0, value };
        await this.#commitHead(next, [write, ...settled.values()]);
        this.#recent.add(entry);
        return;
      } catch (error) {
        if (!(error instanceof StoreConflictError) || attempt === MAX_ATTEMPTS) throw error;
        await this.refresh();
      }
    }
  }

  /** The removals of the pending records that a group takes the place of, by their ids. */
  async #settledBy(group: readonly Waiting[]): Promise<ReadonlyMap<string, RecordChange>> {
    const settled = new Map<string, RecordChange>();
    for (const id of group.flatMap(({ settles }) => settles)) {
      const name = pendingName(id);
      const [found] = await this.#options.keystore.listNames(name, undefined, 1);
      // It is written once: its version is 1.
      if (found === name) settled.set(id, { name, replaces: 1, value: undefined });
    }
    return settled;
  }

  async #commitHead(head: JournalHead, changes: readonly RecordChange[]): Promise<void> {
    const { version } = this.#known;
    await this.#options.keystore.commit([
      ...changes,
      { name: HEAD_NAME, replaces: version, value: encodeHead(head) },
    ]);
    this.#known = { head, version: version + 1 };
  }

  /** What changes of a process that ended had to say. */
  async #settlePending(): Promise<void> {
    for (;;) {
      const page = await this.#options.keystore.list(PENDING_PREFIX, undefined, PAGE, false);
      if (page.length === 0) return;
      for (const { name, value } of page) {
        await this.append(fromUtf8(value).split('\n'), [name.slice(PENDING_PREFIX.length)]);
      }
    }
  }

  async #requireLast(): Promise<void> {
    const { first, last, digest } = this.head;
    if (last < first) return;
    const [record] = await this.#options.keystore.list(ENTRY_PREFIX, entryName(last - 1), 1, false);
    if (record?.name === entryName(last) && (await this.#digest(record.value)) === digest) return;
    throw new JournalBrokenError(`journal entry ${last} is not there`);
  }

  async #digest(bytes: Uint8Array): Promise<string> {
    const hash = await this.#options.engine.use('hash');
    return toHex(await hash.digest('SHA-256', bytes));
  }
}

async function readHead(keystore: Keystore): Promise<KnownHead> {
  const record = await keystore.read(HEAD_NAME);
  if (record === undefined) return { head: EMPTY_HEAD, version: 0 };
  return { head: decodeHead(record.value), version: record.version };
}

/** Somebody else has entered already what the pending records said. */
function isMoot(settles: readonly string[], settled: ReadonlyMap<string, RecordChange>): boolean {
  return settles.length > 0 && !settles.some((id) => settled.has(id));
}
