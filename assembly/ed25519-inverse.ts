/**
 * Inversion modulo 2^255 - 19 by division steps, in constant time (D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd
 * computation and modular inversion", 2019; the variant that starts at delta = 1/2, for which 590 steps are enough
 * for any input below 2^256; here are 600, in batches of 30).
 *
 * A batch works on the lowest 30 bits of f and g and gathers what it did in a matrix, which is then applied to the
 * whole of f and g, and modulo p to d and e: f = d a and g = e a hold all the time, up to a factor of 2^30 per batch
 * that each application takes away. At the end g = 0 and f is 1 or -1. No branch and no address depends on a value.
 *
 * Integers are nine limbs of 30 bits, all but the last in [0, 2^30); the last carries the sign.
 *
 * @module
 */
import { INVERSION } from './ed25519-memory';

const BITS: i64 = 30;
const MASK: i64 = (1 << 30) - 1;
const BATCHES: i32 = 20;

const F: usize = INVERSION;
const G: usize = F + 36;
const D: usize = G + 36;
const E: usize = D + 36;

/** p is 2^15 at limb 8 less 19 at limb 0; and 1 / p modulo 2^30. */
const P_LOW: i64 = -19;
const P_HIGH: i64 = 1 << 15;
const P_INVERSE: i64 = 0x179435e5;

/** The matrix of a batch: what f and g become is (u f + v g, q f + r g) / 2^30. */
let u: i32 = 0;
let v: i32 = 0;
let q: i32 = 0;
let r: i32 = 0;

/** Writes 1 / a at `to`, a given by its canonical 32 bytes; 0 for 0. */
export function invert(to: usize, from: usize): void {
  begin(from);
  let delta: i32 = -1;
  for (let batch = 0; batch < BATCHES; batch++) {
    delta = batchOfSteps(delta, load<i32>(F), load<i32>(G));
    applyModulo();
    apply();
  }
  finish(to);
  u = v = q = r = 0;
}

/** f = p, g = a, d = 0, e = 1. */
@inline
function begin(from: usize): void {
  for (let at: usize = 0; at < 36; at += 4) {
    store<i32>(F + at, 0);
    store<i32>(D + at, 0);
    store<i32>(E + at, 0);
  }
  for (let i: usize = 0; i < 8; i++) {
    const bit = 30 * (i as u32);
    const word = (load<u32>(from + (bit >> 3)) as i64) | ((load<u8>(from + (bit >> 3), 4) as i64) << 32);
    store<i32>(G + 4 * i, ((word >> ((bit & 7) as i64)) & MASK) as i32);
  }
  store<i32>(G, load<u16>(from, 30), 32);
  // Limbs of f are in range as well: -19 and a borrow all the way up.
  store<i32>(F, (MASK as i32) - 18);
  for (let at: usize = 4; at < 32; at += 4) store<i32>(F + at, MASK as i32);
  store<i32>(F, (P_HIGH as i32) - 1, 32);
  store<i32>(E, 1);
}

/**
 * Thirty division steps. `delta` is the paper's, less a half, negated; its sign decides whether f and g change places,
 * which they do only when g is odd.
 */
function batchOfSteps(delta: i32, f: i32, g: i32): i32 {
  let a: i32 = 1;
  let b: i32 = 0;
  let c: i32 = 0;
  let d: i32 = 1;
  for (let i = 0; i < 30; i++) {
    let change = delta >> 31;
    const odd = -(g & 1);
    g += ((f ^ change) - change) & odd;
    c += ((a ^ change) - change) & odd;
    d += ((b ^ change) - change) & odd;
    change &= odd;
    delta = (delta ^ change) - 1;
    f += g & change;
    a += c & change;
    b += d & change;
    g >>= 1;
    a <<= 1;
    b <<= 1;
  }
  u = a;
  v = b;
  q = c;
  r = d;
  return delta;
}

