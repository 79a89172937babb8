/**
 * Numbers modulo the order of the curve in use: rows of limbs of 30 bits, without a sign, below the order.
 *
 * Products are Montgomery's, by a loop of whatever length: an operation on the curve needs three or four of them. No
 * branch, address or count depends on a number.
 *
 * @module
 */
import { BITS, BYTES, ORDER, ORDER_DIGIT, ORDER_LIMBS, ORDER_LOW, ORDER_SQUARE, ROUNDS } from './ec-curves';
import { curve } from './ec-field';
import { invert } from './ec-inverse';
import { bytesFromLimbs, limbsFromBytes } from './ec-limbs';
import { NUMBERS, ROW } from './ec-memory';

const LIMB: u32 = 0x3fffffff;
/** The last rows are this file's own. */
const SUM: usize = NUMBERS + 16 * ROW;
const LESS: usize = NUMBERS + 17 * ROW;

/**
 * to = from less the order where it is not below it. The number is below twice the order.
 *
 * @returns All ones where it was below and stays, else 0.
 */
function lessOrder(to: usize, from: usize): i32 {
  const count = <usize>load<u32>(curve, ORDER_LIMBS);
  let borrow: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    borrow += load<i32>(from + (i << 2)) - load<i32>(curve + (i << 2), ORDER);
    store<u32>(LESS + (i << 2), borrow & LIMB);
    borrow >>= 30;
  }
  for (let i: usize = 0; i < count; i++) {
    const less = load<u32>(LESS + (i << 2));
    store<u32>(to + (i << 2), less ^ ((less ^ load<u32>(from + (i << 2))) & borrow));
  }
  return borrow;
}

/** to = a b / R. */
export function multiplyScalars(to: usize, a: usize, b: usize): void {
  const count = <usize>load<u32>(curve, ORDER_LIMBS);
  const digit = load<u32>(curve, ORDER_DIGIT);
  const order = curve + ORDER;
  memory.fill(SUM, 0, ROW);
  for (let i: usize = 0; i < count; i++) {
    const x: u64 = load<u32>(a + (i << 2));
    let carry: u64 = load<u32>(SUM) + x * load<u32>(b);
    const y: u64 = (<u32>carry * digit) & LIMB;
    carry = (carry + y * load<u32>(order)) >> 30;
    for (let j: usize = 1; j < count; j++) {
      carry += load<u32>(SUM + (j << 2)) + x * load<u32>(b + (j << 2)) + y * load<u32>(order + (j << 2));
      store<u32>(SUM - 4 + (j << 2), <u32>carry & LIMB);
      carry >>= 30;
    }
    store<u32>(SUM - 4 + (count << 2), <u32>carry);
  }
  lessOrder(to, SUM);
}

/** to = a R, into the form in which a product with it is a product. */
export function toMontgomery(to: usize, a: usize): void {
  multiplyScalars(to, a, curve + ORDER_SQUARE);
}

/** to = a + b. */
export function addScalars(to: usize, a: usize, b: usize): void {
  const count = <usize>load<u32>(curve, ORDER_LIMBS);
  let carry: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    carry += load<u32>(a + (i << 2)) + load<u32>(b + (i << 2));
    store<u32>(SUM + (i << 2), carry & LIMB);
    carry >>= 30;
  }
  lessOrder(to, SUM);
}

/** to = 1 / a; 0 for 0. */
export function invertScalar(to: usize, a: usize): void {
  invert(
    to,
    a,
    curve + ORDER,
    load<u32>(curve, ORDER_LOW),
    load<u32>(curve, ORDER_LIMBS),
    load<u32>(curve, ROUNDS),
  );
}

/** Reads BYTES bytes. @returns All ones when the number is from 1 to below the order, else 0. */
export function scalarFromBytes(to: usize, from: usize): i32 {
  const count = load<u32>(curve, ORDER_LIMBS);
  limbsFromBytes(to, 30, count, from, load<u32>(curve, BYTES));
  return isScalar(to);
}

/** All ones when a number is from 1 to below the order, else 0. */
export function isScalar(a: usize): i32 {
  const count = <usize>load<u32>(curve, ORDER_LIMBS);
  let borrow: i32 = 0;
  let digits: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const digit = load<i32>(a + (i << 2));
    digits |= digit;
    borrow = (digit - load<i32>(curve + (i << 2), ORDER) + borrow) >> 30;
  }
  return borrow & ((digits | -digits) >> 31);
}

/** Writes BYTES bytes, big-endian. */
export function scalarToBytes(to: usize, a: usize): void {
  bytesFromLimbs(to, load<u32>(curve, BYTES), a, 30, load<u32>(curve, ORDER_LIMBS));
}

/**
 * The leftmost bits of some bytes, as many as the order has, as a number that may be above the order
 * (bits2int of RFC 6979 §2.3.2; FIPS 186-5 §6.4.1 step 2).
 */
export function leftmostBits(to: usize, from: usize, length: u32): void {
  const bits = load<u32>(curve, BITS);
  const used = min(length, (bits + 7) >> 3);
  const count = load<u32>(curve, ORDER_LIMBS);
  limbsFromBytes(to, 30, count, from, used);
  const shift = used << 3 > bits ? (used << 3) - bits : 0;
  let above: u32 = 0;
  for (let i = <usize>count; i-- > 0; ) {
    const limb = load<u32>(to + (i << 2));
    store<u32>(to + (i << 2), (limb >> shift) | ((above << (30 - shift)) & LIMB));
    above = limb;
  }
}

/** Reads BYTES bytes of a number below twice the order, modulo the order. */
export function coordinateScalar(to: usize, from: usize): void {
  limbsFromBytes(to, 30, load<u32>(curve, ORDER_LIMBS), from, load<u32>(curve, BYTES));
  lessOrder(to, to);
}

/** The same modulo the order: bits2octets of RFC 6979 §2.3.4, as a number. It is below twice the order before. */
export function digestScalar(to: usize, from: usize, length: u32): void {
  leftmostBits(to, from, length);
  lessOrder(to, to);
}

/** to = -a, for a that is not 0. */
export function negateScalar(to: usize, a: usize): void {
  const count = <usize>load<u32>(curve, ORDER_LIMBS);
  let borrow: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    borrow += load<i32>(curve + (i << 2), ORDER) - load<i32>(a + (i << 2));
    store<u32>(to + (i << 2), borrow & LIMB);
    borrow >>= 30;
  }
}

/** A seed of more bits than the order has, modulo the order less 1, plus 1 (FIPS 186-5 A.2.1), bit by bit. */
export function scalarFromSeed(to: usize, seed: usize, length: u32): void {
  const count = <usize>load<u32>(curve, ORDER_LIMBS);
  memory.fill(to, 0, ROW);
  store<u32>(to, 1);
  for (let bit: u32 = 0; bit < length << 3; bit++) {
    // The number is one more than the seed so far: that doubles, takes the bit, and loses the order less 1.
    let carry: i64 = <i64>((load<u8>(seed + (bit >> 3)) >> (7 - (bit & 7))) & 1) - 1;
    for (let i: usize = 0; i < count; i++) {
      carry += <i64>load<u32>(to + (i << 2)) << 1;
      store<u32>(SUM + (i << 2), <u32>carry & LIMB);
      carry >>= 30;
    }
    const kept = lessOrder(to, SUM);
    increase(to, kept + 1, count);
  }
}

function increase(to: usize, by: u32, count: usize): void {
  let carry = by;
  for (let i: usize = 0; i < count; i++) {
    carry += load<u32>(to + (i << 2));
    store<u32>(to + (i << 2), carry & LIMB);
    carry >>= 30;
  }
}
