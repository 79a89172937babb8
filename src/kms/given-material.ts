/**
 * Material that somebody gives instead of having it made: by a seed, or by CreateKey's tags.
 *
 * What comes is checked as an import is, so that no key is ever made that does not work: lengths, encodings, and that the
 * pair signs what it verifies. MAC keys alone are taken in any length, as HMAC takes them (RFC 2104 §3).
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import { wipe } from '../bytes/wipe.ts';
import type { KeyAlgorithm } from '../crypto/der/algorithm.ts';
import { InvalidKeyError } from '../crypto/errors.ts';
import type { Bytes } from '../crypto/primitives.ts';
import type { InspectedKey } from '../crypto/private-key.ts';
import type { SealedBackingKey } from '../keystore/backing-key.ts';
import { algorithmOf, type KeyPairKind } from '../keystore/key-algorithm.ts';
import type { Keystore } from '../keystore/keystore.ts';
import { type Key, toKeyMaterial } from './key.ts';
import { DEFAULT_KEY_SPEC, keySpecRow } from './key-spec.ts';

/** What a key has of its material: made or given, it is the same. */
export type FirstMaterial = Pick<Key, 'materials' | 'currentMaterialId' | 'publicKey'>;

/**
 * Seals given material for an owner.
 *
 * @param material For a symmetric key 32 bytes, for a MAC key any number, for a pair the private key: PKCS#8 in DER, or
 * one of the forms of crypto/private-key-forms.ts. It stays the caller's to wipe.
 * @throws {InvalidKeyError} It is no material of the spec; the reason names no secret.
 */
export async function sealGivenMaterial(
  keystore: Keystore,
  owner: string,
  spec: string,
  material: Uint8Array,
): Promise<FirstMaterial> {
  const kind = keySpecRow(spec).material;
  if (kind.kind !== 'secret') return await sealPrivateKey(keystore, owner, kind, material);
  if (spec === DEFAULT_KEY_SPEC) requireLength(material, kind.length);
  if (material.length === 0) throw new InvalidKeyError('the key material is empty');
  return firstMaterial(await keystore.sealBackingKey(owner, material));
}

/** The id that given material has under an owner: what is already there is recognised by it, and not checked again. */
export async function materialIdOfGiven(
  keystore: Keystore,
  owner: string,
  spec: string,
  material: Uint8Array,
): Promise<string> {
  const kind = keySpecRow(spec).material;
  const bytes =
    kind.kind === 'secret' ? new Uint8Array(material) : await toPkcs8(algorithmOf(kind), material);
  try {
    return toKeyMaterial(await keystore.sealBackingKey(owner, bytes)).id;
  } finally {
    wipe(bytes);
  }
}

async function sealPrivateKey(
  keystore: Keystore,
  owner: string,
  kind: KeyPairKind,
  privateKey: Uint8Array,
): Promise<FirstMaterial> {
  const algorithm = algorithmOf(kind);
  const pkcs8 = await toPkcs8(algorithm, privateKey);
  try {
    const inspected = await keystore.inspectPrivateKey(pkcs8);
    requireKind(kind, algorithm, inspected);
    return {
      ...firstMaterial(await keystore.sealBackingKey(owner, pkcs8)),
      publicKey: toBase64(inspected.publicKey),
    };
  } finally {
    wipe(pkcs8);
  }
}

/** Seldom asked for, and it knows every curve: it comes when it is. */
async function toPkcs8(algorithm: KeyAlgorithm, privateKey: Uint8Array): Promise<Bytes> {
  const forms = await import('../crypto/private-key-forms.ts');
  return forms.toPkcs8(algorithm, privateKey);
}

/** A key's only material so far, which is its current one. */
export function firstMaterial(sealed: SealedBackingKey): FirstMaterial {
  const material = toKeyMaterial(sealed);
  return { materials: [material], currentMaterialId: material.id };
}

function requireKind(kind: KeyPairKind, algorithm: KeyAlgorithm, inspected: InspectedKey): void {
  if (inspected.algorithm !== algorithm) {
    throw new InvalidKeyError(`the private key is for ${inspected.algorithm}, not for ${algorithm}`);
  }
  if (kind.kind === 'rsa' && inspected.modulusBits !== kind.modulusBits) {
    throw new InvalidKeyError(`the modulus has ${inspected.modulusBits} bits, not ${kind.modulusBits}`);
  }
}

function requireLength(material: Uint8Array, length: number): void {
  if (material.length === length) return;
  throw new InvalidKeyError(`the key material has ${material.length} bytes, not ${length}`);
}
