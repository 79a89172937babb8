/**
 * The door of the RSA module: what it exports, and nothing else.
 *
 * No imports, no allocation, no randomness, no clock. Addresses are those of rsa-memory.ts; the caller reads them from
 * the exported globals and never writes a number of its own. Integers cross as big-endian octets of the length of the
 * modulus, or of half of it. Its twin is src/crypto/rsa, which is always present and the truth.
 *
 * @module
 */
import { assembleKey, findCandidate, isProbablyPrime, isProbablyPrimeOf } from './primes';
import { beginPrivate, finishPrivate, raiseHalf, raisePublic, releasePublicKey, setPrivateKey, setPublicKey } from './rsa';
import {
  IO_CANDIDATES,
  IO_CANDIDATES_LENGTH,
  IO_EXPONENT,
  IO_INPUT,
  IO_MODULUS,
  IO_OUTPUT,
  IO_PRIMES,
  IO_PRIVATE_EXPONENT,
  IO_RANDOM,
  KEY_COUNT,
  KEYS,
  MEMORY_END,
  MODULUS,
  PRIME_FIELD,
  WORK_START,
} from './rsa-memory';

/** Where callers put input and take output. */
export const inputStart: usize = IO_INPUT;
export const outputStart: usize = IO_OUTPUT;
export const randomStart: usize = IO_RANDOM;
export const modulusStart: usize = IO_MODULUS;
export const exponentStart: usize = IO_EXPONENT;
export const privateExponentStart: usize = IO_PRIVATE_EXPONENT;
export const primesStart: usize = IO_PRIMES;
export const primeField: usize = PRIME_FIELD;
export const candidatesStart: usize = IO_CANDIDATES;
export const candidatesLength: usize = IO_CANDIDATES_LENGTH;
/** How many public keys are kept at once. */
export const keyCount: usize = KEY_COUNT;
/** Where working memory begins: all of it is secret. */
export const workStart: usize = WORK_START;

@inline
function keyOf(number: usize): usize {
  return KEYS + number * MODULUS;
}

/** Zeroes working memory and every public key that is kept: what is left are the small primes. */
export function wipe(): void {
  memory.fill(KEYS, 0, MEMORY_END - KEYS);
}

/** Zeroes working memory, the places of input and output included. Public keys stay. */
export function wipeWork(): void {
  memory.fill(WORK_START, 0, MEMORY_END - WORK_START);
}

/** Keeps the public key whose modulus and exponent lie at their places, under a number. */
export function setKey(number: usize, bits: usize, exponentLength: usize): void {
  setPublicKey(keyOf(number), bits, exponentLength);
}

/** Zeroes a public key. */
export function releaseKey(number: usize): void {
  releasePublicKey(keyOf(number));
}

/** The input to the power of the public exponent. The input is wiped; the output is the caller's to wipe. */
export function raise(number: usize): void {
  raisePublic(keyOf(number));
}

/**
 * Takes the private key whose numbers lie at their places; it stays in working memory until privateFinish or a wipe.
 *
 * @returns Nothing but zeros where it holds and belongs to the public key of this number; else what is wrong.
 */
export function privateKey(number: usize): u32 {
  return setPrivateKey(keyOf(number));
}

/** Blinds the input with the random bytes at their place: 16 more than the modulus has. */
export function privateBegin(number: usize): void {
  beginPrivate(keyOf(number));
}

/** Raises modulo p (0) or q (1). */
export function privateHalf(number: usize, second: usize): void {
  raiseHalf(keyOf(number), second);
}

/** Puts both together. @returns 1 where the result agrees with the public exponent and is the output; else 0. */
export function privateFinish(number: usize): bool {
  return finishPrivate(keyOf(number));
}

/** Looks for a candidate from one on. @returns Its number; `count` where none is left. */
export function primeCandidate(bits: usize, from: usize, count: usize, second: usize): usize {
  return findCandidate(bits, from, count, second);
}

/** One round of Miller-Rabin with twice as many random bytes as the prime has. */
export function primeRound(bits: usize, second: usize): bool {
  return isProbablyPrime(bits, second);
}

/** The same for a prime of the private key that was taken last, which may be any odd number. */
export function primeRoundOf(bits: usize, second: usize): bool {
  return isProbablyPrimeOf(bits, second);
}

/** Makes a key of both primes. @returns 1 when it is one. */
export function primeKey(bits: usize): bool {
  return assembleKey(bits);
}
