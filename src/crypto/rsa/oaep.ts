/**
 * EME-OAEP (RFC 8017 §7.1): the padding under RSA encryption.
 *
 *   00 ‖ seed ^ mask ‖ DB ^ mask    DB = lHash ‖ 00 … 00 ‖ 01 ‖ message
 *
 * Decoding has one way through it: the first octet, the label's hash, the zeros and the separator are all looked at,
 * whatever the ones before held, and the one verdict falls at the end (§7.1.2 step 3.g; Manger 2001). What the JIT
 * makes of it is measured in docs/SIDE-CHANNELS.md, not promised here.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import { AuthenticationError } from '../errors.ts';
import { digestOf, nobleHash } from '../hash.ts';
import type { Bytes, HashName } from '../primitives.ts';
import { applyMask } from './mgf1.ts';

/** The options of OAEP that the two sides agree on. */
export interface OaepOptions {
  readonly hash: HashName;
  readonly mgfHash: HashName;
  readonly label: Uint8Array;
}

/** The longest message under a modulus of some length in bytes; negative where the modulus is too short for any. */
export function maximumMessageLength(hash: HashName, modulusLength: number): number {
  return modulusLength - 2 * nobleHash(hash).outputLen - 2;
}

/**
 * The encoded message. §7.1.1 step 2.
 *
 * @param seed As long as the hash.
 * @param length Of the encoded message: of the modulus; the message fits.
 * @returns A new array, the caller's to wipe.
 */
export function encodeOaep(
  options: OaepOptions,
  message: Uint8Array,
  seed: Uint8Array,
  length: number,
): Bytes {
  const encoded = new Uint8Array(length);
  const maskedSeed = encoded.subarray(1, 1 + seed.length);
  const block = encoded.subarray(1 + seed.length);
  maskedSeed.set(seed);
  block.set(digestOf(options.hash, options.label));
  block[block.length - message.length - 1] = 0x01;
  block.set(message, block.length - message.length);
  applyMask(options.mgfHash, maskedSeed, block);
  applyMask(options.mgfHash, block, maskedSeed);
  return encoded;
}

/**
 * The message of an encoded one. §7.1.2 step 3.
 *
 * @param encoded As long as the modulus; unmasked in place, and the caller's to wipe.
 * @throws {AuthenticationError} It is not one, or its label is another; which, is not said.
 */
export function decodeOaep(options: OaepOptions, encoded: Uint8Array): Bytes {
  const digestLength = nobleHash(options.hash).outputLen;
  if (maximumMessageLength(options.hash, encoded.length) < 0) throw new AuthenticationError();
  const seed = encoded.subarray(1, 1 + digestLength);
  const block = encoded.subarray(1 + digestLength);
  applyMask(options.mgfHash, block, seed);
  applyMask(options.mgfHash, seed, block);
  const labelHash = digestOf(options.hash, options.label);
  let wrong = encoded[0];
  for (let i = 0; i < digestLength; i++) wrong |= block[i] ^ labelHash[i];
  const { separator, malformed } = findSeparator(block, digestLength);
  wrong |= malformed;
  wipe(seed);
  if (wrong !== 0) throw new AuthenticationError();
  return block.slice(separator + 1);
}

/** Where the first octet that is not zero stands, and whether it is not 01; every octet is read alike. */
function findSeparator(
  block: Uint8Array,
  start: number,
): { readonly separator: number; readonly malformed: number } {
  let separator = 0;
  let malformed = 0;
  // All ones until the first octet other than zero, and all zeros behind it.
  let searching = -1;
  for (let i = start; i < block.length; i++) {
    const found = searching & ~maskOfZero(block[i]);
    separator |= found & i;
    malformed |= found & ~maskOfZero(block[i] ^ 0x01);
    searching &= ~found;
  }
  return { separator, malformed: malformed | searching };
}

/** All ones where an octet is zero, else all zeros. */
function maskOfZero(octet: number): number {
  return (octet - 1) >> 31;
}
