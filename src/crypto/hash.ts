/**
 * Hash functions (FIPS 180-4, FIPS 202) by name, over @noble/hashes.
 *
 * One table says what there is; the lengths that HMAC, KDFs and signature schemes need stand beside it, in
 * hash-lengths.ts, for those who hash elsewhere. SHA-1 is here for OAEP and old verifications, not for new signatures:
 * which hash may be used for what is decided further up.
 *
 * @module
 */
import { sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js';
import type { CHash } from '@noble/hashes/utils.js';
import { expectBytes, expectInteger } from '../bytes/expect.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import type { Bytes, Hash, HashName, XofName } from './primitives.ts';

export { BLOCK_LENGTHS, HASH_NAMES, OUTPUT_LENGTHS } from './hash-lengths.ts';

const FUNCTIONS: Readonly<Record<HashName, CHash>> = /* @__PURE__ */ Object.freeze({
  'SHA-1': sha1,
  'SHA-224': sha224,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
  'SHA-512/224': sha512_224,
  'SHA-512/256': sha512_256,
  'SHA3-224': sha3_224,
  'SHA3-256': sha3_256,
  'SHA3-384': sha3_384,
  'SHA3-512': sha3_512,
});

const XOFS = /* @__PURE__ */ Object.freeze({ 'SHAKE-128': shake128, 'SHAKE-256': shake256 });

/** A hash that takes its message in pieces. */
export interface IncrementalHash {
  /** Takes the next piece. */
  update(piece: Uint8Array): IncrementalHash;
  /** The digest of all pieces; the state is wiped and takes nothing more. */
  digest(): Bytes;
}

/** The hash functions of the portable engine. */
export const hash: Hash = { digest: digestOf, digestXof };

/**
 * The digest of a message.
 *
 * @param name One of `HASH_NAMES`.
 * @returns As many new bytes as `OUTPUT_LENGTHS` says.
 * @throws {TypeError} `message` is not a Uint8Array.
 * @throws {UnsupportedAlgorithmError} There is no such hash here.
 *
 * @example
 * digestOf('SHA-256', new Uint8Array()); // e3b0c44298fc1c149afbf4c8996fb924…
 */
export function digestOf(name: HashName, message: Uint8Array): Bytes {
  const hashFunction = nobleHash(name);
  expectBytes('message', message);
  return hashFunction(message) as Bytes;
}

/**
 * The first bytes of an extendable output (FIPS 202 §6.2).
 *
 * @param length 0 bytes or more.
 * @throws {TypeError} `message` is not a Uint8Array or `length` not a number.
 * @throws {RangeError} `length` is not an integer from 0 to 2³¹ - 1.
 * @throws {UnsupportedAlgorithmError} There is no such function here.
 *
 * @example
 * digestXof('SHAKE-128', new Uint8Array(), 4); // 7f9c2ba4
 */
export function digestXof(name: XofName, message: Uint8Array, length: number): Bytes {
  if (!Object.hasOwn(XOFS, name)) throw new UnsupportedAlgorithmError(`hash ${String(name)}`);
  expectBytes('message', message);
  expectInteger('length', length, 0, 2 ** 31 - 1);
  const state = XOFS[name].create({});
  try {
    return state.update(message).xof(length) as Bytes;
  } finally {
    state.destroy();
  }
}

/**
 * A hash that takes its message in pieces.
 *
 * @throws {UnsupportedAlgorithmError} There is no such hash here.
 *
 * @example
 * createHash('SHA-256').update(new Uint8Array([1])).update(new Uint8Array([2])).digest().length; // 32
 */
export function createHash(name: HashName): IncrementalHash {
  const state = nobleHash(name).create();
  const incremental: IncrementalHash = {
    update: (piece) => {
      state.update(piece);
      return incremental;
    },
    digest: () => state.digest() as Bytes,
  };
  return incremental;
}

/**
 * The function of @noble/hashes under a name, for the constructions of this room that are made of it.
 *
 * @throws {UnsupportedAlgorithmError} There is no such hash here.
 */
export function nobleHash(name: HashName): CHash {
  if (Object.hasOwn(FUNCTIONS, name)) return FUNCTIONS[name];
  throw new UnsupportedAlgorithmError(`hash ${String(name)}`);
}
