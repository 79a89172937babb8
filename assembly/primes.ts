/**
 * Prime generation for RSA keys (FIPS 186-5 A.1.3, B.3.1), and the rest of a key from its primes.
 *
 * Every candidate is drawn anew, as A.1.3 says, and divided by small primes without dividing: digit by digit, Montgomery's
 * reduction for sixteen primes at once. There is no sieve over neighbours, whose marks would be addressed by the residues
 * of a secret. Candidates that fail are thrown away, and when they fail shows; the one that is kept takes every step.
 * All are 3 modulo 4, as the standard's optional a and b allow: then Miller-Rabin is one power.
 *
 * @module
 */
import { fromInteger, rawDigit, toInteger } from './digits';
import { powerMod } from './modexp';
import { digitCount, multiplyMod, squareMod } from './montgomery';
import {
  A,
  B,
  C,
  D,
  D_P,
  D_Q,
  digitsFor,
  distance,
  E,
  F,
  lengthOf,
  N,
  P,
  primeBits,
  primeWords,
  Q,
  Q_INVERSE,
  reduceWide,
  setPrime,
  takeOff,
} from './rsa';
import {
  COLUMNS,
  FIRST_PRIME,
  INTEGER,
  IO_CANDIDATES,
  IO_MODULUS,
  IO_OUTPUT,
  IO_PRIMES,
  IO_PRIVATE_EXPONENT,
  IO_RANDOM,
  MODULUS,
  NUMBER,
  NUMBERS,
  ONE,
  PRIME_FIELD,
  SMALL_PRIMES,
  SMALL_PRIMES_END,
  SQUARE,
  VALUE,
} from './rsa-memory';
import {
  addSmall,
  commonDivisor,
  copyInteger,
  divideExactly,
  halve,
  halveMasked,
  invertF,
  isBelow,
  isSame,
  isShort,
  loadInteger,
  multiplyIntegers,
  remainderByF,
  storeInteger,
  subtractMasked,
  swapMasked,
  word,
} from './rsa-words';

const ALL: u32 = 0xffffffff;
/** A batch: four vectors of primes, then four of -1/prime mod 2^13. */
const BATCH: usize = 128;
const INVERSES: usize = 64;
/** The 64 leading bits of sqrt(2), rounded down. */
const ROOT_OF_TWO: u64 = 0xb504f333f9de6484;

const BASE = NUMBERS + 13 * NUMBER;
const POWER = NUMBERS + 14 * NUMBER;
const WIDE = NUMBERS + 15 * NUMBER;

/** -1/x mod 2^13 of an odd x. */
function negativeInverse(x: u32): u32 {
  let inverse = x;
  for (let i = 0; i < 3; i++) inverse *= 2 - x * inverse;
  return (0 - inverse) & 0x1fff;
}

/** Whether an odd number is prime: by the primes below it, which are in their table. Everything is public. */
function isSmallPrime(x: u32, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    const prime = load<u32>(placeOf(i));
    if (prime * prime > x) return true;
    if (x % prime == 0) return false;
  }
  return true;
}

@inline
function placeOf(i: usize): usize {
  return SMALL_PRIMES + (i >> 4) * BATCH + ((i & 15) << 2);
}

/** Fills the table of small primes, at its first use. They stay below 2^15 - 2^13: see `remainders`. */
function makeSmallPrimes(): void {
  if (load<u32>(SMALL_PRIMES) != 0) return;
  let count: usize = 0;
  for (let x: u32 = 3; placeOf(count) < SMALL_PRIMES_END; x += 2) {
    if (!isSmallPrime(x, count)) continue;
    store<u32>(placeOf(count), x);
    store<u32>(placeOf(count) + INVERSES, negativeInverse(x));
    count++;
  }
}

/** (rest + digit) / 2^13 modulo four primes, below the prime and one more: 2^15 bounds the sum, so that it is 16 bits. */
@inline
function takeDigit(rest: v128, digit: v128, primes: v128, inverses: v128): v128 {
  const sum = i32x4.add(rest, digit);
  const quotient = v128.and(i32x4.dot_i16x8_s(sum, inverses), i32x4.splat(0x1fff));
  return i32x4.shr_u(i32x4.add(sum, i32x4.dot_i16x8_s(quotient, primes)), 13);
}

@inline
function isMultiple(rest: v128, primes: v128): v128 {
  return v128.or(i32x4.eq(rest, i32x4.splat(0)), i32x4.eq(rest, primes));
}

