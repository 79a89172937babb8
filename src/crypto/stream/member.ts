/**
 * One worker of a pool: what was asked of it and what it still owes.
 *
 * A worker that ends owes nothing any more: everything it held is refused with WorkerLostError, at once. It cannot be
 * tried again elsewhere, since the bytes went to the worker and with it.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import type { EngineName } from '../engine.ts';
import type { Direction, Pack } from './pack.ts';
import { errorOf, WorkerLostError } from './worker-errors.ts';
import type { WorkerAnswer, WorkerLike } from './worker-protocol.ts';

/** What became of a pack. */
export type Done = Pick<Extract<WorkerAnswer, { readonly kind: 'done' }>, 'bytes' | 'spare'>;

/** A worker and what it owes. */
export interface Member {
  /** How many packs it has. */
  readonly load: number;
  readonly isLost: boolean;
  /**
   * The first request.
   *
   * @returns Whether it is there; false when it was lost before it said so.
   * @throws {EngineFailedError} Its engine failed its self-test.
   * @throws {UnsupportedAlgorithmError} Its engine has no AES-GCM.
   */
  start(engine: EngineName): Promise<boolean>;
  /** @param key Copied. */
  keepKey(session: number, key: Uint8Array): void;
  /** @param pack Its texts are transferred. @throws {WorkerLostError} */
  work(session: number, direction: Direction, pack: Pack): Promise<Done>;
  forget(session: number): void;
  /** Refuses what it owes, has it wipe its keys, and ends it. */
  close(): Promise<void>;
}

/**
 * A worker as a member of a pool.
 *
 * @param onChange Called when it owes less than before, or is lost.
 *
 * @example
 * const worker = { postMessage: () => undefined, listen: () => undefined, terminate: () => undefined };
 * createMember(worker, () => undefined).load; // 0
 */
export function createMember(worker: WorkerLike, onChange: () => void): Member {
  return new WorkerMember(worker, onChange);
}

const LOST = 'a worker was lost';
const CLOSED = 'the pool was closed';

/** A promise that an answer settles. */
interface Owed<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

class WorkerMember implements Member {
  readonly #worker: WorkerLike;
  readonly #onChange: () => void;
  readonly #jobs = new Map<number, Owed<Done>>();
  #nextJob = 0;
  /** The answer to `start`. */
  #started: Owed<boolean> | undefined;
  /** The answer to `close`. */
  #closed: (() => void) | undefined;
  #isLost = false;

  constructor(worker: WorkerLike, onChange: () => void) {
    this.#worker = worker;
    this.#onChange = onChange;
    worker.listen(
      (answer) => this.#hear(answer),
      () => this.#lose(),
    );
  }

  get load(): number {
    return this.#jobs.size;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  start(engine: EngineName): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
      if (this.#isLost) resolve(false);
      else this.#worker.postMessage({ kind: 'start', engine }, []);
      this.#keepAlive();
    });
  }

  keepKey(session: number, key: Uint8Array): void {
    const copy = Uint8Array.from(key);
    if (!this.#isLost) this.#worker.postMessage({ kind: 'key', session, key: copy }, [copy.buffer]);
  }

  work(session: number, direction: Direction, pack: Pack): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.#isLost) {
        wipe(pack.bytes);
        reject(new WorkerLostError(LOST));
        return;
      }
      const job = this.#nextJob++;
      this.#jobs.set(job, { resolve, reject });
      this.#keepAlive();
      this.#worker.postMessage({ kind: 'work', session, job, direction, pack }, [pack.bytes.buffer]);
    });
  }

  forget(session: number): void {
    if (!this.#isLost) this.#worker.postMessage({ kind: 'forget', session }, []);
  }

  async close(): Promise<void> {
    if (!this.#isLost) {
      await new Promise<void>((resolve) => {
        this.#closed = resolve;
        this.#worker.postMessage({ kind: 'close' }, []);
        this.#keepAlive();
        this.#refuseJobs(CLOSED);
      });
    }
    this.#lose();
  }

  #hear(answer: WorkerAnswer): void {
    if (answer.kind === 'ready') this.#started?.resolve(true);
    else if (answer.kind === 'refused') this.#started?.reject(errorOf(answer.error));
    else if (answer.kind === 'closed') this.#closed?.();
    else if (answer.kind === 'done' || answer.kind === 'failed') this.#settle(answer);
    if (answer.kind === 'ready' || answer.kind === 'refused') this.#started = undefined;
    this.#keepAlive();
  }

  #settle(answer: Extract<WorkerAnswer, { readonly kind: 'done' | 'failed' }>): void {
    const owed = this.#jobs.get(answer.job);
    this.#jobs.delete(answer.job);
    if (answer.kind === 'failed') owed?.reject(errorOf(answer.error));
    else if (owed === undefined) wipe(answer.bytes);
    else owed.resolve(answer);
    this.#onChange();
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#worker.terminate();
    this.#started?.resolve(false);
    this.#closed?.();
    this.#refuseJobs(LOST);
    this.#keepAlive();
    this.#onChange();
  }

  #refuseJobs(message: string): void {
    for (const { reject } of this.#jobs.values()) reject(new WorkerLostError(message));
    this.#jobs.clear();
  }

  #keepAlive(): void {
    const isOwing = this.#jobs.size > 0 || this.#started !== undefined || this.#closed !== undefined;
    this.#worker.keepAlive?.(isOwing && !this.#isLost);
  }
}
