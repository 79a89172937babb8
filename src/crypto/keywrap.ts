/**
 * AES key wrap without and with padding (SP 800-38F §6.2 KW, §6.3 KWP; RFC 3394, RFC 5649).
 *
 * Unwrapping says one thing only when it refuses, after all of it has been computed and compared: not whether the
 * check value, the length or the padding was wrong. A wrapped key of a length that cannot be one is refused in the same
 * way, since it comes from outside.
 *
 * @module
 */
import { expectBytes } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import { AES_BLOCK_LENGTH, openCipher } from './aes.ts';
import { AuthenticationError } from './errors.ts';
import type { AesKeyWrap, Bytes } from './primitives.ts';

/** Bytes in a semiblock. */
const SEMIBLOCK = 8;
/** KWP counts the plaintext in 32 bits (§5.3.1); KW is held to the same here, so that step numbers fit 32 bits. */
const MAX_PLAINTEXT: number = 2 ** 32 - SEMIBLOCK;
/** ICV1 (§6.2). */
const ICV1: readonly number[] = [0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6];
/** ICV2 (§6.3), which the length in bytes follows. */
const ICV2: readonly number[] = [0xa6, 0x59, 0x59, 0xa6];

/** AES key wrap of the portable engine. */
export const aesKeyWrap: AesKeyWrap = { wrap, unwrap, wrapPadded, unwrapPadded };

/**
 * KW-AE (§6.2, Algorithm 3).
 *
 * @param kek 16, 24 or 32 bytes.
 * @param plaintext 16 bytes or more, a multiple of 8.
 * @returns New bytes, 8 more than the plaintext.
 * @throws {TypeError} An argument is not a Uint8Array.
 * @throws {RangeError} A length is not one of those.
 *
 * @example
 * wrap(new Uint8Array(32), new Uint8Array(32)).length; // 40
 */
export function wrap(kek: Uint8Array, plaintext: Uint8Array): Bytes {
  expectBytes('kek', kek, 16, 24, 32);
  expectBytes('plaintext', plaintext);
  const { length } = plaintext;
  if (length < 2 * SEMIBLOCK || length % SEMIBLOCK !== 0 || length > MAX_PLAINTEXT) {
    throw new RangeError(`"plaintext" expected a multiple of 8 from 16 bytes on, got ${length}`);
  }
  const semiblocks = new Uint8Array(length + SEMIBLOCK);
  semiblocks.set(ICV1);
  semiblocks.set(plaintext, SEMIBLOCK);
  wrapSemiblocks(kek, semiblocks);
  return semiblocks;
}

/**
 * KW-AD (§6.2, Algorithm 4).
 *
 * @param kek 16, 24 or 32 bytes.
 * @returns The plaintext, new bytes, the caller's to wipe.
 * @throws {AuthenticationError} `wrapped` is not what `wrap` made under this key.
 * @throws {TypeError} An argument is not a Uint8Array.
 * @throws {RangeError} `kek` has another length.
 *
 * @example
 * unwrap(new Uint8Array(32), wrap(new Uint8Array(32), new Uint8Array(32))).length; // 32
 */
export function unwrap(kek: Uint8Array, wrapped: Uint8Array): Bytes {
  expectBytes('kek', kek, 16, 24, 32);
  expectBytes('wrapped', wrapped);
  const { length } = wrapped;
  if (length < 3 * SEMIBLOCK || !isSemiblocks(length)) throw new AuthenticationError();
  const semiblocks = new Uint8Array(wrapped);
  try {
    unwrapSemiblocks(kek, semiblocks);
    if (differsFrom(ICV1, semiblocks) !== 0) throw new AuthenticationError();
    return semiblocks.slice(SEMIBLOCK);
  } finally {
    wipe(semiblocks);
  }
}

/**
 * KWP-AE (§6.3, Algorithm 5).
 *
 * @param kek 16, 24 or 32 bytes.
 * @param plaintext 1 byte or more.
 * @returns New bytes: the plaintext's length rounded up to a multiple of 8, and 8 more.
 * @throws {TypeError} An argument is not a Uint8Array.
 * @throws {RangeError} A length is not one of those.
 *
 * @example
 * wrapPadded(new Uint8Array(32), new Uint8Array(20)).length; // 32
 */
export function wrapPadded(kek: Uint8Array, plaintext: Uint8Array): Bytes {
  expectBytes('kek', kek, 16, 24, 32);
  expectBytes('plaintext', plaintext);
  const { length } = plaintext;
  if (length < 1 || length > MAX_PLAINTEXT) {
    throw new RangeError(`"plaintext" expected 1 to 2^32 - 8 bytes, got ${length}`);
  }
  const semiblocks = new Uint8Array(SEMIBLOCK * (Math.ceil(length / SEMIBLOCK) + 1));
  semiblocks.set(ICV2);
  new DataView(semiblocks.buffer).setUint32(ICV2.length, length);
  semiblocks.set(plaintext, SEMIBLOCK);
  if (semiblocks.length === AES_BLOCK_LENGTH) cipherBlock(kek, semiblocks, 'encrypt');
  else wrapSemiblocks(kek, semiblocks);
  return semiblocks;
}

