/**
 * The benchmarks: first every subject must agree with the others, then they are timed, then the figures are written.
 *
 *   npm run bench                      all suites of bench/suites/
 *   npm run bench -- bytes --quick     some of them, briefly
 *
 * Figures go to bench/results/<date>-<suites>-node-<version>.json with the commit, the machine and the unit in every
 * name (docs/BENCHMARKS.md says what its members mean); the table shows the ratio to the first subject of each case,
 * losses included. Figures for Node 20: `node bench/on-node.ts PROGRAM aes-gcm`.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runOrThrow } from '../scripts/processes.ts';
import { listFiles, ROOT } from '../scripts/sources.ts';
import { type Effort, measureCase } from './measure.ts';
import type { CaseResult, Suite } from './suite.ts';

const FULL: Effort = { rounds: 8, sliceMs: 40 };
const QUICK: Effort = { rounds: 2, sliceMs: 50 };

async function loadSuites(wanted: readonly string[]): Promise<readonly Suite[]> {
  const suites: Suite[] = [];
  for (const path of await listFiles('bench/suites')) {
    const { suite } = (await import(pathToFileURL(join(ROOT, path)).href)) as { readonly suite: Suite };
    if (wanted.length === 0 || wanted.includes(suite.name)) suites.push(suite);
  }
  return suites;
}

async function machine(): Promise<object> {
  const commit = (await runOrThrow('git', ['rev-parse', 'HEAD'])).trim();
  const dirty = (await runOrThrow('git', ['status', '--porcelain'])).trim() !== '';
  const [cpu] = cpus();
  return {
    commit,
    dirty,
    cpu: cpu?.model,
    cores: cpus().length,
    node: process.version,
    flags: process.execArgv,
  };
}

function printCase(result: CaseResult): void {
  console.log(`\n${result.suite}: ${result.case}`);
  const [first] = result.subjects;
  for (const { subject, p50Ns, p99Ns, perSecond, bytesPerSecond } of result.subjects) {
    const ratio = (perSecond / (first?.perSecond ?? perSecond)).toFixed(2);
    const rate = bytesPerSecond === undefined ? '' : `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;
    const columns = [
      `${p50Ns.toFixed(0)} ns`,
      `p99 ${p99Ns.toFixed(0)} ns`,
      `${perSecond.toFixed(0)}/s`,
      rate,
    ];
    console.log(
      [subject.padEnd(28), ...columns.map((text) => text.padStart(16)), `${ratio}x`.padStart(9)].join(''),
    );
  }
}

const args = process.argv.slice(2);
const effort = args.includes('--quick') ? QUICK : FULL;
const results: CaseResult[] = [];
const suites = await loadSuites(args.filter((arg) => !arg.startsWith('--')));
const keep = (result: CaseResult): void => {
  printCase(result);
  results.push(result);
};
for (const suite of suites) {
  await suite.measure?.(effort, keep);
  for (const one of await suite.cases()) {
    const bytes = {
      ...(one.bytes !== undefined && { bytes: one.bytes }),
      ...(one.clock && { clock: one.clock }),
    };
    keep({ suite: suite.name, case: one.name, ...bytes, subjects: await measureCase(one, effort) });
  }
}
const date = new Date().toISOString().slice(0, 10);
const names = suites.map(({ name }) => name).join('-');
const path = join('bench/results', `${date}-${names}-node-${process.versions.node}.json`);
await mkdir(join(ROOT, 'bench/results'), { recursive: true });
await writeFile(
  join(ROOT, path),
  `${JSON.stringify({ date, ...(await machine()), results }, undefined, 1)}\n`,
);
console.log(`\n${results.length} cases, written to ${path}`);
