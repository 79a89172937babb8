/**
 * ML-KEM seeds grown to keys (FIPS 203 §6.1), over @noble/post-quantum.
 *
 * A private key is kept as its seed of 64 bytes and expanded for each use: what a use made is wiped after it.
 *
 * @module
 */
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { expectBytes } from '../bytes/expect.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import { ML_KEM_SEED_LENGTH, mlKemLengths, publicKeyInExpanded, readMlKemPrivateKey } from './mlkem-key.ts';
import type { Bytes, MlKemParameterSet } from './primitives.ts';
import { lendExpanded } from './seed-expansion.ts';

const SCHEMES: { readonly [P in MlKemParameterSet]: typeof ml_kem512 } = /* @__PURE__ */ Object.freeze({
  'ML-KEM-512': ml_kem512,
  'ML-KEM-768': ml_kem768,
  'ML-KEM-1024': ml_kem1024,
});

/** Both keys, raw. */
export interface MlKemKeys {
  readonly publicKey: Bytes;
  /** Expanded: a secret, the caller's to wipe. */
  readonly secretKey: Bytes;
}

/**
 * noble's scheme of a parameter set.
 *
 * @throws {UnsupportedAlgorithmError} There is no such set.
 */
export function schemeOf(parameterSet: MlKemParameterSet): typeof ml_kem512 {
  if (Object.hasOwn(SCHEMES, parameterSet)) return SCHEMES[parameterSet];
  throw new UnsupportedAlgorithmError(`parameter set ${String(parameterSet)}`);
}

/**
 * The keys of a seed. FIPS 203 §6.1
 *
 * @param seed 64 bytes: d and z.
 * @throws {RangeError} The seed has another length.
 * @throws {UnsupportedAlgorithmError} There is no such set.
 *
 * @example
 * expandMlKemSeed('ML-KEM-512', new Uint8Array(64)).publicKey.length; // 800
 */
export function expandMlKemSeed(parameterSet: MlKemParameterSet, seed: Uint8Array): MlKemKeys {
  const scheme = schemeOf(parameterSet);
  expectBytes('seed', seed, ML_KEM_SEED_LENGTH);
  return scheme.keygen(seed) as MlKemKeys;
}

/**
 * Lends the expanded key of a private key in PKCS#8 for one use, and wipes what it made.
 *
 * @param use Gets the expanded key; it must not keep it.
 * @throws {InvalidKeyError} The key is malformed or fails its checks, or its seed and expanded key differ (RFC 9935 §8).
 */
export function withMlKemSecretKey<T>(
  parameterSet: MlKemParameterSet,
  pkcs8: Uint8Array,
  use: (secretKey: Uint8Array) => T,
): T {
  const choice = readMlKemPrivateKey(parameterSet, pkcs8);
  const expand = (seed: Uint8Array): Uint8Array => expandMlKemSeed(parameterSet, seed).secretKey;
  return lendExpanded('ML-KEM', choice, expand, use);
}

/**
 * The raw public key of a private key in PKCS#8, of whichever form.
 *
 * @throws {InvalidKeyError} The key is malformed, or fails its checks.
 */
export function mlKemPublicKeyOf(parameterSet: MlKemParameterSet, pkcs8: Uint8Array): Bytes {
  const lengths = mlKemLengths(parameterSet);
  return withMlKemSecretKey(
    parameterSet,
    pkcs8,
    (secretKey) => new Uint8Array(publicKeyInExpanded(lengths, secretKey)),
  );
}
