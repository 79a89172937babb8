/**
 * Runs vector files on the portable primitives themselves, without the engine's self-tests: exit code 1 at the first
 * case that does not come out as published.
 *
 *   node scripts/vectors/run-vectors.ts FILE...
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import type { Engine } from '../../src/crypto/engine.ts';
import { portablePrimitives } from '../../src/crypto/portable-primitives.ts';
import type { PrimitiveName } from '../../src/crypto/primitives.ts';
import { runCase } from '../../test/vectors/run-case.ts';
import { readVectorFile } from './archive.ts';
import { flattenGroups } from './vector-file.ts';

const SLOW_RUNS = 10_000;
const bare = {
  name: 'portable',
  use: async (name: PrimitiveName) => portablePrimitives[name],
} as unknown as Engine;

for (const file of process.argv.slice(2)) {
  const tests = flattenGroups(readVectorFile(readFileSync(`vectors/${file}`)).groups);
  for (const test of tests) {
    if (test['runs'] === SLOW_RUNS) continue;
    try {
      if ((await runCase(bare, test)) !== 'passed') throw new Error('unsupported');
    } catch (error) {
      console.log(`${file}: ${(error as Error).name}`);
      process.exit(1);
    }
  }
}
