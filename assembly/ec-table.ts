/**
 * Tables of odd multiples of points, and the odd digits by which scalars choose from them.
 *
 * An odd scalar below 2^bits is a sum of d_i 2^(w i) whose digits are odd and of either sign, |d_i| < 2^w: digit i is
 * the window's w + 1 bits with the lowest set, less 2^w; the highest is what is left. No digit is zero, so that no step
 * of a multiplication differs from another, and half of the multiples are enough: the others are their negatives.
 *
 * An entry is an affine point: the limbs of x, then those of y. A window is 2^(w - 1) entries: P, 3 P, 5 P, ...
 *
 * @module
 */
import { ENTRY, LIMBS } from './ec-curves';
import { curve, inverse, lanes01, multiply, pairSpan, square } from './ec-field';
import { find5, find7, find9 } from './ec-fields';
import { FOUND, MULTIPLE, MULTIPLES, SLOT, SLOTS } from './ec-memory';
import { addSameZ, Y, Z } from './ec-point';

const ZZ: usize = SLOTS + 20 * SLOT;
const ALL: usize = SLOTS + 21 * SLOT;
const TURN: usize = SLOTS + 22 * SLOT;

/** Digit i of so many, of an odd scalar in limbs of 30 bits. */
export function digitOf(scalar: usize, i: u32, count: u32, width: u32): i32 {
  const bit = i * width;
  // A thirtieth, as a product: right for every bit of a scalar.
  const limb = (bit * 2185) >> 16;
  const at = scalar + (limb << 2);
  const limbs = load<u32>(at) | ((<u64>load<u32>(at, 4)) << 30);
  const bits = <i32>((limbs >> (bit - 30 * limb)) & ((2 << width) - 1)) | 1;
  return i == count - 1 ? bits : bits - (1 << width);
}

/** From P and 2 P, or two of each, to `count` odd multiples of P in MULTIPLES, affine. 2 P is used up. */
export function makeMultiples(point: usize, twice: usize, count: usize): void {
  scale(MULTIPLES, point, twice + Z);
  scale(twice, twice, point + Z);
  multiply(twice + Z, twice + Z, point + Z);
  for (let i: usize = 1; i < count; i++) {
    const multiple = MULTIPLES + i * MULTIPLE;
    addSameZ(multiple, twice, multiple - MULTIPLE);
  }
  makeAffine(twice + Z, count);
}

/** Divides all multiples by their Z with one inversion: that of the last is given, and by what each has grown. */
function makeAffine(z: usize, count: usize): void {
  turnLanes(TURN, z);
  multiply(ALL, TURN, z);
  inverse(ALL, ALL);
  multiply(ALL, ALL, TURN);
  for (let multiple = MULTIPLES + (count - 1) * MULTIPLE; multiple > MULTIPLES; multiple -= MULTIPLE) {
    scale(multiple, multiple, ALL);
    multiply(ALL, ALL, multiple + Z);
  }
  scale(MULTIPLES, MULTIPLES, ALL);
}

function turnLanes(d: usize, a: usize): void {
  const span = pairSpan();
  for (let at: usize = 0; at < span; at += 16) {
    const x = v128.load(a + at);
    v128.store(d + at, v128.shuffle<i32>(x, x, 1, 0, 3, 2));
  }
}

/** X z^2 and Y z^3. With 1 / Z for z the point is affine. */
export function scale(to: usize, point: usize, z: usize): void {
  square(ZZ, z);
  multiply(to, point, ZZ);
  multiply(ZZ, ZZ, z);
  multiply(to + Y, point + Y, ZZ);
}

/** Writes one lane of `count` multiples as a window's entries. */
export function writeEntries(to: usize, count: usize, lane: usize): void {
  const size = <usize>load<u32>(curve, ENTRY);
  const limbs = <usize>load<u32>(curve, LIMBS) << 2;
  for (let i: usize = 0; i < count; i++) {
    const multiple = MULTIPLES + i * MULTIPLE + (lane << 2);
    const entry = to + i * size;
    for (let at: usize = 0; at < limbs; at += 4) {
      store<u32>(entry + at, load<u32>(multiple + 2 * at));
      store<u32>(entry + limbs + at, load<u32>(multiple + Y + 2 * at));
    }
  }
}

/** Copies the entry for a secret digit to `to`: every entry is read, and a mask keeps one. */
function findEntry(to: usize, window: usize, count: usize, digit: i32): void {
  const size = <usize>load<u32>(curve, ENTRY);
  const minus = digit >> 31;
  const wanted = i32x4.splat(((digit ^ minus) - minus) >> 1);
  const end = window + count * size;
  if (size == 80) find5(to, window, end, wanted);
  else if (size == 112) find7(to, window, end, wanted);
  else find9(to, window, end, wanted);
}

/** Where the entry for a public digit lies. */
@inline
function entryVartime(window: usize, digit: i32): usize {
  return window + <usize>((digit < 0 ? -digit : digit) >> 1) * load<u32>(curve, ENTRY);
}

/** Two entries as the lanes of x and y, with the signs of their digits. */
function joinEntries(q: usize, first: usize, second: usize, digit0: i32, digit1: i32): void {
  joinLimbs(q, first, second);
  const y = <usize>load<u32>(curve, LIMBS) << 2;
  joinLimbs(q + Y, first + y, second + y);
  const signs = i32x4.replace_lane(i32x4.splat(digit0 >> 31), 1, digit1 >> 31);
  const minus = v128.shuffle<i32>(signs, signs, 0, 1, 0, 1);
  const span = pairSpan();
  for (let at = q + Y; at < q + Y + span; at += 16) {
    v128.store(at, i32x4.sub(v128.xor(v128.load(at), minus), minus));
  }
}

@inline
function joinLimbs(d: usize, first: usize, second: usize): void {
  const span = pairSpan();
  for (let at: usize = 0; at < span; at += 32) {
    const x = v128.load(first + (at >> 1));
    const y = v128.load(second + (at >> 1));
    v128.store(d + at, v128.shuffle<i32>(x, y, 0, 4, 1, 5));
    v128.store(d + at, v128.shuffle<i32>(x, y, 2, 6, 3, 7), 16);
  }
}

/** q = the affine points for two secret digits, one in each lane: x, and y behind it. */
export function choose(q: usize, window0: usize, digit0: i32, window1: usize, digit1: i32, count: usize): void {
  findEntry(FOUND, window0, count, digit0);
  findEntry(FOUND + SLOT, window1, count, digit1);
  joinEntries(q, FOUND, FOUND + SLOT, digit0, digit1);
}

/** The same for public digits. */
export function chooseVartime(q: usize, window0: usize, digit0: i32, window1: usize, digit1: i32): void {
  joinEntries(q, entryVartime(window0, digit0), entryVartime(window1, digit1), digit0, digit1);
}

/** q = the affine point for one secret digit: x and y in the lanes of one pair. */
export function chooseOne(q: usize, window: usize, digit: i32, count: usize): void {
  findEntry(FOUND, window, count, digit);
  joinEntries(q, FOUND, FOUND, digit, digit);
  lanes01(q, q, q + Y);
}

/** The same for a public digit. */
export function chooseOneVartime(q: usize, window: usize, digit: i32): void {
  const entry = entryVartime(window, digit);
  joinEntries(q, entry, entry, digit, digit);
  lanes01(q, q, q + Y);
}
