/**
 * ML-KEM keys: raw as FIPS 203 §7 encodes them, in SPKI and PKCS#8 as RFC 9935 does.
 *
 * Here are the input checks of FIPS 203: an encapsulation key has its length and no coefficient beyond the modulus
 * (§7.2), a decapsulation key its length and the hash of its own encapsulation key (§7.3). A private key may hold a
 * seed, an expanded key or both (der/seed-choice.ts); a seed alone is written. Nothing is computed with a key here.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { expectBytes } from '../bytes/expect.ts';
import { expectAlgorithm } from './der/algorithm.ts';
import {
  decodeSeedChoice,
  encodeExpandedChoice,
  encodeSeedChoice,
  type SeedChoice,
} from './der/seed-choice.ts';
import { decodeSpki, encodeSpki } from './der/spki.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from './errors.ts';
import { digestOf } from './hash.ts';
import type { Bytes, MlKemParameterSet } from './primitives.ts';

/** Bytes of a seed: d and z, one after the other. FIPS 203 §7.1, RFC 9935 §6 */
export const ML_KEM_SEED_LENGTH = 64;
/** FIPS 203 §2.4.1: q. */
const MODULUS = 3329;
/** Bytes of a polynomial in twelve bits a coefficient. FIPS 203 algorithm 5 */
const POLYNOMIAL_LENGTH = 384;
/** After the encapsulation key in an expanded key: its hash, then z. FIPS 203 algorithm 16 */
const HASH_LENGTH = 32;
const Z_LENGTH = 32;

/** What a parameter set measures, in bytes. FIPS 203 tables 2 and 3 */
export interface MlKemLengths {
  readonly publicKey: number;
  /** Of the expanded key. */
  readonly secretKey: number;
  readonly ciphertext: number;
  /** Polynomials in a vector, k. */
  readonly polynomials: number;
}

const LENGTHS: { readonly [P in MlKemParameterSet]: MlKemLengths } = /* @__PURE__ */ Object.freeze({
  'ML-KEM-512': { publicKey: 800, secretKey: 1632, ciphertext: 768, polynomials: 2 },
  'ML-KEM-768': { publicKey: 1184, secretKey: 2400, ciphertext: 1088, polynomials: 3 },
  'ML-KEM-1024': { publicKey: 1568, secretKey: 3168, ciphertext: 1568, polynomials: 4 },
});

/**
 * The lengths of a parameter set.
 *
 * @throws {UnsupportedAlgorithmError} There is no such set.
 *
 * @example
 * mlKemLengths('ML-KEM-768').ciphertext; // 1088
 */
export function mlKemLengths(parameterSet: MlKemParameterSet): MlKemLengths {
  if (Object.hasOwn(LENGTHS, parameterSet)) return LENGTHS[parameterSet];
  throw new UnsupportedAlgorithmError(`parameter set ${String(parameterSet)}`);
}

/**
 * Requires a ciphertext of the set's length (FIPS 203 §7.3).
 *
 * @throws {RangeError} It has another length.
 * @throws {UnsupportedAlgorithmError} There is no such set.
 */
export function expectMlKemCiphertext(parameterSet: MlKemParameterSet, ciphertext: Uint8Array): void {
  expectBytes('ciphertext', ciphertext, mlKemLengths(parameterSet).ciphertext);
}

/**
 * Opens a public key in SPKI and checks it (FIPS 203 §7.2).
 *
 * @returns The raw encapsulation key: a view of the input.
 * @throws {InvalidKeyError} The encoding is malformed, the parameter set another, or a coefficient beyond the modulus.
 */
export function decodeMlKemPublicKey(parameterSet: MlKemParameterSet, spki: Uint8Array): Uint8Array {
  const lengths = mlKemLengths(parameterSet);
  expectBytes('publicKey', spki);
  const { algorithm, key } = decodeSpki(spki);
  expectAlgorithm(parameterSet, algorithm);
  if (key.length !== lengths.publicKey) throw new InvalidKeyError('the ML-KEM public key has another length');
  if (!isReduced(key, lengths)) {
    throw new InvalidKeyError('the ML-KEM public key has a coefficient beyond the modulus');
  }
  return key;
}

