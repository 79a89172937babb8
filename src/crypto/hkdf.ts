/**
 * HKDF (RFC 5869): extract a key from what has enough entropy, expand it to what is needed.
 *
 * @module
 */
import { expectBytes, expectInteger } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import { OUTPUT_LENGTHS } from './hash-lengths.ts';
import { openHmac } from './hmac.ts';
import type { Bytes, HashName, Hkdf } from './primitives.ts';

/** HKDF of the portable engine. */
export const hkdf: Hkdf = { derive: deriveHkdf };

/**
 * HKDF-Extract and HKDF-Expand (§2.2, §2.3).
 *
 * @param ikm Input keying material, any length.
 * @param salt Any length; empty stands for as many zeroes as the hash has bytes, as the RFC says.
 * @param info Context, any length.
 * @param length 1 byte to 255 times the hash's length.
 * @returns OKM, new bytes, the caller's to wipe.
 * @throws {TypeError} An argument is of another kind.
 * @throws {RangeError} `length` is out of its bounds.
 * @throws {UnsupportedAlgorithmError} There is no such hash here.
 *
 * @example
 * const none = new Uint8Array();
 * deriveHkdf('SHA-256', new Uint8Array(32), none, none, 42).length; // 42
 */
export function deriveHkdf(
  hash: HashName,
  ikm: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Bytes {
  expectBytes('ikm', ikm);
  expectBytes('salt', salt);
  expectBytes('info', info);
  const prk = extract(hash, salt, ikm);
  try {
    expectInteger('length', length, 1, 255 * OUTPUT_LENGTHS[hash]);
    return expand(hash, prk, info, length);
  } finally {
    wipe(prk);
  }
}

/** PRK = HMAC(salt, IKM). */
function extract(hash: HashName, salt: Uint8Array, ikm: Uint8Array): Bytes {
  const salted = openHmac(hash, salt);
  try {
    return salted.mac(ikm);
  } finally {
    salted.release();
  }
}

/** T(i) = HMAC(PRK, T(i - 1) || info || i), for i from 1 on. */
function expand(hash: HashName, prk: Uint8Array, info: Uint8Array, length: number): Bytes {
  const okm = new Uint8Array(length);
  const keyed = openHmac(hash, prk);
  let previous: Bytes = new Uint8Array();
  try {
    for (let at = 0, i = 1; at < length; at += previous.length, i++) {
      const next = keyed.mac(previous, info, new Uint8Array([i]));
      wipe(previous);
      previous = next;
      okm.set(next.subarray(0, length - at), at);
    }
    return okm;
  } finally {
    keyed.release();
    wipe(previous);
  }
}
