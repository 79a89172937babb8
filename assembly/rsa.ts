/**
 * RSA (RFC 8017 §5): the public operation; private keys and whether they hold; the private operation in four steps.
 *
 * The private operation never raises what the caller chose. With a fresh r the base is t = c r^e, modulo n; the exponents
 * are d_p - 1 + k (p - 1) with a fresh k of 64 bits, and likewise for q; the result of both is t^(d - 1), and
 *
 *   c^d = t^(d - 1) c r^(e - 1) mod n,   since t^(d - 1) = c^(d - 1) r^(1 - e)
 *
 * which takes no inverse of r. Recombination (Garner) sees blinded halves only, and need not bring them into a range. The
 * result is raised to e and compared with c before it leaves: a fault in one half would give a factor away (Boneh,
 * DeMillo, Lipton 1997). The steps are separate so that a test can spoil the memory between them.
 *
 * @module
 */
import {
  clearNumber,
  combine,
  copyNumber,
  fromInteger,
  rawDigit,
  setDigit,
  settle,
  toInteger,
} from './digits';
import { exponentBit, exponentBits, powerMod, publicPower } from './modexp';
import {
  digitCount,
  multiplyMod,
  multiplyPacked,
  prepareCube,
  prepareModulus,
  prepareSquare,
  shiftIn,
  squareMod,
} from './montgomery';
import { multiply } from './products';
import {
  COLUMNS,
  CUBE,
  EXPONENT,
  EXPONENT_LENGTH,
  FIRST_PRIME,
  INTEGER,
  INTEGERS,
  IO_EXPONENT,
  IO_INPUT,
  IO_LENGTH,
  IO_MODULUS,
  IO_OUTPUT,
  IO_PRIMES,
  IO_PRIVATE_EXPONENT,
  IO_RANDOM,
  IO_START,
  MODULUS,
  MODULUS_BITS,
  MODULUS_DIGITS,
  NUMBER,
  NUMBERS,
  PACKED,
  PAIRED,
  PRIME_FIELD,
  SECOND_PRIME,
  SQUARE,
  VALUE,
  WORK_START,
} from './rsa-memory';
import {
  addMasked,
  addSmall,
  copyInteger,
  isBelow,
  isSame,
  isShort,
  isSmall,
  loadInteger,
  multiplyIntegers,
  storeInteger,
  subtractMasked,
  word,
} from './rsa-words';

const ALL: u32 = 0xffffffff;

/** The public operation's numbers and integers come first: they are what it wipes. */
const INPUT = NUMBERS + 3 * NUMBER;
const OUTPUT = NUMBERS + 4 * NUMBER;
const PUBLIC_NUMBERS: usize = 5;
const INPUT_INTEGER = INTEGERS;
const OUTPUT_INTEGER = INTEGERS + INTEGER;
const PUBLIC_INTEGERS: usize = 2;

const BLINDED = NUMBERS + 5 * NUMBER;
const UNBLINDING = NUMBERS + 6 * NUMBER;
const COEFFICIENT = NUMBERS + 7 * NUMBER;
const FIRST_HALF = NUMBERS + 8 * NUMBER;
const SECOND_HALF = NUMBERS + 9 * NUMBER;
/** Do not outlive a function. */
const X = NUMBERS + 10 * NUMBER;
const Y = NUMBERS + 11 * NUMBER;
const Z = NUMBERS + 12 * NUMBER;

/** Integers of the private key: p, q, d mod p - 1, d mod q - 1, q^-1 mod p, d; those of one prime side by side. */
export const P = INTEGERS + 2 * INTEGER;
export const Q = INTEGERS + 3 * INTEGER;
export const D_P = INTEGERS + 4 * INTEGER;
export const D_Q = INTEGERS + 5 * INTEGER;
export const Q_INVERSE = INTEGERS + 6 * INTEGER;
export const D = INTEGERS + 7 * INTEGER;
export const N = INTEGERS + 8 * INTEGER;
const K_P = INTEGERS + 9 * INTEGER;
/** Do not outlive a function. */
export const A = INTEGERS + 11 * INTEGER;
export const B = INTEGERS + 12 * INTEGER;
export const C = INTEGERS + 13 * INTEGER;
export const E = INTEGERS + 14 * INTEGER;
export const F = INTEGERS + 15 * INTEGER;

