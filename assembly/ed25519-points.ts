/**
 * Points of edwards25519 (RFC 8032 §5.1.4; H. Hisil, K. Wong, G. Carter, E. Dawson, "Twisted Edwards Curves Revisited",
 * 2008): adding, doubling, and the 32 bytes of a point.
 *
 * A point is two pairs, (X | Y) and (Z | T) with T = XY / Z. An addend is a point made ready: (Y - X | Y + X) and
 * (2dT | 2Z). The formula for the sum is complete, for any two points, equal or opposite or neutral. Sum and double both
 * come to four elements E, F, G, H, and both end in the two pairs of products (E F | H G) and (F G | H E): eight
 * multiplications are four calls, and nothing is branched on.
 *
 * @module
 */
import { add, isZeroVartime, loadElement, powerForRoot, storeElement, subtract } from './ed25519-field';
import { invert } from './ed25519-inverse';
import { ELEMENTS, LEFT, LEFT_2, PAIR, POINT, RIGHT, RIGHT_2 } from './ed25519-memory';
import { multiply, square } from './ed25519-products';

/** (2d | 2) */
// biome-ignore format: one pair
const DOUBLE_D: usize = memory.data<u32>([
  0x06b2f159, 2, 0x1eb4dca1, 0, 0x00ec55ba, 0, 0x00293505, 0, 0x1d13000e, 0,
  0x00797779, 0, 0x139c663a, 0, 0x1b8adbff, 0, 0x002406d9, 0, 0, 0,
], 16);

/** d and the square root of -1, each in the first lane. */
// biome-ignore format: one pair
const CURVE_D: usize = memory.data<u32>([
  0x135978a3, 0, 0x0f5a6e50, 0, 0x10762add, 0, 0x00149a82, 0, 0x1e898007, 0,
  0x003cbbbc, 0, 0x19ce331d, 0, 0x1dc56dff, 0, 0x0052036c, 0, 0, 0,
], 16);
// biome-ignore format: one pair
const ROOT_OF_MINUS_1: usize = memory.data<u32>([
  0x0a0ea0b0, 0, 0x0770d93a, 0, 0x0bf91e31, 0, 0x06300d5a, 0, 0x1d7a72f4, 0,
  0x004c9efd, 0, 0x1c2cad34, 0, 0x1009f83b, 0, 0x002b8324, 0, 0, 0,
], 16);

/** (x | y) as (y | x). */
@inline
export function swapLanes(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 1, 0, 3, 2);
}

/** (x | y) as (y - x | y + x). */
@inline
function crossSums(x: v128): v128 {
  const first = i32x4(-1, 0, -1, 0);
  return i32x4.add(swapLanes(x), i32x4.sub(v128.xor(x, first), first));
}

/** (0, 1), which adds nothing. */
export function setNeutral(to: usize): void {
  for (let at: usize = 0; at < POINT; at += 16) v128.store(to + at, i64x2.splat(0));
  store<i32>(to, 1, 4);
  store<i32>(to + PAIR, 1);
}

/** to = p + the addend q. `to` may be p. */
export function addPoint(to: usize, p: usize, q: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) {
    v128.store(LEFT + i, crossSums(v128.load(p + i)));
    v128.store(RIGHT + i, swapLanes(v128.load(p + PAIR + i)));
  }
  multiply(LEFT, LEFT, q);
  multiply(RIGHT, RIGHT, q + PAIR);
  // (A | B) and (C | D): E = B - A, H = B + A, F = D - C, G = D + C.
  for (let i: usize = 0; i < PAIR; i += 16) {
    v128.store(LEFT + i, crossSums(v128.load(LEFT + i)));
    v128.store(RIGHT + i, crossSums(v128.load(RIGHT + i)));
  }
  close(to);
}

