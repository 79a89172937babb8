/**
 * Adding and doubling points of the curve in use, in Jacobian coordinates: x = X / Z^2, y = Y / Z^3; infinity is Z = 0.
 *
 * A point is three pairs, X, Y and Z, in slots one behind the other, and its two lanes are two points: everything in
 * the first half of this file works on both at once. The second half works on one point, whose coordinates share a
 * pair.
 *
 * Formulas are the usual ones for a = -3 and a = 0, which fail where the points are equal, opposite or infinity. Who
 * uses them knows that this cannot be, or uses `addComplete`, which computes every case and chooses by masks.
 *
 * @module
 */
/* size: both halves work in the same slots, and in one file it is seen that they do not disturb each other */
import { A_IS_ZERO, COEFFICIENT, UNIT } from './ec-curves';
import {
  add,
  carried,
  carryOf,
  copy,
  curve,
  excessOf,
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

/**
 * d = p + q for points with the same Z, which lies with p; p comes to be itself with the Z of the sum. Exceptions as in
 * `addAffine` (Meloni 2007).
 *
 * @param d Another place than p and q. In the place of Z is left by what Z was multiplied.
 */
export function addSameZ(d: usize, p: usize, q: usize): void {
  subtract(d + Z, p, q);
  square(A, d + Z);
  multiply(B, p, A);
  multiply(C, q, A);
  subtract(R, p + Y, q + Y);
  subtract(A, B, C);
  multiply(p + Y, p + Y, A);
  multiply(p + Z, p + Z, d + Z);
  square(D, R);
  subtract(D, D, B);
  subtractReduced(d, D, C);
  copy(p, B);
  subtract(B, B, d);
  multiply(B, B, R);
  subtractReduced(d + Y, B, p + Y);
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

/** The same for public points: where no case is special, none is computed. */
export function addCompleteVartime(p: usize, q: usize): void {
  addPoints(SUM, p, q);
  const infinite = v128.or(zeroMask(p + Z), zeroMask(q + Z));
  const same = v128.and(zeroMask(H), zeroMask(R));
  if (v128.any_true(v128.or(infinite, same))) addComplete(p, q);
  else copyPoint(p, SUM);
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
 * One point, in two pairs: Z and Y are the lanes of the first, X is both lanes of the second, at `p + SLOT`.
 *
 * Between two multiplications lies one loop over the vectors of all operands: what is computed of each vector has a
 * function of its own, so that the last one, which has the highest limb, can be computed before a reducing loop.
 */

/** Doubles a point in place: four multiplications instead of eight. */
export function doubleOne(p: usize): void {
  if (load<u32>(curve, A_IS_ZERO)) doubleOneZero(p);
  else doubleOneThree(p);
}

/**
 * The carries of a vector's limbs, but not that of the highest limb, which keeps what it has.
 *
 * What is carried but not folded is some times p away from zero, and its highest limb has the weight of all that was
 * added up, which products have room for. Folding waits for the highest limb, which a product computes last; so the
 * next product is given what is not folded, and what is kept is folded beside it.
 */
@inline
function carryBelowTop(value: v128, at: usize, span: usize): v128 {
  const isLast = i64x2.splat(-<i64>(at == span - 16));
  return v128.andnot(carryOf(value), v128.and(isLast, i64x2(0, -1)));
}

/** For a = -3. */
function doubleOneThree(p: usize): void {
  const span = pairSpan();
  square(A, p); // z^2, y^2
  for (let at: usize = 0; at < span; at += 16) {
    const x = v128.load(p + SLOT + at);
    const squares = v128.load(A + at);
    v128.store(B + at, i32x4.sub(x, firstLanes(squares, i64x2.splat(0))));
    const first = firstLanes(x, i64x2.splat(0));
    v128.store(C + at, i32x4.add(first, firstLanes(squares, i32x4.shl(squares, 2))));
  }
  multiply(B, B, C); // x^2 - z^4, 4 x y^2
  let below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = slopeOf(p, at);
    const carry = carryBelowTop(value, at, span);
    v128.store(D + at, carried(value, carry, below)); // the slope, y + z
    below = carry;
  }
  square(E, D);
  const over = excessOf(doubledOf(span - 16));
  below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = doubledOf(at);
    const carry = carryBelowTop(value, at, span);
    const early = carried(value, carry, below);
    below = carry;
    const squares = v128.load(A + at);
    const difference = i32x4.sub(secondTwice(v128.load(B + at)), firstTwice(early));
    v128.store(C + at, firstLanes(difference, i32x4.shl(squares, 2)));
    v128.store(D + at, firstLanes(v128.load(D + at), squares));
    const doubled = folded(early, over, at); // x and z of the double
    v128.store(E + at, secondTwice(doubled));
    v128.store(p + SLOT + at, firstTwice(doubled));
  }
  multiply(D, D, C); // slope (4 x y^2 - x), 4 y^4
  finishDouble(p, span);
}

/** Lane 0 of one vector and lane 1 of another. */
@inline
function firstLanes(x: v128, y: v128): v128 {
  return v128.shuffle<i32>(x, y, 0, 5, 2, 7);
}

@inline
function firstTwice(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 0, 0, 2, 2);
}

