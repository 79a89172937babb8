/**
 * The meter: follows the journal and keeps counts of its calls, which stay when its entries are erased.
 *
 *   entry ── notes ──> counts in memory ── checkpoint: head, counts, cursor in one commit ──> counts in the store
 *
 * How far it has counted stands in its own head, which is written with the counts under a condition: no entry is counted
 * twice and none is left out, wherever a process ends, and of two processes on one store the one that comes late begins
 * again from what is written. It reads now and then, not entry by entry: nothing waits for it but the erasing of old
 * entries. In memory it holds what came since the last checkpoint: the calls of 128 entries, or of more where these are of many
 * keys, whose records take longer to write than their calls to count; of 4,096 at most.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { Follower } from '../journal/follower.ts';
import type { Journal } from '../journal/journal.ts';
import type { Keystore, RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import { dayOf, formatDay } from './calendar.ts';
import { CallTally, decodeCounts, encodeCounts } from './call-counts.ts';
import { type CallNote, type KeyLife, readNote } from './call-note.ts';
import { callsName, lifeName, METER_HEAD_NAME } from './names.ts';

/** Its place is kept under this name. */
export const METER_NAME = 'metering';
/** So many entries may wait before they are read. */
const LAG = 64;
/** A checkpoint writes a record for each key: when there are so many calls for each of them, it costs a call next to nothing. */
const CALLS_A_RECORD = 16;
/** So many entries are counted anew after a crash, at most. */
const MAX_UNSAVED = 4096;
/** Processes that count the same journal finish within as many rounds as there are of them. */
const MAX_ATTEMPTS = 20;

/** What a meter works with. */
export interface MeterOptions {
  readonly keystore: Keystore;
  readonly journal: Journal;
  /** Told of what went wrong; what was not counted is counted later. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/** What the record of a key whose deletion was scheduled holds. */
export type ScheduledLife = KeyLife & { readonly pendingFromMs: number };

/** See the file's head. */
export class Meter {
  readonly #options: MeterOptions;
  readonly #stop: () => void;
  #follower: Follower | undefined;
  #tallies = new Map<string, CallTally>();
  #lives = new Map<string, ScheduledLife | undefined>();
  /** The last entry that is counted, in memory or in the store; and the version of the head in the store. */
  #sequence = 0;
  #headVersion = 0;
  /** The calls in the tallies. */
  #calls = 0;
  #working: Promise<void> = Promise.resolve();
  #isReading = false;

  private constructor(options: MeterOptions) {
    this.#options = options;
    this.#stop = options.journal.onEntry(() => this.#readWhenMuch());
  }

  /** The meter of a store; from now on the journal erases nothing that it has not counted. */
  static async open(options: MeterOptions): Promise<Meter> {
    const meter = new Meter(options);
    await meter.#serially(async () => void (await meter.#followed()));
    return meter;
  }

  /** The last entry of the journal that it has counted. */
  get counted(): number {
    return this.#sequence;
  }

  /**
   * Counts every entry that there is, and writes it.
   *
   * @throws {StoreUnavailableError | StoreConflictError} Nothing is lost: it is counted at the next time.
   */
  async catchUp(): Promise<void> {
    await this.#serially(async () => await this.#read(true));
  }

  /** Everything was erased: it begins anew. */
  async reset(): Promise<void> {
    await this.#serially(async () => this.#forget());
  }

  /** Counts what there is, and follows no more. */
  async close(): Promise<void> {
    this.#stop();
    await this.catchUp();
  }

