/**
 * Errors across threads: by the name of their class, since structured cloning keeps neither class nor name.
 *
 * @module
 */
import { AuthenticationError, EngineFailedError, UnsupportedAlgorithmError } from '../errors.ts';
import type { ErrorReport } from './worker-protocol.ts';

/** A worker ended, or its pool was closed, before it answered. What it held is gone; nothing is said of its content. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
}

const CLASSES: { readonly [name: string]: (message: string) => Error } = {
  AuthenticationError: () => new AuthenticationError(),
  EngineFailedError: (message) => new EngineFailedError(message),
  UnsupportedAlgorithmError: (message) => new UnsupportedAlgorithmError(message),
};

/**
 * What is told of an error.
 *
 * @example
 * reportOf(new AuthenticationError()).name; // 'AuthenticationError'
 */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: 'Error', message: 'a worker failed' };
}

/**
 * The error that was told of: of its own class if it is one of this room's, else a plain one.
 *
 * @example
 * errorOf({ name: 'AuthenticationError', message: '' }) instanceof AuthenticationError; // true
 */
export function errorOf({ name, message }: ErrorReport): Error {
  const make = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  return make === undefined ? new Error(message) : make(message);
}
