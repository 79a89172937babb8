/**
 * The module for elliptic curves: what assembly/ec-kernel.ts exports, and how it is loaded.
 *
 * @module
 */
import { EC_KERNEL } from './ec-bytes.ts';
import { type KernelBase, type KernelBytes, type KernelLoad, loadKernel } from './loader.ts';

/** What the module exports: assembly/ec-kernel.ts says what each does. Addresses and lengths are bytes. */
export interface EcKernel extends KernelBase {
  readonly scalarStart: WebAssembly.Global<'i32'>;
  readonly pointStart: WebAssembly.Global<'i32'>;
  readonly digestStart: WebAssembly.Global<'i32'>;
  readonly signatureStart: WebAssembly.Global<'i32'>;
  readonly freshStart: WebAssembly.Global<'i32'>;
  readonly messageStart: WebAssembly.Global<'i32'>;
  readonly messageLength: WebAssembly.Global<'i32'>;
  readonly firstTable: WebAssembly.Global<'i32'>;
  readonly lastTable: WebAssembly.Global<'i32'>;
  readonly publicStart: WebAssembly.Global<'i32'>;
  publicEnd(): number;
  readonly workStart: WebAssembly.Global<'i32'>;
  readonly workEnd: WebAssembly.Global<'i32'>;
  readonly memoryEnd: WebAssembly.Global<'i32'>;
  isPoint(curve: number): number;
  decompress(curve: number, isOdd: number): number;
  generate(curve: number, seedLength: number): void;
  publicPoint(curve: number): number;
  makeTable(curve: number, table: number): number;
  digestBegin(hash: number): void;
  digestAdd(hash: number, length: number): void;
  digestEnd(hash: number): void;
  /** 1, or 0 where the scalar is out of range. */
  sign(curve: number, hash: number, digestLength: number, freshLength: number): number;
  reduceDigest(curve: number, digestLength: number): void;
  /** 1, or 0 where the scalar is out of range, or 2 where the nonce does not serve. */
  signWithNonce(curve: number, digestLength: number, nonceLength: number): number;
  /** 1 or 0. */
  verify(curve: number, table: number, digestLength: number): number;
  /** 1, or 0 where the scalar is out of range or the point not on the curve. */
  derive(curve: number, table: number): number;
}

/**
 * A new instance of the module for elliptic curves.
 *
 * @param source The bytes that the package ships when absent; or a module that the host compiled.
 * @throws {EngineFailedError} The bytes are not those that were built.
 *
 * @example
 * loadEcKernel().kernel?.firstTable.value; // 4
 */
export function loadEcKernel(source: KernelBytes | WebAssembly.Module = EC_KERNEL): KernelLoad<EcKernel> {
  return loadKernel<EcKernel>(source);
}