@inline
function secondTwice(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 1, 1, 3, 3);
}

@inline
function turned(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 1, 0, 3, 2);
}

/** 3 (x^2 - z^4) and y + z. */
@inline
function slopeOf(p: usize, at: usize): v128 {
  const b = v128.load(B + at);
  const zy = v128.load(p + at);
  return firstLanes(i32x4.add(b, i32x4.add(b, b)), i32x4.add(zy, turned(zy)));
}

/** slope^2 - 8 x y^2 and (y + z)^2 - y^2 - z^2. */
@inline
function doubledOf(at: usize): v128 {
  const b = secondTwice(v128.load(B + at));
  const squares = v128.load(A + at);
  const less = firstLanes(i32x4.add(b, b), i32x4.add(squares, turned(squares)));
  return i32x4.sub(v128.load(E + at), less);
}

/** slope (4 x y^2 - x) - 8 y^4, in both lanes. */
@inline
function lastOf(at: usize): v128 {
  const d = v128.load(D + at);
  const second = secondTwice(d);
  return i32x4.sub(firstTwice(d), i32x4.add(second, second));
}

/** Z of the double from E, and y from D. */
@inline
function finishDouble(p: usize, span: usize): void {
  const over = excessOf(lastOf(span - 16));
  let below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = folded(lastOf(at), over, at);
    const carry = carryOf(value);
    v128.store(p + at, firstLanes(v128.load(E + at), carried(value, carry, below)));
    below = carry;
  }
}

/** For a = 0. */
function doubleOneZero(p: usize): void {
  const span = pairSpan();
  lanes01(B, p + SLOT, p); // x, y
  square(A, B); // x^2, y^2
  for (let at: usize = 0; at < span; at += 16) {
    const zy = v128.load(p + at);
    const four = secondTwice(i32x4.shl(v128.load(A + at), 2));
    v128.store(C + at, firstLanes(four, turned(i32x4.add(zy, zy))));
  }
  multiply(B, B, C); // 4 x y^2, 2 y z
  let below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = slopeOfZero(at);
    const carry = carryBelowTop(value, at, span);
    v128.store(D + at, carried(value, carry, below)); // the slope, 2 y^2
    below = carry;
  }
  square(F, D); // slope^2, 4 y^4
  const over = excessOf(doubledOfZero(span - 16));
  below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = doubledOfZero(at);
    const carry = carryBelowTop(value, at, span);
    const early = carried(value, carry, below);
    below = carry;
    const b = v128.load(B + at);
    v128.store(E + at, secondTwice(b));
    v128.store(C + at, i32x4.sub(b, firstTwice(early)));
    v128.store(p + SLOT + at, firstTwice(folded(early, over, at)));
  }
  multiply(D, D, C); // slope (4 x y^2 - x) in lane 0
  lanes01(D, D, F);
  finishDouble(p, span);
}

