/**
 * The module for AES-GCM: what assembly/aes-kernel.ts exports, and how it is loaded.
 *
 * A runtime without SIMD takes another module with the same exports (assembly/scalar-kernel.ts). It comes by a dynamic
 * import, so that nobody else carries it: `prepareAesKernel` waits for it.
 *
 * @module
 */
import { AES_KERNEL } from './aes-bytes.ts';
import { type KernelBase, type KernelBytes, type KernelLoad, loadKernel } from './loader.ts';

/** What the module exports: assembly/aes-kernel.ts says what each does. Addresses and lengths are bytes. */
export interface AesKernel extends KernelBase {
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

/** A module of one function that splats a byte, for WebAssembly.validate. */
const SIMD_PROBE: readonly number[] = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
];

/** Whether this runtime has WebAssembly, but no SIMD in it. */
export function lacksSimd(): boolean {
  return typeof WebAssembly === 'object' && !WebAssembly.validate(Uint8Array.from(SIMD_PROBE));
}

/** The module for runtimes without SIMD, once it was asked for. */
let scalar: KernelBytes | undefined;

/**
 * Fetches the module for runtimes without SIMD, on such a runtime; does nothing elsewhere.
 *
 * @example
 * await prepareAesKernel();
 */
export async function prepareAesKernel(): Promise<void> {
  if (lacksSimd()) scalar ??= (await import('./scalar-bytes.ts')).SCALAR_KERNEL;
}

/**
 * A new instance of the module for AES-GCM.
 *
 * @param source The bytes that the package ships for this runtime when absent; or a module that the host compiled.
 * @throws {EngineFailedError} The bytes are not those that were built.
 *
 * @example
 * loadAesKernel().kernel?.slotCount.value; // 32
 */
export function loadAesKernel(
  source: KernelBytes | WebAssembly.Module | undefined = lacksSimd() ? scalar : AES_KERNEL,
): KernelLoad<AesKernel> {
  if (source === undefined) {
    return { reason: 'this host does not run the kernel: it has no SIMD; wait for prepareKernel first' };
  }
  return loadKernel<AesKernel>(source);
}
