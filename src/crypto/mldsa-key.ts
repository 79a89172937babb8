/**
 * ML-DSA keys: raw as FIPS 204 §7.2 encodes them, in SPKI and PKCS#8 as RFC 9881 does.
 *
 * A private key may hold a seed, an expanded key or both (der/seed-choice.ts); a seed alone is written, or an expanded
 * key where that is all there is.
 *
 * @module
 */
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
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
import { digestXof } from './hash.ts';
import type { Bytes, MlDsaParameterSet } from './primitives.ts';
import { lendExpanded } from './seed-expansion.ts';

/** Bytes of a seed. FIPS 204 §6.1 */
export const ML_DSA_SEED_LENGTH = 32;
/** Expanded key: rho[32], K[32], tr[64], then the secret vectors. FIPS 204 algorithm 24. */
const TR_START = 64;
const VECTORS_START = 128;

/** A parameter set. FIPS 204 tables 1 and 2. */
interface Parameters {
  readonly scheme: typeof ml_dsa44;
  /** In bytes. */
  readonly publicKey: number;
  /** Of the expanded key, in bytes. */
  readonly secretKey: number;
  /** Bound of the secret coefficients. */
  readonly eta: 2 | 4;
  /** Polynomials in both secret vectors: k + l. */
  readonly polynomials: number;
}

const PARAMETERS: { readonly [P in MlDsaParameterSet]: Parameters } = /* @__PURE__ */ Object.freeze({
  'ML-DSA-44': { scheme: ml_dsa44, publicKey: 1312, secretKey: 2560, eta: 2, polynomials: 8 },
  'ML-DSA-65': { scheme: ml_dsa65, publicKey: 1952, secretKey: 4032, eta: 4, polynomials: 11 },
  'ML-DSA-87': { scheme: ml_dsa87, publicKey: 2592, secretKey: 4896, eta: 2, polynomials: 15 },
});

/** Both keys, raw. */
export interface MlDsaKeys {
  readonly publicKey: Bytes;
  /** Expanded: a secret, the caller's to wipe. */
  readonly secretKey: Bytes;
}

/**
 * noble's scheme of a parameter set.
 *
 * @throws {UnsupportedAlgorithmError} There is no such set.
 */
export function schemeOf(parameterSet: MlDsaParameterSet): typeof ml_dsa44 {
  return parametersOf(parameterSet).scheme;
}

/**
 * The keys of a seed. FIPS 204 §6.1
 *
 * @param seed 32 bytes.
 * @throws {RangeError} The seed has another length.
 * @throws {UnsupportedAlgorithmError} There is no such set.
 *
 * @example
 * expandMlDsaSeed('ML-DSA-44', new Uint8Array(32)).publicKey.length; // 1312
 */
export function expandMlDsaSeed(parameterSet: MlDsaParameterSet, seed: Uint8Array): MlDsaKeys {
  const { scheme } = parametersOf(parameterSet);
  expectBytes('seed', seed, ML_DSA_SEED_LENGTH);
  return scheme.keygen(seed) as MlDsaKeys;
}

/**
 * Opens a public key in SPKI.
 *
 * @returns The raw public key: a view of the input.
 * @throws {InvalidKeyError} The encoding is malformed, or the parameter set another.
 */
export function decodeMlDsaPublicKey(parameterSet: MlDsaParameterSet, spki: Uint8Array): Uint8Array {
  const { publicKey } = parametersOf(parameterSet);
  expectBytes('publicKey', spki);
  const { algorithm, key } = decodeSpki(spki);
  expectAlgorithm(parameterSet, algorithm);
  if (key.length !== publicKey) throw new InvalidKeyError('the ML-DSA public key has another length');
  return key;
}

/** The SPKI encoding of a raw public key; its length is not checked. */
export function encodeMlDsaPublicKey(parameterSet: MlDsaParameterSet, key: Uint8Array): Bytes {
  return encodeSpki(parameterSet, key);
}

