/**
 * Integers of any size on BigInt: conversions (RFC 8017 §4), powers, inverses, divisors.
 *
 * What BigInt means: the engine's multiplication and division take a time that depends on the values, and a BigInt
 * cannot be wiped. So every function that computes is named `…Vartime`, and callers make the values that the time
 * depends on worthless: the private path blinds base and exponent with fresh randomness (private-operation.ts), and
 * prime generation throws rejected candidates away. What is left in memory is left to the garbage collector. Byte
 * arrays that carry exponents are the caller's to wipe.
 *
 * @module
 */
import type { Bytes } from '../primitives.ts';

const WORD = 64n;

/**
 * OS2IP (RFC 8017 §4.2): the integer that some big-endian octets stand for.
 *
 * @example
 * integerFromBytes(new Uint8Array([1, 0])); // 256n
 */
export function integerFromBytes(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = bytes.length % 8;
  let value = 0n;
  for (let i = 0; i < head; i++) value = (value << 8n) | BigInt(bytes[i]);
  for (let at = head; at < bytes.length; at += 8) value = (value << WORD) | view.getBigUint64(at);
  return value;
}

/**
 * I2OSP (RFC 8017 §4.1): an integer as so many big-endian octets.
 *
 * @throws {RangeError} The integer is negative or does not fit.
 *
 * @example
 * bytesFromInteger(256n, 3); // 0, 1, 0
 */
export function bytesFromInteger(value: bigint, length: number): Bytes {
  const padded = new Uint8Array(Math.ceil(length / 8) * 8);
  const view = new DataView(padded.buffer);
  let rest = value;
  for (let at = padded.length - 8; at >= 0; at -= 8) {
    view.setBigUint64(at, BigInt.asUintN(64, rest));
    rest >>= WORD;
  }
  const surplus = padded.length - length;
  const fits = rest === 0n && padded.subarray(0, surplus).every((octet) => octet === 0);
  const bytes = padded.slice(surplus);
  padded.fill(0);
  if (!fits) throw new RangeError(`"value" expected an integer of ${length} bytes`);
  return bytes;
}

/** How many bits an integer of zero or more has; zero has none. It makes no text of it, which could not be wiped. */
export function bitLength(value: bigint): number {
  let bits = 0;
  let rest = value;
  // By halves: a modulus takes a dozen steps, not one for each word.
  for (let step = 2048; step >= 32; step /= 2) {
    for (let upper = rest >> BigInt(step); upper !== 0n; upper = rest >> BigInt(step)) {
      rest = upper;
      bits += step;
    }
  }
  return bits + 32 - Math.clz32(Number(rest));
}

/**
 * A power by fixed windows of 4 bits: the same squarings and multiplications for every exponent of one length.
 *
 * @param exponent Big-endian; its length is public, its value need not be.
 */
export function powerVartime(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  const table = [1n % modulus];
  for (let i = 1; i < 16; i++) table.push((table[i - 1] * base) % modulus);
  let power = table[0];
  for (const octet of exponent) {
    power = (fourthSquare(power, modulus) * table[octet >> 4]) % modulus;
    power = (fourthSquare(power, modulus) * table[octet & 15]) % modulus;
  }
  return power;
}

function fourthSquare(value: bigint, modulus: bigint): bigint {
  let square = (value * value) % modulus;
  square = (square * square) % modulus;
  square = (square * square) % modulus;
  return (square * square) % modulus;
}

/** A power with an exponent that anybody may know, such as a public one: square and multiply from the left. */
export function publicPowerVartime(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let power = 1n % modulus;
  for (const bit of exponent.toString(2)) {
    power = (power * power) % modulus;
    if (bit === '1') power = (power * base) % modulus;
  }
  return power;
}

/**
 * The inverse of an integer, from 1 to below the modulus, by Euclid's extended algorithm.
 *
 * @returns undefined where there is none: the two have a common divisor.
 */
export function inverseVartime(value: bigint, modulus: bigint): bigint | undefined {
  let [a, b] = [value % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  if (a !== 1n) return undefined;
  return x < 0n ? x + modulus : x;
}

/** The greatest common divisor of two integers of zero or more. */
export function commonDivisorVartime(first: bigint, second: bigint): bigint {
  let [a, b] = [first, second];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
