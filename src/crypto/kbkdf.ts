/**
 * KDF in counter mode (SP 800-108r1 §4.1) with HMAC as the pseudorandom function.
 *
 * The fixed input, which binds label, context and length, is the caller's to build; where the counter stands in it is
 * an argument, since the standard and its validated implementations know all three places.
 *
 * @module
 */
import { expectBytes, expectInteger } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import { OUTPUT_LENGTHS } from './hash-lengths.ts';
import { type KeyedHmac, openHmac } from './hmac.ts';
import { counterPlaceOf, expectCounterBits } from './kbkdf-counter.ts';
import type { Bytes, Kbkdf, KbkdfInput } from './primitives.ts';

/** KBKDF of the portable engine. */
export const kbkdf: Kbkdf = { derive: deriveKbkdf };

/**
 * K(i) = HMAC(key, the fixed input with [i] in its place), for i from 1 on, as far as the length goes.
 *
 * @param input `key` and `fixedInput` of any length; `counterBits` 8, 16, 24 or 32; `counterLocation` `'before'`,
 * `'after'` or a number of bytes of the fixed input; `length` 1 byte to (2^counterBits - 1) times the hash's length.
 * @returns New bytes, the caller's to wipe.
 * @throws {TypeError} A member is of another kind.
 * @throws {RangeError} A number is out of its bounds.
 * @throws {UnsupportedAlgorithmError} There is no such hash here.
 *
 * @example
 * deriveKbkdf({
 *   hash: 'SHA-256', key: new Uint8Array(32), fixedInput: new Uint8Array([1, 2, 3]),
 *   counterBits: 32, counterLocation: 'before', length: 64,
 * }).length; // 64
 */
export function deriveKbkdf(input: KbkdfInput): Bytes {
  const { hash, key, fixedInput, counterBits, length } = input;
  expectBytes('fixedInput', fixedInput);
  const keyed = openHmac(hash, key);
  try {
    const place = counterPlaceOf(input);
    expectCounterBits(counterBits);
    expectInteger('length', length, 1, (2 ** counterBits - 1) * OUTPUT_LENGTHS[hash]);
    const before = fixedInput.subarray(0, place);
    const after = fixedInput.subarray(place);
    return iterate(keyed, { before, after, counter: new Uint8Array(counterBits / 8), length });
  } finally {
    keyed.release();
  }
}

interface Iteration {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Zeroes, as wide as the counter. */
  readonly counter: Uint8Array;
  readonly length: number;
}

function iterate(keyed: KeyedHmac, { before, after, counter, length }: Iteration): Bytes {
  const derived = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    increment(counter);
    const block = keyed.mac(before, counter, after);
    derived.set(block.subarray(0, length - at), at);
    at += block.length;
    wipe(block);
  }
  return derived;
}

/** [i]₂ with r bits, big-endian. */
function increment(counter: Uint8Array): void {
  for (let i = counter.length - 1; i >= 0; i--) {
    counter[i]++;
    if (counter[i] !== 0) return;
  }
}