  #readWhenMuch(): void {
    if (this.#isReading || this.#options.journal.head.last - this.#sequence < LAG) return;
    this.#isReading = true;
    this.#serially(async () => await this.#read(false))
      .catch((error: unknown) => this.#options.onFailure?.(error))
      .finally(() => {
        this.#isReading = false;
      });
  }

  async #read(isSaved: boolean): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        // A journal that is shorter than what was counted began anew.
        if (this.#options.journal.head.last < this.#sequence) this.#forget();
        const follower = await this.#followed();
        await follower.pump();
        if (isSaved) await follower.save();
        return;
      } catch (error) {
        // The store knows what is counted; memory may not.
        this.#forget();
        if (!(error instanceof StoreConflictError) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** One after the other: a checkpoint takes what is counted and nothing that is being counted. */
  async #serially(work: () => Promise<void>): Promise<void> {
    const done = this.#working.then(work);
    this.#working = done.catch(() => {});
    await done;
  }

  #forget(): void {
    this.#follower = undefined;
    this.#tallies = new Map();
    this.#calls = 0;
    this.#lives = new Map();
    this.#sequence = 0;
    this.#headVersion = 0;
  }

  async #followed(): Promise<Follower> {
    if (this.#follower !== undefined) return this.#follower;
    const { keystore, journal } = this.#options;
    const head = await keystore.read(METER_HEAD_NAME);
    this.#sequence =
      head === undefined ? 0 : (JSON.parse(fromUtf8(head.value)) as { counted: number }).counted;
    this.#headVersion = head?.version ?? 0;
    this.#follower = await Follower.open(journal, {
      name: METER_NAME,
      isClose: true,
      take: (entry) => this.#take(entry),
      checkpoint: () => this.#checkpoint(),
      isWorthSaving: (entries) =>
        entries >= MAX_UNSAVED || this.#calls >= CALLS_A_RECORD * this.#tallies.size,
    });
    return this.#follower;
  }

  #take(entry: JournalEntry): void {
    for (let i = 0; i < entry.count; i++) {
      // The recorder's own note, where this process has just written the entry: what the line says, not to be read first.
      const note = (entry.asides?.[i] as CallNote | undefined) ?? readNote(entry.events[i] as string);
      if (note !== undefined) this.#count(note);
    }
    this.#sequence = entry.sequence;
  }

  #count(note: CallNote): void {
    const { account, region, key, scheduled, cancelled } = note;
    const place = `${account}/${dayOf(note.atMs)}/${region}/${key ?? ''}`;
    let tally = this.#tallies.get(place);
    if (tally === undefined) {
      tally = new CallTally(key);
      this.#tallies.set(place, tally);
    }
    tally.count(note);
    this.#calls++;
    if (key === undefined) return;
    if (scheduled !== undefined) {
      this.#lives.set(lifeNameOf(key, scheduled.createdAtMs), { ...scheduled, pendingFromMs: note.atMs });
    } else if (cancelled !== undefined) {
      this.#lives.set(lifeNameOf(key, cancelled.createdAtMs), undefined);
    }
  }

  /** Takes what is counted: whatever goes wrong from here on, it begins again from the store. */
  async #checkpoint(): Promise<readonly RecordChange[]> {
    const { keystore } = this.#options;
    const tallies = this.#tallies;
    const lives = this.#lives;
    this.#tallies = new Map();
    this.#calls = 0;
    this.#lives = new Map();
    const head = toUtf8(JSON.stringify({ counted: this.#sequence }));
    const changes: RecordChange[] = [{ name: METER_HEAD_NAME, replaces: this.#headVersion++, value: head }];
    for (const [place, tally] of tallies) changes.push(await addedTo(keystore, place, tally));
    for (const [name, life] of lives) {
      const replaces = (await keystore.read(name))?.version ?? 0;
      if (life !== undefined) changes.push({ name, replaces, value: toUtf8(JSON.stringify(life)) });
      else if (replaces > 0) changes.push({ name, replaces, value: undefined });
    }
    return changes;
  }
}

/** The write by which the record of a place counts more. */
async function addedTo(keystore: Keystore, place: string, tally: CallTally): Promise<RecordChange> {
  const [account = '', day = '', region = ''] = place.split('/');
  const name = callsName({ account, day: formatDay(Number(day)), region }, tally.key);
  const record = await keystore.read(name);
  if (record === undefined) return { name, replaces: 0, value: encodeCounts(tally.counts()) };
  const sum = new CallTally(tally.key);
  sum.add(decodeCounts(record.value).rows);
  sum.add(tally.counts().rows);
  return { name, replaces: record.version, value: encodeCounts(sum.counts()) };
}

function lifeNameOf(keyArn: string, createdAtMs: number): string {
  const [, , , region = '', account = '', resource = ''] = keyArn.split(':');
  return lifeName({ account, region, keyId: resource.slice('key/'.length), createdAtMs });
}
