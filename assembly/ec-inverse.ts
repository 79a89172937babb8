/**
 * Inverses modulo an odd number by division steps, in constant time (Bernstein and Yang, "Fast constant-time gcd
 * computation and modular inversion", 2019, in the variant that starts at 1/2).
 *
 * f and g go from the modulus and the number to 1 or -1, and 0; d and e follow along so that d x = f and e x = g modulo
 * the modulus. Thirty steps look at the lowest bits of f and g alone and make a matrix; then the matrix is applied to
 * all four. How many rounds are enough depends on the length of the modulus only (scripts/kernel-curves.ts).
 *
 * Rows have limbs of 30 bits, of which the highest has a sign. No branch, address or count depends on a number.
 *
 * @module
 */
import { ROW, STEPS } from './ec-memory';

/** The rows of one inversion, one behind the other. */
const G: usize = ROW;
const D: usize = 2 * ROW;
const E: usize = 3 * ROW;
/** The matrix of the last thirty steps, u and v over q and r, and half a step less than the balance of f and g. */
const U: usize = 4 * ROW;
const V: usize = U + 8;
const Q: usize = U + 16;
const R: usize = U + 24;
const BALANCE: usize = U + 32;
const STATE: usize = 5 * ROW;

const FIRST: usize = STEPS;
const SECOND: usize = STEPS + STATE;
const LIMB: i64 = 0x3fffffff;

/**
 * to = 1 / a modulo an odd number; 0 for 0.
 *
 * @param a Below the modulus; may lie at `to`.
 * @param low 1 / modulus, modulo 2^30.
 */
export function invert(to: usize, a: usize, modulus: usize, low: u32, count: u32, rounds: u32): void {
  begin(FIRST, a, modulus, count);
  for (let round: u32 = 0; round < rounds; round++) {
    thirtySteps(FIRST);
    apply(FIRST, modulus, low, count);
  }
  settle(to, FIRST, modulus, count);
}

/** The inverses of two numbers at once, each modulo its own modulus of the same length: faster than one by one. */
export function invertTwo(
  to: usize,
  modulus: usize,
  low: u32,
  otherTo: usize,
  otherModulus: usize,
  otherLow: u32,
  count: u32,
  rounds: u32,
): void {
  begin(FIRST, to, modulus, count);
  begin(SECOND, otherTo, otherModulus, count);
  for (let round: u32 = 0; round < rounds; round++) {
    thirtyStepsTwice();
    apply(FIRST, modulus, low, count);
    apply(SECOND, otherModulus, otherLow, count);
  }
  settle(to, FIRST, modulus, count);
  settle(otherTo, SECOND, otherModulus, count);
}

function begin(state: usize, a: usize, modulus: usize, count: u32): void {
  memory.fill(state, 0, STATE);
  memory.copy(state, modulus, count << 2);
  memory.copy(state + G, a, count << 2);
  store<u32>(state, 1, E);
  store<i64>(state, -1, BALANCE);
}

/** Two entries of the matrix are kept in one number, the second 2^32 times: they are added and doubled together. */
function thirtySteps(state: usize): void {
  let f: i64 = load<u32>(state);
  let g: i64 = load<u32>(state, G);
  let uv: i64 = 1;
  let qr: i64 = 0x100000000;
  let z = load<i64>(state, BALANCE);
  for (let step = 0; step < 30; step++) {
    const isOver = z >> 63;
    const isOdd = -(g & 1);
    const swaps = isOver & isOdd;
    z = (z ^ swaps) - 1;
    // g plus f, or less f as the balance says, where g is odd; and f gives way to g where they swap.
    const sum = g + (((f ^ isOver) - isOver) & isOdd);
    const row = qr + (((uv ^ isOver) - isOver) & isOdd);
    f ^= (f ^ g) & swaps;
    uv = (uv ^ ((uv ^ qr) & swaps)) << 1;
    g = sum >> 1;
    qr = row;
  }
  store<i64>(state, z, BALANCE);
  storeMatrix(state, uv, qr);
}

