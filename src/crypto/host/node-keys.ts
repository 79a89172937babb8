/**
 * What the files over `node:crypto` have in common: key objects of keys in DER and back, and results in memory of their
 * own. Keys are decoded by this house first; no text of OpenSSL's leaves this file, and no secret is left behind in it.
 * Source: RFC 5958, RFC 5280 §4.1.
 *
 * @module
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { expectAlgorithm, type KeyAlgorithm } from '../der/algorithm.ts';
import { der } from '../der/element.ts';
import { decodePkcs8, encodePkcs8 } from '../der/pkcs8.ts';
import { decodeSpki } from '../der/spki.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Bytes, KeyPair, Random } from '../primitives.ts';

/** The bytes of a host's result without a copy where it owns its memory, in a copy where it is a part of a pool. */
export function own(result: Buffer): Bytes {
  if (result.byteLength === result.buffer.byteLength) return new Uint8Array(result.buffer as ArrayBuffer);
  const copy = new Uint8Array(result);
  wipe(result);
  return copy;
}

/** The key object of a PKCS#8 key of one algorithm. */
export function privateKeyOf(pkcs8: Uint8Array, algorithm: KeyAlgorithm): KeyObject {
  expectBytes('privateKey', pkcs8);
  expectAlgorithm(algorithm, decodePkcs8(pkcs8).algorithm);
  const key = Buffer.from(pkcs8);
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch {
    throw new InvalidKeyError(`the key is not a private key for ${algorithm}`);
  } finally {
    wipe(key);
  }
}

/** The key object of an SPKI key of one algorithm. */
export function publicKeyOf(spki: Uint8Array, algorithm: KeyAlgorithm): KeyObject {
  expectBytes('publicKey', spki);
  expectAlgorithm(algorithm, decodeSpki(spki).algorithm);
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    throw new InvalidKeyError(`the key is not a public key for ${algorithm}`);
  }
}

/** Both halves in DER. */
export function exportPair(privateKey: KeyObject): KeyPair {
  return {
    privateKey: own(privateKey.export({ format: 'der', type: 'pkcs8' })),
    publicKey: own(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })),
  };
}

/** The key pair whose PKCS#8 holds what `key` says: for algorithms whose private key is a seed. */
export function pairOfSeed(algorithm: KeyAlgorithm, random: Random, tag: number, length = 32): KeyPair {
  const seed = random(length);
  const privateKey = encodePkcs8({ algorithm, key: der(tag, seed) });
  wipe(seed);
  const publicKey = createPublicKey(privateKeyOf(privateKey, algorithm));
  return { privateKey, publicKey: own(publicKey.export({ format: 'der', type: 'spki' })) };
}

/** Whether the host finds a signature good; a malformed one is a bad one. */
export function verified(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
