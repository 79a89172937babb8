/** Workers without threads: the worker's own side over a port that clones, transfers, delays and dies as real ones do. */
import type { Engine, EngineName } from '../../../src/crypto/engine.ts';
import { servePool } from '../../../src/crypto/stream/serve-pool.ts';
import type { WorkerAnswer, WorkerLike, WorkerRequest } from '../../../src/crypto/stream/worker-protocol.ts';

/** A worker, and what a test wants to know of it. */
export interface FakeWorker extends WorkerLike {
  /** Kinds of requests, in their order. */
  readonly requests: WorkerRequest['kind'][];
  /** The keys that it was given, as it holds them. */
  readonly keys: Uint8Array[];
  /** Packs that it has and has not answered, and the most there were. */
  readonly held: { now: number; most: number };
  readonly busy: boolean[];
  isTerminated: boolean;
  /** It ends as a crashed one does: nothing more comes but the news of it. */
  die(): void;
}

export interface FakeOptions {
  readonly engineNamed: (name: EngineName) => Engine;
  /** How long an answer takes on its way, each for itself. */
  readonly delayMs?: (answer: WorkerAnswer) => number;
}

/** A worker of this thread. */
export function fakeWorker({ engineNamed, delayMs = () => 0 }: FakeOptions): FakeWorker {
  let onRequest: (request: WorkerRequest) => void = () => undefined;
  let onAnswer: (answer: WorkerAnswer) => void = () => undefined;
  let onLost: () => void = () => undefined;
  const fake: FakeWorker = {
    requests: [],
    keys: [],
    held: { now: 0, most: 0 },
    busy: [],
    isTerminated: false,
    postMessage: (request, transfer) => {
      const clone = structuredClone(request, { transfer });
      fake.requests.push(clone.kind);
      if (clone.kind === 'key') fake.keys.push(clone.key);
      if (clone.kind === 'work') fake.held.now++;
      fake.held.most = Math.max(fake.held.most, fake.held.now);
      setTimeout(() => fake.isTerminated || onRequest(clone), 0);
    },
    listen: (answers, lost) => {
      onAnswer = answers;
      onLost = lost;
    },
    keepAlive: (isBusy) => void fake.busy.push(isBusy),
    terminate: () => {
      fake.isTerminated = true;
    },
    die: () => {
      fake.isTerminated = true;
      onLost();
    },
  };
  const port = {
    postMessage: (answer: WorkerAnswer, transfer: ArrayBuffer[]) => {
      const clone = structuredClone(answer, { transfer });
      setTimeout(() => {
        if (fake.isTerminated) return;
        if (clone.kind === 'done' || clone.kind === 'failed') fake.held.now--;
        onAnswer(clone);
      }, delayMs(answer));
    },
    listen: (listener: (request: WorkerRequest) => void) => {
      onRequest = listener;
    },
  };
  servePool(port, engineNamed);
  return fake;
}

/** Makes workers, and keeps them at hand. */
export function fakeWorkers(options: FakeOptions): {
  createWorker(): WorkerLike;
  readonly made: FakeWorker[];
} {
  const made: FakeWorker[] = [];
  const createWorker = () => {
    const worker = fakeWorker(options);
    made.push(worker);
    return worker;
  };
  return { createWorker, made };
}