const EXPONENT_BLIND_LENGTH: usize = 8;

/** The bits of a prime of a modulus, and its words. */
@inline
export function primeBits(bits: usize): usize {
  return (bits + 1) >> 1;
}

@inline
export function primeWords(bits: usize): usize {
  return (primeBits(bits) + 31) >> 5;
}

/** The bytes of an integer of so many bits. */
@inline
export function lengthOf(bits: usize): usize {
  return (bits + 7) >> 3;
}

/** How many digits a prime of so many bits takes, with 8 bits to spare: a multiple of 8. A modulus takes twice as many. */
@inline
export function digitsFor(bits: usize): usize {
  return (((bits + 111) / 104) as usize) << 3;
}

@inline
export function modulusBits(key: usize): usize {
  return load<u32>(key + MODULUS_BITS) as usize;
}

/** Puts an integer into a modulus, with all that belongs to it but R^2 and R^3. */
export function setModulus(modulus: usize, integer: usize, bits: usize, n: usize): void {
  store<u32>(modulus + MODULUS_BITS, bits as u32);
  store<u32>(modulus + MODULUS_DIGITS, n as u32);
  fromInteger(integer, n, modulus + VALUE);
  prepareModulus(modulus);
}

/** The public key whose modulus and exponent lie in their places. */
export function setPublicKey(key: usize, bits: usize, exponentLength: usize): void {
  loadInteger(INPUT_INTEGER, IO_MODULUS, lengthOf(bits));
  setModulus(key, INPUT_INTEGER, bits, digitsFor(primeBits(bits)) << 1);
  prepareSquare(key);
  store<u32>(key + EXPONENT_LENGTH, exponentLength as u32);
  memory.copy(key + EXPONENT, IO_EXPONENT, exponentLength);
  memory.fill(IO_MODULUS, 0, lengthOf(bits));
  memory.fill(IO_EXPONENT, 0, exponentLength);
  wipePublic();
}

/** Zeroes a public key. */
export function releasePublicKey(key: usize): void {
  memory.fill(key, 0, MODULUS);
}

/** Zeroes what the public operation uses: it may be encrypting. */
function wipePublic(): void {
  memory.fill(COLUMNS, 0, NUMBERS + PUBLIC_NUMBERS * NUMBER - COLUMNS);
  memory.fill(INTEGERS, 0, PUBLIC_INTEGERS * INTEGER);
}

/** RSAEP and RSAVP1: the input to the power of e. Both are as long as the modulus; the input is wiped. */
export function raisePublic(key: usize): void {
  const length = lengthOf(modulusBits(key));
  const n = digitCount(key);
  loadInteger(INPUT_INTEGER, IO_INPUT, length);
  fromInteger(INPUT_INTEGER, n, INPUT);
  publicPower(OUTPUT, INPUT, key);
  toInteger(OUTPUT, key + VALUE, n, OUTPUT_INTEGER);
  storeInteger(IO_OUTPUT, OUTPUT_INTEGER, length);
  memory.fill(IO_INPUT, 0, length);
  wipePublic();
}

/** Zeroes all working memory but the output. */
export function wipePrivate(): void {
  memory.fill(WORK_START, 0, IO_OUTPUT - WORK_START);
  memory.fill(IO_RANDOM, 0, IO_LENGTH - (IO_RANDOM - IO_START));
}

/** Loads the private key from its places and wipes it there. */
function loadPrivateKey(bits: usize): void {
  const length = lengthOf(primeBits(bits));
  for (let i: usize = 0; i < 5; i++) loadInteger(P + i * INTEGER, IO_PRIMES + i * PRIME_FIELD, length);
  loadInteger(D, IO_PRIVATE_EXPONENT, lengthOf(bits));
  loadInteger(N, IO_MODULUS, lengthOf(bits));
  memory.fill(IO_PRIVATE_EXPONENT, 0, IO_PRIMES + 5 * PRIME_FIELD - IO_PRIVATE_EXPONENT);
}

/** A prime with all that belongs to it. */
export function setPrime(modulus: usize, integer: usize, bits: usize): void {
  setModulus(modulus, integer, bits, digitsFor(bits));
  prepareSquare(modulus);
  prepareCube(modulus);
}

