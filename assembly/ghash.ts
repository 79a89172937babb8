/**
 * GHASH (SP 800-38D §6.4) by byte shuffles: two chains of blocks, their products added up before one reduction.
 *
 * Bytes stay in memory order, in which a product is a shift-and-add of bytes: byte p of a block times a power of H
 * adds to bytes p to p + 8 of the product of halves. One table of sixteen bytes answers, for a nibble at any p, what
 * it adds at p + c: a power of H is 3 halves (low, high, their sum: Karatsuba) of 9 columns c of 2 nibbles. A table is
 * loaded whole by a public address and read by a shuffle, so the hash indexes no memory by a secret.
 *
 * A vector holds a half of the block in an even place and of the block in the odd place behind it. Both chains are
 * multiplied by H^2 a step, up to eight steps at once by H^16, H^14 to H^2; `collapse` brings them together.
 *
 * @module
 */

import { lookUp, table } from './aes';
import { NIBBLE_BIT_0, NIBBLE_BIT_1, NIBBLE_BIT_2, NIBBLE_BIT_3 } from './aes-tables';
import { HASH_EVEN, HASH_INPUT, HASH_ODD, HASH_PRODUCTS, POWER_LENGTH } from './memory';

/** One half of a power: nine columns of high nibbles, nine of low ones. */
const HALF: usize = POWER_LENGTH / 3;
const LOW_NIBBLES: usize = HALF / 2;
/** What one pair of blocks takes in HASH_INPUT: low halves, high halves, their sums. */
export const PAIR: usize = 96;

