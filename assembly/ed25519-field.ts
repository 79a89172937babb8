/**
 * The field of 2^255 - 19 beside its products: bytes, sums, powers, canonical form (RFC 8032 §5.1.2 and §5.1.3).
 *
 * An element is one lane of a pair (ed25519-products.ts). What comes from bytes has limbs that are not balanced and
 * counts as the sum of two results. Nothing here depends on a value but its output.
 *
 * @module
 */
import { CANONICAL, CANONICAL_BYTES, PAIR, POWER } from './ed25519-memory';
import { multiply, square } from './ed25519-products';

const MASK: u64 = (1 << 29) - 1;
const TOP_BITS: i64 = 23;

/** Writes a limb of one lane. */
@inline
function put(to: usize, i: usize, limb: u64): void {
  store<u32>(to + 8 * i, limb as u32);
}

/** The lane at `to` from 32 bytes, least first; the highest bit does not count. */
export function loadElement(to: usize, from: usize): void {
  const w0 = load<u64>(from);
  const w1 = load<u64>(from, 8);
  const w2 = load<u64>(from, 16);
  const w3 = load<u64>(from, 24);
  put(to, 0, w0 & MASK);
  put(to, 1, (w0 >> 29) & MASK);
  put(to, 2, ((w0 >> 58) | (w1 << 6)) & MASK);
  put(to, 3, (w1 >> 23) & MASK);
  put(to, 4, ((w1 >> 52) | (w2 << 12)) & MASK);
  put(to, 5, (w2 >> 17) & MASK);
  put(to, 6, ((w2 >> 46) | (w3 << 18)) & MASK);
  put(to, 7, (w3 >> 11) & MASK);
  put(to, 8, (w3 >> 40) & ((1 << TOP_BITS) - 1));
}

/** The canonical 32 bytes of the lane at `from`, which may be a sum of up to 7 results. */
export function storeElement(to: usize, from: usize): void {
  reduce(from);
  const x2 = limb(2);
  const x4 = limb(4);
  const x6 = limb(6);
  store<u64>(to, limb(0) | (limb(1) << 29) | (x2 << 58));
  store<u64>(to, (x2 >> 6) | (limb(3) << 23) | (x4 << 52), 8);
  store<u64>(to, (x4 >> 12) | (limb(5) << 17) | (x6 << 46), 16);
  store<u64>(to, (x6 >> 18) | (limb(7) << 11) | (limb(8) << 40), 24);
}

@inline
function limb(i: usize): u64 {
  return load<u64>(CANONICAL + 8 * i);
}

@inline
function setLimb(i: usize, x: i64): void {
  store<i64>(CANONICAL + 8 * i, x);
}

/** Brings the limbs into [0, p): 32 p are added, what exceeds 2^255 comes back twice, and p is taken away at most once. */
function reduce(from: usize): void {
  for (let i: usize = 0; i < 8; i++) setLimb(i, load<i32>(from + 8 * i) as i64);
  setLimb(8, (load<i32>(from, 64) as i64) + (32 << TOP_BITS));
  let over = carryLimbs(-32 * 19);
  over = carryLimbs(19 * over);
  carryLimbs(19 * over);
  // Below 2^255 now; at least p exactly if 19 more reach 2^255.
  over = 19;
  for (let i: usize = 0; i < 8; i++) over = ((limb(i) as i64) + over) >> 29;
  over = ((limb(8) as i64) + over) >> TOP_BITS;
  carryLimbs(19 * over);
}

/** Carries through the limbs, with something added to the first. @returns What exceeds 2^255, left out of them. */
function carryLimbs(added: i64): i64 {
  let over = added;
  for (let i: usize = 0; i < 8; i++) {
    const x = (limb(i) as i64) + over;
    setLimb(i, x & MASK);
    over = x >> 29;
  }
  const x = (limb(8) as i64) + over;
  setLimb(8, x & ((1 << TOP_BITS) - 1));
  return x >> TOP_BITS;
}

/** Whether the lane at `from` is zero: a public one. */
export function isZeroVartime(from: usize): bool {
  storeElement(CANONICAL_BYTES, from);
  return !v128.any_true(v128.or(v128.load(CANONICAL_BYTES), v128.load(CANONICAL_BYTES, 16)));
}

/** to = a + b and to = a - b, limb by limb. */
export function add(to: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(to + i, i32x4.add(v128.load(a + i), v128.load(b + i)));
}

export function subtract(to: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(to + i, i32x4.sub(v128.load(a + i), v128.load(b + i)));
}

/** to = a^(2^n). */
function squareTimes(to: usize, a: usize, n: i32): void {
  square(to, a);
  for (let i = 1; i < n; i++) square(to, to);
}

/** to = a^(2^252 - 3), which is (p - 5) / 8; needs five pairs at `work`. `to` is none of them and not a. */
export function powerForRoot(to: usize, a: usize, work: usize): void {
  const x1 = work;
  const x5 = work + PAIR;
  const x10 = work + 2 * PAIR;
  const x50 = work + 3 * PAIR;
  const x100 = work + 4 * PAIR;
  // a^11 on the way to a^31 = a^(2^5 - 1); then exponents 2^n - 1, by doubling n.
  square(x1, a);
  squareTimes(x5, x1, 2);
  multiply(x5, x5, a);
  multiply(x10, x5, x1);
  square(x10, x10);
  multiply(x5, x10, x5);
  lengthen(x10, x5, x5, 5);
  lengthen(to, x10, x10, 10);
  lengthen(x50, to, to, 20);
  lengthen(x50, x50, x10, 10);
  lengthen(x100, x50, x50, 50);
  lengthen(x100, x100, x100, 100);
  lengthen(x100, x100, x50, 50);
  squareTimes(to, x100, 2);
  multiply(to, to, a);
}

/** to = a^(2^n) b. Any of them may be the same. */
@inline
function lengthen(to: usize, a: usize, b: usize, n: i32): void {
  squareTimes(POWER, a, n);
  multiply(to, POWER, b);
}