/** The distance of p and q. It is left in A. */
export function distance(words: usize): void {
  memory.fill(A, 0, INTEGER);
  const negative = subtractMasked(A, P, Q, ALL, words);
  subtractMasked(B, Q, P, ALL, words);
  for (let i: usize = 0; i < words; i++) {
    const chosen = (word(A, i) & ~negative) | (word(B, i) & negative);
    store<u32>(A + (i << 2), chosen as u32);
  }
}

/**
 * Whether the private key that lies in its places belongs to a public key and holds: SP 800-56B §6.4.1.2.1, but for the
 * primality of p and q. The key is left in working memory, ready for use.
 *
 * @returns A bit for each thing that is wrong: rsa-private.ts names them. After the first no other is looked at.
 */
export function setPrivateKey(key: usize): u32 {
  const bits = modulusBits(key);
  const half = primeBits(bits);
  const words = primeWords(bits);
  loadPrivateKey(bits);
  multiplyIntegers(A, P, words, Q, words);
  // Whoever gives a key is told what is wrong with it. Here the primes have their length, or the product is not n.
  if (isSame(A, N, words << 1) == 0) return 1;
  distance(words);
  const isEven = ~(0 - ((word(P, 0) & word(Q, 0) & 1) as u32));
  const isLong = ~(isShort(P, half, words + 1) & isShort(Q, half, words + 1));
  const isClose = isShort(A, (bits >> 1) - 100, words + 1);
  const isOut = isShort(D, bits >> 1, (words << 1) + 1) | ~isBelow(D, N, words << 1);
  const wrong = (isEven & 2) | (isLong & 4) | (isClose & 8) | (isOut & 16);
  if (wrong != 0) return wrong;
  setPrime(FIRST_PRIME, P, half);
  setPrime(SECOND_PRIME, Q, half);
  const first = checkExponent(FIRST_PRIME, P, D_P, key, words);
  const second = checkExponent(SECOND_PRIME, Q, D_Q, key, words);
  return first | second | checkCoefficient(words);
}

/** Whether d e = 1 and d = d_p modulo p - 1. */
function checkExponent(prime: usize, p: usize, dP: usize, key: usize, words: usize): u32 {
  const n = digitCount(prime);
  const even = X;
  const remainder = Y;
  const product = Z;
  copyNumber(even, prime + VALUE);
  store<i16>(even + PACKED, load<i16>(even + PACKED) - 1);
  setDigit(product, 0, n, 1);
  clearNumber(remainder);
  // The leading digits of d, one fewer than p has, are a residue as they are.
  const known = (primeBits(modulusBits(key)) + 12) / 13 - 1;
  let i = (modulusBits(key) + 12) / 13 - known;
  for (let j: usize = 0; j < known; j++) store<i16>(remainder + PACKED + (j << 1), rawDigit(D, i + j) as i16);
  while (i-- > 0) {
    shiftIn(remainder + PACKED, product + PACKED, rawDigit(D, i), even + PACKED, prime, n);
  }
  toInteger(remainder, even, n, A);
  loadInteger(E, key + EXPONENT, load<u32>(key + EXPONENT_LENGTH));
  setDigit(product, 0, n, 0);
  for (let i = (exponentBits(key) + 12) / 13; i-- > 0; ) {
    shiftIn(product + PACKED, remainder + PACKED, rawDigit(E, i), even + PACKED, prime, n);
  }
  toInteger(product, even, n, B);
  return (~isSmall(B, 1, words) & 32) | (~isSame(A, dP, words) & 64);
}

/** Whether q^-1 q = 1 modulo p, and puts the inverse, times R, into its place. */
function checkCoefficient(words: usize): u32 {
  const n = digitCount(FIRST_PRIME);
  fromInteger(Q_INVERSE, n, X);
  multiplyMod(COEFFICIENT, X, FIRST_PRIME + SQUARE, FIRST_PRIME);
  multiplyMod(Y, COEFFICIENT, SECOND_PRIME + VALUE, FIRST_PRIME);
  toInteger(Y, FIRST_PRIME + VALUE, n, A);
  return ~(isSmall(A, 1, words) & isBelow(Q_INVERSE, P, words)) & 128;
}

