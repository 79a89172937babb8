import { describe, expect, it } from 'vitest';
import { KINDS, type Outcome, prepareTarget, tamperOnce } from '../../audit/tampering.ts';
import { seededRandom } from '../../store/crash.ts';
import { atLength } from '../length.ts';

const CASES = atLength(100_000);
const SEED = 20_261_128;

describe('verification of a delivered trail', () => {
  it(
    `sees each of ${CASES} random edits, removals, exchanges, insertions, cuts and forks, or names what an anchor shows`,
    async () => {
      const target = await prepareTarget();
      const random = seededRandom(SEED);
      const outcomes = new Map<Outcome, number>();
      let done = 0;
      for (let i = 0; done < CASES; i++) {
        const kind = KINDS[i % KINDS.length] as string;
        const outcome = await tamperOnce(target, kind, random);
        if (outcome === undefined) continue;
        done++;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        expect(outcome, `${kind}, case ${i}, seed ${SEED}`).not.toBe('UNSEEN');
      }
      const counts = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
      console.log(`tampering: ${done} changes of ${KINDS.length} kinds: ${counts} (seed ${SEED})`);
    },
    120 * 60_000,
  );
});