/** The bytes of both lanes in the opposite order: between memory order and numbers. */
@inline
function reverseLanes(x: v128): v128 {
  return lookUp(x, i8x16(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
}

@inline
function lowLanes(x: v128, y: v128): v128 {
  return v128.shuffle<i64>(x, y, 0, 2);
}

@inline
function highLanes(x: v128, y: v128): v128 {
  return v128.shuffle<i64>(x, y, 1, 3);
}

@inline
function interleaveLow(x: v128, y: v128): v128 {
  return i8x16.shuffle(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

@inline
function interleaveHigh(x: v128, y: v128): v128 {
  return i8x16.shuffle(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** A half of H times x^t in one lane and times x^(t + 4) in the other, without what overflows. */
@inline
function shiftedHalf(half: v128, t: i32): v128 {
  return reverseLanes(v128.shuffle<i64>(i64x2.shr_u(half, t), i64x2.shr_u(half, t + 4), 0, 3));
}

/** The bits of one byte that x^t moves into the next, for nibbles that have the bit. */
@inline
function overflow(last: i32, by: i32, nibbles: usize): v128 {
  return v128.and(i8x16.splat((last << by) as i8), table(nibbles));
}

/** The ninth columns: what overflows the eight bytes. */
@inline
function buildOverflow(last: i32, to: usize): void {
  const high = v128.xor(overflow(last, 7, NIBBLE_BIT_2), overflow(last, 6, NIBBLE_BIT_1));
  v128.store(to, v128.xor(high, overflow(last, 5, NIBBLE_BIT_0)), 8 * 16);
  const low = v128.xor(overflow(last, 4, NIBBLE_BIT_3), overflow(last, 3, NIBBLE_BIT_2));
  const rest = v128.xor(overflow(last, 2, NIBBLE_BIT_1), overflow(last, 1, NIBBLE_BIT_0));
  v128.store(to, v128.xor(low, rest), LOW_NIBBLES + 8 * 16);
}

/** Two columns: from nibbles 0 to 7 to all sixteen. */
@inline
function buildColumns2(x: v128, x0: v128, to: usize): void {
  const y = v128.xor(x, x0);
  v128.store(to, lowLanes(x, y));
  v128.store(to, highLanes(x, y), 16);
}

/** Four columns: from nibbles 0 to 3 to 0 to 7. */
@inline
function buildColumns4(x: v128, x1: v128, x0: v128, to: usize): void {
  const y = v128.xor(x, x1);
  buildColumns2(v128.shuffle<i32>(x, y, 0, 4, 1, 5), v128.shuffle<i32>(x0, x0, 0, 4, 1, 5), to);
  buildColumns2(v128.shuffle<i32>(x, y, 2, 6, 3, 7), v128.shuffle<i32>(x0, x0, 2, 6, 3, 7), to + 32);
}

/** Eight columns: from nibbles 0 and 1 to 0 to 3; a column's byte of x^2, x^1 and x^0 stands twice in each operand. */
@inline
function buildColumns8(x: v128, x2: v128, x1: v128, x0: v128, to: usize): void {
  const y = v128.xor(x, x2);
  const low = v128.shuffle<i16>(x, y, 0, 8, 1, 9, 2, 10, 3, 11);
  const low1 = v128.shuffle<i16>(x1, x1, 0, 8, 1, 9, 2, 10, 3, 11);
  buildColumns4(low, low1, v128.shuffle<i16>(x0, x0, 0, 8, 1, 9, 2, 10, 3, 11), to);
  const high = v128.shuffle<i16>(x, y, 4, 12, 5, 13, 6, 14, 7, 15);
  const high1 = v128.shuffle<i16>(x1, x1, 4, 12, 5, 13, 6, 14, 7, 15);
  buildColumns4(high, high1, v128.shuffle<i16>(x0, x0, 4, 12, 5, 13, 6, 14, 7, 15), to + 64);
}

/**
 * The tables of one half of a power of H, given as a number in both lanes.
 *
 * A column of nibble n is the sum of the bytes of x^t for its bits, where bit 3 is x^0: adding one bit after another
 * doubles what is there, and interleaving the doubles leaves every column in a vector of its own.
 */
function buildHalf(half: v128, to: usize): void {
  const zero = i64x2.splat(0);
  const x0 = shiftedHalf(half, 0);
  const x1 = shiftedHalf(half, 1);
  const x2 = shiftedHalf(half, 2);
  const x3 = shiftedHalf(half, 3);
  const high = interleaveLow(zero, x3);
  buildColumns8(high, interleaveLow(x2, x2), interleaveLow(x1, x1), interleaveLow(x0, x0), to);
  const low = interleaveHigh(zero, x3);
  const to2 = to + LOW_NIBBLES;
  buildColumns8(low, interleaveHigh(x2, x2), interleaveHigh(x1, x1), interleaveHigh(x0, x0), to2);
  buildOverflow(i8x16.extract_lane_u(half, 0), to);
}

/** Builds the tables of a power of H. */
export function buildPower(power: v128, to: usize): void {
  const numbers = reverseLanes(power);
  const low = lowLanes(numbers, numbers);
  const high = highLanes(numbers, numbers);
  buildHalf(low, to);
  buildHalf(high, to + HALF);
  buildHalf(v128.xor(low, high), to + 2 * HALF);
}

@inline
function putNibbles(at: usize, bytes: v128): void {
  v128.store(at, v128.and(bytes, i8x16.splat(0x0f)));
  v128.store(at, v128.and(i64x2.shr_u(bytes, 4), i8x16.splat(0x0f)), 16);
}

/** Arranges a pair of blocks for `multiply`: three halves, each as low and as high nibbles. */
@inline
export function putPair(at: usize, even: v128, odd: v128): void {
  const low = lowLanes(even, odd);
  const high = highLanes(even, odd);
  putNibbles(at, low);
  putNibbles(at + 32, high);
  putNibbles(at + 64, v128.xor(low, high));
}

@inline
function add(sum: v128, highTable: v128, high: v128, lowTable: v128, low: v128): v128 {
  return v128.xor(v128.xor(sum, lookUp(highTable, high)), lookUp(lowTable, low));
}

/**
 * Three neighbouring columns of the products of one half, added over the pairs and then into two numbers of 64 bits.
 *
 * Three, because a compiler that loads all tables of a loop first has the registers for so many, and no more.
 *
 * @param place The place of the first column, in bits.
 */
@inline
function addColumns(input: usize, end: usize, power: usize, place: i32, product: usize): void {
  let c0 = i64x2.splat(0);
  let c1 = c0;
  let c2 = c0;
  for (let at = input; at < end; at += PAIR, power -= POWER_LENGTH) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    c0 = add(c0, v128.load(power), high, v128.load(power, LOW_NIBBLES), low);
    c1 = add(c1, v128.load(power, 16), high, v128.load(power, LOW_NIBBLES + 16), low);
    c2 = add(c2, v128.load(power, 32), high, v128.load(power, LOW_NIBBLES + 32), low);
  }
  if (place == 0) {
    v128.store(product, v128.xor(v128.xor(c0, i64x2.shl(c1, 8)), i64x2.shl(c2, 16)));
    v128.store(product, v128.xor(i64x2.shr_u(c1, 56), i64x2.shr_u(c2, 48)), 16);
    return;
  }
  const above = v128.xor(i64x2.shr_u(c0, 64 - place), i64x2.shr_u(c1, 56 - place));
  if (place == 24) {
    const inside = v128.xor(i64x2.shl(c0, 24), i64x2.shl(c1, 32));
    v128.store(product, v128.xor(v128.load(product), v128.xor(inside, i64x2.shl(c2, 40))));
    v128.store(product, v128.xor(v128.load(product, 16), v128.xor(above, i64x2.shr_u(c2, 24))), 16);
    return;
  }
  // The ninth column lies wholly in the second number.
  v128.store(product, v128.xor(v128.load(product), v128.xor(i64x2.shl(c0, 48), i64x2.shl(c1, 56))));
  v128.store(product, v128.xor(v128.load(product, 16), v128.xor(above, c2)), 16);
}

/** The nine columns of the products of one half. */
@inline
function multiplyHalf(half: usize, pairs: usize, power: usize): void {
  const input = HASH_INPUT + (half << 5);
  const end = input + pairs * PAIR;
  const product = HASH_PRODUCTS + (half << 5);
  addColumns(input, end, power, 0, product);
  addColumns(input, end, power + 48, 24, product);
  addColumns(input, end, power + 96, 48, product);
}

/** x^64 times a number, modulo the field's polynomial, as far as it stays in one number: times 1 + x + x^2 + x^7. */
@inline
function foldInside(x: v128): v128 {
  return v128.xor(v128.xor(x, i64x2.shr_u(x, 1)), v128.xor(i64x2.shr_u(x, 2), i64x2.shr_u(x, 7)));
}

/** And what of it overflows into the next number. */
@inline
function foldOver(x: v128): v128 {
  return v128.xor(v128.xor(i64x2.shl(x, 63), i64x2.shl(x, 62)), i64x2.shl(x, 57));
}

/**
 * Multiplies pairs of blocks in HASH_INPUT and adds up: the first by the power whose tables are at `power`, each
 * further one by the tables below. The sums of even and of odd places are left in HASH_EVEN and HASH_ODD.
 */
export function multiply(pairs: usize, power: usize): void {
  for (let half: usize = 0; half < 3; half++) multiplyHalf(half, pairs, power + half * HALF);
  const low0 = v128.load(HASH_PRODUCTS);
  const high0 = v128.load(HASH_PRODUCTS, 16);
  const low2 = v128.load(HASH_PRODUCTS, 32);
  const high2 = v128.load(HASH_PRODUCTS, 48);
  const low1 = v128.xor(v128.load(HASH_PRODUCTS, 64), v128.xor(low0, low2));
  const high1 = v128.xor(v128.load(HASH_PRODUCTS, 80), v128.xor(high0, high2));
  const z3 = reverseLanes(high2);
  const z2 = v128.xor(reverseLanes(v128.xor(low2, high1)), foldOver(z3));
  const z1 = v128.xor(reverseLanes(v128.xor(high0, low1)), v128.xor(foldInside(z3), foldOver(z2)));
  const z0 = v128.xor(reverseLanes(low0), foldInside(z2));
  const y0 = reverseLanes(z0);
  const y1 = reverseLanes(z1);
  v128.store(HASH_EVEN, lowLanes(y0, y1));
  v128.store(HASH_ODD, highLanes(y0, y1));
}

/**
 * Absorbs pairs of blocks into both chains, as many at once as there are powers.
 *
 * @param powers Where the tables of H lie, behind them those of H^2, H^4 and so on.
 * @param level How many of these are there besides H, at most 8.
 */
export function absorbPairs(text: usize, pairs: usize, powers: usize, level: usize): void {
  while (pairs > 0) {
    const count = min(pairs, level);
    putPair(
      HASH_INPUT,
      v128.xor(v128.load(text), v128.load(HASH_EVEN)),
      v128.xor(v128.load(text, 16), v128.load(HASH_ODD)),
    );
    for (let pair: usize = 1; pair < count; pair++) {
      const at = text + (pair << 5);
      putPair(HASH_INPUT + pair * PAIR, v128.load(at), v128.load(at, 16));
    }
    multiply(count, powers + count * POWER_LENGTH);
    text += count << 5;
    pairs -= count;
  }
}

/** Absorbs one or two blocks and brings the chains together, in HASH_EVEN; HASH_ODD becomes zero. Needs H and H^2. */
export function collapse(text: usize, blocks: usize, powers: usize): void {
  const zero = i64x2.splat(0);
  const even = v128.xor(v128.load(HASH_EVEN), v128.load(text));
  let rest = v128.load(HASH_ODD);
  if (blocks == 2) {
    putPair(HASH_INPUT, even, zero);
    putPair(HASH_INPUT + PAIR, zero, v128.xor(rest, v128.load(text, 16)));
    multiply(2, powers + POWER_LENGTH);
    rest = zero;
  } else {
    putPair(HASH_INPUT, even, zero);
    multiply(1, powers);
  }
  const sum = v128.xor(v128.load(HASH_EVEN), v128.load(HASH_ODD));
  v128.store(HASH_EVEN, v128.xor(sum, rest));
  v128.store(HASH_ODD, zero);
}

/** Absorbs blocks one by one, for a key that has only H: cheaper than building H^2 for a few. */
export function absorbSingly(text: usize, blocks: usize, powers: usize): void {
  const end = text + (blocks << 4);
  for (; text < end; text += 16) {
    putPair(HASH_INPUT, v128.xor(v128.load(HASH_EVEN), v128.load(text)), i64x2.splat(0));
    multiply(1, powers);
  }
}

/** Builds the tables of H^2 behind those of H. @returns H^2. */
export function buildSquare(subkey: v128, powers: usize): v128 {
  putPair(HASH_INPUT, subkey, i64x2.splat(0));
  multiply(1, powers);
  const square = v128.load(HASH_EVEN);
  buildPower(square, powers + POWER_LENGTH);
  return square;
}

/**
 * Multiplies two powers by the one whose tables are at `power` and builds the tables of the products at `to`.
 *
 * The products are left in HASH_EVEN and HASH_ODD, so a key's powers are built before a message begins.
 */
export function buildProducts(even: v128, odd: v128, power: usize, to: usize): void {
  putPair(HASH_INPUT, even, odd);
  multiply(1, power);
  buildPower(v128.load(HASH_EVEN), to);
  buildPower(v128.load(HASH_ODD), to + POWER_LENGTH);
}
