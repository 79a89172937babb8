/**
 * The engine that a service takes when none is given: the kernel for what it has where this host runs it, Web
 * Cryptography for long messages where the host has that, and the portable engine for everything else, and for everything
 * where a host has neither (a strict policy and no secure context).
 *
 * @module
 */
import { createAutoEngine } from './auto-engine.ts';
import type { Engine } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import { createWebEngine } from './host/web.ts';
import { createKernelEngine } from './kernel/engine.ts';
import { createPortableEngine } from './portable.ts';
import { CROSSOVERS, createSizedEngine } from './sized-engine.ts';

/**
 * A new engine of this host; `describe()` says which engine does what.
 *
 * @example
 * createDefaultEngine().supports('rsa'); // true
 */
export function createDefaultEngine(): Engine {
  let reason: string | undefined;
  const kernel = kernelOfThisHost((told) => {
    reason = told;
  });
  const portable = createPortableEngine();
  const engines = kernel === undefined ? [portable] : [kernel, portable];
  if (!globalThis.crypto?.subtle) return createAutoEngine(engines, reason);
  const longFrom = kernel === undefined ? CROSSOVERS.webOverPortable : CROSSOVERS.webOverKernel;
  const sized = createSizedEngine({ short: kernel ?? portable, long: createWebEngine(), longFrom });
  return createAutoEngine([sized, ...engines], reason);
}

/** The kernel, or nothing where the host refuses to compile it; `tell` is told why. */
export function kernelOfThisHost(tell?: (reason: string) => void): Engine | undefined {
  try {
    return createKernelEngine();
  } catch (error) {
    if (!(error instanceof UnsupportedAlgorithmError)) throw error;
    tell?.(error.message);
    return undefined;
  }
}
