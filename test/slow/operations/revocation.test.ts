/** Strict revocation over 100,000 calls in full of services that share a store. */
import { expect, it } from 'vitest';
import { memoryStore } from '../../../src/store/memory.ts';
import { seededRandom } from '../../iam/random-policies.ts';
import { dawdling, runHistory } from '../../operations/revocation.ts';
import { openService } from '../../operations/service.ts';
import { atLength } from '../length.ts';

const SEED = 20_261_128;
const CALLS = atLength(100_000);

it(`no late success in ${CALLS} calls of 8 writers on three services that share a store`, async () => {
  const random = seededRandom(SEED);
  const store = memoryStore();
  const open = () => openService({ store: dawdling(store, random) });
  const services = [await open(), await open(), await open()];
  const { calls, inTime, refusedLate, late } = await runHistory({
    services,
    random,
    writers: 8,
    calls: CALLS,
  });
  console.log(
    `revocation: ${calls} calls, ${inTime} in time, ${refusedLate} refused, ${late} late (seed ${SEED})`,
  );
  expect(late).toBe(0);
  expect(Math.min(inTime, refusedLate)).toBeGreaterThan(CALLS / 10);
});
