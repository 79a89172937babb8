/**
 * Adding and doubling points of the curve in use, in Jacobian coordinates: x = X / Z^2, y = Y / Z^3, infinity has Z = 0.
 *
 * A point is three pairs, X, Y and Z, in slots one behind the other, and its two lanes are two points: everything in the
 * first half of this file works on both at once. The second half works on one point, whose coordinates share a pair.
 *
 * Formulas are the usual ones for a = -3 and a = 0, which fail where the points are equal, opposite or infinity. Who
 * uses them knows that this cannot be, or uses `addComplete`, which computes every case and chooses by masks.
 *
 * @module
 */
import { A_IS_ZERO, COEFFICIENT, UNIT } from './ec-curves';
import {
  add,
  carried,
  carryOf,
  copy,
  curve,
  excess,
  folded,
  lanes00,
  lanes01,
  multiply,
  negate,
  pairSpan,
  reduce,
  replace,
  square,
  subtract,
  subtractReduced,
  zeroMask,
} from './ec-field';
import { SLOT, SLOTS } from './ec-memory';

/** Where Y and Z of a point lie. */
export const Y: usize = SLOT;
export const Z: usize = 2 * SLOT;

/** The slots of this file. */
const A: usize = SLOTS + 24 * SLOT;
const B: usize = SLOTS + 25 * SLOT;
const C: usize = SLOTS + 26 * SLOT;
const D: usize = SLOTS + 27 * SLOT;
const E: usize = SLOTS + 28 * SLOT;
const F: usize = SLOTS + 29 * SLOT;
const H: usize = SLOTS + 30 * SLOT;
const R: usize = SLOTS + 31 * SLOT;
const SUM: usize = SLOTS + 32 * SLOT;
const TWICE: usize = SLOTS + 36 * SLOT;

/** d = 2 p. A point and its double may lie at one place; twice infinity is infinity. */
export function double(d: usize, p: usize): void {
  square(B, p + Y);
  slope(A, p);
  // Z of the double before Y is overwritten.
  multiply(C, p + Y, p + Z);
  add(d + Z, C, C);
  reduce(d + Z);
  add(C, B, B);
  add(C, C, C);
  multiply(D, p, C);
  multiply(B, B, C);
  square(E, A);
  subtract(E, E, D);
  subtractReduced(E, E, D);
  subtract(D, D, E);
  multiply(D, A, D);
  subtract(D, D, B);
  subtract(d + Y, D, B);
  reduce(d + Y);
  copy(d, E);
}

/** to = 3 x^2 + a z^4, reduced: for a = -3, 3 (x - z^2) (x + z^2). */
function slope(to: usize, p: usize): void {
  if (load<u32>(curve, A_IS_ZERO)) square(C, p);
  else {
    square(C, p + Z);
    subtract(D, p, C);
    add(C, p, C);
    multiply(C, D, C);
  }
  add(to, C, C);
  add(to, to, C);
  reduce(to);
}

/** p = p + q for an affine q: x, and y behind it. Neither infinity nor p = q nor p = -q is allowed for. */
export function addAffine(p: usize, q: usize): void {
  square(A, p + Z);
  multiply(B, q, A);
  multiply(A, A, p + Z);
  multiply(A, A, q + Y);
  subtract(H, B, p);
  subtract(R, A, p + Y);
  multiply(p + Z, p + Z, H);
  finishSum(p, p, p + Y);
}

/** From H and R, and X and Y of the first point as they are where both have the same Z, to X and Y of the sum. */
function finishSum(d: usize, x: usize, y: usize): void {
  square(B, H);
  multiply(C, B, H);
  multiply(B, B, x);
  square(A, R);
  multiply(D, y, C);
  const span = pairSpan();
  for (let at: usize = 0; at < span; at += 16) {
    const v = v128.load(B + at);
    const less = i32x4.add(v128.load(C + at), i32x4.add(v, v));
    v128.store(d + at, i32x4.sub(v128.load(A + at), less));
  }
  reduce(d);
  subtract(B, B, d);
  multiply(B, B, R);
  subtractReduced(d + Y, B, D);
}

