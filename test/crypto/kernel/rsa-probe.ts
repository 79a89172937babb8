/** The inside of the RSA module, compiled from its source with doors of its own: for worst-case digits. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../../scripts/build-kernel.ts';

/** A door to what rsa-kernel.ts keeps inside. */
const ENTRY = `
import { pairUp, toInteger } from './digits';
import { multiplyMod, prepareSquare, squareMod } from './montgomery';
import { carryOfLow, multiply, multiplyHigh, multiplyLow, square } from './products';
import { setModulus } from './rsa';
import {
  COLUMNS, FIRST_PRIME, INTEGER, INTEGERS, NUMBER, NUMBERS, PACKED, PAIRED, SQUARE, VALUE,
} from './rsa-memory';
import { commonDivisor, divideExactly, invertF, multiplyIntegers, remainderByF } from './rsa-words';

export const columns: usize = COLUMNS;
export const packed: usize = PACKED;
export const paired: usize = PAIRED;
export const numberLength: usize = NUMBER;
export const modulus: usize = FIRST_PRIME;
export function numberAt(i: usize): usize { return NUMBERS + (8 + i) * NUMBER; }
export function integerAt(i: usize): usize { return INTEGERS + i * INTEGER; }
export function pairDigits(number: usize, n: usize): void { pairUp(number, n); }
export function times(a: usize, b: usize, n: usize): void { multiply(a + PACKED, b + PAIRED, n, COLUMNS); }
export function low(a: usize, b: usize, n: usize): void { multiplyLow(a + PACKED, b + PAIRED, n, COLUMNS); }
export function high(a: usize, b: usize, n: usize, carry: i32): void {
  multiplyHigh(a + PACKED, b + PAIRED, n, COLUMNS, true, carry);
}
export function carried(a: usize, b: usize, n: usize, number: usize): i32 {
  return carryOfLow(a + PACKED, b + PAIRED, n, number + PACKED);
}
export function squared(a: usize, n: usize): void { square(a + PACKED, a + PAIRED, n, COLUMNS); }
export function prepare(integer: usize, bits: usize, n: usize): void {
  setModulus(FIRST_PRIME, integer, bits, n);
  prepareSquare(FIRST_PRIME);
}
export function timesMod(to: usize, a: usize, b: usize): void { multiplyMod(to, a, b, FIRST_PRIME); }
export function squareModulo(to: usize, a: usize): void { squareMod(to, a, FIRST_PRIME); }
export function squareOfR(): usize { return FIRST_PRIME + SQUARE; }
export function integerOf(number: usize, n: usize, integer: usize): void {
  toInteger(number, FIRST_PRIME + VALUE, n, integer);
}
export function divisor(x: usize, y: usize, s: usize, bits: usize, words: usize): void {
  commonDivisor(x, y, s, bits, words);
}
export function divide(to: usize, x: usize, y: usize, count: usize, yCount: usize): void {
  divideExactly(to, x, y, count, yCount);
}
export function inverseOfF(to: usize, x: usize, s: usize, f: usize, count: usize): void { invertF(to, x, s, f, count); }
export function restByF(x: usize, count: usize): u32 { return remainderByF(x, count); }
export function product(to: usize, x: usize, xc: usize, y: usize, yc: usize): void { multiplyIntegers(to, x, xc, y, yc); }
`;

/** What the door opens to; addresses are the module's. */
export interface RsaProbe {
  readonly memory: WebAssembly.Memory;
  readonly columns: WebAssembly.Global<'i32'>;
  readonly packed: WebAssembly.Global<'i32'>;
  readonly paired: WebAssembly.Global<'i32'>;
  readonly numberLength: WebAssembly.Global<'i32'>;
  numberAt(i: number): number;
  integerAt(i: number): number;
  pairDigits(number: number, n: number): void;
  times(a: number, b: number, n: number): void;
  low(a: number, b: number, n: number): void;
  high(a: number, b: number, n: number, carry: number): void;
  carried(a: number, b: number, n: number, number: number): number;
  squared(a: number, n: number): void;
  prepare(integer: number, bits: number, n: number): void;
  timesMod(to: number, a: number, b: number): void;
  squareModulo(to: number, a: number): void;
  squareOfR(): number;
  integerOf(number: number, n: number, integer: number): void;
  divisor(x: number, y: number, scratch: number, bits: number, words: number): void;
  divide(to: number, x: number, y: number, count: number, yCount: number): void;
  inverseOfF(to: number, x: number, scratch: number, f: number, count: number): void;
  restByF(x: number, count: number): number;
  product(to: number, x: number, xCount: number, y: number, yCount: number): void;
}

/** Compiles the source with the door and opens it. */
export async function openProbe(): Promise<RsaProbe> {
  const root = await mkdtemp(join(tmpdir(), 'rsa-probe-'));
  try {
    await cp('assembly', join(root, 'assembly'), { recursive: true });
    await cp('asconfig.json', join(root, 'asconfig.json'));
    await writeFile(join(root, 'assembly/probe-kernel.ts'), ENTRY);
    const { wasm } = await compile({ name: 'probe', pages: 5, relaxed: false }, root, []);
    return new WebAssembly.Instance(new WebAssembly.Module(wasm), {}).exports as unknown as RsaProbe;
  } finally {
    await rm(root, { recursive: true });
  }
}
