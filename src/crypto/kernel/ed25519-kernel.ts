/**
 * The module for Ed25519: what assembly/ed25519-kernel.ts exports, and how it is loaded.
 *
 * @module
 */
import { ED25519_KERNEL } from './ed25519-bytes.ts';
import { type KernelBase, type KernelBytes, type KernelLoad, loadKernel } from './loader.ts';

/** What the module exports: assembly/ed25519-kernel.ts says what each does. Addresses and lengths are bytes. */
export interface Ed25519Kernel extends KernelBase {
  readonly seedStart: WebAssembly.Global<'i32'>;
  readonly publicKeyStart: WebAssembly.Global<'i32'>;
  readonly signatureStart: WebAssembly.Global<'i32'>;
  readonly messageStart: WebAssembly.Global<'i32'>;
  readonly messageLength: WebAssembly.Global<'i32'>;
  readonly publicStart: WebAssembly.Global<'i32'>;
  publicEnd(): number;
  readonly workStart: WebAssembly.Global<'i32'>;
  readonly keptStart: WebAssembly.Global<'i32'>;
  readonly keptEnd: WebAssembly.Global<'i32'>;
  publicKey(): void;
  sign(prehashed: number, length: number): void;
  signBegin(prehashed: number): void;
  part(length: number): void;
  signAgain(): void;
  signEnd(length: number): void;
  /** 1 it is, 0 it is not, 2 the key is not a point. */
  verify(prehashed: number, length: number): number;
  verifyBegin(prehashed: number): void;
  verifyEnd(length: number): number;
  prehashBegin(): void;
  prehashEnd(length: number): void;
  /** Gives a message in parts up. */
  end(length: number): void;
}

/**
 * A new instance of the module.
 *
 * @param source The bytes that the package ships when absent; or a module that the host compiled.
 * @throws {EngineFailedError} The bytes are not those that were built.
 *
 * @example
 * loadEd25519Kernel().kernel?.wipe();
 */
export function loadEd25519Kernel(
  source: KernelBytes | WebAssembly.Module = ED25519_KERNEL,
): KernelLoad<Ed25519Kernel> {
  return loadKernel(source);
}
