/**
 * Adds up what the suites wrote into build/reports/, and says it in one line: `N passed, N failed, N skipped`.
 *
 *   node scripts/sum-reports.ts quick slow runtimes   the reports that must be there, by name
 *
 * The figures are the suites' own: vitest's JSON, or the same three counts. A report that is missing or broken is one
 * failure, since a suite that did not report did not pass. The exit code is 1 when anything failed.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

const FOLDER = 'build/reports';

/** How a suite, or all of them, ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that counts. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

/**
 * The counts of one report.
 *
 * @throws {Error} It is neither vitest's nor three counts, or it counted nothing.
 */
export function countsOf(report: unknown): Counts {
  const counts = isVitest(report) ? fromVitest(report) : (report as Counts);
  const { passed, failed, skipped } = counts;
  if (![passed, failed, skipped].every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new Error('no counts');
  }
  if (passed + failed + skipped === 0) throw new Error('nothing ran');
  return { passed, failed, skipped };
}

function isVitest(report: unknown): report is VitestReport {
  return typeof report === 'object' && report !== null && 'numPassedTests' in report;
}

/** A run that failed outside every test (a file that does not load, an error nobody awaited) is one failure. */
function fromVitest(report: VitestReport): Counts {
  const failed = report.numFailedTests || (report.success ? 0 : 1);
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The sum of some counts. */
export function sum(all: readonly Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

async function readCounts(name: string): Promise<Counts> {
  const path = join(FOLDER, `${name}.json`);
  try {
    const counts = countsOf(JSON.parse(await readFile(join(ROOT, path), 'utf8')));
    console.log(`${name}: ${sentence(counts)}`);
    return counts;
  } catch (error) {
    console.log(`${name}: no result in ${path}: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

if (import.meta.main) {
  const total = sum(await Promise.all(process.argv.slice(2).map(readCounts)));
  console.log(sentence(total));
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}
