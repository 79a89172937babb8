/**
 * Decoders under mutated inputs, a million each in full: nothing is accepted that does not re-encode to itself, and nothing is
 * thrown that is not documented. The quick suite runs 20,000 of them beside each decoder's tests.
 */
import { expect, test } from 'vitest';
import { decoders } from '../../crypto/decoders.ts';
import { attack } from '../../crypto/mutation.ts';
import { atLength } from '../length.ts';

const RUNS = atLength(1_000_000);
const SEED = 20_261_124;

test.each(decoders())(`$name: ${RUNS} mutated inputs`, (decoder) => {
  const { accepted, refused } = attack(decoder, RUNS, SEED);
  console.log(
    `${decoder.name}: ${RUNS} mutated inputs, ${accepted} accepted as they are, ${refused} refused`,
  );
  expect(accepted + refused).toBe(RUNS);
  // The mutations must reach the decoder on both sides of its verdict, or the run shows nothing.
  expect(accepted).toBeGreaterThan(RUNS / 1000);
  expect(refused).toBeGreaterThan(RUNS / 4);
});
