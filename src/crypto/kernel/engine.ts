/**
 * The kernel as an engine: the primitives that WebAssembly does, behind the seam.
 *
 * @module
 */
import { createEngine, type Engine, type Implementations } from '../engine.ts';
import { selfTests } from '../self-tests.ts';
import { lateKernelEc } from './ec.ts';
import { kernelEd25519 } from './ed25519.ts';
import { kernelSha2 } from './hmac.ts';
import { kernelAesGcm } from './shared.ts';

/** The kernel's implementation of each primitive that it has. @throws {UnsupportedAlgorithmError} */
export function kernelPrimitives(): Implementations {
  return { aesGcm: kernelAesGcm(), ...kernelSha2(), ec: lateKernelEc, ed25519: kernelEd25519() };
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