/** d = p + q. Neither infinity nor p = q is allowed for; p = -q gives infinity. d is neither of them. */
export function addPoints(d: usize, p: usize, q: usize): void {
  square(A, p + Z);
  square(B, q + Z);
  multiply(E, p, B);
  multiply(C, q, A);
  subtract(H, C, E);
  multiply(B, B, q + Z);
  multiply(F, p + Y, B);
  multiply(A, A, p + Z);
  multiply(C, q + Y, A);
  subtract(R, C, F);
  multiply(A, p + Z, q + Z);
  multiply(d + Z, A, H);
  finishSum(d, E, F);
}

/** p = p + q, whatever they are, infinity included. */
export function addComplete(p: usize, q: usize): void {
  addPoints(SUM, p, q);
  const noFirst = zeroMask(p + Z);
  const noSecond = zeroMask(q + Z);
  const same = v128.and(zeroMask(H), zeroMask(R));
  double(TWICE, p);
  replacePoint(SUM, TWICE, same);
  replacePoint(SUM, p, noSecond);
  replacePoint(SUM, q, noFirst);
  copyPoint(p, SUM);
}

/** d = p where the mask is set. */
function replacePoint(d: usize, p: usize, mask: v128): void {
  replace(d, p, mask);
  replace(d + Y, p + Y, mask);
  replace(d + Z, p + Z, mask);
}

export function copyPoint(d: usize, p: usize): void {
  copy(d, p);
  copy(d + Y, p + Y);
  copy(d + Z, p + Z);
}

/** Adds lane 1 of a point to lane 0, whatever they are. The sum is in lane 0; lane 1 has it too. */
export function addLanes(p: usize, other: usize): void {
  swapLanes(other, p);
  swapLanes(other + Y, p + Y);
  swapLanes(other + Z, p + Z);
  addComplete(p, other);
}

function swapLanes(d: usize, a: usize): void {
  const span = pairSpan();
  for (let at: usize = 0; at < span; at += 16) {
    const x = v128.load(a + at);
    v128.store(d + at, v128.shuffle<i32>(x, x, 1, 0, 3, 2));
  }
}

/** All ones in the lanes where an affine point, x and y behind it, is on the curve: y^2 = x^3 + a x + b. */
export function curveMask(q: usize): v128 {
  square(A, q);
  multiply(B, A, q);
  if (!load<u32>(curve, A_IS_ZERO)) {
    subtract(B, B, q);
    subtract(B, B, q);
    subtract(B, B, q);
  }
  add(B, B, curve + COEFFICIENT);
  square(A, q + Y);
  subtract(A, A, B);
  return zeroMask(A);
}

/** to = x^3 + a x + b. */
export function rightSide(to: usize, x: usize): void {
  square(A, x);
  multiply(to, A, x);
  if (!load<u32>(curve, A_IS_ZERO)) {
    subtract(to, to, x);
    subtract(to, to, x);
    subtract(to, to, x);
  }
  add(to, to, curve + COEFFICIENT);
  reduce(to);
}

/*
 * One point: X and Y are the lanes of one pair, `at`; Z is in both lanes of the next, `at + SLOT`.
 */

/** Doubles a point in place: four multiplications instead of eight. */
export function doubleOne(p: usize): void {
  if (load<u32>(curve, A_IS_ZERO)) doubleOneZero(p);
  else doubleOneThree(p);
}

