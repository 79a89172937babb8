/**
 * What somebody needs to import material: a public key to wrap it with, and a token that brings the private half back.
 *
 *   token = 01 ‖ u8 wrapping algorithm ‖ u48 valid to, ms ‖ private half, sealed by the keystore for
 *           import/<account>/<region>/<key id>/<wrapping algorithm>/<valid to, ms>
 *
 * The service keeps nothing of it: the private half travels inside of the token, sealed under the domain key and bound to
 * the one key, the one algorithm and the one date. A token serves for 24 hours, as often as somebody likes, as on AWS;
 * every call makes a fresh pair. Source: KMS API reference, GetParametersForImport; KMS Developer Guide, "Select a
 * wrapping algorithm".
 *
 * @module
 */
import { FormatError, Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import type { RsaModulusBits } from '../crypto/primitives.ts';
import type { WrappedMaterial, WrappingScheme } from '../keystore/unwrapping.ts';
import { KmsError } from './errors.ts';
import type { Key } from './key.ts';
import { type KeySpecRow, keySpecRow } from './key-spec.ts';
import type { Vault } from './vault.ts';

const VERSION = 1;
const VALID_HOURS = 24;
const HOUR_MS = 3_600_000;

/** The keys that material is wrapped with. */
const MODULUS_BITS: ReadonlyMap<string, RsaModulusBits> = /* @__PURE__ */ new Map<string, RsaModulusBits>([
  ['RSA_2048', 2048],
  ['RSA_3072', 3072],
  ['RSA_4096', 4096],
]);

/** A wrapping algorithm: its number in a token, how it unwraps, and for what kinds of material. */
interface WrappingAlgorithm {
  readonly number: number;
  readonly scheme: WrappingScheme;
  readonly serves: readonly KeySpecRow['material']['kind'][];
}

/** What fits into one block, so no RSA keys. */
const DIRECT: WrappingAlgorithm['serves'] = ['secret', 'ec', 'ed25519'];
const HYBRID: WrappingAlgorithm['serves'] = ['rsa', 'ec', 'ed25519'];

const ALGORITHMS: ReadonlyMap<string, WrappingAlgorithm> = /* @__PURE__ */ new Map<string, WrappingAlgorithm>(
  [
    ['RSAES_OAEP_SHA_1', { number: 1, scheme: { kind: 'oaep', hash: 'SHA-1' }, serves: DIRECT }],
    ['RSAES_OAEP_SHA_256', { number: 2, scheme: { kind: 'oaep', hash: 'SHA-256' }, serves: DIRECT }],
    ['RSA_AES_KEY_WRAP_SHA_1', { number: 3, scheme: { kind: 'rsaAes', hash: 'SHA-1' }, serves: HYBRID }],
    ['RSA_AES_KEY_WRAP_SHA_256', { number: 4, scheme: { kind: 'rsaAes', hash: 'SHA-256' }, serves: HYBRID }],
  ],
);

/** How somebody means to wrap. */
export interface WrappingRequest {
  /** Such as `RSAES_OAEP_SHA_256`. */
  readonly algorithm: string;
  /** Such as `RSA_4096`. */
  readonly keySpec: string;
}

export interface ImportParameters {
  /** SPKI. */
  readonly publicKey: Uint8Array;
  readonly token: Uint8Array;
  readonly validToMs: number;
}

/**
 * Makes a wrapping key pair and its token.
 *
 * @throws {KmsError} UnsupportedOperationException: nobody wraps so here, or nobody wraps such material so.
 */
export async function createImportParameters(
  vault: Vault,
  key: Key,
  request: WrappingRequest,
): Promise<ImportParameters> {
  const { algorithm, modulusBits } = requireWrapping(key, request);
  const validToMs = vault.clock() + VALID_HOURS * HOUR_MS;
  const owner = tokenOwner(key, algorithm.number, validToMs);
  const { publicKey, sealed } = await vault.keystore.createKeyPair(owner, { kind: 'rsa', modulusBits });
  const token = new Writer().u8(VERSION).u8(algorithm.number).u48(validToMs).bytes(sealed).finish();
  return { publicKey, token, validToMs };
}

/**
 * What a token stands for: how to unwrap what was wrapped with its public key.
 *
 * @throws {KmsError} InvalidImportTokenException: it is none, or another key's. ExpiredImportTokenException.
 */
export async function openImportToken(
  vault: Vault,
  key: Key,
  token: Uint8Array,
): Promise<Pick<WrappedMaterial, 'wrappingKey' | 'scheme'>> {
  const { number, validToMs, backingKey } = readToken(token);
  const algorithm = [...ALGORITHMS.values()].find((one) => one.number === number);
  const owner = tokenOwner(key, number, validToMs);
  if (algorithm === undefined || !(await vault.keystore.isSealedFor(owner, backingKey))) throw invalidToken();
  if (validToMs <= vault.clock()) throw new KmsError('ExpiredImportTokenException');
  return { wrappingKey: { owner, backingKey }, scheme: algorithm.scheme };
}

function requireWrapping(
  key: Key,
  { algorithm: name, keySpec }: WrappingRequest,
): { readonly algorithm: WrappingAlgorithm; readonly modulusBits: RsaModulusBits } {
  const algorithm = ALGORITHMS.get(name);
  const modulusBits = MODULUS_BITS.get(keySpec);
  if (algorithm === undefined) throw unsupported(`WrappingAlgorithm ${name} is not supported.`);
  if (modulusBits === undefined) throw unsupported(`WrappingKeySpec ${keySpec} is not supported.`);
  const { material } = keySpecRow(key.spec);
  if (!algorithm.serves.includes(material.kind)) {
    throw unsupported(`WrappingAlgorithm ${name} is not valid for key spec ${key.spec}.`);
  }
  const isTooLong = algorithm.scheme.kind === 'oaep' && material.kind === 'ec' && material.curve === 'P-521';
  if (isTooLong && modulusBits === 2048) {
    throw unsupported(
      `WrappingAlgorithm ${name} and WrappingKeySpec ${keySpec} are not valid for ${key.spec}.`,
    );
  }
  return { algorithm, modulusBits };
}

/** Everything that a token is bound to: the keystore authenticates the owner of what it sealed. */
function tokenOwner({ account, region, keyId }: Key, number: number, validToMs: number): string {
  return ['import', account, region, keyId, number, validToMs].join('/');
}

function readToken(token: Uint8Array): {
  readonly number: number;
  readonly validToMs: number;
  readonly backingKey: Uint8Array;
} {
  try {
    const reader = new Reader(token);
    if (reader.u8() !== VERSION) throw new FormatError();
    return { number: reader.u8(), validToMs: reader.u48(), backingKey: reader.rest() };
  } catch (error) {
    if (error instanceof FormatError) throw invalidToken();
    throw error;
  }
}

function invalidToken(): KmsError {
  return new KmsError('InvalidImportTokenException');
}

function unsupported(message: string): KmsError {
  return new KmsError('UnsupportedOperationException', message);
}
