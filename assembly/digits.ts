/**
 * Numbers as digits of radix 2^13, signed and balanced, so that a product of vectors needs no carries.
 *
 * A digit is at most 2^12 + 85 in magnitude (`settle` says why), so that a column of 120 products stays below 2^31. A
 * value has many such forms; which one it has never matters. Numbers of n digits, n a multiple of 8, lie in memory twice:
 *
 *   packed   digit i, 16 bits, at PACKED + 2 i: one load gives the two digits of a row pair to all lanes
 *   paired   digits k and k - 1 in the low and high half of 32 bits, at PAIRED + 4 k: what the row pair multiplies
 *
 * with zeros in front of and behind both. Columns are the sums of products of 32 bits; sums of columns are `biased`: 2^12
 * is added to each, so that rounding to the nearest multiple of 2^13 is an arithmetic shift. No function here branches on
 * a digit or uses one as an address; the counts are public.
 *
 * @module
 */
import { COLUMNS, INTEGER, NUMBER, PACKED, PAIRED } from './rsa-memory';

export const RADIX_BITS: usize = 13;
export const DIGIT_MASK: i32 = 0x1fff;
export const BIAS: i32 = 0x1000;

@inline
export function mask(): v128 {
  return i32x4.splat(DIGIT_MASK);
}

@inline
export function bias(): v128 {
  return i32x4.splat(BIAS);
}

/** The carries of a vector moved up by one lane, the last one of the vector before moved in. */
@inline
export function moveUp(before: v128, carries: v128): v128 {
  return v128.shuffle<i32>(before, carries, 3, 4, 5, 6);
}

/** The digits of a biased column sum without the carry that leaves it. */
@inline
function digitsOf(sum: v128): v128 {
  return i32x4.sub(v128.and(sum, mask()), bias());
}

/**
 * The digits of biased columns that products.ts left behind: one round of carries, in place of a ripple.
 *
 * Columns hold what fits 13 bits and the carry of their neighbour, below 2^20: their own carry is at most 85 in
 * magnitude, and the digit at most 2^12 more. What leaves the last digit is lost: callers see to it that it is
 * nothing, or work modulo 2^(13 n).
 */
export function settle(columns: usize, n: usize, number: usize): void {
  let packed = number + PACKED;
  let paired = number + PAIRED;
  let carries = i32x4.splat(0);
  let before = carries;
  for (const end = columns + (n << 2); columns < end; columns += 32) {
    const low = v128.load(columns);
    const high = v128.load(columns + 16);
    const lowCarries = i32x4.shr_s(low, RADIX_BITS as i32);
    const highCarries = i32x4.shr_s(high, RADIX_BITS as i32);
    const lowDigits = i32x4.add(digitsOf(low), moveUp(carries, lowCarries));
    const highDigits = i32x4.add(digitsOf(high), moveUp(lowCarries, highCarries));
    const digits = i16x8.narrow_i32x4_s(lowDigits, highDigits);
    v128.store(packed, digits);
    storePairs(paired, before, digits);
    carries = highCarries;
    before = digits;
    packed += 16;
    paired += 32;
  }
  storePairs(paired, before, endDigits(packed));
  endPairs(paired);
}

/** The digits alone, packed. @returns The carry that leaves the last one. */
export function settlePacked(columns: usize, n: usize, packed: usize): i32 {
  let carries = i32x4.splat(0);
  for (const end = columns + (n << 2); columns < end; columns += 32) {
    const low = v128.load(columns);
    const high = v128.load(columns + 16);
    const lowCarries = i32x4.shr_s(low, RADIX_BITS as i32);
    const highCarries = i32x4.shr_s(high, RADIX_BITS as i32);
    const lowDigits = i32x4.add(digitsOf(low), moveUp(carries, lowCarries));
    const highDigits = i32x4.add(digitsOf(high), moveUp(lowCarries, highCarries));
    v128.store(packed, i16x8.narrow_i32x4_s(lowDigits, highDigits));
    carries = highCarries;
    packed += 16;
  }
  v128.store(packed, i32x4.splat(0));
  return i32x4.extract_lane(carries, 3);
}

