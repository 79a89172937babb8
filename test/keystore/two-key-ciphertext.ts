/**
 * A ciphertext that AES-GCM opens under two keys: the attack that a key commitment is there for.
 *
 * GHASH is a polynomial in H, so under two keys the two tags differ by something linear in any one ciphertext block:
 * solving for that block makes them equal (Dodis, Grubbs, Ristenpart, Woodage: "Fast Message Franking", CRYPTO 2018,
 * §4; Albertini et al.: "How to Abuse and Fix Authenticated Encryption Without Key Commitment", USENIX Security 2022).
 */
import { createCipheriv } from 'node:crypto';

/** x^128 + x^7 + x^2 + x + 1, with the bits in GCM's order: the first bit is the coefficient of x^0. */
const REDUCTION = 0xe1n << 120n;
const ONE = 1n << 127n;

/**
 * One block of ciphertext and its tag, valid under both keys with an IV of twelve zero bytes and the AAD given.
 *
 * @returns 16 bytes of ciphertext and 16 of tag.
 */
export function twoKeyCiphertext(keyA: Uint8Array, keyB: Uint8Array, aad: Uint8Array): Buffer {
  const a = hashKeyOf(keyA);
  const b = hashKeyOf(keyB);
  // T = AAD part ⊕ C·H² ⊕ L·H ⊕ E(J0), the same under both: C = (differences of the rest) / (Ha² ⊕ Hb²).
  const squares = multiply(a.h, a.h) ^ multiply(b.h, b.h);
  const rest = tagWithout(a, aad) ^ tagWithout(b, aad);
  const block = multiply(rest, invert(squares));
  const tag = tagWithout(a, aad) ^ multiply(block, multiply(a.h, a.h));
  return Buffer.concat([toBlock(block), toBlock(tag)]);
}

interface HashKey {
  readonly h: bigint;
  /** What the tag is masked with: E(IV ‖ 00000001). */
  readonly mask: bigint;
}

function hashKeyOf(key: Uint8Array): HashKey {
  const j0 = Buffer.alloc(16);
  j0[15] = 1;
  return { h: encrypt(key, Buffer.alloc(16)), mask: encrypt(key, j0) };
}

function encrypt(key: Uint8Array, block: Buffer): bigint {
  return fromBlock(createCipheriv('aes-256-ecb', key, null).update(block));
}

/** The tag of a message of one block that is zero. SP 800-38D §6.4. */
function tagWithout({ h, mask }: HashKey, aad: Uint8Array): bigint {
  const padded = Buffer.alloc(16 * Math.ceil(aad.length / 16));
  padded.set(aad);
  let hash = 0n;
  for (let at = 0; at < padded.length; at += 16) {
    hash = multiply(hash ^ fromBlock(padded.subarray(at, at + 16)), h);
  }
  hash = multiply(hash, h);
  const lengths = (BigInt(8 * aad.length) << 64n) | 128n;
  return multiply(hash ^ lengths, h) ^ mask;
}

/** SP 800-38D §6.3, algorithm 1. */
function multiply(x: bigint, y: bigint): bigint {
  let z = 0n;
  let v = y;
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) z ^= v;
    v = v & 1n ? (v >> 1n) ^ REDUCTION : v >> 1n;
  }
  return z;
}

/** x^(2^128 - 2), which is 1/x in the field of 2^128 elements. */
function invert(x: bigint): bigint {
  let result = ONE;
  let square = x;
  for (let bit = 1; bit < 128; bit++) {
    square = multiply(square, square);
    result = multiply(result, square);
  }
  return result;
}

function fromBlock(block: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(block).toString('hex')}`);
}

function toBlock(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex');
}