/** For a = -3. */
@inline
function doubleOneThree(p: usize): void {
  const span = pairSpan();
  lanes01(A, p + SLOT, p);
  square(A, A); // z^2, y^2
  for (let at: usize = 0; at < span; at += 16) {
    const xy = v128.load(p + at);
    const squares = v128.load(A + at);
    const zero = i64x2.splat(0);
    const x = v128.shuffle<i32>(xy, xy, 0, 0, 2, 2);
    v128.store(B + at, i32x4.sub(x, v128.shuffle<i32>(squares, zero, 0, 4, 2, 4)));
    const four = i32x4.shl(squares, 2);
    const other = v128.shuffle<i32>(squares, four, 0, 5, 2, 7); // z^2, 4 y^2
    v128.store(C + at, i32x4.add(other, v128.shuffle<i32>(xy, zero, 0, 4, 2, 4)));
  }
  multiply(B, B, C); // x^2 - z^4, 4 x y^2
  for (let at: usize = 0; at < span; at += 16) {
    const b = v128.load(B + at);
    const xy = v128.load(p + at);
    const z = v128.load(p + SLOT + at);
    const three = i32x4.add(b, i32x4.add(b, b));
    v128.store(D + at, v128.shuffle<i32>(three, i32x4.add(xy, z), 0, 5, 2, 7));
  }
  reduce(D); // the slope, y + z
  square(E, D);
  const over = sumsOfDouble(span);
  let below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = folded(v128.load(E + at), over, at);
    const carry = carryOf(value);
    const xz = carried(value, carry, below); // x and z of the double
    below = carry;
    v128.store(E + at, xz);
    v128.store(p + SLOT + at, v128.shuffle<i32>(xz, xz, 1, 1, 3, 3));
    const b = v128.load(B + at);
    const c = v128.load(C + at);
    const squares = v128.load(A + at);
    const difference = i32x4.sub(v128.shuffle<i32>(b, b, 1, 1, 3, 3), xz);
    v128.store(C + at, v128.shuffle<i32>(difference, i32x4.shl(squares, 2), 0, 5, 2, 7));
    v128.store(D + at, v128.shuffle<i32>(v128.load(D + at), squares, 0, 5, 2, 7));
  }
  multiply(D, D, C); // slope (4 x y^2 - x), 4 y^4
  finishDouble(p, span);
}

/** E = slope^2 - 8 x y^2 in lane 0, (y + z)^2 - y^2 - z^2 in lane 1. @returns Its excess. */
@inline
function sumsOfDouble(span: usize): v128 {
  for (let at: usize = 0; at < span; at += 16) {
    const b = v128.load(B + at);
    const squares = v128.load(A + at);
    const first = v128.shuffle<i32>(b, squares, 1, 4, 3, 6); // 4 x y^2, z^2
    const second = v128.shuffle<i32>(b, squares, 1, 5, 3, 7); // 4 x y^2, y^2
    v128.store(E + at, i32x4.sub(v128.load(E + at), i32x4.add(first, second)));
  }
  return excess(E);
}

/** p = x in lane 0 of E, and the difference of D's lanes 0 and twice 1, reduced. */
@inline
function finishDouble(p: usize, span: usize): void {
  for (let at: usize = 0; at < span; at += 16) {
    const d = v128.load(D + at);
    const second = v128.shuffle<i32>(d, d, 1, 1, 3, 3);
    v128.store(D + at, i32x4.sub(v128.shuffle<i32>(d, d, 0, 0, 2, 2), i32x4.add(second, second)));
  }
  joinReduced(p, span);
}

/** p = lane 0 of E, and D reduced. */
@inline
function joinReduced(p: usize, span: usize): void {
  const over = excess(D);
  let below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = folded(v128.load(D + at), over, at);
    const carry = carryOf(value);
    const y = carried(value, carry, below);
    below = carry;
    v128.store(p + at, v128.shuffle<i32>(v128.load(E + at), y, 0, 5, 2, 7));
  }
}

/** For a = 0. */
@inline
function doubleOneZero(p: usize): void {
  const span = pairSpan();
  square(A, p); // x^2, y^2
  for (let at: usize = 0; at < span; at += 16) {
    const four = i32x4.shl(v128.load(A + at), 2);
    const z = v128.load(p + SLOT + at);
    v128.store(C + at, v128.shuffle<i32>(four, i32x4.add(z, z), 1, 5, 3, 7));
  }
  multiply(B, p, C); // 4 x y^2, 2 y z
  for (let at: usize = 0; at < span; at += 16) {
    const squares = v128.load(A + at);
    const b = v128.load(B + at);
    const three = i32x4.add(squares, i32x4.add(squares, squares));
    v128.store(D + at, v128.shuffle<i32>(three, i32x4.add(squares, squares), 0, 5, 2, 7));
    v128.store(p + SLOT + at, v128.shuffle<i32>(b, b, 1, 1, 3, 3));
  }
  reduce(D); // the slope, 2 y^2
  square(E, D); // slope^2, 4 y^4
  copy(F, E);
  for (let at: usize = 0; at < span; at += 16) {
    const b = v128.load(B + at);
    v128.store(E + at, i32x4.sub(v128.load(E + at), i32x4.add(b, b)));
  }
  reduce(E); // x of the double in lane 0
  subtract(B, B, E);
  multiply(D, D, B); // slope (4 x y^2 - x) in lane 0
  lanes01(D, D, F);
  finishDouble(p, span);
}

