/**
 * Key specs: what kinds of keys there are, what each may be used for, with which algorithms, and what it is made of.
 *
 * Source: KMS Developer Guide, "Key spec reference"; algorithms in the order in which DescribeKey lists them. The table
 * holds what is made here: SM2 exists in AWS's China Regions alone. The API's own enumerations, which are wider, stand
 * in operations/.
 *
 * @module
 */
import { partitionOf } from '../iam/arn.ts';
import type { KeyPairKind } from '../keystore/key-algorithm.ts';
import type { ExpectedMaterial } from '../keystore/unwrapping.ts';
import { KmsError } from './errors.ts';

export type KeyUsage =
  | 'SIGN_VERIFY'
  | 'ENCRYPT_DECRYPT'
  | 'GENERATE_VERIFY_MAC'
  | 'KEY_AGREEMENT'
  | 'ENCAPSULATE_DECAPSULATE';

/** What a key of a spec is made of: so many random bytes, or a key pair. */
export type MaterialKind = ExpectedMaterial;

/** What a key of a spec may be used for and with which algorithms, and what it is made of. */
export interface KeySpecRow {
  /** A usage that is not named is one that such a key cannot have. */
  readonly algorithms: { readonly [U in KeyUsage]?: readonly string[] };
  readonly material: MaterialKind;
}

/** What of a key decides on its algorithms. */
export interface SpecAndUsage {
  readonly spec: string;
  readonly usage: KeyUsage;
}

/** The spec of a key that nobody asked anything particular of. */
export const DEFAULT_KEY_SPEC = 'SYMMETRIC_DEFAULT';
/** The one algorithm of such a key. */
export const SYMMETRIC_ALGORITHM = 'SYMMETRIC_DEFAULT';