/** The SPKI encoding of a raw public key; its length is not checked. */
export function encodeMlKemPublicKey(parameterSet: MlKemParameterSet, key: Uint8Array): Bytes {
  return encodeSpki(parameterSet, key);
}

/** The PKCS#8 encoding of a seed of 64 bytes: one new array, the caller's to wipe. */
export function encodeMlKemSeed(parameterSet: MlKemParameterSet, seed: Uint8Array): Bytes {
  expectBytes('seed', seed, ML_KEM_SEED_LENGTH);
  return encodeSeedChoice(parameterSet, seed);
}

/** The PKCS#8 encoding of an expanded key whose seed is not known: one new array, the caller's to wipe. */
export function encodeMlKemSecretKey(parameterSet: MlKemParameterSet, secretKey: Uint8Array): Bytes {
  return encodeExpandedChoice(parameterSet, secretKey);
}

/**
 * Reads a private key in PKCS#8 and checks what it holds; whether a seed and an expanded key beside it belong together is
 * not asked.
 *
 * @returns Views of the input.
 * @throws {InvalidKeyError} The key is malformed, the parameter set another, or the expanded key fails its checks.
 */
export function readMlKemPrivateKey(parameterSet: MlKemParameterSet, pkcs8: Uint8Array): SeedChoice {
  const lengths = mlKemLengths(parameterSet);
  expectBytes('privateKey', pkcs8);
  const choice = decodeSeedChoice(parameterSet, pkcs8, 'ML-KEM-PrivateKey');
  if (choice.seed !== undefined && choice.seed.length !== ML_KEM_SEED_LENGTH) {
    throw new InvalidKeyError('the ML-KEM seed has another length');
  }
  if (choice.secretKey !== undefined) checkSecretKey(lengths, choice.secretKey);
  return choice;
}

/** The encapsulation key in an expanded key, which is the secret vector, that key, its hash and z: a view. */
export function publicKeyInExpanded(
  { publicKey, polynomials }: MlKemLengths,
  secretKey: Uint8Array,
): Uint8Array {
  const start = polynomials * POLYNOMIAL_LENGTH;
  return secretKey.subarray(start, start + publicKey);
}

/**
 * FIPS 203 §7.3. That the coefficients are below the modulus is not asked there: a key that is encoded in two ways would
 * be two keys to whoever compares them.
 */
function checkSecretKey(lengths: MlKemLengths, secretKey: Uint8Array): void {
  if (secretKey.length !== lengths.secretKey) {
    throw new InvalidKeyError('the ML-KEM expanded key has another length');
  }
  const publicKey = publicKeyInExpanded(lengths, secretKey);
  const hash = secretKey.subarray(-HASH_LENGTH - Z_LENGTH, -Z_LENGTH);
  if (!equalBytes(hash, digestOf('SHA3-256', publicKey))) {
    throw new InvalidKeyError('the ML-KEM expanded key is for another public key');
  }
  if (!isReduced(secretKey, lengths) || !isReduced(publicKey, lengths)) {
    throw new InvalidKeyError('the ML-KEM expanded key has a coefficient beyond the modulus');
  }
}

/** Whether every coefficient of the vector in front is below the modulus; all are looked at before anything is decided. */
function isReduced(bytes: Uint8Array, { polynomials }: MlKemLengths): boolean {
  let beyond = 0;
  // Two coefficients of twelve bits are three octets.
  for (let at = 0; at < polynomials * POLYNOMIAL_LENGTH; at += 3) {
    const low = bytes[at] | ((bytes[at + 1] & 0x0f) << 8);
    const high = (bytes[at + 1] >>> 4) | (bytes[at + 2] << 4);
    beyond |= (MODULUS - 1 - low) | (MODULUS - 1 - high);
  }
  return beyond >= 0;
}
