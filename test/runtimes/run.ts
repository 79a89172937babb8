/**
 * The portable suite on every runtime: installs the hosts, bundles the suite once, runs it everywhere, prints a table.
 *
 *   npm run test:runtimes              all hosts
 *   npm run test:runtimes -- Deno Bun  some of them
 *
 * A host that cannot be had here is a skip with its reason; a host that fails, or on which a case fails, fails the
 * run. The counts go to build/reports/runtimes.json: one for each algorithm on each engine on each host.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/sources.ts';
import { bundleSuite } from './bundle.ts';
import { HOSTS, type Host, type Job, TIMEOUT_MS } from './hosts.ts';
import { installHosts } from './install.ts';
import { inParallel, withinTime } from './pace.ts';
import { countsOfRuns, type HostResult, renderTable } from './report.ts';
import { serveSuite } from './server.ts';

/** So many hosts at a time: each of them keeps one core busy. */
const AT_ONCE = 2;

async function runHost(host: Host, job: Job, missing: string | undefined): Promise<HostResult> {
  const program = host.find();
  const start = performance.now();
  if (program === undefined) return { host: host.name, skipped: missing ?? 'not on this machine' };
  try {
    const { version, engines } = await withinTime(host.run(program, job), TIMEOUT_MS);
    console.log(`${host.name} ${version}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    return { host: host.name, version, engines };
  } catch (error) {
    return { host: host.name, error: error instanceof Error ? error.message : String(error) };
  }
}

const wanted = process.argv.slice(2);
const hosts = HOSTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const made = join(ROOT, 'build/runtimes');
const missing = await installHosts();
if (missing !== undefined) console.log(`hosts from npm: ${missing}`);
console.log(`bundle: ${await bundleSuite(made)} characters`);
const server = await serveSuite(made);
const results = await inParallel(hosts, AT_ONCE, (host) =>
  runHost(host, { origin: server.origin, made }, missing),
);
await server.close();
console.log(renderTable(results));
const counts = countsOfRuns(results);
await mkdir(join(ROOT, 'build/reports'), { recursive: true });
await writeFile(
  join(ROOT, 'build/reports/runtimes.json'),
  JSON.stringify({ ...counts, results }, undefined, 1),
);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 ? 0 : 1);
