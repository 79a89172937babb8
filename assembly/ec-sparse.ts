/**
 * Multiples of points never seen before by public scalars, to verify: in variable time.
 *
 * A scalar is written in digits most of which are zero: a digit that is not is odd and between -15 and 15, and four zeros
 * at least lie above it (width-5 NAF). Only those digits take an addition, of one of the eight multiples that are tabled.
 *
 * On secp256k1 the scalar is k1 + k2 lambda with halves of 129 bits, and lambda P is (beta x, y): both halves share the
 * doublings, of which there are half as many (Gallant, Lambert, Vanstone 2001).
 *
 * Above the lowest digit the sum so far, before a digit is added, is k P with k from 32 to n / 2 + 16: what is added is
 * neither equal nor opposite. With halves it is i P + j lambda P, and no such sum is 0 where i and j are as short, but for
 * i = j = 0. The lowest additions are complete.
 *
 * @module
 */
import {
  A_IS_ZERO,
  BETA,
  BITS,
  LAMBDA,
  MINUS_Y1,
  MINUS_Y2,
  ORDER_LIMBS,
  QUOTIENT_1,
  QUOTIENT_2,
  SPLIT,
} from './ec-curves';
import { curve, multiply } from './ec-field';
import { BASE_TABLE, DIGITS, DIGITS_LENGTH, NUMBERS, ROW, SLOT, SLOTS } from './ec-memory';
import { makeBaseTable } from './ec-multiply';
import { addCompleteVartime, addOne, doubleOne, oneFromAffine, spread, Z } from './ec-point';
import { addScalars, multiplyScalars, negateScalar } from './ec-scalar';
import { chooseOneVartime } from './ec-table';

const WIDTH: u32 = 5;
const HALF_BITS: u32 = 129;
const Q: usize = SLOTS + 8 * SLOT;
const P: usize = SLOTS + 12 * SLOT;
const OTHER: usize = SLOTS + 16 * SLOT;
const FIRST: usize = NUMBERS + 8 * ROW;
const SECOND: usize = NUMBERS + 9 * ROW;
const PART: usize = NUMBERS + 10 * ROW;

/** to = scalar P for an affine point that is the same in both lanes. The scalar is from 1 to below the order. */
export function multiplyBaseVartime(to: usize, point: usize, scalar: usize): void {
  makeBaseTable(point, WIDTH - 1);
  const top = writeDigitsVartime(scalar);
  let begun = false;
  for (let i = top; i > 0; i--) {
    if (begun) doubleOne(P);
    for (let half: usize = 0; half < 2; half++) {
      if (!chooseDigitVartime(half, i)) continue;
      if (begun) addOne(P, Q);
      else oneFromAffine(P, Q);
      begun = true;
    }
  }
  memory.fill(to + Z, 0, SLOT);
  if (begun) {
    doubleOne(P);
    spread(to, P);
  }
  for (let half: usize = 0; half < 2; half++) {
    if (!chooseDigitVartime(half, 0)) continue;
    oneFromAffine(OTHER, Q);
    spread(P, OTHER);
    addCompleteVartime(to, P);
  }
  memory.fill(BASE_TABLE, 0, DIGITS + 2 * DIGITS_LENGTH - BASE_TABLE);
}

/** Q = the tabled multiple of P, or of lambda P, for digit i. @returns Whether there is one. */
function chooseDigitVartime(half: usize, i: u32): bool {
  const digit = <i32>load<i8>(DIGITS + half * DIGITS_LENGTH + i);
  if (digit == 0) return false;
  chooseOneVartime(Q, BASE_TABLE, digit);
  if (half != 0) multiply(Q, Q, SPLIT + BETA);
  return true;
}

/** Writes the digits of a scalar, or of its halves. @returns The number of the highest there can be. */
function writeDigitsVartime(scalar: usize): u32 {
  if (!load<u32>(curve, A_IS_ZERO)) {
    writeSparseVartime(DIGITS, scalar, load<u32>(curve, BITS), 1);
    return load<u32>(curve, BITS);
  }
  splitVartime(scalar);
  writeSparseVartime(DIGITS, FIRST, HALF_BITS, makeShortVartime(FIRST));
  writeSparseVartime(DIGITS + DIGITS_LENGTH, SECOND, HALF_BITS, makeShortVartime(SECOND));
  return HALF_BITS;
}

/** The digits of a number of so many bits, times 1 or -1, into bytes that are zero. */
function writeSparseVartime(to: usize, number: usize, bits: u32, sign: i32): void {
  let carry: i32 = 0;
  for (let bit: u32 = 0; bit <= bits; ) {
    // A thirtieth, as a product: right for every bit of a scalar.
    const limb = (bit * 2185) >> 16;
    const at = number + (limb << 2);
    const limbs = load<u32>(at) | ((<u64>load<u32>(at, 4)) << 30);
    const window = <i32>(limbs >> (bit - 30 * limb)) & ((1 << WIDTH) - 1);
    if ((window & 1) == carry) {
      bit++;
      continue;
    }
    const digit = window + carry;
    carry = digit >> (WIDTH - 1);
    store<i8>(to + bit, <i8>(sign * (digit - (carry << WIDTH))));
    bit += WIDTH;
  }
}

/** FIRST + SECOND lambda = k modulo the order, both of at most 129 bits or the order less that. */
function splitVartime(k: usize): void {
  multiplyQuotient(FIRST, k, SPLIT + QUOTIENT_1);
  multiplyQuotient(SECOND, k, SPLIT + QUOTIENT_2);
  multiplyScalars(FIRST, FIRST, SPLIT + MINUS_Y1);
  multiplyScalars(SECOND, SECOND, SPLIT + MINUS_Y2);
  addScalars(SECOND, FIRST, SECOND);
  multiplyScalars(PART, SECOND, SPLIT + LAMBDA);
  negateScalar(PART, PART);
  addScalars(FIRST, k, PART);
}

/** to = a b / 2^390, rounded to the nearest. */
function multiplyQuotient(to: usize, a: usize, b: usize): void {
  memory.fill(to, 0, ROW);
  let sum: u64 = 0;
  for (let column: usize = 0; column < 18; column++) {
    for (let i: usize = column < 9 ? 0 : column - 8; i <= min<usize>(column, 8); i++) {
      sum += <u64>load<u32>(a + (i << 2)) * <u64>load<u32>(b + ((column - i) << 2));
    }
    if (column == 12) sum += 0x20000000;
    if (column > 12) store<u32>(to + ((column - 13) << 2), <u32>sum & 0x3fffffff);
    sum >>= 30;
  }
}

/** Replaces a number whose negative is short by that. @returns -1 where it was, else 1. */
function makeShortVartime(number: usize): i32 {
  let above: u32 = 0;
  for (let i: usize = 5; i < <usize>load<u32>(curve, ORDER_LIMBS); i++) above |= load<u32>(number + (i << 2));
  if (above == 0) return 1;
  negateScalar(number, number);
  return -1;
}
