/** A million questions to two evaluators in full, in ten runs of which each can be repeated by its seed. */
import { describe, expect, it } from 'vitest';
import { compareEvaluators } from '../../iam/differential.ts';
import { atLength } from '../length.ts';

const RUNS = atLength(10);
const QUESTIONS = 100_000;

describe('the evaluator', () => {
  it.each(Array.from({ length: RUNS }, (_, run) => 1_000 + run))(
    `decides as the naive one does, ${QUESTIONS} times from seed %i`,
    (seed) => {
      const { differences, verdicts } = compareEvaluators(seed, QUESTIONS);
      expect(differences).toEqual([]);
      for (const count of Object.values(verdicts)) expect(count).toBeGreaterThan(QUESTIONS / 20);
    },
  );
});
