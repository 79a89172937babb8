/**
 * How scenarios ended, as counts for the sum.
 *
 * @module
 */
import type { Counts } from '../../scripts/sum-reports.ts';

/** One scenario in one browser; without a title a browser that ran none. */
export interface ScenarioResult {
  readonly browser: string;
  readonly title?: string;
  readonly seconds?: number;
  /** What a scenario that passed has counted. */
  readonly remark?: string;
  /** Why it did not run. */
  readonly skipped?: string;
  /** What was wrong. */
  readonly error?: string;
}

/** One count for each result. */
export function countsOfResults(results: readonly ScenarioResult[]): Counts {
  const skipped = results.filter((result) => result.skipped !== undefined).length;
  const failed = results.filter((result) => result.error !== undefined).length;
  return { passed: results.length - skipped - failed, failed, skipped };
}
