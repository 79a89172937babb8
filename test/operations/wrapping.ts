/**
 * The other side of an import: material wrapped for the service, by OpenSSL's code.
 *
 * @module
 */
import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { openPublicKey } from './host-crypto.ts';
import type { Service } from './service.ts';

/** The initial value of AES key wrap with padding, as OpenSSL wants to be told it (RFC 5649 §3). */
const ALTERNATIVE_IV = Buffer.from('a65959a6', 'hex');

export const WRAPPING_ALGORITHMS = [
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
] as const;

/** Material wrapped with a public key in SPKI, in one of AWS's ways. */
export function wrap(algorithm: string, spki: Uint8Array, material: Uint8Array): Uint8Array {
  const key = openPublicKey(spki);
  const hash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
  if (algorithm.startsWith('RSAES_OAEP')) return Uint8Array.from(oaep(key, hash, material));
  const aesKey = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, ALTERNATIVE_IV);
  return Uint8Array.from(Buffer.concat([oaep(key, hash, aesKey), cipher.update(material), cipher.final()]));
}

function oaep(key: KeyObject, oaepHash: string, message: Uint8Array): Buffer {
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, message);
}

/** A token and material that was wrapped for it. */
export interface Parcel {
  readonly ImportToken: Uint8Array;
  readonly EncryptedKeyMaterial: Uint8Array;
}

/** Material, ready to be imported into a key. */
export async function wrapFor(
  { kms }: Service,
  KeyId: string,
  material: Uint8Array,
  WrappingAlgorithm = 'RSAES_OAEP_SHA_256',
  WrappingKeySpec = 'RSA_2048',
): Promise<Parcel> {
  const { ImportToken, PublicKey } = await kms.getParametersForImport({
    KeyId,
    WrappingAlgorithm,
    WrappingKeySpec,
  });
  return { ImportToken, EncryptedKeyMaterial: wrap(WrappingAlgorithm, PublicKey, material) };
}

/** What is to be said of the expiry of material that has none. */
export const FOR_EVER = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const;
