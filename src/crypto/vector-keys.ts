/**
 * Keys as test vectors carry them: DER as it is, raw numbers and points put into the DER that the seam takes.
 *
 * Raw and DER are told apart by length or by the first octet, which differ for every algorithm here. Nothing is checked
 * but that: a key that breaks its standard is the primitive's to refuse.
 *
 * @module
 */
import { TAG } from './der/element.ts';
import { decodeSpki } from './der/spki.ts';
import { encodeEcPrivateKey, encodeEcPublicKey } from './ec/key.ts';
import { encodeEd25519PrivateKey, encodeEd25519PublicKey } from './ed25519.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import { encodeMlDsaPublicKey, encodeMlDsaSecretKey, encodeMlDsaSeed } from './mldsa-key.ts';
import { encodeMlKemPublicKey, encodeMlKemSecretKey, encodeMlKemSeed, mlKemLengths } from './mlkem-key.ts';
import type { Bytes, CurveName, MlDsaParameterSet, MlKemParameterSet } from './primitives.ts';
import { rsaPrivateKeyFromNumbers, rsaPublicKeyFromNumbers } from './rsa/from-numbers.ts';
import type { VectorFields } from './vector-fields.ts';

/** Bytes of a scalar. */
const SCALAR_LENGTHS: { readonly [C in CurveName]: number } = {
  'P-256': 32,
  'P-384': 48,
  'P-521': 66,
  secp256k1: 32,
};

/** Bytes of a public key and of an expanded private key (FIPS 204 table 2). */
const ML_DSA_LENGTHS: {
  readonly [P in MlDsaParameterSet]: { readonly publicKey: number; readonly secretKey: number };
} = {
  'ML-DSA-44': { publicKey: 1312, secretKey: 2560 },
  'ML-DSA-65': { publicKey: 1952, secretKey: 4032 },
  'ML-DSA-87': { publicKey: 2592, secretKey: 4896 },
};

const ED25519_LENGTH = 32;

/** The curve that a line names. @throws {UnsupportedAlgorithmError} The seam has no such curve. */
export function curveOf(fields: VectorFields): CurveName {
  return nameIn(SCALAR_LENGTHS, fields.text('curve'));
}

/** The parameter set of ML-DSA that a line names. @throws {UnsupportedAlgorithmError} There is no such set. */
export function mlDsaSetOf(fields: VectorFields): MlDsaParameterSet {
  return nameIn(ML_DSA_LENGTHS, fields.text('parameterSet'));
}

/** The parameter set of ML-KEM that a line names. @throws {UnsupportedAlgorithmError} There is no such set. */
export function mlKemSetOf(fields: VectorFields): MlKemParameterSet {
  const parameterSet = fields.text('parameterSet') as MlKemParameterSet;
  mlKemLengths(parameterSet);
  return parameterSet;
}

function nameIn<N extends string>(table: { readonly [name in N]: unknown }, name: string): N {
  if (Object.hasOwn(table, name)) return name as N;
  throw new UnsupportedAlgorithmError('no such curve or parameter set');
}

/** `privateKey`, or the numbers n, e and d, with p and q where they are known. */
export function rsaPrivateKey(fields: VectorFields): Bytes {
  if (!fields.has('n')) return fields.bytes('privateKey');
  const [n, e, d] = [fields.bytes('n'), fields.bytes('e'), fields.bytes('d')];
  const [p, q] = ['p', 'q'].map((name) => (fields.has(name) ? fields.bytes(name) : undefined));
  return rsaPrivateKeyFromNumbers({ n, e, d, p, q });
}

/** `publicKey`, or the numbers n and e. */
export function rsaPublicKey(fields: VectorFields): Bytes {
  if (!fields.has('n')) return fields.bytes('publicKey');
  return rsaPublicKeyFromNumbers(fields.bytes('n'), fields.bytes('e'));
}

/** A scalar as long as the order, or PKCS#8. */
export function ecPrivateKey(curve: CurveName, key: Bytes): Bytes {
  return key.length === SCALAR_LENGTHS[curve] ? encodeEcPrivateKey(curve, key) : key;
}

/** A point (SEC 1 §2.3.3), whose first octet is never a SEQUENCE's, or SPKI. */
export function ecPublicKey(curve: CurveName, key: Bytes): Bytes {
  return key[0] === TAG.sequence ? key : encodeEcPublicKey(curve, key);
}

/** A seed of 32 bytes, or PKCS#8. */
export function edPrivateKey(key: Bytes): Bytes {
  return key.length === ED25519_LENGTH ? encodeEd25519PrivateKey(key) : key;
}

/** A point of 32 bytes, or SPKI. */
export function edPublicKey(key: Bytes): Bytes {
  return key.length === ED25519_LENGTH ? encodeEd25519PublicKey(key) : key;
}

/** `seed` or an expanded `secretKey`, or PKCS#8 in its place. */
export function mlDsaPrivateKey(parameterSet: MlDsaParameterSet, fields: VectorFields): Bytes {
  if (fields.has('seed')) return encodeMlDsaSeed(parameterSet, fields.bytes('seed'));
  const key = fields.bytes('secretKey');
  const raw = key.length === ML_DSA_LENGTHS[parameterSet].secretKey;
  return raw ? encodeMlDsaSecretKey(parameterSet, key) : key;
}

/** An encoded public key (FIPS 204 §7.2), or SPKI. */
export function mlDsaPublicKey(parameterSet: MlDsaParameterSet, key: Bytes): Bytes {
  const raw = key.length === ML_DSA_LENGTHS[parameterSet].publicKey;
  return raw ? encodeMlDsaPublicKey(parameterSet, key) : key;
}

/** `seed` or an expanded `secretKey`, or PKCS#8 in its place. */
export function mlKemPrivateKey(parameterSet: MlKemParameterSet, fields: VectorFields): Bytes {
  if (fields.has('seed')) return encodeMlKemSeed(parameterSet, fields.bytes('seed'));
  const key = fields.bytes('secretKey');
  const raw = key.length === mlKemLengths(parameterSet).secretKey;
  return raw ? encodeMlKemSecretKey(parameterSet, key) : key;
}

/** An encapsulation key (FIPS 203 §7.1), or SPKI. */
export function mlKemPublicKey(parameterSet: MlKemParameterSet, key: Bytes): Bytes {
  const raw = key.length === mlKemLengths(parameterSet).publicKey;
  return raw ? encodeMlKemPublicKey(parameterSet, key) : key;
}

/** The key inside SPKI, without its wrapping. */
export function rawPublicKey(spki: Uint8Array): Bytes {
  return new Uint8Array(decodeSpki(spki).key);
}
