/**
 * Material from elsewhere: unwrapped with a private key of ours, and inspected before it is anybody's.
 *
 * Two ways of wrapping: RSA-OAEP of the material itself, and RSA-AES key wrap (../crypto/rsa/aes-key-wrap.ts) for what
 * does not fit into one block. A wrap that does not open and material that is not what it should be are told apart,
 * since the one who wrapped it must know which; nothing more is said of either.
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { InvalidKeyError } from '../crypto/errors.ts';
import type { Bytes, HashName } from '../crypto/primitives.ts';
import type { InspectedKey } from '../crypto/private-key.ts';
import { unwrapRsaAes } from '../crypto/rsa/aes-key-wrap.ts';
import type { SealedBackingKey } from './backing-key.ts';
import { algorithmOf, type KeyPairKind } from './key-algorithm.ts';
import type { SealingTools } from './sealing.ts';

/** How material was wrapped; the hash is OAEP's and MGF1's. */
export interface WrappingScheme {
  readonly kind: 'oaep' | 'rsaAes';
  readonly hash: HashName;
}

/** What the material must turn out to be: so many secret bytes, or the private half of a key pair in PKCS#8. */
export type ExpectedMaterial = { readonly kind: 'secret'; readonly length: number } | KeyPairKind;

/** Material that was wrapped elsewhere for a key pair of this keystore. */
export interface WrappedMaterial {
  /** The key pair's private half, as this keystore sealed it, and for whom. */
  readonly wrappingKey: { readonly owner: string; readonly backingKey: Uint8Array };
  readonly scheme: WrappingScheme;
  readonly bytes: Uint8Array;
}

/** Imported material, sealed; with its public half where it is a private key. */
export interface SealedImport extends SealedBackingKey {
  /** SPKI. */
  readonly publicKey?: Bytes;
}

/** What was wrapped, and what it turned out to be. */
export interface UnwrappedMaterial {
  /** The caller's to wipe. */
  readonly material: Bytes;
  /** SPKI; only of a key pair. */
  readonly publicKey?: Bytes;
}

/**
 * Unwraps material.
 *
 * @param privateKey The private half of the wrapping key, PKCS#8.
 * @throws {AuthenticationError} It was not wrapped for this key in this way.
 * @throws {InvalidKeyError} It is not what it must be.
 */
export async function unwrapMaterial(
  tools: SealingTools,
  privateKey: Uint8Array,
  scheme: WrappingScheme,
  wrapped: Uint8Array,
  expected: ExpectedMaterial,
): Promise<UnwrappedMaterial> {
  const material = await unwrap(tools, privateKey, scheme, wrapped);
  try {
    return { material, ...(await inspect(tools, material, expected)) };
  } catch (error) {
    wipe(material);
    throw error;
  }
}

async function unwrap(
  { engine, random }: SealingTools,
  privateKey: Uint8Array,
  { kind, hash }: WrappingScheme,
  wrapped: Uint8Array,
): Promise<Bytes> {
  const rsa = await engine.use('rsa');
  if (kind === 'oaep') return await rsa.decrypt(privateKey, { hash }, wrapped, random);
  const aesKeyWrap = await engine.use('aesKeyWrap');
  return await unwrapRsaAes({ rsa, aesKeyWrap, random }, privateKey, { hash }, wrapped);
}

async function inspect(
  tools: SealingTools,
  material: Uint8Array,
  expected: ExpectedMaterial,
): Promise<Pick<UnwrappedMaterial, 'publicKey'>> {
  if (expected.kind === 'secret') {
    if (material.length === expected.length) return {};
    throw new InvalidKeyError('the material has another length');
  }
  const { algorithm, modulusBits, publicKey } = await inspectPrivateKey(tools, material);
  if (algorithm !== algorithmOf(expected) || modulusBits !== modulusBitsOf(expected)) {
    throw new InvalidKeyError('the private key is one of another kind');
  }
  return { publicKey };
}

/** What a private key from elsewhere is. Few services ask: what knows every kind comes when one does. */
export async function inspectPrivateKey(
  { engine, random }: SealingTools,
  pkcs8: Uint8Array,
): Promise<InspectedKey> {
  const inspection = await import('../crypto/private-key.ts');
  return await inspection.inspectPrivateKey(engine, pkcs8, random);
}

function modulusBitsOf(kind: KeyPairKind): number | undefined {
  return kind.kind === 'rsa' ? kind.modulusBits : undefined;
}
