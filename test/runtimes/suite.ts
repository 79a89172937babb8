/**
 * The portable suite: every shipped vector through every engine of this host. Bundled once, run everywhere.
 *
 * It knows fetch, timers and the sources, and nothing of the host below it. Vectors come from the server in whose
 * origin it runs, one file at a time, so that no host holds them all.
 *
 * @module
 */
import { flattenGroups, type VectorCase, type VectorFile } from '../../scripts/vectors/vector-file.ts';
import { createEngine, type Engine } from '../../src/crypto/engine.ts';
import { createWebEngine } from '../../src/crypto/host/web.ts';
import { createKernelAesGcm } from '../../src/crypto/kernel/aes-gcm.ts';
import { type AesKernel, loadAesKernel } from '../../src/crypto/kernel/aes-kernel.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { selfTests } from '../../src/crypto/self-tests.ts';
import { runCase } from '../vectors/run-case.ts';
import type { EngineRun, Tally } from './tally.ts';

const SHOWN_FAILURES = 3;
const SHOWN_LENGTH = 300;
/** Accumulated vectors of so many runs are made everywhere. */
const SHORT_RUNS = 100;
/** A host's own work, a browser's watchdog among it, gets a turn this often. */
const TURN_MS = 200;

/** The engines of this host, or why it lacks one. */
interface Candidate {
  readonly name: string;
  readonly engine?: Engine | undefined;
  readonly absent?: string | undefined;
}

type MutableTally = {
  -readonly [K in keyof Tally]: Tally[K] extends readonly string[] ? string[] : Tally[K];
};

/**
 * Runs everything.
 *
 * @param origin Of the server, without a slash at the end.
 * @param module The kernel as the host compiled it, where the host takes no bytes.
 */
export async function runSuite(origin: string, module?: WebAssembly.Module): Promise<readonly EngineRun[]> {
  const files = (await fetchJson(`${origin}/vectors`)) as readonly string[];
  const runs: EngineRun[] = [];
  for (const { name, engine, absent } of candidates(module)) {
    if (engine === undefined) runs.push({ engine: name, absent, seconds: 0, algorithms: {} });
    else runs.push(await runEngine(engine, origin, files));
  }
  return runs;
}

/** Why this host does not run the kernel's bytes; empty when it does. */
export function kernelReason(): string {
  return loadAesKernel().reason ?? '';
}

/** The kernel's own entrance compiles the shipped bytes; a host that forbids that has given a module instead. */
function candidates(module: WebAssembly.Module | undefined): readonly Candidate[] {
  const { kernel, reason } = loadAesKernel(module);
  const kernelOf = (exports: AesKernel): Engine =>
    createEngine('kernel', { aesGcm: createKernelAesGcm(exports) }, selfTests);
  return [
    { name: 'portable', engine: createPortableEngine() },
    { name: 'kernel', engine: kernel && kernelOf(kernel), absent: reason },
    { name: 'host', engine: createWebEngine() },
  ];
}

async function runEngine(engine: Engine, origin: string, files: readonly string[]): Promise<EngineRun> {
  const algorithms: Record<string, MutableTally> = {};
  const start = Date.now();
  let turn = start;
  for (const file of files) {
    const { groups } = (await fetchJson(`${origin}/${file}`)) as VectorFile;
    for (const test of flattenGroups(groups)) {
      await tallyCase(engine, test, algorithms);
      if (Date.now() - turn > TURN_MS) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        turn = Date.now();
      }
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 0)); // workerd's clock stands still until a host call
  return { engine: engine.name, seconds: (Date.now() - start) / 1000, algorithms };
}

async function tallyCase(
  engine: Engine,
  test: VectorCase,
  algorithms: Record<string, MutableTally>,
): Promise<void> {
  const algorithm = String(test['alg']);
  algorithms[algorithm] ??= {
    cases: 0,
    passed: 0,
    failed: 0,
    unsupported: 0,
    leftOut: 0,
    seconds: 0,
    failures: [],
  };
  const tally = algorithms[algorithm];
  if (isLong(test)) {
    tally.leftOut += 1;
    return;
  }
  tally.cases += 1;
  const start = Date.now();
  try {
    tally[await runCase(engine, test)] += 1;
  } catch (error) {
    tally.failed += 1;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const shown = JSON.stringify(test).slice(0, SHOWN_LENGTH);
    if (tally.failures.length < SHOWN_FAILURES) tally.failures.push(`${message} in ${shown}`);
  }
  tally.seconds += (Date.now() - start) / 1000;
}

/** Minutes by themselves: the slow suite makes these runs, on one host. */
function isLong(test: VectorCase): boolean {
  return test['op'] === 'accumulate' && Number(test['runs']) > SHORT_RUNS;
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
