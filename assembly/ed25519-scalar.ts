/**
 * Numbers modulo the order of the base point, L = 2^252 + c, and their digits (RFC 8032 §5.1).
 *
 * Limbs are 28 bits, one in 64 bits of memory: 9 of them are 252 bits, so that what lies above comes back as so much
 * less times c. No branch and no address depends on a value, but in what is named Vartime.
 *
 * @module
 */
import { LIMBS, LIMBS_2, PRODUCT, SCALAR } from './ed25519-memory';

const BITS: i64 = 28;
const MASK: i64 = (1 << 28) - 1;
/** The limbs of a product of two numbers below 2^256, and of a hash. */
const WIDE: usize = 19;
/** The limbs of a number. */
const NARROW: usize = 10;

/** c, five limbs. */
// biome-ignore format: one number
const ORDER_LOW: usize = memory.data<i64>([0x0cf5d3ed, 0x012631a5, 0x079cd658, 0x0f9dea2f, 0x000014de], 16);

/** Limbs from bytes, least first, behind which eight bytes of zero lie. */
function loadLimbs(to: usize, from: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const word = load<i64>(from + ((i * 28) >> 3));
    store<i64>(to + 8 * i, (word >> ((i & 1) << 2)) & MASK);
  }
}

/** Thirty-two bytes from limbs in their range. */
function storeLimbs(to: usize, from: usize): void {
  for (let i: usize = 0; i < NARROW; i += 2) {
    const at = from + 8 * i;
    store<u64>(SCALAR + 7 * (i >> 1), load<u64>(at) | (load<u64>(at, 8) << BITS));
  }
  v128.store(to, v128.load(SCALAR));
  v128.store(to, v128.load(SCALAR, 16), 16);
}

/** Carries from limb 0 to limb `end`, which takes what is left with its sign. */
function carry(x: usize, end: usize): void {
  let over: i64 = 0;
  for (let at = x; at < x + 8 * end; at += 8) {
    const limb = load<i64>(at) + over;
    store<i64>(at, limb & MASK);
    over = limb >> BITS;
  }
  store<i64>(x + 8 * end, load<i64>(x + 8 * end) + over);
}

/** x -= limb * c, from limb i of x up. */
@inline
function subtractOrder(x: usize, i: usize, limb: i64): void {
  const at = x + 8 * i;
  for (let j: usize = 0; j < 40; j += 8) store<i64>(at + j, load<i64>(at + j) - limb * load<i64>(ORDER_LOW + j));
}

/** Carries, and then limbs from the highest to `last`, which is 9 or more, come back: so much of 2^252 is less so much c. */
function fold(x: usize, highest: usize, last: usize): void {
  carry(x, highest);
  for (let i = highest; i >= last; i--) {
    const limb = load<i64>(x + 8 * i);
    store<i64>(x + 8 * i, 0);
    subtractOrder(x, i - 9, limb);
  }
}

/**
 * Brings 19 limbs, each below 2^60 and together below 2^512, into [0, L), in limbs 0 to 8 and the lowest bit of 9.
 *
 * The first two steps leave at most 258 bits, the third a number in (-2^131, 2^252 + 2^131) and the fourth one in
 * (-c, L): what was below zero has become less than L, and what was 2^252 or more at least -c. L is added to what is
 * below zero.
 */
function reduceLimbs(x: usize): void {
  fold(x, 18, 14);
  fold(x, 13, 9);
  fold(x, 9, 9);
  fold(x, 9, 9);
  carry(x, 9);
  const top = load<i64>(x, 72);
  const negative = top >> 63;
  store<i64>(x, top - negative, 72);
  subtractOrder(x, 0, negative);
  carry(x, 9);
}

/** The 64 bytes of a hash, modulo L: 32 bytes. */
export function reduceHash(to: usize, from: usize): void {
  loadLimbs(PRODUCT, from, WIDE);
  reduceLimbs(PRODUCT);
  storeLimbs(to, PRODUCT);
}

/** to = a b + c modulo L; a below 2^256, b and c below L. */
export function multiplyAdd(to: usize, a: usize, b: usize, c: usize): void {
  loadLimbs(LIMBS, a, NARROW);
  loadLimbs(LIMBS_2, b, NARROW);
  loadLimbs(PRODUCT, c, NARROW);
  for (let i: usize = NARROW; i < WIDE; i++) store<i64>(PRODUCT + 8 * i, 0);
  for (let i: usize = 0; i < 8 * NARROW; i += 8) {
    const limb = load<i64>(LIMBS + i);
    for (let j: usize = 0; j < 8 * NARROW; j += 8) {
      const at = PRODUCT + i + j;
      store<i64>(at, load<i64>(at) + limb * load<i64>(LIMBS_2 + j));
    }
  }
  reduceLimbs(PRODUCT);
  storeLimbs(to, PRODUCT);
}

/** Whether 32 bytes are a number below L. */
export function isReducedVartime(from: usize): bool {
  const top = load<u64>(from, 24);
  if (top >> 60 == 0) return true;
  loadLimbs(LIMBS, from, NARROW);
  // Above 2^252, it is below L if what is left is below c.
  if (top >> 60 != 1 || (load<u64>(from, 16) | (top << 4)) != 0) return false;
  for (let j: usize = 40; j > 0; j -= 8) {
    const limb = load<i64>(LIMBS + j - 8);
    const bound = load<i64>(ORDER_LOW + j - 8);
    if (limb != bound) return limb < bound;
  }
  return false;
}

/** Fifty-two digits from -16 to 15 of a number below 2^256 - 2^251, radix 32, a byte each. */
export function splitSigned(to: usize, from: usize): void {
  let over: u32 = 0;
  for (let i: usize = 0; i < 52; i++) {
    const bit = 5 * (i as u32);
    const digit = (((load<u16>(from + (bit >> 3)) as u32) >> (bit & 7)) & 31) + over;
    over = (digit + 16) >> 5;
    store<u8>(to + i, (digit - (over << 5)) as u8);
  }
}

/**
 * The digits of a public number in non-adjacent form of width 5: odd, from -15 to 15, a byte for each power of two, and
 * among five in a row at most one that is not zero.
 */
export function splitVartime(to: usize, from: usize): void {
  for (let at: usize = 0; at < 272; at += 16) v128.store(to + at, i64x2.splat(0));
  let over: u32 = 0;
  for (let bit: usize = 0; bit < 256; ) {
    const bits = load<u32>(from + (bit >> 3)) >> ((bit & 7) as u32);
    if ((bits & 1) == over) {
      bit++;
      continue;
    }
    const digit = (bits & 31) + over;
    over = digit >> 4;
    store<u8>(to + bit, (digit - (over << 5)) as u8);
    bit += 5;
  }
}
