/**
 * The kernel as an engine: the primitives that WebAssembly does, behind the seam.
 *
 * @module
 */
import { createEngine, type Engine, type Implementations } from '../engine.ts';
import { selfTests } from '../self-tests.ts';
import { lateKernelRsa } from './rsa.ts';
import { kernelAesGcm } from './shared.ts';

/** The kernel's implementation of each primitive that it has. @throws {UnsupportedAlgorithmError} */
export function kernelPrimitives(): Implementations {
  return { aesGcm: kernelAesGcm(), rsa: lateKernelRsa };
}

/**
 * A kernel engine, in which nothing has been tested yet.
 *
 * @throws {UnsupportedAlgorithmError} This host does not run the kernel; the reason is in its message.
 *
 * @example
 * const gcm = await createKernelEngine().use('aesGcm');
 */
export function createKernelEngine(): Engine {
  return createEngine('kernel', kernelPrimitives(), selfTests);
}
