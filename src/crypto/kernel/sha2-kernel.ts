/**
 * The module for SHA-2, HMAC and key derivation: what assembly/sha2-kernel.ts exports, and how it is loaded.
 *
 * @module
 */
import { type KernelBase, type KernelBytes, type KernelLoad, loadKernel } from './loader.ts';
import { SHA2_KERNEL } from './sha2-bytes.ts';

/** What the module exports: assembly/sha2-kernel.ts says what each does. Addresses and lengths are bytes. */
export interface Sha2Kernel extends KernelBase {
  readonly keyStart: WebAssembly.Global<'i32'>;
  readonly keyLength: WebAssembly.Global<'i32'>;
  readonly messageStart: WebAssembly.Global<'i32'>;
  readonly messageLength: WebAssembly.Global<'i32'>;
  readonly outputStart: WebAssembly.Global<'i32'>;
  readonly outputLength: WebAssembly.Global<'i32'>;
  readonly publicStart: WebAssembly.Global<'i32'>;
  publicEnd(): number;
  readonly workStart: WebAssembly.Global<'i32'>;
  hashBegin(hashLength: number): void;
  hashEnd(hashLength: number, longestPart: number): void;
  mac(hashLength: number, keyLength: number, length: number): void;
  macBegin(hashLength: number, keyLength: number): void;
  macPart(hashLength: number, length: number): void;
  macEnd(hashLength: number, longestPart: number): void;
  derive(
    hashLength: number,
    keyLength: number,
    fixedLength: number,
    counterPlace: number,
    counterLength: number,
    length: number,
  ): void;
}

/**
 * A new instance of the module.
 *
 * @param source The bytes that the package ships when absent; or a module that the host compiled.
 * @throws {EngineFailedError} The bytes are not those that were built.
 *
 * @example
 * loadSha2Kernel().kernel?.wipe();
 */
export function loadSha2Kernel(
  source: KernelBytes | WebAssembly.Module = SHA2_KERNEL,
): KernelLoad<Sha2Kernel> {
  return loadKernel(source);
}
