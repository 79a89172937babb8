/** 20,000 mutated lines against the vector port of each engine; test/slow/vectors sends a million. */
import { expect, it } from 'vitest';
import { forEachEngine } from '../crypto/engines.ts';
import { fuzzPort } from './port-fuzz.ts';

const RUNS = 20_000;
const SEED = 20_261_124;

forEachEngine((createEngine, name) => {
  it(`answers ${RUNS} mutated lines, and lets nothing changed through (seed ${SEED})`, async () => {
    const counts = await fuzzPort(createEngine(), RUNS, SEED);
    console.log(`port fuzz on ${name}: ${JSON.stringify(counts)}`);
    expect(counts.refused).toBeGreaterThan(RUNS / 2);
    expect(counts.done).toBeGreaterThan(RUNS / 100);
  });
});