/** to = 2 p. `to` may be p. */
export function doublePoint(to: usize, p: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) {
    const xy = v128.load(p + i);
    // (Z | X + Y)
    const sum = i32x4.add(xy, swapLanes(xy));
    v128.store(RIGHT + i, v128.shuffle<i32>(v128.load(p + PAIR + i), sum, 0, 5, 2, 7));
  }
  square(LEFT, p);
  square(RIGHT, RIGHT);
  // (A | B) and (C | S): H = A + B, E = H - S, G = A - B, F = G + 2 C.
  const first = i32x4(-1, 0, -1, 0);
  for (let i: usize = 0; i < PAIR; i += 16) {
    const ab = v128.load(LEFT + i);
    const cs = v128.load(RIGHT + i);
    const a = v128.shuffle<i32>(ab, ab, 0, 0, 2, 2);
    const b = v128.shuffle<i32>(ab, ab, 1, 1, 3, 3);
    v128.store(LEFT + i, i32x4.sub(i32x4.add(a, b), v128.and(swapLanes(cs), first)));
    v128.store(RIGHT + i, i32x4.add(i32x4.sub(a, b), v128.and(i32x4.add(cs, cs), first)));
  }
  close(to);
}

/** From (E | H) in LEFT and (F | G) in RIGHT to the point (E F | H G), (F G | H E). */
@inline
function close(to: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) {
    const eh = v128.load(LEFT + i);
    const fg = v128.load(RIGHT + i);
    v128.store(LEFT_2 + i, v128.shuffle<i32>(fg, eh, 0, 5, 2, 7));
    v128.store(RIGHT_2 + i, v128.shuffle<i32>(fg, eh, 1, 4, 3, 6));
  }
  multiply(to, LEFT, RIGHT);
  multiply(to + PAIR, LEFT_2, RIGHT_2);
}

/** The addend of a point. */
export function toAddend(to: usize, p: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) {
    v128.store(to + i, crossSums(v128.load(p + i)));
    v128.store(RIGHT + i, swapLanes(v128.load(p + PAIR + i)));
  }
  multiply(to + PAIR, RIGHT, DOUBLE_D);
}

/** The addend of a point in affine coordinates x and y in lanes: (y - x | y + x), and 2dxy without a pair. */
export function toEntry(to: usize, xy: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) {
    const x = v128.load(xy + i);
    v128.store(to + i, crossSums(x));
    v128.store(RIGHT + i, swapLanes(x));
  }
  multiply(RIGHT, RIGHT, xy);
  multiply(RIGHT, RIGHT, DOUBLE_D);
  for (let i: usize = 0; i < 48; i += 4) store<u32>(to + PAIR + i, 0);
  for (let i: usize = 0; i < 9; i++) store<u32>(to + PAIR + 4 * i, load<u32>(RIGHT + 8 * i));
}

/** The entry at `from` as an addend; its opposite where `negative` is -1 and not 0. */
export function expandEntry(to: usize, from: usize, negative: i32): void {
  const mask = i32x4.splat(negative);
  for (let i: usize = 0; i < PAIR; i += 16) {
    const sums = v128.load(from + i);
    v128.store(to + i, v128.xor(sums, v128.and(v128.xor(sums, swapLanes(sums)), mask)));
  }
  const zero = i64x2.splat(0);
  for (let i: usize = 0; i < 48; i += 16) {
    const product = i32x4.sub(v128.xor(v128.load(from + PAIR + i), mask), mask);
    v128.store(to + PAIR + 2 * i, v128.shuffle<i32>(product, zero, 0, 4, 1, 5));
    if (i < 32) v128.store(to + PAIR + 2 * i, v128.shuffle<i32>(product, zero, 2, 6, 3, 7), 16);
  }
  // 2 Z = 2.
  store<i32>(to + PAIR, 2, 4);
}

/** The addend at `from`; its opposite where `negative` is -1 and not 0. */
export function signedAddend(to: usize, from: usize, negative: i32): void {
  const mask = i32x4.splat(negative);
  const first = v128.and(i32x4(-1, 0, -1, 0), mask);
  for (let i: usize = 0; i < PAIR; i += 16) {
    const sums = v128.load(from + i);
    const rest = v128.load(from + PAIR + i);
    v128.store(to + i, v128.xor(sums, v128.and(v128.xor(sums, swapLanes(sums)), mask)));
    v128.store(to + PAIR + i, i32x4.sub(v128.xor(rest, first), first));
  }
}

/** The pair (1 / z | 1 / z) of the first lane. */
export function invertLane(to: usize, z: usize): void {
  const bytes = ELEMENTS;
  storeElement(bytes, z);
  invert(bytes, bytes);
  store<u64>(to, 0, 72);
  loadElement(to, bytes);
  loadElement(to + 4, bytes);
}

