/**
 * The timing measurement: whether the time of an operation tells classes of secrets apart.
 *
 *   node bench/timing/run.ts                      200,000 samples a row, three runs
 *   node bench/timing/run.ts --samples 1000000    more of them
 *   node bench/timing/run.ts --only GHASH         rows whose family or name has this in it
 *
 * Pin it to a core (`taskset -c 1 node …`). A table is printed and everything written to
 * bench/results/timing-<date>.json. The exit code is 1 when a control failed, since the rest is then worth nothing; a
 * difference in a measured row is a result and not a failure.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { answered, collect } from './collect.ts';
import type { Subject } from './subject.ts';
import { SUBJECTS } from './subjects.ts';
import { isEvidence, testAll, type Welch } from './welch.ts';

const RESULTS = new URL('../results/', import.meta.url);

/** A row as it is written. */
interface Result extends Pick<Subject, 'family' | 'name' | 'role' | 'classes' | 'batch'> {
  readonly samplesPerRun: number;
  /** Nanoseconds of one operation at the median of the last run. */
  readonly medianNs: number;
  /** Effects are nanoseconds of one operation, those of the second order its square. */
  readonly runs: readonly (readonly Welch[])[];
  readonly differs: boolean;
}

function measure(subject: Subject, samples: number, runs: number): Result {
  const { family, name, role, classes, batch, share } = subject;
  const samplesPerRun = Math.round(samples * share);
  const tests: (readonly Welch[])[] = [];
  let medianNs = 0;
  for (let run = 0; run < runs; run++) {
    const collected = collect(subject, samplesPerRun);
    tests.push(testAll(collected).map((test) => perOperation(test, batch)));
    medianNs = Float64Array.from(collected.timesNs).sort()[samplesPerRun >> 1] / batch;
  }
  return {
    family,
    name,
    role,
    classes,
    batch,
    samplesPerRun,
    medianNs,
    runs: tests,
    differs: isEvidence(tests),
  };
}

function perOperation(test: Welch, batch: number): Welch {
  const scale = test.crop.endsWith('second order') ? batch ** 2 : batch;
  return {
    ...test,
    effect: test.effect / scale,
    minimumDetectableEffect: test.minimumDetectableEffect / scale,
  };
}

/** The largest |t| of each run, and effect and minimum detectable effect at the last crop of the last run. */
function print({ family, name, role, runs, medianNs, differs }: Result): void {
  const largest = runs.map((tests) => Math.max(...tests.map(({ t }) => Math.abs(t))).toFixed(1));
  const { effect, minimumDetectableEffect } = (runs.at(-1) as readonly Welch[])[3];
  const columns = [
    `${family}: ${name}`.padEnd(64),
    role.padEnd(16),
    `|t| ${largest.join(' ')}`.padEnd(26),
    `${effect.toFixed(3)} ns`.padStart(12),
    `of ${minimumDetectableEffect.toFixed(3)}`.padStart(12),
    `in ${medianNs.toFixed(0)}`.padStart(10),
    differs ? '  DIFFERS' : '  no difference seen',
  ];
  console.log(columns.join(' '));
}

/** Numbers with the digits that mean something; Infinity, which JSON has not, as a word. */
function rounded(_key: string, value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY) return 'infinite';
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

/** Controls that did not do what they are for. */
function failedControls(results: readonly Result[]): readonly Result[] {
  return results.filter(
    ({ role, differs }) => (role === 'leaking control' && !differs) || (role === 'null control' && differs),
  );
}

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
});
const chosen = SUBJECTS.filter(({ family, name }) => `${family}: ${name}`.includes(values.only));
const results: Result[] = [];
for (const subject of chosen) {
  const result = measure(subject, Number(values.samples), Number(values.runs));
  results.push(result);
  print(result);
}
const date = new Date().toISOString().slice(0, 10);
const machine = {
  cpu: cpus()[0]?.model,
  node: process.version,
  arch: process.arch,
  platform: process.platform,
};
await mkdir(RESULTS, { recursive: true });
await writeFile(
  new URL(`timing-${date}.json`, RESULTS),
  `${JSON.stringify({ date, machine, answered: answered(), results }, rounded, 1)}\n`,
);
const failed = failedControls(results);
for (const { family, name, role } of failed) console.log(`CONTROL FAILED: ${family}: ${name} (${role})`);
process.exitCode = failed.length === 0 ? 0 : 1;
