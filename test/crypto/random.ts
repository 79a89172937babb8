/** Repeatable randomness for tests: a stream of SHAKE-256 output, the same for the same seed. */
import { createHash } from 'node:crypto';
import type { Random } from '../../src/crypto/primitives.ts';

/**
 * A source that repeats itself from run to run.
 *
 * @param seed Printed by the test that fails.
 */
export function seededRandom(seed: string | number): Random {
  let draws = 0;
  return (length) => {
    const shake = createHash('shake256', { outputLength: Math.max(length, 1) });
    return Uint8Array.from(shake.update(`${seed}/${draws++}/${length}`).digest().subarray(0, length));
  };
}

/** A source that gives these bytes, one array a draw, and then refuses. */
export function givenRandom(...draws: readonly Uint8Array[]): Random {
  const left = [...draws];
  return (length) => {
    const drawn = left.shift();
    if (drawn?.length !== length) throw new Error(`the test foresaw no draw of ${length} bytes`);
    return Uint8Array.from(drawn);
  };
}
