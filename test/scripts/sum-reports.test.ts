/** The last line of a run is the sum of what the suites reported. */
import { describe, expect, it } from 'vitest';
import { countsOf, sum } from '../../scripts/sum-reports.ts';

const VITEST = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  numFailedTestSuites: 0,
  success: true,
};

describe('countsOf', () => {
  it("reads vitest's report and plain counts", () => {
    expect(countsOf(VITEST)).toEqual({ passed: 5, failed: 0, skipped: 2 });
    expect(countsOf({ passed: 1, failed: 2, skipped: 3, more: 4 })).toEqual({
      passed: 1,
      failed: 2,
      skipped: 3,
    });
  });

  it('counts a run that failed outside every test as a failure', () => {
    expect(countsOf({ ...VITEST, success: false }).failed).toBe(1);
  });

  it('refuses a report that counted nothing', () => {
    expect(() => countsOf({ passed: 0, failed: 0, skipped: 0 })).toThrow(/nothing ran/);
    for (const broken of [{}, null, [], 'text', { passed: -1, failed: 0, skipped: 0 }, { passed: 1 }]) {
      expect(() => countsOf(broken)).toThrow();
    }
  });
});

describe('sum', () => {
  it('adds', () => {
    const counts = { passed: 1, failed: 2, skipped: 3 };
    expect(sum([counts, counts])).toEqual({ passed: 2, failed: 4, skipped: 6 });
    expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
