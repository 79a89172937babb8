/**
 * A pool of workers that seal and open: the frames of streams, and batches of independent records, over all cores.
 *
 * Each worker has two packs at most, one that it works on and one that waits, so that it is never idle and never
 * flooded; what is beyond that waits here, first come, first served. Packs go to the worker that owes the least, by
 * transfer. A key goes to each worker once and is wiped there when it is released. A lost worker takes what it held
 * with it: that is refused, and the stream that it was of fails; the others go on without it.
 *
 * Where no worker can be made, by a policy of the page or for want of such a thing, everything is computed in this
 * thread, and `workers` says 0. A worker whose engine fails its self-test is not passed over: then there is no pool.
 *
 * @module
 */
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import type { Engine } from '../engine.ts';
import type { Bytes } from '../primitives.ts';
import { createMember, type Done, type Member } from './member.ts';
import type { Direction, GcmRecord, Pack } from './pack.ts';
import { processRecords } from './records.ts';
import { openLocalSession, type SealingRoom, type SealingSession } from './session.ts';
import { createSpares } from './spares.ts';
import { WorkerLostError } from './worker-errors.ts';
import type { WorkerLike } from './worker-protocol.ts';

/** Packs that one worker may have at a time. */
export const PACKS_PER_WORKER = 2;
const MAX_WORKERS = 256;

/** How a pool is made. */
export interface SealingPoolOptions {
  /** Workers make one of its name for themselves; it computes in this thread where there are none. */
  readonly engine: Engine;
  /** How many workers, 1 to 256: as many as there are cores to spare. */
  readonly size: number;
  /** Makes a worker, or throws where there is no such thing. Absent: everything in this thread. */
  readonly createWorker?: (() => WorkerLike) | undefined;
}

/** Workers that seal and open. */
export interface SealingPool extends SealingRoom {
  /** How many workers serve now; 0 when everything is computed in this thread. */
  readonly workers: number;
  /**
   * Seals independent records, AES-GCM each.
   *
   * @param key 16, 24 or 32 bytes.
   * @returns Ciphertext and tag of each record, in their order; neighbours may share a buffer.
   * @throws {RangeError} A key or a nonce has another length.
   * @throws {WorkerLostError} A worker ended, or the pool was closed.
   */
  sealRecords(key: Uint8Array, records: readonly GcmRecord[]): Promise<readonly Bytes[]>;
  /**
   * Opens what `sealRecords` made.
   *
   * @throws {AuthenticationError} One of them is not what the key made: none is given.
   */
  openRecords(key: Uint8Array, records: readonly GcmRecord[]): Promise<readonly Bytes[]>;
  /** Refuses what is under way, has every worker wipe its keys, and ends it. Closing again does nothing more. */
  close(): Promise<void>;
}

/**
 * Makes a pool and waits until its workers are there, each with its engine tested.
 *
 * @throws {RangeError} `size` is not an integer from 1 to 256.
 * @throws {EngineFailedError} The engine of a worker failed its self-test.
 * @throws {UnsupportedAlgorithmError} The engine has no AES-GCM there.
 *
 * @example
 * const pool = await createSealingPool({ engine: createPortableEngine(), size: 2 });
 * const records = [{ nonce: new Uint8Array(12), text: new Uint8Array([1, 2, 3]) }];
 * const [sealed] = await pool.sealRecords(new Uint8Array(32), records);
 * sealed.length; // 19
 * await pool.close();
 */
export async function createSealingPool(options: SealingPoolOptions): Promise<SealingPool> {
  const { engine, size, createWorker } = options;
  expectInteger('size', size, 1, MAX_WORKERS);
  const pool = new WorkerPool(engine);
  try {
    await pool.hire(createWorker === undefined ? 0 : size, createWorker);
    return pool;
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** A pack that waits for a worker. */
interface Task {
  readonly session: number;
  readonly direction: Direction;
  readonly pack: Pack;
  readonly resolve: (result: Promise<Done>) => void;
  readonly reject: (error: Error) => void;
}

class WorkerPool implements SealingPool {
  readonly #engine: Engine;
  #members: readonly Member[] = [];
  readonly #queue: Task[] = [];
  #nextSession = 0;
  #isClosed = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get workers(): number {
    return this.#members.length;
  }

  /** Those who come; the first that cannot be made is the last that is tried. */
  async hire(size: number, createWorker?: () => WorkerLike): Promise<void> {
    const members: Member[] = [];
    try {
      while (createWorker !== undefined && members.length < size) {
        members.push(createMember(createWorker(), () => this.#dispatch()));
      }
    } catch {
      // No workers here, or no more of them: those that were made serve.
    }
    this.#members = members;
    await Promise.all(members.map((member) => member.start(this.#engine.name)));
    this.#dispatch();
  }

  async openSession(key: Uint8Array): Promise<SealingSession> {
    expectBytes('key', key, 16, 24, 32);
    this.#refuseIfClosed();
    const members = this.#members;
    if (members.length === 0) return await openLocalSession(this.#engine, key);
    const session = this.#nextSession++;
    for (const member of members) member.keepKey(session, key);
    const width = PACKS_PER_WORKER * members.length;
    const spares = createSpares(width);
    let isReleased = false;
    return {
      width,
      run: async (direction, pack) => {
        if (isReleased) throw new TypeError('"session" expected one in use, got a released one');
        const { bytes, spare } = await this.#enqueue(session, direction, pack);
        spares.keep(spare);
        return bytes;
      },
      lend: spares.lend,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#refuseTasks((task) => task.session === session);
        for (const member of members) member.forget(session);
      },
    };
  }

  async sealRecords(key: Uint8Array, records: readonly GcmRecord[]): Promise<readonly Bytes[]> {
    return await processRecords(await this.openSession(key), 'seal', records);
  }

  async openRecords(key: Uint8Array, records: readonly GcmRecord[]): Promise<readonly Bytes[]> {
    return await processRecords(await this.openSession(key), 'open', records);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#refuseTasks(() => true);
    await Promise.all(this.#members.map((member) => member.close()));
    this.#members = [];
  }

  #enqueue(session: number, direction: Direction, pack: Pack): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ session, direction, pack, resolve, reject });
      this.#dispatch();
    });
  }

  /** Gives packs to those who owe the least, as long as somebody owes less than two. */
  #dispatch(): void {
    this.#members = this.#members.filter(({ isLost }) => !isLost);
    if (this.#members.length === 0) this.#refuseTasks(() => true);
    for (;;) {
      const member = leastBusy(this.#members);
      if (member === undefined || member.load >= PACKS_PER_WORKER) return;
      const task = this.#queue.shift();
      if (task === undefined) return;
      task.resolve(member.work(task.session, task.direction, task.pack));
    }
  }

  #refuseTasks(isMeant: (task: Task) => boolean): void {
    for (const task of this.#queue.splice(0)) {
      if (isMeant(task)) {
        wipe(task.pack.bytes);
        task.reject(new WorkerLostError('nobody is left to do it'));
      } else this.#queue.push(task);
    }
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw new WorkerLostError('the pool was closed');
  }
}

function leastBusy([first, ...others]: readonly Member[]): Member | undefined {
  return others.reduce((least, other) => (other.load < (least?.load ?? 0) ? other : least), first);
}
