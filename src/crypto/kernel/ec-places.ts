/**
 * Where the module for elliptic curves takes input and gives output, and the curves by its numbers.
 *
 * @module
 */
import { UnsupportedAlgorithmError } from '../errors.ts';
import type { Bytes, CurveName } from '../primitives.ts';
import type { EcKernel } from './ec-kernel.ts';

/** A curve as the kernel calls it. */
export interface KernelCurve {
  readonly name: CurveName;
  readonly number: number;
  /** Bytes of a coordinate, and of a scalar. */
  readonly length: number;
  /** Bytes of which a scalar is made: half as many more (FIPS 186-5 A.2.1). */
  readonly seedLength: number;
}

const CURVES: { readonly [C in CurveName]: KernelCurve } = /* @__PURE__ */ Object.freeze({
  'P-256': { name: 'P-256', number: 0, length: 32, seedLength: 48 },
  'P-384': { name: 'P-384', number: 1, length: 48, seedLength: 72 },
  'P-521': { name: 'P-521', number: 2, length: 66, seedLength: 99 },
  secp256k1: { name: 'secp256k1', number: 3, length: 32, seedLength: 48 },
});

/**
 * A curve by name.
 *
 * @throws {UnsupportedAlgorithmError} There is no such curve here.
 *
 * @example
 * kernelCurveOf('P-521').length; // 66
 */
export function kernelCurveOf(name: CurveName): KernelCurve {
  if (Object.hasOwn(CURVES, name)) return CURVES[name];
  throw new UnsupportedAlgorithmError(`curve ${String(name)}`);
}

/** An instance and its addresses, read once. */
export interface EcPlaces {
  readonly kernel: EcKernel;
  readonly memory: Bytes;
  readonly scalar: number;
  readonly point: number;
  readonly digest: number;
  readonly signature: number;
  readonly fresh: number;
  readonly message: number;
  readonly messageLength: number;
  readonly firstTable: number;
  readonly lastTable: number;
}

export function ecPlacesOf(kernel: EcKernel): EcPlaces {
  return {
    kernel,
    memory: new Uint8Array(kernel.memory.buffer as ArrayBuffer),
    scalar: kernel.scalarStart.value,
    point: kernel.pointStart.value,
    digest: kernel.digestStart.value,
    signature: kernel.signatureStart.value,
    fresh: kernel.freshStart.value,
    message: kernel.messageStart.value,
    messageLength: kernel.messageLength.value,
    firstTable: kernel.firstTable.value,
    lastTable: kernel.lastTable.value,
  };
}
