/**
 * Loading a module of the kernel: from bytes that prove themselves to an instance, synchronously, or a reason why not.
 *
 * The kernel is one module for each family of algorithms, so that nobody loads what nobody uses. Decoding and hashing
 * are done by a small module of their own (assembly/integrity-kernel.ts): JavaScript that runs once is never compiled,
 * and would take longer for it than for everything else up to the first message. That module proves itself first.
 *
 * The bytes in the package must have the digest that was taken when they were built; a single other bit and nothing
 * is compiled (FIPS 140-3 §7.10.2.2: the integrity test of a software module). A host that forbids compiling from
 * bytes (workerd, a page whose policy lacks 'wasm-unsafe-eval') or has no SIMD is no error: the portable
 * engine is always there, and the reason is told to whoever asks. Nothing is decoded or compiled at import time.
 * Such a host may instead hand in a module that it compiled itself.
 *
 * @module
 */
import { fromHex } from '../../bytes/hex.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../errors.ts';
import { INTEGRITY_KERNEL } from './integrity-bytes.ts';
import type { KernelBytes } from './kernel-bytes.ts';
import { hasRelaxedSimd, withRelaxedSwizzles } from './relaxed.ts';

export type { KernelBytes } from './kernel-bytes.ts';

/** What every module exports beside its functions. */
export interface KernelBase {
  readonly memory: WebAssembly.Memory;
  /** Zeroes everything but the constant tables. */
  wipe(): void;
}

/** An instance of a module. */
export interface LoadedKernel<E extends KernelBase> {
  readonly kernel: E;
  readonly module: WebAssembly.Module;
  readonly reason?: undefined;
}

/** An instance of a module, or why this host has none. */
export type KernelLoad<E extends KernelBase> =
  | LoadedKernel<E>
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
  try {
    const module =
      source instanceof WebAssembly.Module ? source : new WebAssembly.Module(verifiedBytes(source));
    const instance = new WebAssembly.Instance(module, {});
    return { kernel: instance.exports as unknown as E, module };
  } catch (error) {
    if (error instanceof EngineFailedError) throw error;
    return { reason: `this host does not run the kernel: ${messageOf(error)}` };
  }
}

/** What was loaded. @throws {UnsupportedAlgorithmError} This host does not run the kernel; the reason is in its message. */
export function requireLoaded<E extends KernelBase>(load: KernelLoad<E>): LoadedKernel<E> {
  if (load.reason !== undefined) throw new UnsupportedAlgorithmError(load.reason);
  return load;
}

/** What assembly/integrity-kernel.ts exports. */
interface IntegrityExports {
  readonly memory: WebAssembly.Memory;
  readonly textStart: WebAssembly.Global<'i32'>;
  readonly digestStart: WebAssembly.Global<'i32'>;
  /** Replaces a text in hex at textStart by its bytes. @returns How many there are. */
  decode(length: number): number;
  /** Hashes bytes at textStart, hexadecimal, and overwrites what lies behind them. */
  digest(length: number): void;
}

/** Its instance, its memory, and the room for a text in it. */
interface Prover {
  readonly exports: IntegrityExports;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly text: Uint8Array<ArrayBuffer>;
}

const HEX_DIGITS = 64;

let shared: Prover | undefined;

/** The one prover of this process, once it has given the digest of its own bytes. */
function prover(): Prover {
  if (shared !== undefined) return shared;
  const bytes = fromHex(INTEGRITY_KERNEL.hex);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  const exports = instance.exports as unknown as IntegrityExports;
  const memory = new Uint8Array(exports.memory.buffer as ArrayBuffer);
  const made = { exports, memory, text: memory.subarray(exports.textStart.value) };
  verified(made, bytes, INTEGRITY_KERNEL.sha256);
  shared = made;
  return made;
}

function verifiedBytes({ hex, sha256, relaxedSha256 }: KernelBytes): Uint8Array<ArrayBuffer> {
  const proving = prover();
  const { exports, text } = proving;
  const { written } = new TextEncoder().encodeInto(hex, text);
  const bytes = text.slice(0, exports.decode(written));
  if (relaxedSha256 === undefined || !hasRelaxedSimd()) return verified(proving, bytes, sha256);
  return verified(proving, withRelaxedSwizzles(bytes), relaxedSha256);
}

function verified(
  { exports, memory, text }: Prover,
  bytes: Uint8Array<ArrayBuffer>,
  digest: string,
): Uint8Array<ArrayBuffer> {
  text.set(bytes);
  exports.digest(bytes.length);
  const at = exports.digestStart.value;
  if (String.fromCharCode(...memory.subarray(at, at + HEX_DIGITS)) === digest) return bytes;
  throw new EngineFailedError("the kernel's bytes do not have the digest that they were built with");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
