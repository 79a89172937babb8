/**
 * Threads of `node:worker_threads` as workers of a pool.
 *
 * They get nothing of this process: no environment, in which a root key may stand, and no flags. A thread that owes
 * nothing does not keep the process alive.
 *
 * @module
 */
import { Worker } from 'node:worker_threads';
import type { WorkerLike } from '../crypto/stream/worker-protocol.ts';

/**
 * A new thread: for `createWorker` of a pool.
 *
 * @example
 * const pool = await createSealingPool({ engine: engineNamed('host'), size: 2, createWorker: createWorkerThread });
 * pool.workers; // 2
 * await pool.close();
 */
export function createWorkerThread(): WorkerLike {
  const worker = new Worker(scriptUrl(), { env: {}, execArgv: [] });
  return {
    postMessage: (request, transfer) => worker.postMessage(request, transfer),
    listen: (onAnswer, onLost) => {
      worker.on('message', onAnswer);
      for (const end of ['messageerror', 'error', 'exit']) worker.on(end, onLost);
    },
    keepAlive: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    terminate: () => worker.terminate(),
  };
}

/** Beside this file, and built as this file is. */
function scriptUrl(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./stream-worker.${extension}`, import.meta.url);
}