/** The 32 bytes of a point (§5.1.2): y, and the lowest bit of x in the highest place. */
export function encodePoint(to: usize, p: usize): void {
  const xy = ELEMENTS + PAIR;
  invertLane(xy, p + PAIR);
  multiply(xy, xy, p);
  storeElement(ELEMENTS, xy);
  storeElement(to, xy + 4);
  store<u8>(to, load<u8>(to, 31) | (load<u8>(ELEMENTS) << 7), 31);
}

/**
 * The point of 32 public bytes (§5.1.3).
 *
 * @returns Whether they are one: y below p, a square for x, and no sign for an x of zero.
 */
export function decodePointVartime(to: usize, from: usize): bool {
  const y = ELEMENTS;
  const x = y + PAIR;
  const numerator = x + PAIR;
  const denominator = numerator + PAIR;
  const root = denominator + PAIR;
  const check = root + PAIR;
  for (let at: usize = 0; at < 6 * PAIR; at += 16) v128.store(ELEMENTS + at, i64x2.splat(0));
  loadElement(y, from);
  if (!isCanonicalVartime(y, from)) return false;
  // x^2 = (y^2 - 1) / (d y^2 + 1)
  square(numerator, y);
  multiply(denominator, numerator, CURVE_D);
  store<i32>(numerator, load<i32>(numerator) - 1);
  store<i32>(denominator, load<i32>(denominator) + 1);
  // x = u v^3 (u v^7)^((p - 5) / 8), perhaps times the root of -1.
  square(check, denominator);
  multiply(check, check, denominator);
  square(x, check);
  multiply(x, x, denominator);
  multiply(x, x, numerator);
  multiply(check, check, numerator);
  powerForRoot(root, x, check + PAIR);
  multiply(x, root, check);
  square(check, x);
  multiply(check, check, denominator);
  subtract(root, check, numerator);
  if (!isZeroVartime(root)) {
    add(root, check, numerator);
    if (!isZeroVartime(root)) return false;
    multiply(x, x, ROOT_OF_MINUS_1);
  }
  const sign = load<u8>(from, 31) >> 7;
  if (isZeroVartime(x) && sign != 0) return false;
  storeElement(check, x);
  join(to, x, y, (load<u8>(check) & 1) != sign);
  return true;
}

/** Whether the bytes are those that the element has, but for the sign. */
function isCanonicalVartime(y: usize, from: usize): bool {
  const bytes = ELEMENTS + 2 * PAIR;
  storeElement(bytes, y);
  const high = (load<u64>(bytes, 24) ^ load<u64>(from, 24)) << 1;
  const middle = (load<u64>(bytes, 16) ^ load<u64>(from, 16)) | (load<u64>(bytes, 8) ^ load<u64>(from, 8));
  return (high | middle | (load<u64>(bytes) ^ load<u64>(from))) == 0;
}

/** Whether p is neutral: a public one. */
export function isNeutralVartime(p: usize): bool {
  const difference = ELEMENTS;
  for (let i: usize = 0; i < PAIR; i += 16) {
    const y = swapLanes(v128.load(p + i));
    v128.store(difference + i, i32x4.sub(y, v128.load(p + PAIR + i)));
  }
  return isZeroVartime(p) && isZeroVartime(difference);
}

/** The point of x or -x and y, in the first lanes. */
function join(to: usize, x: usize, y: usize, negative: bool): void {
  const minus = i32x4.splat(negative ? -1 : 0);
  for (let i: usize = 0; i < PAIR; i += 16) {
    const value = i32x4.sub(v128.xor(v128.load(x + i), minus), minus);
    v128.store(to + i, v128.shuffle<i32>(value, v128.load(y + i), 0, 4, 2, 6));
    v128.store(RIGHT + i, value);
  }
  multiply(RIGHT, RIGHT, y);
  for (let i: usize = 0; i < PAIR; i += 16) {
    const product = v128.load(RIGHT + i);
    v128.store(to + PAIR + i, v128.shuffle<i32>(i64x2.splat(0), product, 0, 4, 2, 6));
  }
  store<i32>(to + PAIR, 1);
}
