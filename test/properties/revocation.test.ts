/** Strict revocation, in short; test/slow/operations goes on for 100,000 calls. */
import { expect, it } from 'vitest';
import { memoryStore } from '../../src/store/memory.ts';
import { seededRandom } from '../iam/random-policies.ts';
import { dawdling, runHistory } from '../operations/revocation.ts';
import { openService } from '../operations/service.ts';

it('no call of 8 writers on two services succeeds that started after a revocation was acknowledged', async () => {
  const random = seededRandom(20_261_127);
  const store = dawdling(memoryStore(), random);
  const services = [await openService({ store }), await openService({ store })];
  const history = await runHistory({ services, random, writers: 8, calls: 1_600 });
  expect(history.late).toBe(0);
  // A history in which nothing was allowed, or nothing refused, would prove nothing.
  expect(history.inTime).toBeGreaterThan(200);
  expect(history.refusedLate).toBeGreaterThan(200);
});
