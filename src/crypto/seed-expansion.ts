/**
 * The private keys of lattice algorithms lent out expanded, whichever form they are kept in.
 *
 * RFC 9881 §8.2 (ML-DSA) and RFC 9935 §8 (ML-KEM): where a seed and an expanded key lie side by side, they must belong
 * together. It keeps no key, and reads no encoding.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { wipe } from '../bytes/wipe.ts';
import type { SeedChoice } from './der/seed-choice.ts';
import { InvalidKeyError } from './errors.ts';

/**
 * Lends the expanded key for one use, and wipes what it made for that.
 *
 * @param family The algorithm's name, for the refusal's text.
 * @param expand Gives the expanded key of a seed: a new array, wiped afterwards.
 * @param use Gets the expanded key; it must not keep it.
 * @throws {InvalidKeyError} The seed and the expanded key differ.
 *
 * @example
 * lendExpanded('ML-KEM', { seed: new Uint8Array([1]) }, (seed) => seed.slice(), ([first]) => first); // 1
 */
export function lendExpanded<T>(
  family: string,
  { seed, secretKey }: SeedChoice,
  expand: (seed: Uint8Array) => Uint8Array,
  use: (secretKey: Uint8Array) => T,
): T {
  if (seed === undefined) return use(secretKey ?? new Uint8Array(0));
  const expanded = expand(seed);
  try {
    if (secretKey !== undefined && !equalBytes(expanded, secretKey)) {
      throw new InvalidKeyError(`the ${family} seed and expanded key do not belong together`);
    }
    return use(expanded);
  } finally {
    wipe(expanded);
  }
}