/** The PKCS#8 encoding of a seed of 32 bytes: one new array, the caller's to wipe. */
export function encodeMlDsaSeed(parameterSet: MlDsaParameterSet, seed: Uint8Array): Bytes {
  expectBytes('seed', seed, ML_DSA_SEED_LENGTH);
  return encodeSeedChoice(parameterSet, seed);
}

/** The PKCS#8 encoding of an expanded key whose seed is not known: one new array, the caller's to wipe. */
export function encodeMlDsaSecretKey(parameterSet: MlDsaParameterSet, secretKey: Uint8Array): Bytes {
  return encodeExpandedChoice(parameterSet, secretKey);
}

/**
 * Lends the expanded key of a private key in PKCS#8 for one use, and wipes what it made.
 *
 * @param use Gets the expanded key; it must not keep it.
 * @throws {InvalidKeyError} The key is malformed, or its seed and expanded key differ (RFC 9881 §8.2).
 */
export function withMlDsaSecretKey<T>(
  parameterSet: MlDsaParameterSet,
  pkcs8: Uint8Array,
  use: (secretKey: Uint8Array) => T,
): T {
  const choice = readPrivateKey(parameterSet, pkcs8);
  const expand = (seed: Uint8Array): Uint8Array => expandMlDsaSeed(parameterSet, seed).secretKey;
  return lendExpanded('ML-DSA', choice, expand, use);
}

/**
 * The raw public key of a private key in PKCS#8, of whichever form.
 *
 * @throws {InvalidKeyError} The key is malformed, or an expanded key does not carry the hash of its public key.
 */
export function mlDsaPublicKeyOf(parameterSet: MlDsaParameterSet, pkcs8: Uint8Array): Bytes {
  return withMlDsaSecretKey(parameterSet, pkcs8, (secretKey) => {
    const publicKey = schemeOf(parameterSet).getPublicKey(secretKey) as Bytes;
    const tr = secretKey.subarray(TR_START, VECTORS_START);
    if (!equalBytes(tr, digestXof('SHAKE-256', publicKey, tr.length))) {
      throw new InvalidKeyError('the ML-DSA expanded key is for another public key');
    }
    return publicKey;
  });
}

function parametersOf(parameterSet: MlDsaParameterSet): Parameters {
  if (Object.hasOwn(PARAMETERS, parameterSet)) return PARAMETERS[parameterSet];
  throw new UnsupportedAlgorithmError(`parameter set ${String(parameterSet)}`);
}

function readPrivateKey(parameterSet: MlDsaParameterSet, pkcs8: Uint8Array): SeedChoice {
  const parameters = parametersOf(parameterSet);
  expectBytes('privateKey', pkcs8);
  const choice = decodeSeedChoice(parameterSet, pkcs8, 'ML-DSA-PrivateKey');
  const { seed, secretKey } = choice;
  if (seed !== undefined && seed.length !== ML_DSA_SEED_LENGTH) {
    throw new InvalidKeyError('the ML-DSA seed has another length');
  }
  if (secretKey !== undefined) checkSecretKey(parameters, secretKey);
  return choice;
}

/** FIPS 204 algorithm 25 (skDecode) trusts its input: every packed coefficient must be from 0 to 2 eta. */
function checkSecretKey({ secretKey: length, eta, polynomials }: Parameters, secretKey: Uint8Array): void {
  if (secretKey.length !== length) throw new InvalidKeyError('the ML-DSA expanded key has another length');
  const width = eta === 2 ? 3 : 4;
  const end = VECTORS_START + polynomials * 32 * width;
  let outside = 0;
  // Eight coefficients of so many bits are so many octets.
  for (let at = VECTORS_START; at < end; at += width) {
    let packed = 0;
    for (let i = width - 1; i >= 0; i--) packed = (packed << 8) | secretKey[at + i];
    for (let i = 0; i < 8; i++) {
      const coefficient = (packed >>> (width * i)) & ((1 << width) - 1);
      outside |= (2 * eta - coefficient) >> 31;
    }
  }
  if (outside !== 0) throw new InvalidKeyError('the ML-DSA expanded key has a coefficient out of range');
}
