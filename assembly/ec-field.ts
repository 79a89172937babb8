/**
 * The prime fields of the four curves: pairs of elements, one in each lane, of whichever curve is in use.
 *
 * A pair is a row of limbs of 29 bits with a sign; limb i of both lanes lies at 8 i. Elements are in Montgomery form.
 * Sums and differences have no carries: an operand's weight is how many reduced elements were added up in it, and the
 * weights of two factors, multiplied, stay at 7 or below (scripts/kernel-fields.ts). `reduce` brings a weight of up to
 * 7 back to 1, and the element to within 0.6 times 2^bits of zero.
 *
 * Which curve is in use is public. Nothing else here depends on anything but lengths.
 *
 * @module
 */
import {
  BITS,
  BYTES,
  FOLD,
  INDEX,
  LIMBS,
  ONE,
  ORDER,
  ORDER_LIMBS,
  ORDER_LOW,
  PRIME,
  PRIME_30,
  PRIME_LOW,
  ROOT,
  ROUNDS,
  SPAN,
  SQUARE,
  TOP_BIT,
  UNIT,
} from './ec-curves';
import {
  multiplyK256,
  multiplyP256,
  multiplyP384,
  multiplyP521,
  squareK256,
  squareP256,
  squareP384,
  squareP521,
} from './ec-fields';
import { invert, invertTwo } from './ec-inverse';
import { bytesFromLimbs, limbsFromBytes, recode } from './ec-limbs';
import { ROW, SLOT, SLOTS, STEPS_INPUT } from './ec-memory';

/** The record of the curve in use (ec-curves.ts). */
export let curve: usize = 0;
let field: u32 = 0;
let span: usize = 0;

/** Takes the curve of a record into use: ec-curve.ts makes records. */
export function setCurve(record: usize): void {
  curve = record;
  field = load<u32>(record, INDEX);
  span = load<u32>(record, SPAN);
}

/** Bytes of a pair of the curve in use, in whole vectors. */
@inline
export function pairSpan(): usize {
  return span;
}

/** The last slots are this file's own. */
const T0: usize = SLOTS + 40 * SLOT;
const T1: usize = SLOTS + 41 * SLOT;
const T2: usize = SLOTS + 42 * SLOT;

/** d = a b. */
export function multiply(d: usize, a: usize, b: usize): void {
  if (field == 0) multiplyP256(d, a, b);
  else if (field == 1) multiplyP384(d, a, b);
  else if (field == 2) multiplyP521(d, a, b);
  else multiplyK256(d, a, b);
}

/** d = a^2. The weight of a is 2 at most. */
export function square(d: usize, a: usize): void {
  if (field == 0) squareP256(d, a);
  else if (field == 1) squareP384(d, a);
  else if (field == 2) squareP521(d, a);
  else squareK256(d, a);
}

/** d = a + b. */
export function add(d: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < span; at += 16) v128.store(d + at, i32x4.add(v128.load(a + at), v128.load(b + at)));
}

/** d = a - b. */
export function subtract(d: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < span; at += 16) v128.store(d + at, i32x4.sub(v128.load(a + at), v128.load(b + at)));
}

/** d = -a. */
export function negate(d: usize, a: usize): void {
  for (let at: usize = 0; at < span; at += 16) v128.store(d + at, i32x4.neg(v128.load(a + at)));
}

/** d = a. */
export function copy(d: usize, a: usize): void {
  for (let at: usize = 0; at < span; at += 16) v128.store(d + at, v128.load(a + at));
}

/** d = a where the mask is set, in each lane by itself; the rest of d stays. */
export function replace(d: usize, a: usize, mask: v128): void {
  for (let at: usize = 0; at < span; at += 16) {
    v128.store(d + at, v128.bitselect(v128.load(a + at), v128.load(d + at), mask));
  }
}

/** Lane 0 of a, and beside it lane 0 of b. */
export function lanes00(d: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < span; at += 16) {
    v128.store(d + at, v128.shuffle<i32>(v128.load(a + at), v128.load(b + at), 0, 4, 2, 6));
  }
}

