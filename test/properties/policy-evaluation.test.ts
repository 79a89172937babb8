/** The decision held against a second one that shares nothing with it; test/slow/iam asks a million times. */
import { describe, expect, it } from 'vitest';
import { compareEvaluators } from '../iam/differential.ts';

describe('the evaluator', () => {
  it('decides as the naive one does, in each of 20,000 random worlds', { timeout: 300_000 }, () => {
    const { differences, verdicts } = compareEvaluators(20_261_127, 20_000);
    expect(differences).toEqual([]);
    // Worlds in which everything is refused would prove little.
    for (const count of Object.values(verdicts)) expect(count).toBeGreaterThan(1_000);
  });
});
