/** A million mutated lines against the vector port of the portable engine. */
import { expect, it } from 'vitest';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import { fuzzPort } from '../../vectors/port-fuzz.ts';
import { atLength } from '../length.ts';

const RUNS = atLength(1_000_000);
const SEED = 1_124_2026;

it(`answers ${RUNS} mutated lines, and lets nothing changed through (seed ${SEED})`, async () => {
  const counts = await fuzzPort(createPortableEngine(), RUNS, SEED);
  console.log(`port fuzz: ${JSON.stringify(counts)}`);
  expect(counts.done + counts.refused + counts.unsupported).toBe(RUNS);
});