/** Lane 0 of a, and beside it lane 1 of b. */
export function lanes01(d: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < span; at += 16) {
    v128.store(d + at, v128.shuffle<i32>(v128.load(a + at), v128.load(b + at), 0, 5, 2, 7));
  }
}

/** Lane 1 of a in both lanes. */
export function lanes11(d: usize, a: usize): void {
  for (let at: usize = 0; at < span; at += 16) {
    const x = v128.load(a + at);
    v128.store(d + at, v128.shuffle<i32>(x, x, 1, 1, 3, 3));
  }
}

/** What of an element lies above 2^bits, rounded: to be folded by a reducing loop. */
@inline
export function excess(a: usize): v128 {
  return excessOf(v128.load(a + span - 16));
}

/** The same, from the last vector of the element: its highest limb is the second one there, or the only one. */
@inline
export function excessOf(last: v128): v128 {
  const bit = load<u32>(curve, TOP_BIT);
  const low = v128.shuffle<i32>(last, last, 0, 1, 0, 1);
  const high = v128.shuffle<i32>(last, last, 2, 3, 2, 3);
  const top = v128.bitselect(low, high, i32x4.splat(-<i32>(load<u32>(curve, LIMBS) & 1)));
  return i32x4.shr_s(i32x4.add(top, i32x4.splat(1 << (bit - 1))), bit);
}

/** One vector of an element whose excess is folded; its carries are still to be taken. */
@inline
export function folded(value: v128, over: v128, at: usize): v128 {
  return i32x4.add(value, i32x4.mul(over, v128.load(curve + at, FOLD)));
}

/** The carries of a vector's limbs, to the limbs above. */
@inline
export function carryOf(value: v128): v128 {
  return i32x4.shr_s(i32x4.add(value, i32x4.splat(0x10000000)), 29);
}

/** A vector without its carries, and with those of the vector below. */
@inline
export function carried(value: v128, carry: v128, below: v128): v128 {
  const kept = i32x4.sub(value, i32x4.shl(carry, 29));
  return i32x4.add(kept, v128.shuffle<i32>(below, carry, 2, 3, 4, 5));
}

/** Brings an element of weight 7 or less back to weight 1, in place. */
export function reduce(d: usize): void {
  const over = excess(d);
  let below = i64x2.splat(0);
  for (let at: usize = 0; at < span; at += 16) {
    const value = folded(v128.load(d + at), over, at);
    const carry = carryOf(value);
    v128.store(d + at, carried(value, carry, below));
    below = carry;
  }
}

/** d = a - b, reduced. */
export function subtractReduced(d: usize, a: usize, b: usize): void {
  subtract(d, a, b);
  reduce(d);
}

/**
 * The least number of a lane, out of Montgomery form, as limbs of 29 bits without a sign.
 *
 * @param lane 0 or 1.
 */
function leastOf(limbs: usize, a: usize, lane: usize): void {
  multiply(T0, a, curve + ONE);
  reduce(T0);
  const count = <usize>load<u32>(curve, LIMBS);
  // Between -p and p: p is added, and taken away again from whatever is not below it.
  let sum: i32 = 0;
  let difference: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const prime = load<i32>(curve + (i << 2), PRIME);
    sum += load<i32>(T0 + (i << 3) + (lane << 2)) + prime;
    store<i32>(limbs + (i << 2), sum & 0x1fffffff);
    difference += (sum & 0x1fffffff) - prime;
    store<i32>(limbs + ROW + (i << 2), difference & 0x1fffffff);
    sum >>= 29;
    difference >>= 29;
  }
  // -1 where the number was below p.
  const keep = difference;
  for (let i: usize = 0; i < count; i++) {
    const at = limbs + (i << 2);
    const less = load<i32>(at + ROW);
    store<i32>(at, less ^ ((less ^ load<i32>(at)) & keep));
  }
}

