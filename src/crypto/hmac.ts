/**
 * HMAC (FIPS 198-1; RFC 2104) over any hash of fixed length, by @noble/hashes.
 *
 * States that hold a key are destroyed on every exit. A tag is compared without an early exit.
 *
 * @module
 */
import { hmac as nobleHmac } from '@noble/hashes/hmac.js';
import { equalBytes } from '../bytes/equal.ts';
import { expectBytes, expectInteger } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import { nobleHash } from './hash.ts';
import { BLOCK_LENGTHS, OUTPUT_LENGTHS } from './hash-lengths.ts';
import type { Bytes, HashName, Hmac } from './primitives.ts';

/** No tag shorter than this is made or believed (SP 800-107r1 §5.3.3 asks for as much). */
const MIN_TAG_LENGTH = 4;

/** HMAC under one key, for many messages; it ends with `release`. */
export interface KeyedHmac {
  /** The whole MAC of the parts, joined; new bytes. */
  mac(...parts: readonly Uint8Array[]): Bytes;
  /** Wipes the states that the key made. */
  release(): void;
}

/** HMAC of the portable engine. */
export const hmac: Hmac = { mac, verify };

/**
 * The MAC of a message.
 *
 * @param key Any length; longer than the hash's block it is hashed first (FIPS 198-1 §4, step 2).
 * @param tagLength Leftmost bytes to keep, 4 or more; the whole MAC when absent.
 * @throws {TypeError} An argument is of another kind.
 * @throws {RangeError} `tagLength` is less than 4 or more than the hash's length.
 * @throws {UnsupportedAlgorithmError} There is no such hash here.
 *
 * @example
 * mac('SHA-256', new Uint8Array(32), new Uint8Array([1, 2])).length; // 32
 */
export function mac(hash: HashName, key: Uint8Array, message: Uint8Array, tagLength?: number): Bytes {
  const keyed = openHmac(hash, key);
  try {
    expectBytes('message', message);
    if (tagLength === undefined) return keyed.mac(message);
    expectInteger('tagLength', tagLength, MIN_TAG_LENGTH, OUTPUT_LENGTHS[hash]);
    return leftmost(keyed.mac(message), tagLength);
  } finally {
    keyed.release();
  }
}

/**
 * Whether `tag` is the MAC of a message, or its leftmost bytes.
 *
 * @returns false also when the tag is shorter than 4 bytes or longer than the MAC.
 * @throws {TypeError} An argument is of another kind.
 * @throws {UnsupportedAlgorithmError} There is no such hash here.
 *
 * @example
 * const key = new Uint8Array(32);
 * verify('SHA-256', key, new Uint8Array([1]), mac('SHA-256', key, new Uint8Array([1]))); // true
 */
export function verify(hash: HashName, key: Uint8Array, message: Uint8Array, tag: Uint8Array): boolean {
  expectBytes('tag', tag);
  const expected = mac(hash, key, message);
  try {
    if (tag.length < MIN_TAG_LENGTH || tag.length > expected.length) return false;
    return equalBytes(expected.subarray(0, tag.length), tag);
  } finally {
    wipe(expected);
  }
}

/**
 * HMAC under one key for many messages: the key is hashed into both states once.
 *
 * @throws {TypeError} `key` is not a Uint8Array.
 * @throws {UnsupportedAlgorithmError} There is no such hash here.
 *
 * @example
 * const keyed = openHmac('SHA-256', new Uint8Array(32));
 * try { keyed.mac(new Uint8Array([1]), new Uint8Array([2])); } finally { keyed.release(); }
 */
export function openHmac(hash: HashName, key: Uint8Array): KeyedHmac {
  const hashFunction = nobleHash(hash);
  expectBytes('key', key);
  const shortKey = key.length > BLOCK_LENGTHS[hash] ? hashFunction(key) : undefined;
  const keyed = nobleHmac.create(hashFunction, shortKey ?? key);
  wipe(shortKey);
  return {
    mac: (...parts) => {
      const state = keyed.clone();
      for (const part of parts) state.update(part);
      return state.digest() as Bytes;
    },
    release: () => keyed.destroy(),
  };
}

function leftmost(whole: Bytes, length: number): Bytes {
  const kept = whole.slice(0, length);
  wipe(whole);
  return kept;
}
