/**
 * EMSA-PSS (RFC 8017 §9.1): the randomised encoding of a digest for a signature.
 *
 *   maskedDB ‖ H ‖ bc    DB = 00 … 00 ‖ 01 ‖ salt    H = Hash(00[8] ‖ digest ‖ salt)
 *
 * The salt length is the caller's and is required exactly when verifying: it is not taken from the signature.
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { wipe } from '../../bytes/wipe.ts';
import { digestOf, nobleHash } from '../hash.ts';
import type { Bytes, HashName } from '../primitives.ts';
import { applyMask } from './mgf1.ts';

const TRAILER = 0xbc;

/** The options of EMSA-PSS that the two sides agree on. */
export interface PssOptions {
  readonly hash: HashName;
  readonly mgfHash: HashName;
  /** In bytes. */
  readonly saltLength: number;
  /** The most bits of the encoded message: one less than the modulus has. */
  readonly maximumBits: number;
}

/**
 * The encoded message of a digest with a salt. §9.1.1.
 *
 * @returns undefined where it does not fit: step 3.
 */
export function encodePss(options: PssOptions, digest: Uint8Array, salt: Uint8Array): Bytes | undefined {
  const length = Math.ceil(options.maximumBits / 8);
  const block = dataBlockLength(options, length);
  if (block === undefined) return undefined;
  const encoded = new Uint8Array(length);
  const hashed = saltedDigest(options.hash, digest, salt);
  encoded[block - salt.length - 1] = 0x01;
  encoded.set(salt, block - salt.length);
  applyMask(options.mgfHash, hashed, encoded.subarray(0, block));
  encoded[0] &= topMask(options, length);
  encoded.set(hashed, block);
  encoded[length - 1] = TRAILER;
  return encoded;
}

/** Whether an encoded message is one of the digest. §9.1.2; all of it is public. */
export function verifyPss(options: PssOptions, digest: Uint8Array, encoded: Uint8Array): boolean {
  const length = Math.ceil(options.maximumBits / 8);
  const block = dataBlockLength(options, length);
  if (block === undefined || encoded.length !== length || encoded[length - 1] !== TRAILER) return false;
  const mask = topMask(options, length);
  if ((encoded[0] & ~mask) !== 0) return false;
  const hashed = encoded.subarray(block, length - 1);
  const data = encoded.slice(0, block);
  applyMask(options.mgfHash, hashed, data);
  data[0] &= mask;
  const separator = block - options.saltLength - 1;
  if (data.subarray(0, separator).some((octet) => octet !== 0) || data[separator] !== 0x01) return false;
  return equalBytes(hashed, saltedDigest(options.hash, digest, data.subarray(separator + 1)));
}

/** Length of DB, or undefined where salt and digest do not fit. §9.1.1 step 3, §9.1.2 step 3. */
function dataBlockLength({ hash, saltLength }: PssOptions, length: number): number | undefined {
  const block = length - nobleHash(hash).outputLen - 1;
  return block < saltLength + 1 ? undefined : block;
}

/** The bits of the first octet that may be set: 8 emLen - emBits of them may not. */
function topMask({ maximumBits }: PssOptions, length: number): number {
  return 0xff >> (8 * length - maximumBits);
}

/** §9.1.1 steps 5 and 6. */
function saltedDigest(hash: HashName, digest: Uint8Array, salt: Uint8Array): Bytes {
  const message = new Uint8Array(8 + digest.length + salt.length);
  message.set(digest, 8);
  message.set(salt, 8 + digest.length);
  const hashed = digestOf(hash, message);
  wipe(message);
  return hashed;
}