/** Whether one of sixteen primes divides the digits at COLUMNS. */
function hasDivisor(batch: usize, end: usize): bool {
  const p0 = v128.load(batch);
  const p1 = v128.load(batch + 16);
  const p2 = v128.load(batch + 32);
  const p3 = v128.load(batch + 48);
  const i0 = v128.load(batch + INVERSES);
  const i1 = v128.load(batch + INVERSES + 16);
  const i2 = v128.load(batch + INVERSES + 32);
  const i3 = v128.load(batch + INVERSES + 48);
  let r0 = i32x4.splat(0);
  let r1 = r0;
  let r2 = r0;
  let r3 = r0;
  for (let at = COLUMNS; at < end; at += 4) {
    const digit = v128.load32_splat(at);
    r0 = takeDigit(r0, digit, p0, i0);
    r1 = takeDigit(r1, digit, p1, i1);
    r2 = takeDigit(r2, digit, p2, i2);
    r3 = takeDigit(r3, digit, p3, i3);
  }
  const low = v128.or(isMultiple(r0, p0), isMultiple(r1, p1));
  const high = v128.or(isMultiple(r2, p2), isMultiple(r3, p3));
  return v128.any_true(v128.or(low, high));
}

function hasSmallDivisor(candidate: usize, bits: usize): bool {
  const count = (bits + 12) / 13;
  for (let i: usize = 0; i < count; i++) store<i32>(COLUMNS + (i << 2), rawDigit(candidate, i));
  for (let batch = SMALL_PRIMES; batch < SMALL_PRIMES_END; batch += BATCH) {
    if (hasDivisor(batch, COLUMNS + (count << 2))) return true;
  }
  return false;
}

/** Steps 4.4 and 5.4: sqrt(2) 2^(bits - 1) or more. */
@inline
function isLarge(candidate: usize, words: usize): bool {
  return (word(candidate, words - 2) | (word(candidate, words - 1) << 32)) > ROOT_OF_TWO;
}

/**
 * Looks for a candidate without small divisors among those that lie in their place, from one on.
 *
 * The first octet's highest bit and the last one's two lowest are set: candidates are of full length and 3 modulo 4.
 * Behind the one that is found the next search may begin. The number of candidates of full size is put at IO_OUTPUT.
 *
 * @param bits Of a prime, a multiple of 64.
 * @param second Whether it is for q, which must be far from p (step 5.5) and lies in the other prime's place.
 * @returns Its number, or `count` where there is none.
 */
export function findCandidate(bits: usize, from: usize, count: usize, second: usize): usize {
  makeSmallPrimes();
  const length = lengthOf(bits);
  const words = bits >> 5;
  const to = P + second * INTEGER;
  let large: u32 = 0;
  let i = from;
  for (; i < count; i++) {
    loadInteger(to, IO_CANDIDATES + i * length, length);
    store<u8>(to, load<u8>(to) | 3);
    store<u8>(to + length - 1, load<u8>(to + length - 1) | 0x80);
    if (!isLarge(to, words)) continue;
    if (second != 0) {
      distance(words);
      if (isShort(A, bits - 99, words + 1) != 0) continue;
    }
    large++;
    if (remainderByF(to, words) == 1 || hasSmallDivisor(to, bits)) continue;
    break;
  }
  store<u32>(IO_OUTPUT, large);
  if (i < count) setPrime(FIRST_PRIME + second * MODULUS, to, bits);
  return i;
}

/** A base for Miller-Rabin, times R: from twice as many random bytes as the prime has, so that none is preferred. */
function drawBase(prime: usize, bits: usize): void {
  const length = lengthOf(bits) << 1;
  loadInteger(A, IO_RANDOM, length);
  memory.fill(IO_RANDOM, 0, length);
  fromInteger(A, digitCount(prime) << 1, WIDE);
  reduceWide(BASE, WIDE, prime);
}

/** 1 and -1, times R, to B and C. */
function drawUnits(prime: usize, integer: usize, words: usize): void {
  toInteger(prime + ONE, prime + VALUE, digitCount(prime), B);
  subtractMasked(C, integer, B, ALL, words);
}

/**
 * One round of Miller-Rabin (B.3.1) on p or q, with random bytes from their place.
 *
 * @param bits Of the prime, which is 3 modulo 4: the power (p - 1) / 2 of the base is 1 or -1.
 */
