/**
 * Wrapping material for an import, in the page: nothing but what is wrapped leaves it.
 *
 *   RSAES_OAEP_SHA_*         OAEP(public key, material)
 *   RSA_AES_KEY_WRAP_SHA_*   OAEP(public key, AES key) ‖ KWP(AES key, material)
 *
 * RSA is Web Cryptography's; KWP (RFC 5649), which it does not have, is the portable engine's. Source: KMS Developer
 * Guide, "Encrypt the key material". PKCS #1 v1.5 and SM2 are not offered: no browser has them.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { wipe } from '../bytes/wipe.ts';
import { wrapPadded } from '../crypto/keywrap.ts';

/** Why material could not be wrapped, as a sentence. */
export class WrappingError extends Error {
  override readonly name = 'WrappingError';
}

/**
 * Wraps material with the public key that GetParametersForImport gave.
 *
 * @param algorithm One of the four above.
 * @param publicKey SPKI.
 * @param material It stays the caller's to wipe.
 * @param subtle Web Cryptography; browsers have it on https: and on this machine.
 * @throws {WrappingError} There is no Web Cryptography here, or the material is too long for the algorithm.
 */
export async function wrapMaterial(
  algorithm: string,
  publicKey: Uint8Array<ArrayBuffer>,
  material: Uint8Array<ArrayBuffer>,
  web: Pick<Crypto, 'subtle' | 'getRandomValues'> = globalThis.crypto,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!web?.subtle)
    throw new WrappingError(
      'This page came without https: browsers wrap keys on https: and on localhost only.',
    );
  const hash = algorithm.endsWith('SHA_1') ? 'SHA-1' : 'SHA-256';
  const key = await web.subtle.importKey('spki', publicKey, { name: 'RSA-OAEP', hash }, false, ['encrypt']);
  if (algorithm.startsWith('RSAES_OAEP')) return await seal(web, key, material);
  const kek = web.getRandomValues(new Uint8Array(32));
  try {
    return concatBytes(await seal(web, key, kek), wrapPadded(kek, material));
  } finally {
    wipe(kek);
  }
}

async function seal(
  { subtle }: Pick<Crypto, 'subtle'>,
  key: CryptoKey,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await subtle.encrypt({ name: 'RSA-OAEP' }, key, bytes));
  } catch {
    throw new WrappingError('This is too long for RSAES_OAEP with this wrapping key.');
  }
}

/**
 * Material as somebody has it: bytes as they are, or the DER inside of PEM.
 *
 * @example
 * fromPem(new TextEncoder().encode('-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n')); // 1, 2, 3
 */
export function fromPem(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder('latin1').decode(bytes);
  const body = /^\s*-----BEGIN PRIVATE KEY-----([\sA-Za-z0-9+/=]+)-----END PRIVATE KEY-----\s*$/.exec(
    text,
  )?.[1];
  if (body === undefined) return bytes;
  return Uint8Array.from(atob(body.replace(/\s+/g, '')), (character) => character.charCodeAt(0));
}
