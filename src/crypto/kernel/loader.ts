/**
 * Loading a module of the kernel: from bytes that prove themselves to an instance, synchronously, or a reason why not.
 *
 * The kernel is one module for each family of algorithms, so that nobody loads what nobody uses.
 *
 * The bytes in the package must have the digest that was taken when they were built; a single other bit and nothing
 * is compiled (FIPS 140-3 §7.10.2.2: the integrity test of a software module). A host that forbids compiling from
 * bytes (workerd, a page whose policy lacks 'wasm-unsafe-eval') or has no SIMD is no error: the portable
 * engine is always there, and the reason is told to whoever asks. Nothing is decoded or compiled at import time.
 * Such a host may instead hand in a module that it compiled itself.
 *
 * @module
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64 } from '../../bytes/base64.ts';
import { toHex } from '../../bytes/hex.ts';
import { EngineFailedError } from '../errors.ts';
import { hasRelaxedSimd, withRelaxedSwizzles } from './relaxed.ts';

/** What every module exports beside its functions. */
export interface KernelBase {
  readonly memory: WebAssembly.Memory;
  /** Zeroes everything but the constant tables. */
  wipe(): void;
}

/** A module's bytes in base64, and the SHA-256 that they must have, in hex. */
export interface KernelBytes {
  readonly base64: string;
  readonly sha256: string;
  /** That of the module for relaxed SIMD, where the runtime has it and this is given. */
  readonly relaxedSha256?: string | undefined;
}

/** An instance of a module, or why this host has none. */
export type KernelLoad<E extends KernelBase> =
  | { readonly kernel: E; readonly module: WebAssembly.Module; readonly reason?: undefined }
  | { readonly kernel?: undefined; readonly module?: undefined; readonly reason: string };

/**
 * A new instance of a module with a memory of its own.
 *
 * @param source The bytes that the package ships, or a module that the host compiled.
 * @returns The exports, which are as `E` says for the bytes that were built; or the reason why this host cannot run them.
 * @throws {EngineFailedError} The bytes are not those that were built.
 *
 * @example
 * const { kernel } = loadKernel(AES_KERNEL);
 * kernel?.wipe();
 */
export function loadKernel<E extends KernelBase = KernelBase>(
  source: KernelBytes | WebAssembly.Module,
): KernelLoad<E> {
  const bytes = 'sha256' in source ? verifiedBytes(source) : undefined;
  try {
    const module = bytes === undefined ? (source as WebAssembly.Module) : new WebAssembly.Module(bytes);
    const instance = new WebAssembly.Instance(module, {});
    return { kernel: instance.exports as unknown as E, module };
  } catch (error) {
    return { reason: `this host does not run the kernel: ${messageOf(error)}` };
  }
}

function verifiedBytes({ base64, sha256: digest, relaxedSha256 }: KernelBytes): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64(base64);
  if (relaxedSha256 === undefined || !hasRelaxedSimd()) return verified(bytes, digest);
  return verified(withRelaxedSwizzles(bytes), relaxedSha256);
}

function verified(bytes: Uint8Array<ArrayBuffer>, digest: string): Uint8Array<ArrayBuffer> {
  if (toHex(sha256(bytes)) === digest) return bytes;
  throw new EngineFailedError("the kernel's bytes do not have the digest that they were built with");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