/** Blinds the input by what lies in the place for random bytes: as many as the modulus has, and 16 more. */
export function beginPrivate(key: usize): void {
  const length = lengthOf(modulusBits(key));
  const n = digitCount(key);
  loadInteger(INPUT_INTEGER, IO_INPUT, length);
  fromInteger(INPUT_INTEGER, n, INPUT);
  loadInteger(A, IO_RANDOM, length);
  for (let i: usize = 0; i < 2; i++) {
    const at = IO_RANDOM + length + i * EXPONENT_BLIND_LENGTH;
    loadInteger(K_P + i * INTEGER, at, EXPONENT_BLIND_LENGTH);
  }
  // Random as it is, it is taken for a residue times R.
  fromInteger(A, n, X);
  copyNumber(Y, X);
  for (let bit = exponentBits(key) - 2; bit > 0; bit--) {
    squareMod(Y, Y, key);
    if (exponentBit(key, bit)) multiplyMod(Y, Y, X, key);
  }
  squareMod(Y, Y, key);
  multiplyMod(X, X, Y, key);
  multiplyMod(BLINDED, X, INPUT, key);
  multiplyMod(Y, Y, INPUT, key);
  multiplyMod(UNBLINDING, Y, key + SQUARE, key);
}

/** A number of twice as many digits modulo a prime, times R. */
export function reduceWide(to: usize, wide: usize, prime: usize): void {
  const n = digitCount(prime);
  multiplyPacked(to, wide + PACKED, prime + SQUARE, prime);
  multiplyPacked(Z, wide + PACKED + (n << 1), prime + CUBE, prime);
  combine(to, to, Z, 1, n);
}

/** Takes the R off a residue. */
export function takeOff(to: usize, x: usize, modulus: usize): void {
  setDigit(Z, 0, digitCount(modulus), 1);
  multiplyMod(to, x, Z, modulus);
}

/** t^(d - 1) modulo p, or modulo q. */
export function raiseHalf(key: usize, second: usize): void {
  const prime = FIRST_PRIME + second * MODULUS;
  const half = FIRST_HALF + second * NUMBER;
  const words = primeWords(modulusBits(key));
  copyInteger(A, P + second * INTEGER);
  addSmall(A, -1, words);
  multiplyIntegers(E, A, words, K_P + second * INTEGER, EXPONENT_BLIND_LENGTH / 4);
  addMasked(E, E, D_P + second * INTEGER, ALL, words + 3);
  addSmall(E, -1, words + 3);
  reduceWide(X, BLINDED, prime);
  powerMod(half, X, E, primeBits(modulusBits(key)) + 8 * EXPONENT_BLIND_LENGTH, prime);
  takeOff(half, half, prime);
}

/** Recombines the halves, unblinds, and checks. @returns Whether the output is there; all else is wiped. */
export function finishPrivate(key: usize): bool {
  const n = digitCount(FIRST_PRIME);
  combine(X, FIRST_HALF, SECOND_HALF, -1, n);
  multiplyMod(X, X, COEFFICIENT, FIRST_PRIME);
  multiply(X + PACKED, SECOND_PRIME + VALUE + PAIRED, n, COLUMNS);
  for (let i: usize = 0; i < n; i++) {
    const column = load<i32>(COLUMNS + (i << 2)) + (load<i16>(SECOND_HALF + PACKED + (i << 1)) as i32);
    store<i32>(COLUMNS + (i << 2), column);
  }
  settle(COLUMNS, n << 1, X);
  multiplyMod(X, X, UNBLINDING, key);
  toInteger(X, key + VALUE, n << 1, OUTPUT_INTEGER);
  fromInteger(OUTPUT_INTEGER, n << 1, X);
  publicPower(Y, X, key);
  toInteger(Y, key + VALUE, n << 1, A);
  const words = primeWords(modulusBits(key)) << 1;
  const isRight = isSame(A, INPUT_INTEGER, words) != 0;
  const length = lengthOf(modulusBits(key));
  if (isRight) storeInteger(IO_OUTPUT, OUTPUT_INTEGER, length);
  wipePrivate();
  return isRight;
}
