/**
 * Everything that must hold before a change is handed in: `npm run check`, cheapest first.
 *
 * Every step runs whatever became of the earlier ones; a failing one prints what it said. The exit code is 1 when one
 * failed. The slower suites are .ci/run's.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.ts';
import { ROOT } from './sources.ts';

/** One thing to hold, and the command that holds it. */
interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Its output is shown as it comes: for the long ones. */
  readonly show?: boolean;
}

const TESTS = 'tests';

const STEPS: readonly Step[] = [
  { name: 'floors: imports, cycles, the machine', command: ['node', 'scripts/check-floors.ts'] },
  { name: 'sizes of files and functions', command: ['node', 'scripts/check-sizes.ts'] },
  { name: 'a test for every source', command: ['node', 'scripts/check-mirrors.ts'] },
  { name: 'format and lint', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'kernel as committed', command: ['node', 'scripts/build-kernel.ts', '--check'] },
  { name: 'build, with the types of src', command: ['node', 'scripts/build.ts'] },
  { name: 'types of tests, scripts and bench', command: ['tsc', '-p', 'test/tsconfig.json', '--noEmit'] },
  { name: 'exports', command: ['node', 'scripts/check-exports.ts'] },
  {
    name: 'examples of the documentation',
    command: ['node', '--disable-warning=ExperimentalWarning', 'scripts/run-examples.ts'],
  },
  { name: TESTS, command: ['npm', 'test'], show: true },
];

/** Runs one step. @returns Whether it held. */
async function hold({ name, command: [program, ...args], show = false }: Step): Promise<boolean> {
  const start = performance.now();
  const { code, stdout, stderr } = await run(program, args, { show });
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  if (code !== 0 && !show) console.log((stdout + stderr).trimEnd());
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${name}`);
  return code === 0;
}

/** For the last line of .ci/run. The tests are left out: they report for themselves. */
async function report(failed: readonly string[]): Promise<void> {
  const own = STEPS.filter(({ name }) => name !== TESTS).length;
  const failures = failed.filter((name) => name !== TESTS).length;
  await mkdir(join(ROOT, 'build/reports'), { recursive: true });
  const counts = { passed: own - failures, failed: failures, skipped: 0 };
  await writeFile(join(ROOT, 'build/reports/check.json'), JSON.stringify(counts));
}

const failed: string[] = [];
for (const step of STEPS) if (!(await hold(step))) failed.push(step.name);
await report(failed);
console.log(failed.length === 0 ? 'check: all steps hold' : `check: failed: ${failed.join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
