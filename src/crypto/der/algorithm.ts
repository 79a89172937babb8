/**
 * Key algorithms and their AlgorithmIdentifier (RFC 5280 §4.1.1.2), one row each.
 *
 * An identifier is compared with the table as whole bytes, parameters included: RSA has NULL (RFC 8017 A.1), elliptic
 * curves a named curve and never explicit parameters (RFC 5480 §2.1.1), Ed25519, ML-DSA and ML-KEM none at all (RFC 8410
 * §3, RFC 9881 §2, RFC 9935 §3).
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { FormatError } from '../../bytes/reader.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Bytes, CurveName, MlDsaParameterSet, MlKemParameterSet } from '../primitives.ts';
import { type DerElement, type DerNode, der, encodeDer, sequence, TAG } from './element.ts';
import { OID, oid } from './oid.ts';

/** What a key is for, as its encoding says it. */
export type KeyAlgorithm = 'RSA' | CurveName | 'Ed25519' | MlDsaParameterSet | MlKemParameterSet;

const IDENTIFIERS: { readonly [A in KeyAlgorithm]: DerNode } = /* @__PURE__ */ (() =>
  Object.freeze({
    RSA: sequence(oid(OID.rsaEncryption), der(TAG.null)),
    'P-256': sequence(oid(OID.ecPublicKey), oid(OID['P-256'])),
    'P-384': sequence(oid(OID.ecPublicKey), oid(OID['P-384'])),
    'P-521': sequence(oid(OID.ecPublicKey), oid(OID['P-521'])),
    secp256k1: sequence(oid(OID.ecPublicKey), oid(OID.secp256k1)),
    Ed25519: sequence(oid(OID.Ed25519)),
    'ML-DSA-44': sequence(oid(OID['ML-DSA-44'])),
    'ML-DSA-65': sequence(oid(OID['ML-DSA-65'])),
    'ML-DSA-87': sequence(oid(OID['ML-DSA-87'])),
    'ML-KEM-512': sequence(oid(OID['ML-KEM-512'])),
    'ML-KEM-768': sequence(oid(OID['ML-KEM-768'])),
    'ML-KEM-1024': sequence(oid(OID['ML-KEM-1024'])),
  }))();

const ENCODED: readonly (readonly [KeyAlgorithm, Bytes])[] = /* @__PURE__ */ (() =>
  Object.entries(IDENTIFIERS).map(([name, node]) => [name as KeyAlgorithm, encodeDer(node)] as const))();

/** The AlgorithmIdentifier of an algorithm, to be written. */
export function algorithmIdentifier(algorithm: KeyAlgorithm): DerNode {
  return IDENTIFIERS[algorithm];
}

/**
 * The algorithm of an AlgorithmIdentifier.
 *
 * @throws {FormatError} The element is missing.
 * @throws {InvalidKeyError} It is none of the table.
 */
export function algorithmOf(element: DerElement | undefined): KeyAlgorithm {
  if (element === undefined) throw new FormatError();
  const row = ENCODED.find(([, encoded]) => equalBytes(encoded, element.encoded));
  if (row === undefined) throw new InvalidKeyError('the key has an unknown algorithm or parameters');
  return row[0];
}

/** Runs a decoder; what is not DER of that format becomes an InvalidKeyError with the format's name. */
export function decodeKey<T>(format: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof FormatError) throw new InvalidKeyError(`the key is not ${format} in DER`);
    throw error;
  }
}

/**
 * Requires that a key is of one algorithm.
 *
 * @throws {InvalidKeyError} It is of another.
 */
export function expectAlgorithm(expected: KeyAlgorithm, actual: KeyAlgorithm): void {
  if (expected !== actual) throw new InvalidKeyError(`the key is for ${actual}, not for ${expected}`);
}
