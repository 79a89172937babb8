/**
 * What a pool and its workers say to each other, and what either sees of the other: types alone.
 *
 * One worker serves one pool. Requests are answered in their order; `key` and `forget` are not answered. A pack's
 * texts and a result are transferred, not copied, so that at any time one side has them; the buffer of the texts comes
 * back with the result, so that a long stream needs no more buffers than are under way at once.
 *
 * @module
 */
import type { EngineName } from '../engine.ts';
import type { Bytes, KeyPair, RsaModulusBits } from '../primitives.ts';
import type { Direction, Pack } from './pack.ts';

/** Pool to worker. */
export type WorkerRequest =
  /** The first one: the engine to compute with. Answered by `ready` or `refused`. */
  | { readonly kind: 'start'; readonly engine: EngineName }
  /** A key to keep until it is to be forgotten. */
  | { readonly kind: 'key'; readonly session: number; readonly key: Bytes }
  | {
      readonly kind: 'work';
      readonly session: number;
      readonly job: number;
      readonly direction: Direction;
      readonly pack: Pack;
    }
  | { readonly kind: 'forget'; readonly session: number }
  /** An RSA key, with the worker's own randomness: answered by `progress`, and then by `generated` or `failed`. */
  | { readonly kind: 'generate'; readonly job: number; readonly modulusBits: RsaModulusBits }
  /** The last one: all keys are wiped, then `closed` is answered. */
  | { readonly kind: 'close' };

/** Worker to pool. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: ErrorReport }
  /** `spare` is the array in which the texts came, wiped. */
  | { readonly kind: 'done'; readonly job: number; readonly bytes: Bytes; readonly spare: Bytes }
  | { readonly kind: 'progress'; readonly job: number; readonly candidates: number }
  | { readonly kind: 'generated'; readonly job: number; readonly pair: KeyPair }
  | { readonly kind: 'failed'; readonly job: number; readonly error: ErrorReport }
  | { readonly kind: 'closed' };

/** An error on its way: structured cloning would lose its class. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
}

/** A worker as its pool sees it: `Worker` of the web and of `node:worker_threads`, reduced to what both have. */
export interface WorkerLike {
  postMessage(request: WorkerRequest, transfer: ArrayBuffer[]): void;
  /**
   * Called once.
   *
   * @param onLost The worker could not be loaded, threw, or ended: nothing more will come from it.
   */
  listen(onAnswer: (answer: WorkerAnswer) => void, onLost: () => void): void;
  /** Whether something is owed: a host that ends when nothing is under way may end in between. */
  keepAlive?(isBusy: boolean): void;
  terminate(): unknown;
}

/** The pool as its worker sees it. */
export interface PoolPort {
  postMessage(answer: WorkerAnswer, transfer: ArrayBuffer[]): void;
  listen(onRequest: (request: WorkerRequest) => void): void;
}
