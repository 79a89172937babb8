/**
 * Web Workers as workers of a pool: in browsers, Deno and Bun.
 *
 * @module
 */
import type { WorkerAnswer, WorkerLike } from './worker-protocol.ts';

/** The part of a Web Worker that is used. */
export type WebWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

/**
 * A Web Worker as a pool takes it.
 *
 * @param worker Its script is web-worker-entry, or one of your own that calls `servePool`.
 *
 * @example
 * const quiet = { postMessage: () => undefined, addEventListener: () => undefined, terminate: () => undefined };
 * fromWebWorker(quiet).terminate();
 */
export function fromWebWorker(worker: WebWorker): WorkerLike {
  return {
    postMessage: (request, transfer) => worker.postMessage(request, transfer),
    listen: (onAnswer, onLost) => {
      worker.addEventListener('message', ({ data }) => onAnswer(data as WorkerAnswer));
      worker.addEventListener('messageerror', onLost);
      worker.addEventListener('error', (event) => {
        // The pool hears of it; left alone, it would end a whole process in some hosts.
        event.preventDefault();
        onLost();
      });
    },
    terminate: () => worker.terminate(),
  };
}

/**
 * A new Web Worker of this package: for `createWorker` of a pool.
 *
 * The address is written out as bundlers look for it. Where yours does not follow it, or a policy of the page forbids
 * it, give a worker of your own to {@link fromWebWorker}.
 *
 * @throws {ReferenceError} There are no Web Workers here.
 *
 * @example
 * const engine = createPortableEngine();
 * const pool = await createSealingPool({ engine, size: 2, createWorker: createWebWorker });
 * await pool.close();
 */
export function createWebWorker(): WorkerLike {
  return fromWebWorker(new Worker(new URL('./web-worker-entry.js', import.meta.url), { type: 'module' }));
}
