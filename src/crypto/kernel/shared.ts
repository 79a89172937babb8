/**
 * The kernel for everybody in this process: one instance for whole messages and keys that are kept, one more for each
 * message in parts. Made at the first use, never at import time.
 *
 * @module
 */
import { type AesGcmKey, createKernelAesGcm, type KernelAesGcm } from './aes-gcm.ts';
import { type AesKernel, loadAesKernel, prepareAesKernel } from './aes-kernel.ts';
import { createOpener, createSealer, type MessageInParts, type Opener, type Sealer } from './gcm-stream.ts';
import { requireLoaded } from './loader.ts';

let shared: KernelAesGcm | undefined;
/** Compiled once; every instance has a memory of its own. */
let compiled: WebAssembly.Module | undefined;

/**
 * Waits for what the functions below need on a runtime without SIMD; nothing is needed elsewhere.
 *
 * @example
 * await prepareKernel(); // wherever this may run
 * createAesGcmKey(new Uint8Array(32)).release();
 */
export async function prepareKernel(): Promise<void> {
  await prepareAesKernel();
}

/**
 * AES-GCM of the kernel, on the one instance of this process.
 *
 * @throws {UnsupportedAlgorithmError} This host does not run the kernel; the reason is in its message.
 */
export function kernelAesGcm(): KernelAesGcm {
  shared ??= createKernelAesGcm(newInstance());
  return shared;
}

function newInstance(): AesKernel {
  const { kernel, module } = requireLoaded(loadAesKernel(compiled));
  compiled = module;
  return kernel;
}

/**
 * A key that is expanded once and used many times.
 *
 * @param key 16, 24 or 32 bytes, which are copied.
 * @throws {UnsupportedAlgorithmError} This host does not run the kernel.
 *
 * @example
 * const key = createAesGcmKey(new Uint8Array(32));
 * key.seal(new Uint8Array(12), new Uint8Array([1, 2, 3])).length; // 19
 * key.release();
 */
export function createAesGcmKey(key: Uint8Array): AesGcmKey {
  return kernelAesGcm().createKey(key);
}

/**
 * Seals a message that comes in parts, on an instance of its own.
 *
 * @throws {UnsupportedAlgorithmError} This host does not run the kernel.
 *
 * @example
 * const sealer = createAesGcmSealer({ key: new Uint8Array(32), nonce: new Uint8Array(12) });
 * sealer.update(new Uint8Array(100)).length; // 96: whole pairs of blocks
 * sealer.final().length; // 20: the rest and the tag
 */
export function createAesGcmSealer(message: MessageInParts): Sealer {
  return createSealer(newInstance(), message);
}

/**
 * Opens a message that comes in parts, on an instance of its own; its plaintext comes out whole, after its tag.
 *
 * @throws {UnsupportedAlgorithmError} This host does not run the kernel.
 *
 * @example
 * const opener = createAesGcmOpener({ key: new Uint8Array(32), nonce: new Uint8Array(12) });
 * opener.update(new Uint8Array(100));
 * opener.release(); // gives up: nothing of it was to be seen
 */
export function createAesGcmOpener(message: MessageInParts): Opener {
  return createOpener(newInstance(), message);
}