export function isProbablyPrime(bits: usize, second: usize): bool {
  const prime = FIRST_PRIME + second * MODULUS;
  const integer = P + second * INTEGER;
  const words = (bits + 31) >> 5;
  drawBase(prime, bits);
  copyInteger(E, integer);
  halve(E, words);
  powerMod(POWER, BASE, E, bits - 1, prime);
  toInteger(POWER, prime + VALUE, digitCount(prime), A);
  drawUnits(prime, integer, words);
  return (isSame(A, B, words) | isSame(A, C, words)) != 0;
}

/** As many twos as a prime from elsewhere, less one, may have: one of 2^64 has more, and is refused. */
const MAX_TWOS: u32 = 64;

/**
 * The same for any odd number: p or q of a key from elsewhere. How many twos p - 1 has does not show: all steps are
 * taken, and those that count are chosen by masks.
 */
export function isProbablyPrimeOf(bits: usize, second: usize): bool {
  const prime = FIRST_PRIME + second * MODULUS;
  const integer = P + second * INTEGER;
  const words = (bits + 31) >> 5;
  drawBase(prime, bits);
  copyInteger(E, integer);
  addSmall(E, -1, words);
  let twos: u32 = 0;
  for (let i: u32 = 0; i < MAX_TWOS; i++) {
    const even = ((word(E, 0) & 1) as u32) - 1;
    halveMasked(E, even, words);
    twos += even & 1;
  }
  powerMod(POWER, BASE, E, bits, prime);
  drawUnits(prime, integer, words);
  toInteger(POWER, prime + VALUE, digitCount(prime), A);
  let passed = isSame(A, B, words);
  for (let i: u32 = 0; i < MAX_TWOS; i++) {
    // All ones while there are twos left: i - twos is negative.
    passed |= isSame(A, C, words) & (((i - twos) as i32) >> 31);
    squareMod(POWER, POWER, prime);
    toInteger(POWER, prime + VALUE, digitCount(prime), A);
  }
  return passed != 0;
}

/**
 * The key of p and q: the larger one first, then all numbers to their places as octets.
 *
 * @param bits Of the modulus.
 * @returns Whether d is large enough (A.1.1 criterion 3); if not, all must be begun anew.
 */
export function assembleKey(bits: usize): bool {
  const words = primeWords(bits);
  const half = primeBits(bits);
  swapMasked(P, Q, isBelow(P, Q, words), words);
  multiplyIntegers(N, P, words, Q, words);
  invertExponent(words, half);
  setPrime(FIRST_PRIME, P, half);
  invertSecond(half, words);
  const isLargeEnough = isShort(D, half, (words << 1) + 1) == 0;
  storeInteger(IO_MODULUS, N, lengthOf(bits));
  storeInteger(IO_PRIVATE_EXPONENT, D, lengthOf(bits));
  for (let i: usize = 0; i < 5; i++) storeInteger(IO_PRIMES + i * PRIME_FIELD, P + i * INTEGER, lengthOf(half));
  return isLargeEnough;
}

/** d = e^-1 modulo the least common multiple of p - 1 and q - 1 (A.1.1 criterion 3), and modulo each of them. */
function invertExponent(words: usize, half: usize): void {
  const lessOne = C;
  copyInteger(lessOne, P);
  addSmall(lessOne, -1, words);
  invertF(D_P, lessOne, A, B, words);
  halve(lessOne, words);
  const otherLessOne = E;
  copyInteger(otherLessOne, Q);
  addSmall(otherLessOne, -1, words);
  invertF(D_Q, otherLessOne, A, B, words);
  // Both halves are odd: the divisor is twice that of the halves, and one of the twos is not divided by.
  copyInteger(A, lessOne);
  copyInteger(B, otherLessOne);
  halve(B, words);
  commonDivisor(A, B, F, half, words);
  multiplyIntegers(B, lessOne, words, otherLessOne, words);
  divideExactly(F, B, A, words << 1, words);
  invertF(D, F, A, B, words << 1);
}

/** q^-1 mod p, as the power p - 2. */
function invertSecond(half: usize, words: usize): void {
  const n = digitsFor(half);
  fromInteger(Q, n, WIDE);
  multiplyMod(BASE, WIDE, FIRST_PRIME + SQUARE, FIRST_PRIME);
  copyInteger(E, P);
  addSmall(E, -2, words);
  powerMod(POWER, BASE, E, half, FIRST_PRIME);
  takeOff(POWER, POWER, FIRST_PRIME);
  toInteger(POWER, FIRST_PRIME + VALUE, n, Q_INVERSE);
}
