/**
 * The kernel as an engine: the primitives that WebAssembly does, behind the seam.
 *
 * @module
 */
import { createEngine, type Engine, type Implementations } from '../engine.ts';
import type { AesGcm } from '../primitives.ts';
import { selfTests } from '../self-tests.ts';
import { lacksSimd } from './aes-kernel.ts';
import { kernelSha2 } from './hmac.ts';
import { requireKernelHost } from './loader.ts';
import { kernelAesGcm, prepareKernel } from './shared.ts';

/** The kernel's implementation of each primitive that it has on this host. @throws {UnsupportedAlgorithmError} */
export function kernelPrimitives(): Implementations {
  if (lacksSimd()) return { aesGcm: lateAesGcm() };
  return {
    aesGcm: kernelAesGcm(),
    ...kernelSha2(),
    // Modules of many kilobytes each: they come when they are first asked for.
    rsa: async () => (await import('./rsa.ts')).lateKernelRsa,
    ec: async () => (await import('./ec.ts')).lateKernelEc,
    ed25519: async () => (await import('./ed25519.ts')).kernelEd25519(),
  };
}

/** Without SIMD the kernel has to be waited for; whether the host runs any at all is known at once. */
function lateAesGcm(): AesGcm {
  requireKernelHost();
  return {
    seal: async (...input) => {
      await prepareKernel();
      return kernelAesGcm().seal(...input);
    },
    open: async (...input) => {
      await prepareKernel();
      return kernelAesGcm().open(...input);
    },
  };
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
