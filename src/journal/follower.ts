/**
 * A follower: takes the entries of the journal one after the other, and goes on after a restart where it stopped.
 *
 * What it takes is dealt with at once; how far it has come is written now and then, together with what it made of the
 * entries, so that after a crash some entries come again to whoever keeps nothing in the store (their sequence tells), and
 * none is ever left out. An entry that cannot be dealt with is tried again at the next pump; later ones wait for it.
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import type { JournalEntry } from './entry.ts';
import type { Journal } from './journal.ts';

/** So many entries are dealt with before a place is written, if nobody tells to. */
const SAVE_INTERVAL = 128;

/** What is done with entries. */
export interface Following {
  /** Its place is kept under this name. */
  readonly name: string;
  /** Deals with an entry. What it throws is told to `onFailure`, and the entry comes again. */
  readonly take: (entry: JournalEntry) => void | Promise<void>;
  /** What was made of all entries so far, to be written together with the place. */
  readonly checkpoint?: () => Promise<readonly RecordChange[]> | readonly RecordChange[];
  /** Whether a place is to be written now; asked when it is 128 entries old or more, and then it is when this is absent. */
  readonly isWorthSaving?: (entries: number) => boolean;
  /** Whether entries need not be read from the store where this process has just written them. */
  readonly isClose?: boolean;
  readonly onFailure?: (error: unknown) => void;
}

/** See the file's head. */
export class Follower {
  readonly #journal: Journal;
  readonly #following: Following;
  #taken: number;
  #saved: number;
  #working: Promise<void> | undefined;
  #isAwaited = false;
  #stop: () => void = () => {};

  private constructor(journal: Journal, following: Following, taken: number) {
    this.#journal = journal;
    this.#following = following;
    this.#taken = taken;
    this.#saved = taken;
  }

  /** A follower that has come as far as it had when it stopped. */
  static async open(journal: Journal, following: Following): Promise<Follower> {
    return new Follower(journal, following, await journal.follow(following.name));
  }

  /** The sequence number of the last entry that was dealt with. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes every entry from now on as soon as it is there. */
  start(): void {
    this.#stop = this.#journal.onEntry(() => void this.#pumpQuietly());
    void this.#pumpQuietly();
  }

  /**
   * Takes all entries that are there.
   *
   * @throws What dealing with an entry threw; it comes again.
   */
  async pump(): Promise<void> {
    // Whoever asks while another one works must see what was there when they asked.
    await this.#alone(() => this.#takeAll());
  }

  /** Writes how far it has come, between two entries. */
  async save(): Promise<void> {
    await this.#alone(() => this.#saveNow());
  }

  async #saveNow(): Promise<void> {
    const taken = this.#taken;
    if (taken === this.#saved) return;
    const { name, checkpoint } = this.#following;
    const changes = (await checkpoint?.()) ?? [];
    try {
      await this.#journal.advance(name, taken, changes);
      this.#saved = taken;
    } catch (error) {
      // Another process follows under this name, and has come further: it goes on from there.
      if (error instanceof StoreConflictError) this.#taken = this.#saved = await this.#journal.follow(name);
      throw error;
    }
  }

  /** Takes what is there, writes its place, and takes no more. */
  async close(): Promise<void> {
    this.#stop();
    try {
      await this.pump();
    } finally {
      await this.save();
    }
  }

  /** Everything was erased: it begins anew. */
  reset(): void {
    this.#taken = 0;
    this.#saved = 0;
  }

  async #takeAll(): Promise<void> {
    for (;;) {
      const entries = await this.#next();
      if (entries.length === 0) return;
      for (const entry of entries) {
        await this.#following.take(entry);
        this.#taken = entry.sequence;
        if (this.#isWorthSaving()) await this.#saveNow();
      }
    }
  }

  #isWorthSaving(): boolean {
    const entries = this.#taken - this.#saved;
    if (entries < SAVE_INTERVAL) return false;
    return this.#following.isWorthSaving?.(entries) ?? true;
  }

  async #next(): Promise<readonly JournalEntry[]> {
    const recent = this.#following.isClose === true ? this.#journal.recentAfter(this.#taken) : [];
    return recent.length > 0 ? recent : await this.#journal.read(this.#taken);
  }

  /** One work after the other: a place is never written in the middle of an entry. */
  async #alone(work: () => Promise<void>): Promise<void> {
    while (this.#working !== undefined) await this.#working.catch(() => {});
    this.#working = work();
    try {
      await this.#working;
    } finally {
      this.#working = undefined;
    }
  }

  async #pumpQuietly(): Promise<void> {
    // One waits already, and comes by what is new.
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    try {
      await this.#alone(() => {
        this.#isAwaited = false;
        return this.#takeAll();
      });
    } catch (error) {
      this.#following.onFailure?.(error);
    }
  }
}
