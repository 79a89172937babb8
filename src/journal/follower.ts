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
import type { JournalEntry } from './entry.ts';
import type { Journal } from './journal.ts';

/** Its place is written after so many entries, and when it is told to. */
const SAVE_INTERVAL = 128;

/** What is done with entries. */
export interface Following {
  /** Its place is kept under this name. */
  readonly name: string;
  /** Deals with an entry. What it throws is told to `onFailure`, and the entry comes again. */
  readonly take: (entry: JournalEntry) => void | Promise<void>;
  /** What was made of all entries so far, to be written together with the place. */
  readonly checkpoint?: () => Promise<readonly RecordChange[]> | readonly RecordChange[];
  readonly onFailure?: (error: unknown) => void;
}

/** See the file's head. */
export class Follower {
  readonly #journal: Journal;
  readonly #following: Following;
  #taken: number;
  #saved: number;
  #pumping: Promise<void> | undefined;
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
    // Whoever asks while another pump runs must see what was there when they asked.
    while (this.#pumping !== undefined) await this.#pumping;
    this.#pumping = this.#takeAll();
    try {
      await this.#pumping;
    } finally {
      this.#pumping = undefined;
    }
  }

  /** Writes how far it has come. */
  async save(): Promise<void> {
    const taken = this.#taken;
    if (taken === this.#saved) return;
    const changes = (await this.#following.checkpoint?.()) ?? [];
    await this.#journal.advance(this.#following.name, taken, changes);
    this.#saved = taken;
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
      const entries = await this.#journal.read(this.#taken);
      if (entries.length === 0) return;
      for (const entry of entries) {
        await this.#following.take(entry);
        this.#taken = entry.sequence;
        if (this.#taken - this.#saved >= SAVE_INTERVAL) await this.save();
      }
    }
  }

  async #pumpQuietly(): Promise<void> {
    // The one that runs comes by what is new.
    if (this.#pumping !== undefined) return;
    try {
      await this.pump();
    } catch (error) {
      this.#following.onFailure?.(error);
    }
  }
}
