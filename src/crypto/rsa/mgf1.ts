/**
 * MGF1 (RFC 8017 B.2.1): a mask of any length from a seed, by a hash and a counter.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import { digestOf } from '../hash.ts';
import type { HashName } from '../primitives.ts';

/**
 * Exclusive-ors a mask onto bytes in place.
 *
 * @param target As long as the mask shall be: at most 2^32 digests.
 */
export function applyMask(hash: HashName, seed: Uint8Array, target: Uint8Array): void {
  const input = new Uint8Array(seed.length + 4);
  input.set(seed);
  const counter = new DataView(input.buffer, seed.length);
  for (let at = 0, count = 0; at < target.length; count++) {
    counter.setUint32(0, count);
    const block = digestOf(hash, input);
    for (let i = 0; i < block.length && at < target.length; i++, at++) target[at] ^= block[i];
    wipe(block);
  }
  wipe(input);
}
