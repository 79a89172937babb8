/**
 * RSA-AES key wrap (PKCS #11 v3.0 §2.1.21, CKM_RSA_AES_KEY_WRAP): a key of any length for the holder of an RSA key.
 *
 *   RSA-OAEP of a fresh AES-256 key ‖ AES-KWP of the key under it
 *
 * Unwrapping has one error, whichever half is wrong. It is built on primitives that are passed in, so that any engine
 * can carry it.
 *
 * @module
 */

import { concatBytes } from '../../bytes/concat.ts';
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { AuthenticationError } from '../errors.ts';
import type { AesKeyWrap, Bytes, OaepScheme, Random, Rsa } from '../primitives.ts';
import { readRsaPrivateKey } from './key.ts';

const AES_KEY_LENGTH = 32;

/** What the wrap is made of. */
export interface RsaAesTools {
  readonly rsa: Rsa;
  readonly aesKeyWrap: AesKeyWrap;
  readonly random: Random;
}

/**
 * Wraps a key.
 *
 * @param publicKey SPKI, 2048 bits or more.
 * @param scheme Hash, MGF hash and label of the OAEP half.
 * @param plaintext 1 byte or more.
 * @returns As long as the modulus, and then as AES-KWP makes it.
 * @throws {InvalidKeyError} The public key is not one.
 */
export async function wrapRsaAes(
  tools: RsaAesTools,
  publicKey: Uint8Array,
  scheme: OaepScheme,
  plaintext: Uint8Array,
): Promise<Bytes> {
  expectBytes('plaintext', plaintext);
  const aesKey = tools.random(AES_KEY_LENGTH);
  try {
    const wrapped = await tools.aesKeyWrap.wrapPadded(aesKey, plaintext);
    return concatBytes(await tools.rsa.encrypt(publicKey, scheme, aesKey, tools.random), wrapped);
  } finally {
    wipe(aesKey);
  }
}

/**
 * Unwraps a key.
 *
 * @param privateKey PKCS#8.
 * @returns A new array, the caller's to wipe.
 * @throws {AuthenticationError} It was not wrapped for this key and scheme, or is damaged.
 * @throws {InvalidKeyError} The private key is not one.
 */
export async function unwrapRsaAes(
  tools: RsaAesTools,
  privateKey: Uint8Array,
  scheme: OaepScheme,
  wrapped: Uint8Array,
): Promise<Bytes> {
  expectBytes('wrapped', wrapped);
  const split = readRsaPrivateKey(privateKey).n.length;
  if (wrapped.length <= split) throw new AuthenticationError();
  const aesKey = await tools.rsa.decrypt(privateKey, scheme, wrapped.subarray(0, split), tools.random);
  try {
    if (aesKey.length !== AES_KEY_LENGTH) throw new AuthenticationError();
    return await tools.aesKeyWrap.unwrapPadded(aesKey, wrapped.subarray(split));
  } finally {
    wipe(aesKey);
  }
}
