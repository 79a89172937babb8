/**
 * Arithmetic modulo an odd m of n digits, by Montgomery's reduction in three products (R = 2^(13 n)).
 *
 *   T = a b        q = -T / m mod R        result = (T + q m) / R
 *
 * The products are whole, not interleaved: nothing waits for anything. Of q m only the upper half is computed; what the
 * lower halves of T and q m carry into it is a multiple of R that their two leading columns give by rounding, exactly:
 * the rest is below 2^-6. Residues lie between -m and m, where m has 8 bits less than R: |a|, |b| < 4 m give a result
 * below (1/2 + 1/16 + 1/64) m in magnitude, and so no step compares or subtracts.
 *
 * A modulus comes with m and -1/m mod R as numbers, R and R^2 mod m as residues, and the reciprocal of its leading
 * digits, all made here: -1/m by Newton's iteration, the others by shifting up and taking off the nearest multiple.
 *
 * @module
 */
import { bias, clearNumber, DIGIT_MASK, mask, moveUp, pairUp, RADIX_BITS, setDigit, settle, settlePacked } from './digits';
import { carryOfLow, multiply, multiplyHigh, multiplyLow, square } from './products';
import {
  COLUMNS,
  CUBE,
  MODULUS_BITS,
  MODULUS_DIGITS,
  NEGATIVE_INVERSE,
  NUMBERS,
  ONE,
  PACKED,
  PAIRED,
  QUOTIENT,
  QUOTIENT_COLUMNS,
  QUOTIENT_DIGITS,
  RECIPROCAL,
  SQUARE,
  VALUE,
} from './rsa-memory';

/** A number that no other function uses. */
const SCRATCH = NUMBERS;

@inline
export function digitCount(modulus: usize): usize {
  return load<u32>(modulus + MODULUS_DIGITS) as usize;
}

/** a b / R mod m, of packed digits and a number. @param to May be one of them. */
export function multiplyPacked(to: usize, packed: usize, b: usize, modulus: usize): void {
  const n = digitCount(modulus);
  multiply(packed, b + PAIRED, n, COLUMNS);
  reduce(to, modulus, n);
}

/** a b / R mod m. */
export function multiplyMod(to: usize, a: usize, b: usize, modulus: usize): void {
  multiplyPacked(to, a + PACKED, b, modulus);
}

/** a^2 / R mod m. */
export function squareMod(to: usize, a: usize, modulus: usize): void {
  const n = digitCount(modulus);
  square(a + PACKED, a + PAIRED, n, COLUMNS);
  reduce(to, modulus, n);
}

/** The columns at COLUMNS, divided by R modulo m. */
function reduce(to: usize, modulus: usize, n: usize): void {
  const lower = QUOTIENT;
  const quotient = QUOTIENT_DIGITS;
  const carry = settlePacked(COLUMNS, n, lower);
  multiplyLow(lower, modulus + NEGATIVE_INVERSE + PAIRED, n, QUOTIENT_COLUMNS);
  settlePacked(QUOTIENT_COLUMNS, n, quotient);
  const carried = carryOfLow(quotient, modulus + VALUE + PAIRED, n, lower);
  multiplyHigh(quotient, modulus + VALUE + PAIRED, n, COLUMNS, true, carry + carried);
  settle(COLUMNS + (n << 2), n, to);
}

/**
 * -1/m mod R, by Newton's iteration: x (2 - m x) has twice as many right digits as x. The digits that are multiplied are
 * those that are right.
 */
function invert(modulus: usize, n: usize): void {
  const value = modulus + VALUE;
  const inverse = modulus + NEGATIVE_INVERSE;
  clearNumber(inverse);
  let lowest: u64 = 0;
  for (let i: usize = 0; i < 5; i++) {
    lowest += ((load<i16>(value + PACKED + (i << 1)) as i64) << ((RADIX_BITS * i) as i64)) as u64;
  }
  // Right to 3 bits, 6, 12, 24, 48, 96.
  let x = lowest;
  for (let i = 0; i < 5; i++) x *= 2 - lowest * x;
  x = 0 - x;
  for (let i: usize = 0; i < 4; i++) {
    const digit = ((x as i64) << 51) >> 51;
    store<i16>(inverse + PACKED + (i << 1), digit as i16);
    x = (((x as i64) - digit) >> 13) as u64;
  }
  for (let right: usize = 4; right < n; ) {
    right = min(right << 1, n);
    improve(value, inverse, right);
  }
}

/** x (2 + m x), for x = -1/m: the sign is the other one. */
function improve(value: usize, inverse: usize, digits: usize): void {
  const n = max(16, (digits + 7) & ~7);
  pairUp(inverse, n);
  multiplyLow(value + PACKED, inverse + PAIRED, n, COLUMNS);
  store<i32>(COLUMNS, load<i32>(COLUMNS) + 2);
  settlePacked(COLUMNS, n, SCRATCH + PACKED);
  multiplyLow(SCRATCH + PACKED, inverse + PAIRED, n, COLUMNS);
  settlePacked(COLUMNS, n, inverse + PACKED);
  memory.fill(inverse + PACKED + (digits << 1), 0, (n - digits) << 1);
  pairUp(inverse, n);
}

/** 2^exponent as a float. */
@inline
function powerOfTwo(exponent: i32): f64 {
  return reinterpret<f64>(((1023 + exponent) as i64) << 52);
}