/**
 * KWP-AD (§6.3, Algorithm 6).
 *
 * @param kek 16, 24 or 32 bytes.
 * @returns The plaintext, new bytes, the caller's to wipe.
 * @throws {AuthenticationError} `wrapped` is not what `wrapPadded` made under this key.
 * @throws {TypeError} An argument is not a Uint8Array.
 * @throws {RangeError} `kek` has another length.
 *
 * @example
 * unwrapPadded(new Uint8Array(32), wrapPadded(new Uint8Array(32), new Uint8Array(20))).length; // 20
 */
export function unwrapPadded(kek: Uint8Array, wrapped: Uint8Array): Bytes {
  expectBytes('kek', kek, 16, 24, 32);
  expectBytes('wrapped', wrapped);
  const { length } = wrapped;
  if (length < 2 * SEMIBLOCK || !isSemiblocks(length)) throw new AuthenticationError();
  const semiblocks = new Uint8Array(wrapped);
  try {
    if (length === AES_BLOCK_LENGTH) cipherBlock(kek, semiblocks, 'decrypt');
    else unwrapSemiblocks(kek, semiblocks);
    const plaintextLength = new DataView(semiblocks.buffer).getInt32(ICV2.length);
    const wrong = differsFrom(ICV2, semiblocks) | paddingFault(semiblocks, plaintextLength);
    if (wrong !== 0) throw new AuthenticationError();
    return semiblocks.slice(SEMIBLOCK, SEMIBLOCK + (plaintextLength >>> 0));
  } finally {
    wipe(semiblocks);
  }
}

function isSemiblocks(length: number): boolean {
  return length % SEMIBLOCK === 0 && length <= MAX_PLAINTEXT + SEMIBLOCK;
}

/** 0 when `bytes` begins with what is expected; every byte is looked at. */
function differsFrom(expected: readonly number[], bytes: Uint8Array): number {
  let difference = 0;
  for (let i = 0; i < expected.length; i++) difference |= expected[i] ^ bytes[i];
  return difference;
}

/**
 * Steps 6 to 8 of Algorithm 6 without a branch: 0 when 0 to 7 bytes are left after the plaintext, all of them zero.
 *
 * @param plaintextLength 32 bits of which nothing is known yet; differences are taken modulo 2³².
 */
function paddingFault(semiblocks: Uint8Array, plaintextLength: number): number {
  const end = semiblocks.length - SEMIBLOCK;
  let fault = ((end - plaintextLength) | 0) & ~7;
  for (let i = end - SEMIBLOCK; i < end; i++) {
    const isPadding = ((plaintextLength - 1 - i) | 0) >> 31;
    fault |= semiblocks[SEMIBLOCK + i] & isPadding;
  }
  return fault;
}

function cipherBlock(kek: Uint8Array, block: Uint8Array, direction: 'encrypt' | 'decrypt'): void {
  const cipher = openCipher(kek);
  try {
    cipher[direction](block, 0);
  } finally {
    cipher.release();
  }
}

/** W (§6.1, Algorithm 1), in place: A is the first semiblock, R₂ to Rₙ the rest. */
function wrapSemiblocks(kek: Uint8Array, semiblocks: Uint8Array): void {
  const last = semiblocks.length / SEMIBLOCK - 1;
  const block = new Uint8Array(AES_BLOCK_LENGTH);
  const cipher = openCipher(kek);
  try {
    block.set(semiblocks.subarray(0, SEMIBLOCK));
    for (let t = 1; t <= 6 * last; t++) {
      const at = SEMIBLOCK * (((t - 1) % last) + 1);
      block.set(semiblocks.subarray(at, at + SEMIBLOCK), SEMIBLOCK);
      cipher.encrypt(block, 0);
      addStep(block, t);
      semiblocks.set(block.subarray(SEMIBLOCK), at);
    }
    semiblocks.set(block.subarray(0, SEMIBLOCK));
  } finally {
    cipher.release();
    wipe(block);
  }
}

/** W⁻¹ (§6.1, Algorithm 2), in place. */
function unwrapSemiblocks(kek: Uint8Array, semiblocks: Uint8Array): void {
  const last = semiblocks.length / SEMIBLOCK - 1;
  const block = new Uint8Array(AES_BLOCK_LENGTH);
  const cipher = openCipher(kek);
  try {
    block.set(semiblocks.subarray(0, SEMIBLOCK));
    for (let t = 6 * last; t >= 1; t--) {
      const at = SEMIBLOCK * (((t - 1) % last) + 1);
      addStep(block, t);
      block.set(semiblocks.subarray(at, at + SEMIBLOCK), SEMIBLOCK);
      cipher.decrypt(block, 0);
      semiblocks.set(block.subarray(SEMIBLOCK), at);
    }
    semiblocks.set(block.subarray(0, SEMIBLOCK));
  } finally {
    cipher.release();
    wipe(block);
  }
}

/** A ⊕ [t]₆₄, where t has 32 bits. */
function addStep(block: Uint8Array, t: number): void {
  block[4] ^= t >>> 24;
  block[5] ^= t >>> 16;
  block[6] ^= t >>> 8;
  block[7] ^= t;
}