const RSA: KeySpecRow['algorithms'] = {
  ENCRYPT_DECRYPT: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
  SIGN_VERIFY: [
    'RSASSA_PKCS1_V1_5_SHA_256',
    'RSASSA_PKCS1_V1_5_SHA_384',
    'RSASSA_PKCS1_V1_5_SHA_512',
    'RSASSA_PSS_SHA_256',
    'RSASSA_PSS_SHA_384',
    'RSASSA_PSS_SHA_512',
  ],
};
const ECDH: readonly string[] = ['ECDH'];
const ED25519: KeySpecRow['algorithms'] = { SIGN_VERIFY: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'] };
const ML_DSA: KeySpecRow['algorithms'] = { SIGN_VERIFY: ['ML_DSA_SHAKE_256'] };
const ML_KEM: KeySpecRow['algorithms'] = { ENCAPSULATE_DECAPSULATE: ['ML_KEM'] };

const ROWS: { readonly [spec: string]: KeySpecRow } = {
  [DEFAULT_KEY_SPEC]: {
    algorithms: { ENCRYPT_DECRYPT: [SYMMETRIC_ALGORITHM] },
    material: { kind: 'secret', length: 32 },
  },
  HMAC_224: {
    algorithms: { GENERATE_VERIFY_MAC: ['HMAC_SHA_224'] },
    material: { kind: 'secret', length: 28 },
  },
  HMAC_256: {
    algorithms: { GENERATE_VERIFY_MAC: ['HMAC_SHA_256'] },
    material: { kind: 'secret', length: 32 },
  },
  HMAC_384: {
    algorithms: { GENERATE_VERIFY_MAC: ['HMAC_SHA_384'] },
    material: { kind: 'secret', length: 48 },
  },
  HMAC_512: {
    algorithms: { GENERATE_VERIFY_MAC: ['HMAC_SHA_512'] },
    material: { kind: 'secret', length: 64 },
  },
  RSA_2048: { algorithms: RSA, material: { kind: 'rsa', modulusBits: 2048 } },
  RSA_3072: { algorithms: RSA, material: { kind: 'rsa', modulusBits: 3072 } },
  RSA_4096: { algorithms: RSA, material: { kind: 'rsa', modulusBits: 4096 } },
  ECC_NIST_P256: {
    algorithms: { SIGN_VERIFY: ['ECDSA_SHA_256'], KEY_AGREEMENT: ECDH },
    material: { kind: 'ec', curve: 'P-256' },
  },
  ECC_NIST_P384: {
    algorithms: { SIGN_VERIFY: ['ECDSA_SHA_384'], KEY_AGREEMENT: ECDH },
    material: { kind: 'ec', curve: 'P-384' },
  },
  ECC_NIST_P521: {
    algorithms: { SIGN_VERIFY: ['ECDSA_SHA_512'], KEY_AGREEMENT: ECDH },
    material: { kind: 'ec', curve: 'P-521' },
  },
  ECC_SECG_P256K1: {
    algorithms: { SIGN_VERIFY: ['ECDSA_SHA_256'] },
    material: { kind: 'ec', curve: 'secp256k1' },
  },
  ECC_NIST_EDWARDS25519: { algorithms: ED25519, material: { kind: 'ed25519' } },
  ML_DSA_44: { algorithms: ML_DSA, material: { kind: 'mlDsa', parameterSet: 'ML-DSA-44' } },
  ML_DSA_65: { algorithms: ML_DSA, material: { kind: 'mlDsa', parameterSet: 'ML-DSA-65' } },
  ML_DSA_87: { algorithms: ML_DSA, material: { kind: 'mlDsa', parameterSet: 'ML-DSA-87' } },
  ML_KEM_512: { algorithms: ML_KEM, material: { kind: 'mlKem', parameterSet: 'ML-KEM-512' } },
  ML_KEM_768: { algorithms: ML_KEM, material: { kind: 'mlKem', parameterSet: 'ML-KEM-768' } },
  ML_KEM_1024: { algorithms: ML_KEM, material: { kind: 'mlKem', parameterSet: 'ML-KEM-1024' } },
};

/** Every spec that is made here. */
export const KEY_SPECS: ReadonlyMap<string, KeySpecRow> = /* @__PURE__ */ new Map(Object.entries(ROWS));

/**
 * The row of a spec that this version makes.
 *
 * @throws {KmsError} UnsupportedOperationException: it does not make such keys.
 *
 * @example
 * keySpecRow('HMAC_256').material; // { kind: 'secret', length: 32 }
 */
export function keySpecRow(spec: string): KeySpecRow {
  const row = KEY_SPECS.get(spec);
  if (row !== undefined) return row;
  throw notHere(spec);
}

/**
 * Requires that keys and data key pairs of the spec are made in the Region: those of ML-KEM are not in the China Regions
 * (KMS API reference, CreateKey).
 *
 * @throws {KmsError} UnsupportedOperationException.
 */
export function requireSpecIn(region: string, spec: string): void {
  if (partitionOf(region) === 'aws-cn' && keySpecRow(spec).material.kind === 'mlKem') throw notHere(spec);
}

function notHere(spec: string): KmsError {
  return new KmsError('UnsupportedOperationException', `KeySpec ${spec} is not supported in this Region`);
}

/**
 * What a key of the spec consists of when that is a pair; `undefined` for symmetric keys and MAC keys.
 *
 * @throws {KmsError} UnsupportedOperationException: this version does not make such keys.
 *
 * @example
 * keyPairKindOf('RSA_2048'); // { kind: 'rsa', modulusBits: 2048 }
 */
export function keyPairKindOf(spec: string): KeyPairKind | undefined {
  const { material } = keySpecRow(spec);
  return material.kind === 'secret' ? undefined : material;
}

/**
 * The algorithms of a key.
 *
 * @example
 * algorithmsOf({ spec: 'ECC_NIST_P256', usage: 'KEY_AGREEMENT' }); // ['ECDH']
 */
export function algorithmsOf({ spec, usage }: SpecAndUsage): readonly string[] {
  return keySpecRow(spec).algorithms[usage] ?? [];
}

/**
 * Requires that a key has the algorithm.
 *
 * @throws {KmsError} InvalidKeyUsageException, in AWS's words.
 *
 * @example
 * requireAlgorithm({ spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }, 'HMAC_SHA_256');
 */
export function requireAlgorithm(key: SpecAndUsage, algorithm: string): void {
  if (algorithmsOf(key).includes(algorithm)) return;
  throw new KmsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`,
  );
}

/** Requires that a key of the spec can have the usage. Texts as AWS gives them. */
export function requireUsage(spec: string, usage: KeyUsage | undefined): KeyUsage {
  if (usage === undefined && spec !== DEFAULT_KEY_SPEC) {
    throw new KmsError(
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  const wanted = usage ?? 'ENCRYPT_DECRYPT';
  if (keySpecRow(spec).algorithms[wanted] !== undefined) return wanted;
  throw new KmsError('ValidationException', `KeyUsage ${wanted} is not compatible with KeySpec ${spec}`);
}
