/**
 * Buffers that are used again: allocating, zeroing and collecting one for each frame costs more than moving the frame.
 *
 * Only wiped arrays come here; they are kept while they have the length that was last asked for, a stream's frames
 * having one. It holds nothing that anybody wrote.
 *
 * @module
 */
import type { Bytes } from '../primitives.ts';

/** A few arrays of zeroes. */
export interface Spares {
  /** Zeroes in a buffer of just their length. */
  lend(length: number): Bytes;
  /** Takes an array of zeroes that nobody else holds. */
  keep(spare: Bytes): void;
}

/**
 * A place for spare arrays.
 *
 * @param most How many are kept at a time.
 *
 * @example
 * const spares = createSpares(2);
 * const spare = spares.lend(3);
 * spares.keep(spare);
 * spares.lend(3) === spare; // true
 */
export function createSpares(most: number): Spares {
  const kept: Bytes[] = [];
  let wanted = 0;
  return {
    lend: (length) => {
      if (length !== wanted) kept.length = 0;
      wanted = length;
      return kept.pop() ?? new Uint8Array(length);
    },
    keep: (spare) => {
      if (spare.length === wanted && kept.length < most) kept.push(spare);
    },
  };
}
