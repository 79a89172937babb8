/**
 * Inverses modulo an odd number by division steps, in constant time (Bernstein and Yang, "Fast constant-time gcd
 * computation and modular inversion", 2019, in the variant that starts at 1/2).
 *
 * f and g go from the modulus and the number to 1 or -1, and 0; d and e follow along so that d x = f and e x = g modulo
 * the modulus. Thirty steps look at the lowest bits of f and g alone and make a matrix; then the matrix is applied to all
 * four. How many rounds are enough depends on the length of the modulus only (scripts/kernel-curves.ts).
 *
 * Rows have limbs of 30 bits, of which the highest has a sign. No branch, address or count depends on a number.
 *
 * @module
 */
import { ROW, STEPS } from './ec-memory';

const F: usize = STEPS;
const G: usize = STEPS + ROW;
const D: usize = STEPS + 2 * ROW;
const E: usize = STEPS + 3 * ROW;
const LIMB: i64 = 0x3fffffff;

/** The matrix of the last thirty steps, and half a step less than what is left to the balance of f and g. */
let u: i64 = 0;
let v: i64 = 0;
let q: i64 = 0;
let r: i64 = 0;
let balance: i64 = 0;

/**
 * to = 1 / a modulo an odd number; 0 for 0.
 *
 * @param a Below the modulus; may lie at `to`.
 * @param low 1 / modulus, modulo 2^30.
 */
export function invert(to: usize, a: usize, modulus: usize, low: u32, count: u32, rounds: u32): void {
  memory.fill(D, 0, 2 * ROW);
  memory.copy(F, modulus, count << 2);
  memory.copy(G, a, count << 2);
  store<u32>(E, 1);
  balance = -1;
  for (let round: u32 = 0; round < rounds; round++) {
    thirtySteps(load<u32>(F), load<u32>(G));
    applyModulo(modulus, low, count);
    applyHalving(count);
  }
  settle(to, modulus, count);
  u = v = q = r = balance = 0;
}

/** Two entries of the matrix are kept in one number, the second 2^32 times: they are added and doubled together. */
function thirtySteps(f: i64, g: i64): void {
  let uv: i64 = 1;
  let qr: i64 = 0x100000000;
  let z = balance;
  for (let step = 0; step < 30; step++) {
    const isOver = z >> 63;
    const isOdd = -(g & 1);
    // f or -f, and its row, as the sign of the balance says; added where g is odd.
    g += ((f ^ isOver) - isOver) & isOdd;
    qr += ((uv ^ isOver) - isOver) & isOdd;
    const swaps = isOver & isOdd;
    z = (z ^ swaps) - 1;
    f += g & swaps;
    uv += qr & swaps;
    g >>= 1;
    uv <<= 1;
  }
  balance = z;
  u = <i64>(<i32>uv);
  v = (uv - u) >> 32;
  q = <i64>(<i32>qr);
  r = (qr - q) >> 32;
}

/** (f, g) = matrix (f, g) / 2^30, which is exact. */
function applyHalving(count: u32): void {
  let f: i64 = load<i32>(F);
  let g: i64 = load<i32>(G);
  let over = (u * f + v * g) >> 30;
  let under = (q * f + r * g) >> 30;
  for (let i: usize = 1; i < count; i++) {
    f = load<i32>(F + (i << 2));
    g = load<i32>(G + (i << 2));
    over += u * f + v * g;
    under += q * f + r * g;
    store<i32>(F - 4 + (i << 2), <i32>(over & LIMB));
    store<i32>(G - 4 + (i << 2), <i32>(under & LIMB));
    over >>= 30;
    under >>= 30;
  }
  const top = <usize>(count - 1) << 2;
  store<i32>(F + top, <i32>over);
  store<i32>(G + top, <i32>under);
}

/** (d, e) = matrix (d, e) / 2^30 modulo the modulus: a multiple of it is added that makes the lowest limb zero. */
function applyModulo(modulus: usize, low: u32, count: u32): void {
  const top = <usize>(count - 1) << 2;
  const signD: i64 = load<i32>(D + top) >> 31;
  const signE: i64 = load<i32>(E + top) >> 31;
  let d: i64 = load<i32>(D);
  let e: i64 = load<i32>(E);
  let over = u * d + v * e;
  let under = q * d + r * e;
  let timesD = (u & signD) + (v & signE);
  let timesE = (q & signD) + (r & signE);
  timesD -= (<i64>low * (over & LIMB) + timesD) & LIMB;
  timesE -= (<i64>low * (under & LIMB) + timesE) & LIMB;
  const first: i64 = load<i32>(modulus);
  over = (over + first * timesD) >> 30;
  under = (under + first * timesE) >> 30;
  for (let i: usize = 1; i < count; i++) {
    d = load<i32>(D + (i << 2));
    e = load<i32>(E + (i << 2));
    const m: i64 = load<i32>(modulus + (i << 2));
    over += u * d + v * e + m * timesD;
    under += q * d + r * e + m * timesE;
    store<i32>(D - 4 + (i << 2), <i32>(over & LIMB));
    store<i32>(E - 4 + (i << 2), <i32>(under & LIMB));
    over >>= 30;
    under >>= 30;
  }
  store<i32>(D + top, <i32>over);
  store<i32>(E + top, <i32>under);
}

/** The inverse is d times f, which is 1 or -1; d is between -2 and 1 times the modulus. */
function settle(to: usize, modulus: usize, count: u32): void {
  const top = <usize>(count - 1) << 2;
  const minus = load<i32>(F + top) >> 31;
  addWhere(load<i32>(D + top) >> 31, modulus, count, minus);
  addWhere(load<i32>(D + top) >> 31, modulus, count, 0);
  memory.copy(to, D, count << 2);
}

/** d = d plus the modulus where the mask is set, then -d where the other is. */
function addWhere(mask: i32, modulus: usize, count: u32, minus: i32): void {
  let carry: i32 = 0;
  const top = <usize>(count - 1) << 2;
  for (let at: usize = 0; at < top; at += 4) {
    carry += ((load<i32>(D + at) + (load<i32>(modulus + at) & mask)) ^ minus) - minus;
    store<i32>(D + at, carry & 0x3fffffff);
    carry >>= 30;
  }
  store<i32>(D + top, (((load<i32>(D + top) + (load<i32>(modulus + top) & mask)) ^ minus) - minus) + carry);
}
