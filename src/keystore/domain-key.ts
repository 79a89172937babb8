/**
 * Domain keys: what seals backing keys and records. The root key seals them; they are rotated and the old ones kept.
 *
 *   record 'strongroom/domain-key/<number, 10 digits>': 01 ‖ u32 number ‖ u48 made at, ms ‖ key[32] sealed by the root key
 *
 * The sealed key is bound to the store id and to the fields before it. Numbers count from 1; the highest is current.
 * A domain key is never deleted while this code runs: what it sealed must stay readable.
 *
 * @module
 */
import { FormatError, Reader } from '../bytes/reader.ts';
import { wipe } from '../bytes/wipe.ts';
import { Writer } from '../bytes/writer.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Awaitable, Bytes } from '../crypto/primitives.ts';
import { type Store, StoreConflictError } from '../store/store.ts';
import type { UnlockedStore } from './identity.ts';
import { KEY_LENGTH, type SealingTools } from './sealing.ts';

const PREFIX = 'strongroom/domain-key/';
const VERSION = 1;
const PAGE = 100;

/** AWS rotates domain keys daily and at most weekly; here a key older than this is replaced at the next new key. */
const LIFETIME_DAYS = 7;
const DAY_MS = 86_400_000;

/** Milliseconds since 1970; tests move it. */
export type Clock = () => number;

/** A domain key in memory. */
export interface DomainKey {
  readonly number: number;
  readonly madeAtMs: number;
  /** 32 bytes; wiped when the ring is released. */
  readonly key: Bytes;
}

/** Every domain key of a store, opened once. */
export class DomainKeyRing {
  readonly #store: Store;
  readonly #unlocked: UnlockedStore;
  readonly #tools: SealingTools;
  readonly #clock: Clock;
  readonly #keys = new Map<number, DomainKey>();
  #current = 0;
  #isReleased = false;

  private constructor(store: Store, unlocked: UnlockedStore, tools: SealingTools, clock: Clock) {
    this.#store = store;
    this.#unlocked = unlocked;
    this.#tools = tools;
    this.#clock = clock;
  }

  /**
   * Opens every domain key of the store; a store without one gets its first.
   *
   * @throws {AuthenticationError | FormatError} A domain key is damaged, or was moved.
   */
  static async open(
    store: Store,
    unlocked: UnlockedStore,
    tools: SealingTools,
    clock: Clock,
  ): Promise<DomainKeyRing> {
    const ring = new DomainKeyRing(store, unlocked, tools, clock);
    try {
      await ring.#load();
      if (ring.#current === 0) await ring.rotate();
      return ring;
    } catch (error) {
      ring.release();
      throw error;
    }
  }

  /** The key that seals what is sealed from now on. */
  get current(): DomainKey {
    return this.#byNumber(this.#current);
  }

  /** The key of that number, read anew from the store when another process made it. */
  find(number: number): Awaitable<DomainKey> {
    return this.#keys.get(number) ?? this.#load().then(() => this.#byNumber(number));
  }

  /** Makes a new current key. What older keys sealed stays readable. */
  async rotate(): Promise<void> {
    const made: DomainKey = {
      number: this.#current + 1,
      madeAtMs: this.#clock(),
      key: this.#tools.random(KEY_LENGTH),
    };
    try {
      await this.#save(made);
      this.#adopt(made);
    } catch (error) {
      wipe(made.key);
      // Another process rotated first: its key serves as well.
      if (!(error instanceof StoreConflictError)) throw error;
      await this.#load();
    }
  }

  /** Makes a new current key when this one has served its time: before a new backing key is sealed under it. */
  async rotateWhenDue(): Promise<void> {
    const ageMs = this.#clock() - this.current.madeAtMs;
    if (ageMs >= LIFETIME_DAYS * DAY_MS) await this.rotate();
  }

  /** Wipes every key. The ring is of no use afterwards. */
  release(): void {
    this.#isReleased = true;
    for (const { key } of this.#keys.values()) wipe(key);
    this.#keys.clear();
    this.#current = 0;
  }

  #byNumber(number: number): DomainKey {
    const key = this.#keys.get(number);
    if (key === undefined) throw new AuthenticationError();
    return key;
  }

  /** A key that came too late, after the same one by another way or after the release, is wiped at once. */
  #adopt(key: DomainKey): void {
    if (this.#isReleased || this.#keys.has(key.number)) {
      wipe(key.key);
      return;
    }
    this.#keys.set(key.number, key);
    this.#current = Math.max(this.#current, key.number);
  }

  async #save(made: DomainKey): Promise<void> {
    const head = writeHead(made);
    const sealed = await this.#unlocked.rootKey.seal(made.key, this.#aad(head));
    const name = nameOf(made.number);
    const value = new Writer().bytes(head).bytes(sealed).finish();
    await this.#store.commit([{ name, version: 1, value }], [{ name, version: 0 }]);
  }

  async #load(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#store.list(PREFIX, after, PAGE);
      for (const { name, value } of page) await this.#openRecord(name, value);
      if (page.length < PAGE) return;
      after = page.at(-1)?.name;
    }
  }

  async #openRecord(name: string, value: Uint8Array): Promise<void> {
    const { number, madeAtMs, head, sealed } = readRecord(value);
    if (nameOf(number) !== name) throw new AuthenticationError();
    if (this.#keys.has(number)) return;
    const key = await this.#unlocked.rootKey.open(sealed, this.#aad(head));
    this.#adopt({ number, madeAtMs, key });
  }

  #aad(head: Uint8Array): Bytes {
    return new Writer().bytes(this.#unlocked.storeId).bytes(head).finish();
  }
}

function nameOf(number: number): string {
  return PREFIX + String(number).padStart(10, '0');
}

function writeHead({ number, madeAtMs }: DomainKey): Bytes {
  return new Writer().u8(VERSION).u32(number).u48(madeAtMs).finish();
}

function readRecord(value: Uint8Array): {
  number: number;
  madeAtMs: number;
  head: Uint8Array;
  sealed: Uint8Array;
} {
  const reader = new Reader(value);
  if (reader.u8() !== VERSION) throw new FormatError('unknown version of a domain key record');
  const number = reader.u32();
  const madeAtMs = reader.u48();
  const head = value.subarray(0, value.length - reader.left);
  return { number, madeAtMs, head, sealed: reader.rest() };
}
