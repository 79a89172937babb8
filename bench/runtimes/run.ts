/**
 * AES-256-GCM on every runtime: the hosts of test/runtimes, one after the other, and a table.
 *
 *   npm run bench:runtimes              all hosts
 *   npm run bench:runtimes -- Deno Bun  some of them
 *
 * A host that is not here is named and left out. Figures go to bench/results/<date>-runtimes.json.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../scripts/sources.ts';
import { bundleSuite } from '../../test/runtimes/bundle.ts';
import { HOSTS } from '../../test/runtimes/hosts.ts';
import { installHosts } from '../../test/runtimes/install.ts';
import { serveSuite } from '../../test/runtimes/server.ts';
import type { RuntimeMeasurement } from './suite.ts';

/** What one host gave. */
interface RuntimeResult {
  readonly runtime: string;
  readonly version: string;
  readonly measurements: readonly RuntimeMeasurement[];
}

function printResult({ runtime, version, measurements }: RuntimeResult): void {
  console.log(`\n${runtime} ${version}`);
  for (const { case: name, bytes, subject, opsPerSecond } of measurements) {
    const rate = `${opsPerSecond.toFixed(0)}/s`.padStart(12);
    const throughput = `${((bytes * opsPerSecond) / 1e6).toFixed(1)} MB/s`.padStart(14);
    console.log(`${name.padEnd(28)}${subject.padEnd(18)}${rate}${throughput}`);
  }
}

const wanted = process.argv.slice(2);
const made = join(ROOT, 'build/bench-runtimes');
const missing = await installHosts();
if (missing !== undefined) console.log(`hosts from npm: ${missing}`);
await bundleSuite(made, join(ROOT, 'bench/runtimes/suite.ts'));
const server = await serveSuite(made);
const results: RuntimeResult[] = [];
for (const host of HOSTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const program = host.find();
  if (program === undefined) {
    console.log(`left out: ${host.name} is not here`);
    continue;
  }
  try {
    const { version, engines } = await host.run(program, { origin: server.origin, made });
    // The hosts hand on whatever the suite answers; a browser adds a row about policies, which is no measurement.
    const measurements = (engines as unknown as readonly RuntimeMeasurement[]).filter((row) => 'case' in row);
    const result = { runtime: host.name, version, measurements };
    printResult(result);
    results.push(result);
  } catch (error) {
    console.log(`left out: ${host.name}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
await server.close();
const date = new Date().toISOString().slice(0, 10);
const path = `bench/results/${date}-runtimes.json`;
const report = { date, cpu: cpus()[0]?.model, cores: cpus().length, results };
await writeFile(join(ROOT, path), `${JSON.stringify(report, undefined, 1)}\n`);
console.log(`\nwritten to ${path}`);
