/**
 * Delivery: the journal as log files and digest files at a destination, each once, in order.
 *
 *   journal ── due by time or size ──> plans, committed with how far they reach ── put, in order ──> the destination
 *                                      log files that were put ── every hour ──> a digest, planned and put the same way
 *
 * A plan holds the name and the bytes of what is to be put. Whatever stops the process, the next one puts the same
 * object again, never another, and nothing that comes later before it. While the destination is away the journal keeps
 * what was not read: there are never more plans than one round makes. It has no timer: whoever owns one calls `pump`.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import type { Engine } from '../crypto/engine.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { lengthOf } from '../journal/event-text.ts';
import type { Journal } from '../journal/journal.ts';
import type { Keystore, OpenedRecord, RecordChange } from '../keystore/keystore.ts';
import type { Scope } from '../kms/scope.ts';
import { StoreConflictError } from '../store/store.ts';
import {
  type ChainState,
  type DeliveryNames,
  type DeliveryState,
  decodeJson,
  decodePlan,
  deliveryNames,
  encodeJson,
  encodePlan,
  namesUnder,
  type Plan,
  recordsUnder,
} from './delivery-records.ts';
import type { DeliveryStatus } from './delivery-status.ts';
import type { Destination } from './destination.ts';
import { type DigestedFile, sha256Hex } from './digest.ts';
import { makeDigest } from './digest-file.ts';
import { groupEvents, type LogFile, packGroup } from './log-file.ts';
import { planLogFile } from './log-plan.ts';
import { type TrailName, trailNameOf } from './object-name.ts';
import { Retrying } from './retrying.ts';
import type { SigningKeys } from './signing-keys.ts';

/** As AWS CloudTrail delivers: within five minutes, and digests every hour. */
export const DEFAULT_EVERY_MS = 300_000;
export const DEFAULT_DIGEST_EVERY_MS = 3_600_000;
/** A file is made early when so many characters of events wait. */
const DEFAULT_MAX_LENGTH = 4 * 1024 * 1024;
/** A digest is made early when the files that wait for it take so much of it, so that it fits into a record. */
const MAX_DIGEST_LENGTH = 700_000;
const ID_LENGTH = 16;

/** What delivery works with. */
export interface DeliveryOptions {
  readonly journal: Journal;
  readonly keystore: Keystore;
  readonly engine: Engine;
  readonly clock: () => number;
  readonly keys: SigningKeys;
  readonly destination: Destination;
  /** The service's own account and Region: its chain begins at once, its Region is the trail's home. */
  readonly scope: Scope;
  readonly everyMs?: number | undefined;
  readonly digestEveryMs?: number | undefined;
  /** Characters of events that make a file early. */
  readonly maxLength?: number | undefined;
  /** Hears what an operator should: that it fails, and that it goes on. */
  readonly onNews?: ((sentence: string) => void) | undefined;
}

/** What is known of the store's records. */
interface Loaded {
  state: DeliveryState;
  stateVersion: number;
  /** The plans that are to be put. */
  plans: number[];
  readonly chains: Map<string, Chain>;
  /** The last journal entry that is in a plan, and those that were read since. */
  cursor: number;
  read: JournalEntry[];
}

interface Chain {
  readonly scope: Scope;
  state: ChainState;
  version: number;
  /** Bytes of a digest that the files which wait for one take. */
  length: number;
}

/** See the file's head. */
export class Delivery {
  readonly trail: TrailName;
  readonly #options: DeliveryOptions;
  readonly #names: DeliveryNames;
  readonly #follower: string;
  readonly #retrying = new Retrying();
  #loaded: Loaded | undefined;
  #pumping: Promise<void> = Promise.resolve();

  private constructor(options: DeliveryOptions, id: string) {
    const { destination, scope } = options;
    this.trail = { trail: trailNameOf(destination.bucket, destination.prefix), homeRegion: scope.region };
    this.#options = options;
    this.#names = deliveryNames(id);
    this.#follower = followerOf(id);
  }