/** The same for both states, whose steps do not wait for each other. */
function thirtyStepsTwice(): void {
  let f: i64 = load<u32>(FIRST);
  let g: i64 = load<u32>(FIRST, G);
  let uv: i64 = 1;
  let qr: i64 = 0x100000000;
  let z = load<i64>(FIRST, BALANCE);
  let f2: i64 = load<u32>(SECOND);
  let g2: i64 = load<u32>(SECOND, G);
  let uv2: i64 = 1;
  let qr2: i64 = 0x100000000;
  let z2 = load<i64>(SECOND, BALANCE);
  for (let step = 0; step < 30; step++) {
    const isOver = z >> 63;
    const isOdd = -(g & 1);
    const swaps = isOver & isOdd;
    const isOver2 = z2 >> 63;
    const isOdd2 = -(g2 & 1);
    const swaps2 = isOver2 & isOdd2;
    z = (z ^ swaps) - 1;
    z2 = (z2 ^ swaps2) - 1;
    const sum = g + (((f ^ isOver) - isOver) & isOdd);
    const sum2 = g2 + (((f2 ^ isOver2) - isOver2) & isOdd2);
    const row = qr + (((uv ^ isOver) - isOver) & isOdd);
    const row2 = qr2 + (((uv2 ^ isOver2) - isOver2) & isOdd2);
    f ^= (f ^ g) & swaps;
    f2 ^= (f2 ^ g2) & swaps2;
    uv = (uv ^ ((uv ^ qr) & swaps)) << 1;
    uv2 = (uv2 ^ ((uv2 ^ qr2) & swaps2)) << 1;
    g = sum >> 1;
    g2 = sum2 >> 1;
    qr = row;
    qr2 = row2;
  }
  store<i64>(FIRST, z, BALANCE);
  storeMatrix(FIRST, uv, qr);
  store<i64>(SECOND, z2, BALANCE);
  storeMatrix(SECOND, uv2, qr2);
}

@inline
function storeMatrix(state: usize, uv: i64, qr: i64): void {
  const u: i64 = <i32>uv;
  const q: i64 = <i32>qr;
  store<i64>(state, u, U);
  store<i64>(state, (uv - u) >> 32, V);
  store<i64>(state, q, Q);
  store<i64>(state, (qr - q) >> 32, R);
}

/**
 * (f, g) = matrix (f, g) / 2^30, which is exact, and (d, e) = matrix (d, e) / 2^30 modulo the modulus, of which
 * multiples are added that make the lowest limbs zero.
 */
function apply(state: usize, modulus: usize, low: u32, count: u32): void {
  const u = load<i64>(state, U);
  const v = load<i64>(state, V);
  const q = load<i64>(state, Q);
  const r = load<i64>(state, R);
  const end = state + ((<usize>count - 1) << 2);
  const signD: i64 = load<i32>(end, D) >> 31;
  const signE: i64 = load<i32>(end, E) >> 31;
  let f: i64 = load<i32>(state);
  let g: i64 = load<i32>(state, G);
  let d: i64 = load<i32>(state, D);
  let e: i64 = load<i32>(state, E);
  let sumF = (u * f + v * g) >> 30;
  let sumG = (q * f + r * g) >> 30;
  let sumD = u * d + v * e;
  let sumE = q * d + r * e;
  let timesD = (u & signD) + (v & signE);
  let timesE = (q & signD) + (r & signE);
  timesD -= (<i64>low * (sumD & LIMB) + timesD) & LIMB;
  timesE -= (<i64>low * (sumE & LIMB) + timesE) & LIMB;
  const first: i64 = load<i32>(modulus);
  sumD = (sumD + first * timesD) >> 30;
  sumE = (sumE + first * timesE) >> 30;
  for (let at = state; at < end; at += 4) {
    modulus += 4;
    f = load<i32>(at, 4);
    g = load<i32>(at, G + 4);
    sumF += u * f + v * g;
    sumG += q * f + r * g;
    store<i32>(at, <i32>(sumF & LIMB));
    store<i32>(at, <i32>(sumG & LIMB), G);
    sumF >>= 30;
    sumG >>= 30;
    d = load<i32>(at, D + 4);
    e = load<i32>(at, E + 4);
    const m: i64 = load<i32>(modulus);
    sumD += u * d + v * e + m * timesD;
    sumE += q * d + r * e + m * timesE;
    store<i32>(at, <i32>(sumD & LIMB), D);
    store<i32>(at, <i32>(sumE & LIMB), E);
    sumD >>= 30;
    sumE >>= 30;
  }
  store<i32>(end, <i32>sumF);
  store<i32>(end, <i32>sumG, G);
  store<i32>(end, <i32>sumD, D);
  store<i32>(end, <i32>sumE, E);
}

/** The inverse is d times f, which is 1 or -1; d is between -2 and 1 times the modulus. */
function settle(to: usize, state: usize, modulus: usize, count: u32): void {
  const top = state + ((<usize>count - 1) << 2);
  const minus = load<i32>(top) >> 31;
  addWhere(state, load<i32>(top, D) >> 31, modulus, count, minus);
  addWhere(state, load<i32>(top, D) >> 31, modulus, count, 0);
  memory.copy(to, state + D, count << 2);
}

/** d = d plus the modulus where the mask is set, then -d where the other is. */
function addWhere(state: usize, mask: i32, modulus: usize, count: u32, minus: i32): void {
  let carry: i32 = 0;
  const d = state + D;
  const top = <usize>(count - 1) << 2;
  for (let at: usize = 0; at < top; at += 4) {
    carry += ((load<i32>(d + at) + (load<i32>(modulus + at) & mask)) ^ minus) - minus;
    store<i32>(d + at, carry & 0x3fffffff);
    carry >>= 30;
  }
  store<i32>(d + top, (((load<i32>(d + top) + (load<i32>(modulus + top) & mask)) ^ minus) - minus) + carry);
}
