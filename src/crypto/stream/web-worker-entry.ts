/**
 * The script of a Web Worker that serves a pool; imported anywhere else, it does nothing.
 *
 * @module
 */
import { createAutoEngine } from '../auto-engine.ts';
import { kernelOfThisHost } from '../default-engine.ts';
import type { Engine, EngineName } from '../engine.ts';
import { createWebEngine } from '../host/web.ts';
import { createKernelEngine } from '../kernel/engine.ts';
import { createPortableEngine } from '../portable.ts';
import { servePool } from './serve-pool.ts';
import type { PoolPort, WorkerRequest } from './worker-protocol.ts';

/** A worker's global scope, as far as it is used. */
interface WorkerScope {
  readonly DedicatedWorkerGlobalScope?: unknown;
  /** Bun has workers, and no such class. */
  readonly Bun?: { readonly isMainThread: boolean };
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

const ENGINES: { readonly [N in EngineName]: () => Engine } = {
  portable: createPortableEngine,
  kernel: createKernelEngine,
  host: createWebEngine,
  auto: createFastestEngine,
};

/** The host for what it has, then the kernel, then everything else. */
function createFastestEngine(): Engine {
  const kernel = kernelOfThisHost();
  const others = kernel === undefined ? [] : [kernel];
  return createAutoEngine([createWebEngine(), ...others, createPortableEngine()]);
}

function portOf(scope: WorkerScope): PoolPort {
  return {
    postMessage: (answer, transfer) => scope.postMessage(answer, transfer),
    listen: (onRequest) => scope.addEventListener('message', ({ data }) => onRequest(data as WorkerRequest)),
  };
}

const scope = globalThis as unknown as WorkerScope;
const isWorker = scope.DedicatedWorkerGlobalScope !== undefined || scope.Bun?.isMainThread === false;
if (isWorker) servePool(portOf(scope), (name) => ENGINES[name]());
