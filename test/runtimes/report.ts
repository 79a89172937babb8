/**
 * From results to a table for people and counts for the sum.
 *
 * @module
 */
import type { Counts } from '../../scripts/sum-reports.ts';
import { type EngineRun, type Tally, total } from './tally.ts';

/** How the suite ended on one host. */
export interface HostResult {
  readonly host: string;
  readonly version?: string;
  readonly engines?: readonly EngineRun[];
  /** Why the host is not here. */
  readonly skipped?: string;
  /** Why the suite did not come to its end. */
  readonly error?: string;
}

const HEADINGS = [
  'runtime',
  'version',
  'engine',
  'cases',
  'passed',
  'failed',
  'unsupported',
  'sampled',
  'seconds',
];
/** The engine that must do everything: what it does not support has failed. */
const COMPLETE = 'portable';

/**
 * One count for each algorithm on each engine on each host: passed when every case did, and neither when the engine
 * does not do the algorithm. A host that is missing is a skip; one that broke or ran nothing is a failure, and so is an
 * engine that a host should have: each of them has WebAssembly with SIMD.
 */
export function countsOfRuns(results: readonly HostResult[]): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { skipped, engines = [] } of results) {
    const tallies = engines.flatMap((run) => Object.values(run.algorithms).map((tally) => ({ run, tally })));
    if (skipped !== undefined) counts.skipped += 1;
    else if (tallies.length === 0) counts.failed += 1;
    counts.failed += engines.filter(({ absent }) => absent !== undefined).length;
    for (const { run, tally } of tallies) {
      if (failed(run, tally)) counts.failed += 1;
      else if (tally.passed > 0) counts.passed += 1;
    }
  }
  return counts;
}

function failed({ engine }: EngineRun, tally: Tally): boolean {
  const incomplete = engine === COMPLETE && tally.unsupported > 0;
  return tally.failed > 0 || incomplete || tally.passed + tally.failed + tally.unsupported !== tally.cases;
}

/** The table, and below it whatever needs more words: skips, breaks and the first failures. */
export function renderTable(results: readonly HostResult[]): string {
  const rows = results.flatMap((result) => (result.engines ?? []).map((run) => rowOf(result, run)));
  const table = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...results.flatMap(remarksOn)].join('\n');
}

function rowOf({ host, version = '' }: HostResult, run: EngineRun): readonly string[] {
  const { cases, passed, failed, unsupported, leftOut } = total(run.algorithms);
  const sampled = leftOut === 0 ? '-' : Object.entries(run.algorithms).flatMap(shareOf).join(', ');
  const figures = [cases, passed, failed, unsupported].map(String);
  return [host, version, run.engine, ...figures, sampled, run.seconds.toFixed(1)];
}

/** `RSA-OAEP 145 of 1446` where some were left out. */
function shareOf([algorithm, { cases, leftOut }]: readonly [string, Tally]): readonly string[] {
  return leftOut === 0 ? [] : [`${algorithm} ${cases} of ${cases + leftOut}`];
}

function pad(cell: string, width: number): string {
  return /^[\d.]+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}

function remarksOn({ host, skipped, error, engines = [] }: HostResult): readonly string[] {
  const remarks: string[] = [];
  if (skipped !== undefined) remarks.push(`${host}: skipped: ${skipped}`);
  if (error !== undefined) remarks.push(`${host}: failed: ${error}`);
  for (const { engine, absent, algorithms } of engines) {
    if (absent !== undefined) remarks.push(`${host}: no ${engine}: ${absent}`);
    for (const [algorithm, { failures }] of Object.entries(algorithms)) {
      remarks.push(...failures.map((failure) => `${host}: ${engine}: ${algorithm}: ${failure}`));
    }
    const partial = Object.entries(algorithms).filter(([, { unsupported }]) => unsupported > 0);
    if (engine === COMPLETE && partial.length > 0) {
      remarks.push(`${host}: ${engine} does not do all of ${partial.map(([name]) => name).join(', ')}`);
    }
  }
  return remarks;
}