/** Eight paired digits, of packed ones and of the eight in front of them. */
@inline
function storePairs(paired: usize, before: v128, digits: v128): void {
  const below = v128.shuffle<i16>(before, digits, 7, 8, 9, 10, 11, 12, 13, 14);
  v128.store(paired, v128.shuffle<i16>(digits, below, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(paired + 16, v128.shuffle<i16>(digits, below, 4, 12, 5, 13, 6, 14, 7, 15));
}

/** Zeros behind the packed digits. */
@inline
function endDigits(packed: usize): v128 {
  const zero = i32x4.splat(0);
  v128.store(packed, zero);
  return zero;
}

/** Zeros behind the paired digits, from the eighth on. */
@inline
function endPairs(paired: usize): void {
  const zero = i32x4.splat(0);
  v128.store(paired + 32, zero);
  v128.store(paired + 48, zero);
}

/** Makes the paired digits out of the packed ones. */
export function pairUp(number: usize, n: usize): void {
  let packed = number + PACKED;
  let paired = number + PAIRED;
  let before = i32x4.splat(0);
  for (const end = packed + (n << 1); packed < end; packed += 16, paired += 32) {
    const digits = v128.load(packed);
    storePairs(paired, before, digits);
    before = digits;
  }
  storePairs(paired, before, endDigits(packed));
  endPairs(paired);
}

/** Zeroes a number, with everything around it. */
export function clearNumber(number: usize): void {
  memory.fill(number, 0, NUMBER);
}

/** Copies a number. */
export function copyNumber(to: usize, from: usize): void {
  memory.copy(to, from, NUMBER);
}

/** A number of one digit that is not zero. */
export function setDigit(number: usize, place: usize, n: usize, digit: i16): void {
  clearNumber(number);
  store<i16>(number + PACKED + (place << 1), digit);
  pairUp(number, n);
}

/** The n digits of an integer. */
export function fromInteger(integer: usize, n: usize, number: usize): void {
  for (let i: usize = 0; i < n; i++) {
    store<i32>(COLUMNS + (i << 2), rawDigit(integer, i) + BIAS);
  }
  settle(COLUMNS, n, number);
}

/** Digit i of an integer, from 0 to 2^13 - 1. */
@inline
export function rawDigit(integer: usize, i: usize): i32 {
  const at = i * RADIX_BITS;
  return ((load<u32>(integer + (at >> 3)) >> ((at & 7) as u32)) as i32) & DIGIT_MASK;
}

/** x + y or x - y, digit by digit, and settled: the sum of two of them fits a column. @param sign 1 or -1. */
export function combine(to: usize, x: usize, y: usize, sign: i32, n: usize): void {
  for (let i: usize = 0; i < n << 1; i += 8) {
    const first = v128.load16x4_s(x + PACKED + i);
    const second = i32x4.mul(v128.load16x4_s(y + PACKED + i), i32x4.splat(sign));
    v128.store(COLUMNS + (i << 1), i32x4.add(i32x4.add(first, second), bias()));
  }
  settle(COLUMNS, n, to);
}

/**
 * The integer of a number between -m and m, brought into the range from 0 to below m: m is added where it is negative.
 *
 * @param modulus The number m.
 */
export function toInteger(number: usize, modulus: usize, n: usize, integer: usize): void {
  const digits = number + PACKED;
  let carry: i32 = 0;
  for (let i: usize = 0; i < n; i++) carry = (load<i16>(digits + (i << 1)) + carry) >> (RADIX_BITS as i32);
  const negative = carry >> 31;
  memory.fill(integer, 0, INTEGER);
  let bits: u64 = 0;
  let count: u64 = 0;
  carry = 0;
  for (let i: usize = 0; i < n; i++) {
    const added = (load<i16>(modulus + PACKED + (i << 1)) as i32) & negative;
    const sum = (load<i16>(digits + (i << 1)) as i32) + added + carry;
    carry = sum >> (RADIX_BITS as i32);
    bits |= ((sum & DIGIT_MASK) as u64) << count;
    count += RADIX_BITS;
    // The count is the same for every number.
    if (count >= 32) {
      store<u32>(integer, bits as u32);
      integer += 4;
      bits >>= 32;
      count -= 32;
    }
  }
  store<u32>(integer, bits as u32);
}