/** The digits that the bits of a modulus take. */
@inline
function leadingPlace(modulus: usize): usize {
  return (load<u32>(modulus + MODULUS_BITS) + 12) / 13;
}

/**
 * 2^(13 L) / m as a float, where L is the number of digits that the bits of m take: by Newton's iteration, since a
 * division takes a time that depends on what is divided.
 */
function reciprocate(modulus: usize): void {
  const place = leadingPlace(modulus);
  const digits = modulus + VALUE + PACKED + (place << 1);
  let leading: f64 = 0;
  for (let i: usize = 0; i <= 6; i++) leading = leading * (1.0 / 8192.0) + (load<i16>(digits - ((6 - i) << 1)) as f64);
  const scale = powerOfTwo((RADIX_BITS * place) as i32 - (load<u32>(modulus + MODULUS_BITS) as i32));
  leading *= scale;
  let x: f64 = 1;
  for (let i = 0; i < 9; i++) x *= 2.0 - leading * x;
  store<f64>(modulus + RECIPROCAL, x * scale);
}

/** Column j of 2^13 x + factor y. */
@inline
function shiftedColumn(x: usize, y: usize, factor: i32, j: usize): f64 {
  return (load<i16>(x + (j << 1) - 2) as f64) + ((load<i16>(y + (j << 1)) as i32) * factor as f64);
}

@inline
function lowProduct(digits: v128, factor: v128): v128 {
  return i32x4.extmul_low_i16x8_s(digits, factor);
}

@inline
function highProduct(digits: v128, factor: v128): v128 {
  return i32x4.extmul_high_i16x8_s(digits, factor);
}

/**
 * x becomes the residue nearest to 0 of 2^13 x + factor y modulo m, of any m: the step of a division.
 *
 * @param x Packed digits of a residue; two zero bytes in front.
 * @param y Packed digits of an integer from 0 to below m, or of one digit.
 * @param factor From 0 to 2^13 - 1.
 * @param m Packed digits of the modulus, which is that of `modulus` or the number below it.
 */
export function shiftIn(x: usize, y: usize, factor: i32, m: usize, modulus: usize, n: usize): void {
  const place = leadingPlace(modulus);
  let leading: f64 = 0;
  for (let i: usize = 0; i < 6; i++) {
    leading = leading * (1.0 / 8192.0) + shiftedColumn(x, y, factor, place + i - 4);
  }
  const quotient = nearest(leading * 8192.0 * load<f64>(modulus + RECIPROCAL)) as i32;
  const factors = i16x8.splat(factor as i16);
  const quotients = i16x8.splat(quotient as i16);
  let before = i32x4.splat(0);
  for (let i: usize = 0; i < n << 1; i += 16) {
    const moved = v128.load(x + i - 2);
    const added = v128.load(y + i);
    const taken = v128.load(m + i);
    let low = i32x4.sub(lowProduct(added, factors), lowProduct(taken, quotients));
    let high = i32x4.sub(highProduct(added, factors), highProduct(taken, quotients));
    low = i32x4.add(i32x4.add(low, i32x4.extend_low_i16x8_s(moved)), bias());
    high = i32x4.add(i32x4.add(high, i32x4.extend_high_i16x8_s(moved)), bias());
    const lowCarries = i32x4.shr_s(low, RADIX_BITS as i32);
    const highCarries = i32x4.shr_s(high, RADIX_BITS as i32);
    v128.store(COLUMNS + (i << 1), i32x4.add(v128.and(low, mask()), moveUp(before, lowCarries)));
    v128.store(COLUMNS + (i << 1) + 16, i32x4.add(v128.and(high, mask()), moveUp(lowCarries, highCarries)));
    before = highCarries;
  }
  settlePacked(COLUMNS, n, x);
}

/** 2^(13 count) x, modulo m. */
function shiftUp(number: usize, modulus: usize, n: usize, count: usize): void {
  const packed = number + PACKED;
  for (let i: usize = 0; i < count; i++) shiftIn(packed, packed, 0, modulus + VALUE + PACKED, modulus, n);
  pairUp(number, n);
}

/**
 * Makes what belongs to the modulus whose value, digits and bits are in place: -1/m mod R, the reciprocal, R mod m.
 *
 * An even m gives numbers without a meaning, in the same time.
 */
export function prepareModulus(modulus: usize): void {
  const n = digitCount(modulus);
  invert(modulus, n);
  reciprocate(modulus);
  const place = leadingPlace(modulus) - 1;
  setDigit(modulus + ONE, place, n, 1);
  shiftUp(modulus + ONE, modulus, n, n - place);
}

/** And R^2 mod m: R is shifted up by an odd part of n digits, and then squared. */
export function prepareSquare(modulus: usize): void {
  const n = digitCount(modulus);
  const to = modulus + SQUARE;
  memory.copy(to, modulus + ONE, PACKED + (n << 1) + 16);
  memory.fill(to + PAIRED - 64, 0, 64);
  let odd = n;
  let squarings = 0;
  for (; (odd & 1) == 0; odd >>= 1) squarings++;
  shiftUp(to, modulus, n, odd);
  for (; squarings > 0; squarings--) squareMod(to, to, modulus);
}

/** And R^3 mod m. */
export function prepareCube(modulus: usize): void {
  squareMod(modulus + CUBE, modulus + SQUARE, modulus);
}
