/**
 * The benchmarks: first every subject must agree with the others, then they are timed, then the figures are written.
 *
 *   npm run bench                      all suites of bench/suites/
 *   npm run bench -- bytes --quick     some of them, briefly
 *   npm run bench -- --help            what there is
 *
 * Figures go to bench/results/<date>-<suites>-node-<version>.json with the commit, the machine and the unit in every
 * name (docs/BENCHMARKS.md says what its members mean); the table shows the ratio to the first subject of each case,
 * losses included. Figures for Node 20: `node bench/on-node.ts PROGRAM aes-gcm`.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runOrThrow } from '../scripts/processes.ts';
import { listFiles, ROOT } from '../scripts/sources.ts';
import { type Effort, measureCase } from './measure.ts';
import type { CaseResult, Suite } from './suite.ts';

const FULL: Effort = { rounds: 8, sliceMs: 40 };
const QUICK: Effort = { rounds: 2, sliceMs: 50 };

/** Each suite is the file of its name. */
async function suiteNames(): Promise<readonly string[]> {
  return (await listFiles('bench/suites')).map((path) => basename(path, '.ts'));
}

async function loadSuite(name: string): Promise<Suite> {
  const file = pathToFileURL(join(ROOT, 'bench/suites', `${name}.ts`));
  return ((await import(file.href)) as { readonly suite: Suite }).suite;
}

function helpOf(names: readonly string[]): string {
  return [
    'Usage: npm run bench -- [SUITE ...] [--quick]',
    '',
    `Suites: ${names.join(', ')}; all of them when none is named.`,
    '  --quick   two rounds in the place of eight: to see that it runs, not for figures',
    '  --help    this text',
    '',
    'Figures are printed, and written to bench/results/. Peers: npm ci --ignore-scripts --prefix bench',
  ].join('\n');
}

interface Wanted {
  readonly suites: readonly string[];
  readonly effort: Effort;
}

/** What the arguments ask for. @throws {TypeError} An option, or a suite, that there is not. */
function readArguments(names: readonly string[]): Wanted | undefined {
  const options = { quick: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help === true) return undefined;
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`there is no suite ${unknown}`);
  return {
    suites: positionals.length === 0 ? names : positionals,
    effort: values.quick === true ? QUICK : FULL,
  };
}

async function measureSuite(suite: Suite, effort: Effort, keep: (result: CaseResult) => void): Promise<void> {
  await suite.measure?.(effort, keep);
  for (const one of await suite.cases()) {
    const bytes = {
      ...(one.bytes !== undefined && { bytes: one.bytes }),
      ...(one.clock && { clock: one.clock }),
    };
    keep({ suite: suite.name, case: one.name, ...bytes, subjects: await measureCase(one, effort) });
  }
}

/** @returns Where the figures are. */
async function writeResults(suites: readonly string[], results: readonly CaseResult[]): Promise<string> {
  const date = new Date().toISOString().slice(0, 10);
  const path = join('bench/results', `${date}-${suites.join('-')}-node-${process.versions.node}.json`);
  await mkdir(join(ROOT, 'bench/results'), { recursive: true });
  const text = JSON.stringify({ date, ...(await machine()), results }, undefined, 1);
  await writeFile(join(ROOT, path), `${text}\n`);
  return path;
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

async function run(suites: readonly string[], effort: Effort): Promise<void> {
  const results: CaseResult[] = [];
  const keep = (result: CaseResult): void => {
    printCase(result);
    results.push(result);
  };
  for (const name of suites) await measureSuite(await loadSuite(name), effort, keep);
  console.log(`\n${results.length} cases, written to ${await writeResults(suites, results)}`);
}

const names = await suiteNames();
let wanted: Wanted | undefined;
try {
  wanted = readArguments(names);
  if (wanted === undefined) console.log(helpOf(names));
} catch (error) {
  console.error(`${(error as TypeError).message}\n\n${helpOf(names)}`);
  process.exitCode = 2;
}
// What a suite throws is no fault of the arguments.
if (wanted !== undefined) await run(wanted.suites, wanted.effort);
