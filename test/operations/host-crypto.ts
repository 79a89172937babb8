/**
 * What node:crypto says of the service's answers: signatures, digests and public keys, by OpenSSL's code.
 *
 * @module
 */
import { constants, createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

const HASHES: ReadonlyMap<string, string> = new Map([
  ['256', 'sha256'],
  ['384', 'sha384'],
  ['512', 'sha512'],
]);

/** The hash at the end of an algorithm's name, as node:crypto calls it. */
export function hashOf(algorithm: string): string {
  const hash = HASHES.get(algorithm.slice(-3));
  if (hash === undefined) throw new Error(`no hash in ${algorithm}`);
  return hash;
}

/** The digest that an algorithm signs. */
export function digestOf(algorithm: string, message: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash(hashOf(algorithm)).update(message).digest());
}

/** A public key in SPKI, opened. */
export function openPublicKey(spki: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
}

/** Whether OpenSSL takes a signature of a message. Ed25519ph is not among what node:crypto offers. */
export function verifiedByHost(
  algorithm: string,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = openPublicKey(spki);
  if (algorithm === 'ED25519_SHA_512' || algorithm === 'ML_DSA_SHAKE_256') {
    return verify(null, message, key, signature);
  }
  if (!algorithm.startsWith('RSASSA_PSS')) return verify(hashOf(algorithm), message, key, signature);
  // The salt is as long as the hash, and no verifier of ours guesses.
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return verify(hashOf(algorithm), message, { key, ...pss }, signature);
}

const SPKI_HEAD = 22;

/** ML-DSA's message representative for an empty context (FIPS 204 Algorithm 7, line 6, with Algorithm 2, line 10). */
export function muOf(spki: Uint8Array, message: Uint8Array): Uint8Array {
  const shake = (...parts: readonly Uint8Array[]): Uint8Array => {
    const hash = createHash('shake256', { outputLength: 64 });
    for (const part of parts) hash.update(part);
    return Uint8Array.from(hash.digest());
  };
  return shake(shake(spki.subarray(SPKI_HEAD)), new Uint8Array(2), message);
}
