/**
 * An engine that generates RSA keys in a worker: the same seam, and nothing waits while primes are looked for.
 *
 * One worker, made when the first key is asked for and kept for the next ones; keys that are asked for at once come one
 * after the other. The worker draws by its host's own generator, since a function cannot be sent: the `random` of the
 * caller is not asked. Where no worker can be made, keys are generated in this thread, as the engine does it. The private
 * key comes over by transfer and is nowhere else.
 *
 * @module
 */
import type { Engine, EngineReport } from '../engine.ts';
import type {
  KeyGenerationProgress,
  KeyPair,
  PrimitiveName,
  Primitives,
  Rsa,
  RsaModulusBits,
} from '../primitives.ts';
import { errorOf, WorkerLostError } from './worker-errors.ts';
import type { WorkerAnswer, WorkerLike } from './worker-protocol.ts';

/** How it is made. */
export interface GeneratingEngineOptions {
  /** The worker makes one of its name for itself. */
  readonly engine: Engine;
  /** Makes a worker, or throws where there is no such thing. */
  readonly createWorker: () => WorkerLike;
}

/** An engine with a worker beside it. */
export interface GeneratingEngine extends Engine {
  /** Ends the worker and refuses the keys that are under way. The engine goes on, with a new worker when it needs one. */
  close(): void;
}

/**
 * The same engine, whose RSA keys are generated in a worker.
 *
 * @throws {WorkerLostError} By `generateKey`: the worker ended, or was closed.
 *
 * @example
 * const engine = createGeneratingEngine({ engine: engineNamed('kernel'), createWorker: createWorkerThread });
 * const { publicKey } = await (await engine.use('rsa')).generateKey(2048, hostRandom());
 * decodeRsaPublicKey(publicKey).e; // 65537n
 * engine.close();
 */
export function createGeneratingEngine(options: GeneratingEngineOptions): GeneratingEngine {
  return new WorkerEngine(options);
}

/** A key that was asked for. */
interface Wanted {
  readonly resolve: (pair: KeyPair) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: KeyGenerationProgress;
}

class WorkerEngine implements GeneratingEngine {
  readonly name: Engine['name'];
  readonly #engine: Engine;
  readonly #createWorker: () => WorkerLike;
  readonly #wanted = new Map<number, Wanted>();
  #worker: WorkerLike | undefined;
  #nextJob = 0;

  constructor({ engine, createWorker }: GeneratingEngineOptions) {
    this.name = engine.name;
    this.#engine = engine;
    this.#createWorker = createWorker;
  }

  get hasFailed(): boolean {
    return this.#engine.hasFailed;
  }

  supports(name: PrimitiveName): boolean {
    return this.#engine.supports(name);
  }

  async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
    const primitive = await this.#engine.use(name);
    if (name !== 'rsa') return primitive;
    const rsa = primitive as Rsa;
    const generateKey: Rsa['generateKey'] = (modulusBits, random, onProgress = () => {}) =>
      this.#hire() === undefined
        ? rsa.generateKey(modulusBits, random, onProgress)
        : this.#generate(modulusBits, onProgress);
    return { ...rsa, generateKey } as Primitives[PrimitiveName] as Primitives[N];
  }

  async selfTest(): Promise<void> {
    await this.#engine.selfTest();
  }

  describe(): EngineReport {
    return this.#engine.describe();
  }

  close(): void {
    this.#lose(this.#worker);
  }

  /** The worker that is there, or a new one, or none. */
  #hire(): WorkerLike | undefined {
    if (this.#worker !== undefined) return this.#worker;
    try {
      const worker = this.#createWorker();
      worker.listen(
        (answer) => this.#hear(worker, answer),
        () => this.#lose(worker),
      );
      worker.postMessage({ kind: 'start', engine: this.name }, []);
      this.#worker = worker;
    } catch {
      // No workers here: the caller's thread does it.
    }
    return this.#worker;
  }

  #generate(modulusBits: RsaModulusBits, onProgress: KeyGenerationProgress): Promise<KeyPair> {
    return new Promise((resolve, reject) => {
      const job = this.#nextJob++;
      this.#wanted.set(job, { resolve, reject, onProgress });
      this.#worker?.postMessage({ kind: 'generate', job, modulusBits }, []);
      this.#worker?.keepAlive?.(true);
    });
  }

  #hear(worker: WorkerLike, answer: WorkerAnswer): void {
    if (answer.kind === 'refused') this.#lose(worker, errorOf(answer.error));
    else if ('job' in answer) this.#settle(worker, answer);
  }

  #settle(worker: WorkerLike, answer: Extract<WorkerAnswer, { readonly job: number }>): void {
    const wanted = this.#wanted.get(answer.job);
    if (answer.kind === 'progress') {
      wanted?.onProgress(answer.candidates);
      return;
    }
    this.#wanted.delete(answer.job);
    if (answer.kind === 'generated') wanted?.resolve(answer.pair);
    else if (answer.kind === 'failed') wanted?.reject(rangeOr(errorOf(answer.error), answer.error.name));
    worker.keepAlive?.(this.#wanted.size > 0);
  }

  #lose(worker: WorkerLike | undefined, reason: Error = new WorkerLostError('a worker was lost')): void {
    if (worker === undefined || worker !== this.#worker) return;
    this.#worker = undefined;
    worker.terminate();
    for (const { reject } of this.#wanted.values()) reject(reason);
    this.#wanted.clear();
  }
}

/** Misuse keeps its class across threads: a length that there are no keys of. */
function rangeOr(error: Error, name: string): Error {
  return name === 'RangeError' ? new RangeError(error.message) : error;
}