/** (f, g) becomes the matrix times (f, g), without the 30 zero bits at its end. */
function apply(): void {
  let f = sumAt(F, G, u, v, 0) >> BITS;
  let g = sumAt(F, G, q, r, 0) >> BITS;
  for (let at: usize = 4; at < 36; at += 4) {
    f += sumAt(F, G, u, v, at);
    g += sumAt(F, G, q, r, at);
    store<i32>(F + at - 4, (f & MASK) as i32);
    store<i32>(G + at - 4, (g & MASK) as i32);
    f >>= BITS;
    g >>= BITS;
  }
  store<i32>(F, f as i32, 32);
  store<i32>(G, g as i32, 32);
}

/** The same for (d, e), after the multiples of p are added that make the 30 bits zero and keep both in (-2 p, p). */
function applyModulo(): void {
  const signD = load<i32>(D, 32) >> 31;
  const signE = load<i32>(E, 32) >> 31;
  let d = sumAt(D, E, u, v, 0);
  let e = sumAt(D, E, q, r, 0);
  const timesD = multipleOf(d, (u & signD) + (v & signE));
  const timesE = multipleOf(e, (q & signD) + (r & signE));
  d = (d + P_LOW * timesD) >> BITS;
  e = (e + P_LOW * timesE) >> BITS;
  for (let at: usize = 4; at < 32; at += 4) {
    d += sumAt(D, E, u, v, at);
    e += sumAt(D, E, q, r, at);
    store<i32>(D + at - 4, (d & MASK) as i32);
    store<i32>(E + at - 4, (e & MASK) as i32);
    d >>= BITS;
    e >>= BITS;
  }
  d += sumAt(D, E, u, v, 32) + P_HIGH * timesD;
  e += sumAt(D, E, q, r, 32) + P_HIGH * timesE;
  store<i32>(D, (d & MASK) as i32, 28);
  store<i32>(E, (e & MASK) as i32, 28);
  store<i32>(D, (d >> BITS) as i32, 32);
  store<i32>(E, (e >> BITS) as i32, 32);
}

/** How often p is added, starting from `times`, so that the lowest 30 bits of x + times p are zero. */
@inline
function multipleOf(x: i64, times: i32): i64 {
  return (times - (((P_INVERSE as i32) * (x as i32) + times) & (MASK as i32))) as i64;
}

/** s x + t y at one limb. */
@inline
function sumAt(x: usize, y: usize, s: i32, t: i32, at: usize): i64 {
  return (s as i64) * (load<i32>(x + at) as i64) + (t as i64) * (load<i32>(y + at) as i64);
}

/** d times the sign of f, in [0, p), as 32 bytes. */
function finish(to: usize): void {
  addModulusIfNegative();
  const sign = load<i32>(F, 32) >> 31;
  for (let at: usize = 0; at < 36; at += 4) store<i32>(D + at, (load<i32>(D + at) ^ sign) - sign);
  carry();
  addModulusIfNegative();
  carry();
  const x2 = load<u32>(D, 8) as u64;
  const x4 = load<u32>(D, 16) as u64;
  const x6 = load<u32>(D, 24) as u64;
  store<u64>(to, (load<u32>(D) as u64) | ((load<u32>(D, 4) as u64) << 30) | (x2 << 60));
  store<u64>(to, (x2 >> 4) | ((load<u32>(D, 12) as u64) << 26) | (x4 << 56), 8);
  store<u64>(to, (x4 >> 8) | ((load<u32>(D, 20) as u64) << 22) | (x6 << 52), 16);
  store<u64>(to, (x6 >> 12) | ((load<u32>(D, 28) as u64) << 18) | ((load<u32>(D, 32) as u64) << 48), 24);
}

/** By the sign of the last limb; the limbs are not carried. */
function addModulusIfNegative(): void {
  const negative = load<i32>(D, 32) >> 31;
  store<i32>(D, load<i32>(D) + ((P_LOW as i32) & negative));
  store<i32>(D, load<i32>(D, 32) + ((P_HIGH as i32) & negative), 32);
}

function carry(): void {
  let over: i32 = 0;
  for (let at: usize = 0; at < 32; at += 4) {
    const x = load<i32>(D + at) + over;
    store<i32>(D + at, x & (MASK as i32));
    over = x >> 30;
  }
  store<i32>(D, load<i32>(D, 32) + over, 32);
}