  /** Delivery to a destination, from where it stopped. @throws {StoreUnavailableError} */
  static async open(options: DeliveryOptions): Promise<Delivery> {
    const digest = await sha256Hex(options.engine, toUtf8(options.destination.url));
    const delivery = new Delivery(options, digest.slice(0, ID_LENGTH));
    await delivery.#load();
    return delivery;
  }

  get destination(): Destination {
    return this.#options.destination;
  }

  get status(): DeliveryStatus {
    const { state, plans = [], cursor = 0 } = this.#loaded ?? {};
    return {
      url: this.#options.destination.url,
      startedMs: state?.startedMs ?? 0,
      lastDelivery: state?.lastFile,
      lastDigest: state?.lastDigest,
      lastError: this.#retrying.lastFailure,
      waiting: { files: plans.length, entries: this.#options.journal.head.last - cursor },
    };
  }

  /**
   * Delivers what is due. Failures of the destination are kept in `status` and tried again by a later call.
   *
   * @param isFinal Everything is due, digests of what they do not hold yet too, and no retry waits.
   * @throws {StoreUnavailableError}
   */
  async pump(isFinal = false): Promise<void> {
    const run = this.#pumping.catch(() => undefined).then(() => this.#pumpOnce(isFinal));
    this.#pumping = run;
    await run;
  }

  /** Everything was erased: it begins anew. */
  async reset(): Promise<void> {
    await this.#pumping.catch(() => undefined);
    await this.#load();
  }

  async #pumpOnce(isFinal: boolean): Promise<void> {
    if (!isFinal && this.#retrying.isTooEarly(this.#options.clock())) return;
    try {
      const loaded = this.#loaded ?? (await this.#load());
      await this.#startOwnChain(loaded);
      do {
        if (!(await this.#putPlans(loaded))) return;
      } while (await this.#planNext(loaded, isFinal));
    } catch (error) {
      // What the store holds now is read anew. A conflict: another process delivers to the same place.
      this.#loaded = undefined;
      if (!(error instanceof StoreConflictError)) throw error;
    }
  }

  /** A digest lists every file that was planned before it, since those have been put: verification relies on it. */
  async #planNext(loaded: Loaded, isFinal: boolean): Promise<boolean> {
    const { clock, digestEveryMs = DEFAULT_DIGEST_EVERY_MS } = this.#options;
    if (await this.#planDigests(loaded, ({ length }) => length >= MAX_DIGEST_LENGTH)) return true;
    if (await this.#planFiles(loaded, isFinal)) return true;
    return await this.#planDigests(
      loaded,
      ({ length, state }) => clock() >= state.endMs + digestEveryMs || (isFinal && length > 0),
    );
  }

  async #load(): Promise<Loaded> {
    const { keystore, clock, journal } = this.#options;
    const record = await keystore.read(this.#names.state);
    const state = record && decodeJson<DeliveryState>(record.value);
    const loaded: Loaded = {
      state: state ?? { startedMs: clock(), next: 1 },
      stateVersion: record?.version ?? 0,
      plans: (await namesUnder(keystore, this.#names.plans)).map(numberOf),
      chains: new Map(),
      cursor: await journal.follow(this.#follower),
      read: [],
    };
    for (const name of await namesUnder(keystore, this.#names.chains)) {
      const chain = await keystore.read(name);
      if (chain === undefined) continue;
      const scope = this.#names.scopeOf(name);
      const length = lengthOfAll(await recordsUnder(keystore, this.#names.files(scope)));
      loaded.chains.set(name, { scope, state: decodeJson(chain.value), version: chain.version, length });
    }
    this.#loaded = loaded;
    return loaded;
  }

  /** @returns Whether all of them arrived. */
  async #putPlans(loaded: Loaded): Promise<boolean> {
    for (let number = loaded.plans[0]; number !== undefined; number = loaded.plans[0]) {
      const record = await this.#options.keystore.read(this.#names.plan(number));
      if (record === undefined) throw new StoreConflictError(this.#names.plan(number));
      const { plan, bytes } = decodePlan(record.value);
      try {
        await this.#options.destination.put(plan.object, { bytes, metadata: plan.metadata });
      } catch (error) {
        this.#noteFailure(error);
        return false;
      }
      await this.#noteArrival(loaded, number, plan, record.version);
      this.#noteSuccess();
    }
    return true;
  }

  async #noteArrival(loaded: Loaded, number: number, plan: Plan, version: number): Promise<void> {
    const changes: RecordChange[] = [{ name: this.#names.plan(number), replaces: version, value: undefined }];
    const arrived = { atMs: this.#options.clock(), object: plan.object };
    const file = plan.file && encodeJson(plan.file);
    if (file !== undefined) changes.push({ name: this.#names.file(plan, number), replaces: 0, value: file });
    const state = { ...loaded.state, [file === undefined ? 'lastDigest' : 'lastFile']: arrived };
    await this.#options.keystore.commit([...changes, this.#stateChange(loaded, state)]);
    this.#noteState(loaded, state);
    loaded.plans.shift();
    const chain = loaded.chains.get(this.#names.chain(plan));
    if (chain !== undefined && file !== undefined) chain.length += file.length;
  }

  /** @returns Whether there were any. */
  async #planDigests(loaded: Loaded, isDue: (chain: Chain) => boolean): Promise<boolean> {
    for (const chain of loaded.chains.values()) {
      if (isDue(chain)) await this.#planDigest(loaded, chain);
    }
    return loaded.plans.length > 0;
  }

  async #planDigest(loaded: Loaded, chain: Chain): Promise<void> {
    const { keystore, engine, keys, clock, destination } = this.#options;
    const records = await recordsUnder(keystore, this.#names.files(chain.scope));
    // Names have whole seconds, and no two digests of a chain the same.
    const endMs = Math.max(wholeSeconds(clock()), wholeSeconds(chain.state.endMs) + 1000);
    const made = await makeDigest({
      engine,
      destination,
      signer: await keys.signerAt(endMs),
      scope: chain.scope,
      trail: this.trail,
      startMs: chain.state.endMs,
      endMs,
      previous: chain.state.last,
      files: records.map(({ value }) => decodeJson<DigestedFile>(value)),
    });
    const plan: Plan = { ...chain.scope, object: made.object, metadata: made.metadata, plannedMs: clock() };
    const state: ChainState = { endMs, last: made.link };
    const { next } = loaded.state;
    await keystore.commit([
      { name: this.#names.plan(next), replaces: 0, value: encodePlan(plan, made.bytes) },
      { name: this.#names.chain(chain.scope), replaces: chain.version, value: encodeJson(state) },
      ...records.map(({ name, version }) => ({ name, replaces: version, value: undefined })),
      this.#stateChange(loaded, { ...loaded.state, next: next + 1 }),
    ]);
    this.#noteState(loaded, { ...loaded.state, next: next + 1 });
    loaded.plans.push(next);
    Object.assign(chain, { state, version: chain.version + 1, length: 0 });
  }

  /** @returns Whether there were any. */
  async #planFiles(loaded: Loaded, isFinal: boolean): Promise<boolean> {
    const { clock, everyMs = DEFAULT_EVERY_MS, maxLength = DEFAULT_MAX_LENGTH } = this.#options;
    const isFull = await this.#readUpTo(loaded, maxLength);
    const [oldest] = loaded.read;
    if (oldest === undefined) return false;
    if (!isFull && !isFinal && clock() < oldest.atMs + everyMs) return false;
    const files: LogFile[] = [];
    for (const group of groupEvents(loaded.read)) files.push(...(await packGroup(group)));
    await this.#commitFiles(loaded, files);
    return true;
  }

  async #commitFiles(loaded: Loaded, files: readonly LogFile[]): Promise<void> {
    const { clock, journal, keystore, engine, destination } = this.#options;
    const tools = { engine, destination, random: (length: number) => keystore.random(length) };
    const first = loaded.cursor + 1;
    const last = loaded.read.at(-1)?.sequence ?? loaded.cursor;
    let { next } = loaded.state;
    const changes: RecordChange[] = [];
    const plans: number[] = [];
    const begun: Chain[] = [];
    for (const file of files) {
      const known = loaded.chains.get(this.#names.chain(file)) ?? begun.find(isOf(file));
      const chain = known ?? { scope: scopeOf(file), state: { endMs: clock() }, version: 0, length: 0 };
      if (known === undefined) begun.push(chain);
      const atMs = Math.max(clock(), chain.state.endMs);
      const plan = await planLogFile(tools, file, { first, last }, atMs);
      changes.push({ name: this.#names.plan(next), replaces: 0, value: encodePlan(plan, file.packed) });
      plans.push(next++);
    }
    for (const { scope, state } of begun) {
      changes.push({ name: this.#names.chain(scope), replaces: 0, value: encodeJson(state) });
    }
    const state = { ...loaded.state, next };
    await journal.advance(this.#follower, last, [...changes, this.#stateChange(loaded, state)]);
    this.#noteState(loaded, state);
    for (const chain of begun) loaded.chains.set(this.#names.chain(chain.scope), { ...chain, version: 1 });
    loaded.plans.push(...plans);
    loaded.cursor = last;
    loaded.read = [];
  }

  /** The chain of the service's own account and Region begins with the service: it has digests before it has files. */
  async #startOwnChain(loaded: Loaded): Promise<void> {
    const { scope, keystore, clock } = this.#options;
    const name = this.#names.chain(scope);
    if (loaded.chains.has(name)) return;
    const state: ChainState = { endMs: clock() };
    await keystore.commit([
      { name, replaces: 0, value: encodeJson(state) },
      this.#stateChange(loaded, loaded.state),
    ]);
    this.#noteState(loaded, loaded.state);
    loaded.chains.set(name, { scope: scopeOf(scope), state, version: 1, length: 0 });
  }

  /** @returns Whether so much waits. */
  async #readUpTo({ read, cursor }: Loaded, maxLength: number): Promise<boolean> {
    let length = read.reduce((sum, { events }) => sum + lengthOf(events), 0);
    while (length < maxLength) {
      const entries = await this.#options.journal.read(read.at(-1)?.sequence ?? cursor);
      if (entries.length === 0) return false;
      for (const entry of entries) {
        read.push(entry);
        length += lengthOf(entry.events);
        if (length >= maxLength) break;
      }
    }
    return true;
  }

  #stateChange(loaded: Loaded, state: DeliveryState): RecordChange {
    return { name: this.#names.state, replaces: loaded.stateVersion, value: encodeJson(state) };
  }

  #noteState(loaded: Loaded, state: DeliveryState): void {
    loaded.state = state;
    loaded.stateVersion++;
  }

  #noteFailure(error: unknown): void {
    const { clock, onNews, destination } = this.#options;
    if (!this.#retrying.fail(error, clock())) return;
    const reason = this.#retrying.lastFailure?.message;
    onNews?.(`Delivery to ${destination.url} failed and is tried again; events wait in the store: ${reason}`);
  }

  #noteSuccess(): void {
    const { onNews, destination } = this.#options;
    const failures = this.#retrying.succeed();
    if (failures > 0) onNews?.(`Delivery to ${destination.url} goes on after ${failures} failures.`);
  }
}

function followerOf(id: string): string {
  return `delivery-${id}`;
}

function isOf(scope: Scope): (chain: Chain) => boolean {
  return ({ scope: { account, region } }) => account === scope.account && region === scope.region;
}

function scopeOf({ account, region }: Scope): Scope {
  return { account, region };
}

function numberOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('/') + 1));
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function lengthOfAll(records: readonly OpenedRecord[]): number {
  return records.reduce((sum, { value }) => sum + value.length, 0);
}
