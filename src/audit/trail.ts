/**
 * The trail of a service: its journal, the recorder that writes it, and everybody who follows.
 *
 * @module
 */
import type { Engine } from '../crypto/engine.ts';
import { Follower, type Following } from '../journal/follower.ts';
import { Journal } from '../journal/journal.ts';
import { hostTurn } from '../journal/turn.ts';
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';
import type { CallOutcome, Recorder } from '../operations/recorder.ts';
import type { JsonObject } from './cloudtrail-event.ts';
import type { Delivery, DeliveryOptions } from './delivery.ts';
import type { EventHistory } from './lookup.ts';
import { trailRecorder } from './recorder.ts';
import type { SigningKeys } from './signing-keys.ts';
import { type Sink, sinkFollowing } from './sink.ts';

const DAY_MS = 86_400_000;
/** As long as CloudTrail's own event history (CloudTrail User Guide, "Viewing event history"). */
const KEEP_DAYS = 90;
const KEEP_BYTES = 256 * 1024 * 1024;

/** What is decided about a trail. */
export interface AuditOptions {
  /** How long events are kept in the store, in days; 90 when absent. What a follower has not read is kept beyond it. */
  readonly keepDays?: number | undefined;
  /** How many bytes of events are kept in the store at most, the newest; 268,435,456 when absent. */
  readonly keepBytes?: number | undefined;
}

/** What a trail is made of. */
export interface TrailParts {
  readonly keystore: Keystore;
  readonly engine: Engine;
  readonly clock: Clock;
  /** What is noted beside the event of a call. */
  readonly annotate?: ((outcome: CallOutcome) => JsonObject | undefined) | undefined;
}

/** See the file's head. */
export class Trail {
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly #parts: TrailParts;
  readonly #followers: Follower[] = [];
  readonly #deliveries: Delivery[] = [];
  #history: Promise<EventHistory> | undefined;
  #keys: Promise<SigningKeys> | undefined;

  private constructor(journal: Journal, parts: TrailParts) {
    this.journal = journal;
    this.#parts = parts;
    this.recorder = {
      ...trailRecorder({ journal, annotate: parts.annotate }),
      reset: () => this.#reset(),
      close: () => this.#close(),
    };
  }

  /**
   * Opens the trail that a store keeps, or begins one.
   *
   * @throws {RangeError} A limit is none.
   * @throws {JournalBrokenError} What the store keeps is not what was written.
   */
  static async open(parts: TrailParts, options: AuditOptions = {}): Promise<Trail> {
    const { keepDays = KEEP_DAYS, keepBytes = KEEP_BYTES } = options;
    for (const [name, value] of Object.entries({ keepDays, keepBytes })) {
      if (!(value >= 0)) throw new RangeError(`"${name}" expected a number from 0, got ${value}`);
    }
    const retention = { keepMs: keepDays * DAY_MS, keepBytes };
    const { keystore, engine, clock } = parts;
    const journal = await Journal.open({ keystore, engine, clock, retention, turn: hostTurn() });
    return new Trail(journal, parts);
  }

  /** Tells somebody every entry, from where they stopped, until the trail is closed. */
  async follow(following: Following): Promise<Follower> {
    const follower = await Follower.open(this.journal, following);
    this.#followers.push(follower);
    follower.start();
    return follower;
  }

  /** Tells a sink every event. Several at once are told independently of each other. */
  async tell(sink: Sink, onFailure?: (error: unknown) => void): Promise<Follower> {
    return await this.follow(sinkFollowing(sink, onFailure));
  }

  /**
   * Delivers to a destination as CloudTrail does, from where it stopped. Whoever has a timer calls `pump` of what is
   * returned; closing the trail delivers what is left, once.
   *
   * @throws {StoreUnavailableError}
   */
  async deliver(options: Omit<DeliveryOptions, keyof TrailParts | 'journal' | 'keys'>): Promise<Delivery> {
    const { keystore, engine, clock } = this.#parts;
    const own = { keystore, engine, clock, journal: this.journal, keys: await this.keys() };
    const { Delivery } = await import('./delivery.ts');
    const delivery = await Delivery.open({ ...options, ...own });
    this.#deliveries.push(delivery);
    return delivery;
  }

  /** What CloudTrail's LookupEvents tells. Loaded at its first use, as all that a page may do without. */
  history(): Promise<EventHistory> {
    this.#history ??= import('./lookup.ts').then(
      ({ EventHistory }) => new EventHistory(this.journal, this.#parts.keystore),
    );
    return this.#history;
  }

  /** The keys that sign digest files. */
  keys(): Promise<SigningKeys> {
    this.#keys ??= import('./signing-keys.ts').then(({ SigningKeys }) => new SigningKeys(this.#parts));
    return this.#keys;
  }

  /** Where the trail is delivered to. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  async #reset(): Promise<void> {
    await this.journal.reset();
    for (const follower of this.#followers) follower.reset();
    for (const delivery of this.#deliveries) await delivery.reset();
  }

  /** Followers first: they are told what is still being entered. One that fails takes nothing away from the others. */
  async #close(): Promise<void> {
    await this.journal.flush();
    const closed = await Promise.allSettled([
      ...this.#followers.map((follower) => follower.close()),
      ...this.#deliveries.map((delivery) => delivery.pump(true)),
    ]);
    const failed = closed.find(({ status }) => status === 'rejected');
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
  }
}
