/**
 * Loading a module of the kernel: from bytes that prove themselves to an instance, synchronously, or a reason why not.
 *
 * The kernel is one module for each family of algorithms, so that nobody loads what nobody uses. Unpacking and hashing
 * are done by a small module of their own (assembly/integrity-kernel.ts): JavaScript that runs once is never compiled,
 * and would take longer for it than for everything else up to the first message. That module proves itself first.
 *
 * The bytes in the package must have the digest that was taken when they were built; a single other bit and nothing
 * is compiled (FIPS 140-3 §7.10.2.2: the integrity test of a software module). A host that forbids compiling from
 * bytes (workerd, a page whose policy lacks 'wasm-unsafe-eval') or has no SIMD is no error: the portable
 * engine is always there, and the reason is told to whoever asks. Nothing is unpacked or compiled at import time.
 * Such a host may instead hand in a module that it compiled itself.
 *
 * @module
 */
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
  return orReason(() => {
    const module =
      source instanceof WebAssembly.Module ? source : new WebAssembly.Module(verifiedBytes(source));
    const instance = new WebAssembly.Instance(module, {});
    return { kernel: instance.exports as unknown as E, module };
  });
}

function orReason<T>(load: () => T): T | { readonly kernel?: undefined; readonly reason: string } {
  try {
    return load();
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
  readonly bytesStart: WebAssembly.Global<'i32'>;
  readonly digestStart: WebAssembly.Global<'i32'>;
  /** Unpacks the text at textStart to bytesStart. @returns How many bytes there are. */
  unpack(): number;
  /** Hashes bytes at bytesStart, hexadecimal, and overwrites what lies behind them. */
  digest(length: number): void;
}

/** Its instance, its memory, and the rooms for a text and for bytes in it. */
interface Prover {
  readonly exports: IntegrityExports;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly text: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Requires that this host runs the kernel, whichever module of it. @throws {UnsupportedAlgorithmError} */
export function requireKernelHost(): void {
  const { reason } = orReason((): { readonly reason?: string } => {
    prover();
    return {};
  });
  if (reason !== undefined) throw new UnsupportedAlgorithmError(reason);
}

/**
 * The bytes of a module, which nobody has verified yet.
 *
 * @throws {EngineFailedError} The text is none that was packed.
 */
export function unpackKernel({ packed }: KernelBytes): Uint8Array<ArrayBuffer> {
  const { exports, text, bytes } = prover();
  new TextEncoder().encodeInto(packed, text);
  try {
    return bytes.slice(0, exports.unpack());
  } catch {
    throw new EngineFailedError("the kernel's bytes are not what was packed when they were built");
  }
}

const HEX_DIGITS = 64;

let shared: Prover | undefined;

/** The one prover of this process, once it has given the digest of its own bytes. */
function prover(): Prover {
  if (shared !== undefined) return shared;
  const bytes = Uint8Array.from(atob(INTEGRITY_KERNEL.base64), (character) => character.charCodeAt(0));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  const exports = instance.exports as unknown as IntegrityExports;
  const memory = new Uint8Array(exports.memory.buffer as ArrayBuffer);
  const [text, room] = [exports.textStart, exports.bytesStart].map(({ value }) => memory.subarray(value));
  const made = { exports, memory, text, bytes: room } as Prover;
  verified(made, bytes, INTEGRITY_KERNEL.sha256);
  shared = made;
  return made;
}

function verifiedBytes(source: KernelBytes): Uint8Array<ArrayBuffer> {
  const { sha256, relaxedSha256 } = source;
  const bytes = unpackKernel(source);
  if (relaxedSha256 === undefined || !hasRelaxedSimd()) return verified(prover(), bytes, sha256);
  return verified(prover(), withRelaxedSwizzles(bytes), relaxedSha256);
}

function verified(
  { exports, memory, bytes: room }: Prover,
  bytes: Uint8Array<ArrayBuffer>,
  digest: string,
): Uint8Array<ArrayBuffer> {
  room.set(bytes);
  exports.digest(bytes.length);
  const at = exports.digestStart.value;
  if (String.fromCharCode(...memory.subarray(at, at + HEX_DIGITS)) === digest) return bytes;
  throw new EngineFailedError("the kernel's bytes do not have the digest that they were built with");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
