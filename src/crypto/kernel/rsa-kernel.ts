/**
 * The module for RSA: what assembly/rsa-kernel.ts exports, how it is loaded, and how octets go in and out.
 *
 * @module
 */
import { type KernelBase, type KernelBytes, type KernelLoad, loadKernel } from './loader.ts';
import { RSA_KERNEL } from './rsa-bytes.ts';

/** What the module exports: assembly/rsa-kernel.ts says what each does. Addresses and lengths are bytes. */
export interface RsaKernel extends KernelBase {
  readonly inputStart: WebAssembly.Global<'i32'>;
  readonly outputStart: WebAssembly.Global<'i32'>;
  readonly randomStart: WebAssembly.Global<'i32'>;
  readonly modulusStart: WebAssembly.Global<'i32'>;
  readonly exponentStart: WebAssembly.Global<'i32'>;
  readonly privateExponentStart: WebAssembly.Global<'i32'>;
  readonly primesStart: WebAssembly.Global<'i32'>;
  readonly primeField: WebAssembly.Global<'i32'>;
  readonly candidatesStart: WebAssembly.Global<'i32'>;
  readonly candidatesLength: WebAssembly.Global<'i32'>;
  readonly keyCount: WebAssembly.Global<'i32'>;
  readonly workStart: WebAssembly.Global<'i32'>;
  wipeWork(): void;
  setKey(number: number, modulusBits: number, exponentLength: number): void;
  releaseKey(number: number): void;
  raise(number: number): void;
  /** 0 where the key holds, else a bit for each of PRIVATE_KEY_FAULTS. */
  privateKey(number: number): number;
  privateBegin(number: number): void;
  privateHalf(number: number, second: 0 | 1): void;
  /** 1 when the output is there, else 0. */
  privateFinish(number: number): number;
  primeCandidate(primeBits: number, from: number, count: number, second: 0 | 1): number;
  primeRound(primeBits: number, second: 0 | 1): number;
  primeRoundOf(primeBits: number, second: 0 | 1): number;
  primeKey(modulusBits: number): number;
}

/**
 * A new instance of the module for RSA.
 *
 * @param source The bytes that the package ships when absent; or a module that the host compiled.
 * @throws {EngineFailedError} The bytes are not those that were built.
 *
 * @example
 * loadRsaKernel().kernel?.keyCount.value; // 16
 */
export function loadRsaKernel(source: KernelBytes | WebAssembly.Module = RSA_KERNEL): KernelLoad<RsaKernel> {
  return loadKernel<RsaKernel>(source);
}

/** The lengths of keys that the module takes, in bits. */
export const MIN_KERNEL_MODULUS_BITS = 1024;
export const MAX_KERNEL_MODULUS_BITS = 4096;

/** An instance, its memory, and the places in it. */
export interface RsaPlaces {
  readonly kernel: RsaKernel;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly input: number;
  readonly output: number;
  readonly random: number;
  readonly modulus: number;
  readonly exponent: number;
  readonly privateExponent: number;
  readonly primes: number;
  readonly primeField: number;
  readonly candidates: number;
  readonly candidatesLength: number;
}

/** Reads the places once: the memory never grows, so that its view stays valid. */
export function rsaPlacesOf(kernel: RsaKernel): RsaPlaces {
  return {
    kernel,
    memory: new Uint8Array(kernel.memory.buffer as ArrayBuffer),
    input: kernel.inputStart.value,
    output: kernel.outputStart.value,
    random: kernel.randomStart.value,
    modulus: kernel.modulusStart.value,
    exponent: kernel.exponentStart.value,
    privateExponent: kernel.privateExponentStart.value,
    primes: kernel.primesStart.value,
    primeField: kernel.primeField.value,
    candidates: kernel.candidatesStart.value,
    candidatesLength: kernel.candidatesLength.value,
  };
}

/** Puts an integer into a place of so many octets, zeros in front. */
export function putInteger({ memory }: RsaPlaces, place: number, octets: Uint8Array, length: number): void {
  memory.fill(0, place, place + length - octets.length);
  memory.set(octets, place + length - octets.length);
}