/** p = p + q for one affine point, x and y in the lanes of a pair. Exceptions as in `addAffine`. */
export function addOne(p: usize, q: usize): void {
  const span = pairSpan();
  lanes01(A, p + SLOT, q);
  multiply(A, A, p + SLOT); // z^2, y' z
  for (let at: usize = 0; at < span; at += 16) {
    const a = v128.load(A + at);
    v128.store(B + at, v128.shuffle<i32>(v128.load(q + at), a, 0, 5, 2, 7));
    v128.store(A + at, v128.shuffle<i32>(a, a, 0, 0, 2, 2));
  }
  multiply(H, B, A); // x' z^2, y' z^3
  subtract(H, H, p);
  square(E, H);
  lanes00(B, H, p);
  lanes00(A, E, E);
  multiply(C, B, A); // h^3, x h^2
  lanes00(B, H, H);
  multiply(p + SLOT, p + SLOT, B);
  const over = sumsOfAdd(span);
  let below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = folded(v128.load(E + at), over, at);
    const carry = carryOf(value);
    const x = carried(value, carry, below);
    below = carry;
    v128.store(E + at, x);
    const c = v128.load(C + at);
    const difference = i32x4.sub(v128.shuffle<i32>(c, c, 1, 1, 3, 3), x);
    v128.store(A + at, v128.shuffle<i32>(difference, c, 0, 4, 2, 6)); // x h^2 - x, h^3
    v128.store(B + at, v128.shuffle<i32>(v128.load(H + at), v128.load(p + at), 1, 5, 3, 7)); // r, y
  }
  multiply(D, B, A);
  for (let at: usize = 0; at < span; at += 16) {
    const d = v128.load(D + at);
    v128.store(D + at, i32x4.sub(v128.shuffle<i32>(d, d, 0, 0, 2, 2), v128.shuffle<i32>(d, d, 1, 1, 3, 3)));
  }
  joinReduced(p, span);
}

/** E = r^2 - h^3 - 2 x h^2 in both lanes. @returns Its excess. */
@inline
function sumsOfAdd(span: usize): v128 {
  for (let at: usize = 0; at < span; at += 16) {
    const e = v128.load(E + at);
    const c = v128.load(C + at);
    const xhh = v128.shuffle<i32>(c, c, 1, 1, 3, 3);
    const less = i32x4.add(v128.shuffle<i32>(c, c, 0, 0, 2, 2), i32x4.add(xhh, xhh));
    v128.store(E + at, i32x4.sub(v128.shuffle<i32>(e, e, 1, 1, 3, 3), less));
  }
  return excess(E);
}

/** The one point of `p` as a point with both lanes the same. */
export function spread(d: usize, p: usize): void {
  lanes00(d, p, p);
  const span = pairSpan();
  for (let at: usize = 0; at < span; at += 16) {
    const xy = v128.load(p + at);
    v128.store(d + Y + at, v128.shuffle<i32>(xy, xy, 1, 1, 3, 3));
  }
  copy(d + Z, p + SLOT);
}

/** d = -p where a mask is set, in each lane by itself. */
export function negateWhere(p: usize, mask: v128): void {
  negate(A, p + Y);
  replace(p + Y, A, mask);
}

/** Z = 1. */
export function setAffine(p: usize): void {
  copy(p + Z, curve + UNIT);
}