/** Writes the number in a lane, big-endian, in BYTES bytes. */
export function toBytes(to: usize, a: usize, lane: usize): void {
  leastOf(T1, a, lane);
  bytesFromLimbs(to, load<u32>(curve, BYTES), T1, 29, load<u32>(curve, LIMBS));
}

/** Puts a row of limbs without a sign into both lanes, in Montgomery form. */
function toBothLanes(d: usize, limbs: usize): void {
  const count = <usize>load<u32>(curve, LIMBS);
  for (let i: usize = 0; i < count; i++) store<u64>(d + (i << 3), <u64>load<u32>(limbs + (i << 2)) * 0x100000001);
  if (count & 1) store<u64>(d + (count << 3), 0);
  reduce(d);
  multiply(d, d, curve + SQUARE);
}

/** Reads a number of BYTES bytes into both lanes. @returns 1 when it is below the prime, else 0. */
export function fromBytes(d: usize, from: usize): u32 {
  const count = load<u32>(curve, LIMBS);
  limbsFromBytes(T1, 29, count, from, load<u32>(curve, BYTES));
  let borrow: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    borrow = (load<i32>(T1 + (i << 2)) - load<i32>(curve + (i << 2), PRIME) + borrow) >> 29;
  }
  toBothLanes(d, T1);
  return <u32>borrow & 1;
}

/** Ones in the lanes of an element of weight 7 or less that are zero modulo the prime. */
export function zeroMask(a: usize): v128 {
  copy(T0, a);
  reduce(T0);
  return v128.shuffle<i32>(isZero(T0), isZero(T0 + 4), 0, 4, 0, 4);
}

/** An element that is reduced is nearer to zero than the prime: it is zero where its digits and last carry are. */
function isZero(lane: usize): v128 {
  const count = <usize>load<u32>(curve, LIMBS);
  let digits: i32 = 0;
  let carry: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    carry += load<i32>(lane + (i << 3));
    digits |= carry & 0x1fffffff;
    carry >>= 29;
  }
  digits |= carry;
  return i32x4.splat(~((digits | -digits) >> 31));
}

/** d = 1 / a for the element in lane 0, in both lanes; 0 for 0. */
export function inverse(d: usize, a: usize): void {
  const rows = load<u32>(curve, ORDER_LIMBS);
  beforeInverse(a);
  invert(STEPS_INPUT, STEPS_INPUT, curve + PRIME_30, load<u32>(curve, PRIME_LOW), rows, load<u32>(curve, ROUNDS));
  afterInverse(d);
}

/** The same, and with it the inverse of a number modulo the order of the curve, in its place. */
export function inverseWithScalar(d: usize, a: usize, scalar: usize): void {
  beforeInverse(a);
  invertTwo(
    STEPS_INPUT,
    curve + PRIME_30,
    load<u32>(curve, PRIME_LOW),
    scalar,
    curve + ORDER,
    load<u32>(curve, ORDER_LOW),
    load<u32>(curve, ORDER_LIMBS),
    load<u32>(curve, ROUNDS),
  );
  afterInverse(d);
}

function beforeInverse(a: usize): void {
  leastOf(T1, a, 0);
  recode(STEPS_INPUT, 30, load<u32>(curve, ORDER_LIMBS), T1, 29, load<u32>(curve, LIMBS));
}

function afterInverse(d: usize): void {
  recode(T1, 29, load<u32>(curve, LIMBS), STEPS_INPUT, 30, load<u32>(curve, ORDER_LIMBS));
  toBothLanes(d, T1);
}

/** d = a^((p + 1) / 4), in both lanes: a square root of a where it has one, since p = 3 modulo 4. a is public. */
export function rootVartime(d: usize, a: usize): void {
  copy(T2, a);
  copy(d, curve + UNIT);
  for (let bit = load<u32>(curve, BITS) - 2; bit < 0x80000000; bit--) {
    square(d, d);
    const limb = (bit * 2185) >> 16; // a thirtieth
    const word = load<u32>(curve + (limb << 2), ROOT);
    if ((word >> (bit - 30 * limb)) & 1) multiply(d, d, T2);
  }
}
