/**
 * The module for AES-GCM: what assembly/aes-kernel.ts exports, and how it is loaded.
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

/**
 * A new instance of the module for AES-GCM.
 *
 * @param source The bytes that the package ships when absent; or a module that the host compiled.
 * @throws {EngineFailedError} The bytes are not those that were built.
 *
 * @example
 * loadAesKernel().kernel?.slotCount.value; // 32
 */
export function loadAesKernel(source: KernelBytes | WebAssembly.Module = AES_KERNEL): KernelLoad<AesKernel> {
  return loadKernel<AesKernel>(source);
}
