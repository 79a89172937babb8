/**
 * Loading the kernel: from bytes that prove themselves to an instance, synchronously, or a reason why not.
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
import { KERNEL_BASE64, KERNEL_RELAXED_SHA256, KERNEL_SHA256 } from './wasm-bytes.ts';

/** What the module exports: assembly/kernel.ts says what each does. Addresses and lengths are bytes. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly ioStart: WebAssembly.Global<'i32'>;
  readonly ioLength: WebAssembly.Global<'i32'>;
  readonly keyStart: WebAssembly.Global<'i32'>;
  readonly nonceStart: WebAssembly.Global<'i32'>;
  readonly nonceLength: WebAssembly.Global<'i32'>;
  readonly aadStart: WebAssembly.Global<'i32'>;
  readonly aadLength: WebAssembly.Global<'i32'>;
  readonly textStart: WebAssembly.Global<'i32'>;
  readonly textLength: WebAssembly.Global<'i32'>;
  readonly slotCount: WebAssembly.Global<'i32'>;
  readonly publicStart: WebAssembly.Global<'i32'>;
  publicEnd(): number;
  readonly workStart: WebAssembly.Global<'i32'>;
  /** Zeroes everything but the constant tables. */
  wipe(): void;
  wipeText(length: number): void;
  setAesKey(slot: number, keyLength: number): void;
  releaseAesKey(slot: number): void;
  gcmSeal(slot: number, keyLength: number, nonceLength: number, aadLength: number, length: number): void;
  /** 1 when authentic, else 0. */
  gcmOpen(
    slot: number,
    keyLength: number,
    nonceLength: number,
    aadLength: number,
    length: number,
    tagLength: number,
  ): number;
  gcmBegin(slot: number, blocks: number): void;
  gcmAbsorb(length: number): void;
  gcmNonce(length: number, total: number): void;
  gcmAad(length: number): void;
  gcmAadAbsorbed(total: number): void;
  gcmSealPart(length: number): void;
  gcmOpenPart(length: number): void;
  gcmFinish(): void;
  gcmVerify(tagLength: number): number;
  gcmAbort(): void;
  gcmSealBatch(slot: number, keyLength: number, records: number, length: number, aadLength: number): void;
  gcmOpenBatch(slot: number, records: number, length: number, aadLength: number): number;
}

/** The kernel's bytes in base64, and the SHA-256 that they must have, in hex. */
export interface KernelBytes {
  readonly base64: string;
  readonly sha256: string;
  /** That of the module for relaxed SIMD, where the runtime has it and this is given. */
  readonly relaxedSha256?: string | undefined;
}

/** An instance of the kernel, or why this host has none. */
export type KernelLoad =
  | { readonly kernel: KernelExports; readonly module: WebAssembly.Module; readonly reason?: undefined }
  | { readonly kernel?: undefined; readonly module?: undefined; readonly reason: string };

const SHIPPED: KernelBytes = {
  base64: KERNEL_BASE64,
  sha256: KERNEL_SHA256,
  relaxedSha256: KERNEL_RELAXED_SHA256,
};

/**
 * A new instance of the kernel with a memory of its own.
 *
 * @param source The bytes that the package ships when absent; or a module that the host compiled.
 * @returns The exports, or the reason why this host cannot run them.
 * @throws {EngineFailedError} The bytes are not those that were built.
 *
 * @example
 * const { kernel } = loadKernel();
 * kernel?.wipe();
 */
export function loadKernel(source: KernelBytes | WebAssembly.Module = SHIPPED): KernelLoad {
  const bytes = 'sha256' in source ? verifiedBytes(source) : undefined;
  try {
    const module = bytes === undefined ? (source as WebAssembly.Module) : new WebAssembly.Module(bytes);
    const instance = new WebAssembly.Instance(module, {});
    return { kernel: instance.exports as unknown as KernelExports, module };
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