/** 3 x^2 and 2 y^2. */
@inline
function slopeOfZero(at: usize): v128 {
  const squares = v128.load(A + at);
  const twice = i32x4.add(squares, squares);
  return firstLanes(i32x4.add(squares, twice), twice);
}

/** slope^2 - 8 x y^2 in lane 0. */
@inline
function doubledOfZero(at: usize): v128 {
  const b = v128.load(B + at);
  return i32x4.sub(v128.load(F + at), i32x4.add(b, b));
}

/** p = p + q for one affine point, x and y in the lanes of a pair. Exceptions as in `addAffine`. */
export function addOne(p: usize, q: usize): void {
  const span = pairSpan();
  for (let at: usize = 0; at < span; at += 16) {
    const z = firstTwice(v128.load(p + at));
    v128.store(C + at, z);
    v128.store(A + at, firstLanes(z, v128.load(q + at)));
  }
  multiply(A, A, C); // z^2, y' z
  for (let at: usize = 0; at < span; at += 16) {
    const a = v128.load(A + at);
    v128.store(B + at, firstLanes(v128.load(q + at), a));
    v128.store(A + at, firstTwice(a));
  }
  multiply(H, B, A); // x' z^2, y' z^3
  for (let at: usize = 0; at < span; at += 16) {
    const xy = firstLanes(v128.load(p + SLOT + at), v128.load(p + at));
    const difference = i32x4.sub(v128.load(H + at), xy);
    v128.store(H + at, difference); // h, r
    v128.store(B + at, firstLanes(difference, v128.load(p + SLOT + at))); // h, x
    v128.store(F + at, firstTwice(difference));
  }
  square(E, H); // h^2, r^2
  multiply(C, F, C); // z of the sum, in both lanes
  for (let at: usize = 0; at < span; at += 16) v128.store(A + at, firstTwice(v128.load(E + at)));
  multiply(B, B, A); // h^3, x h^2
  let over = excessOf(sumOf(span - 16));
  let below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = sumOf(at);
    const carry = carryBelowTop(value, at, span);
    const early = carried(value, carry, below);
    below = carry;
    const b = v128.load(B + at);
    v128.store(A + at, firstLanes(i32x4.sub(secondTwice(b), early), firstTwice(b))); // x h^2 - x, h^3
    v128.store(p + SLOT + at, folded(early, over, at));
    v128.store(D + at, firstLanes(secondTwice(v128.load(H + at)), v128.load(p + at))); // r, y
  }
  multiply(D, D, A);
  over = excessOf(differenceOf(span - 16));
  below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = folded(differenceOf(at), over, at);
    const carry = carryOf(value);
    v128.store(p + at, firstLanes(v128.load(C + at), carried(value, carry, below)));
    below = carry;
  }
}

/** r^2 - h^3 - 2 x h^2, in both lanes. */
@inline
function sumOf(at: usize): v128 {
  const b = v128.load(B + at);
  const second = secondTwice(b);
  const less = i32x4.add(firstTwice(b), i32x4.add(second, second));
  return i32x4.sub(secondTwice(v128.load(E + at)), less);
}

/** The difference of the lanes of D, in both. */
@inline
function differenceOf(at: usize): v128 {
  const d = v128.load(D + at);
  return i32x4.sub(firstTwice(d), secondTwice(d));
}

/** One point from an affine one, x and y in the lanes of a pair. */
export function oneFromAffine(p: usize, q: usize): void {
  lanes01(p, curve + UNIT, q);
  lanes00(p + SLOT, q, q);
}

/** One point as a point with both lanes the same. */
export function spread(d: usize, p: usize): void {
  const span = pairSpan();
  for (let at: usize = 0; at < span; at += 16) {
    const zy = v128.load(p + at);
    v128.store(d + at, v128.load(p + SLOT + at));
    v128.store(d + Y + at, secondTwice(zy));
    v128.store(d + Z + at, firstTwice(zy));
  }
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
