/**
 * The engine that a service takes when none is given: the kernel for AES-GCM and RSA where this host runs it, the portable
 * engine for everything else, and for everything where it does not (a strict policy, an old browser, workerd).
 *
 * @module
 */
import { createAutoEngine } from './auto-engine.ts';
import type { Engine } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import { createKernelEngine } from './kernel/engine.ts';
import { createPortableEngine } from './portable.ts';

/**
 * A new engine of this host; `describe()` says which engine does what.
 *
 * @example
 * createDefaultEngine().supports('rsa'); // true
 */
export function createDefaultEngine(): Engine {
  const kernel = kernelOfThisHost();
  return createAutoEngine(kernel === undefined ? [createPortableEngine()] : [kernel, createPortableEngine()]);
}

/** The kernel, or nothing where the host refuses to compile it. */
export function kernelOfThisHost(): Engine | undefined {
  try {
    return createKernelEngine();
  } catch (error) {
    if (error instanceof UnsupportedAlgorithmError) return undefined;
    throw error;
  }
}
