/**
 * Every shipped vector file on every engine: all cases but the 10,000 runs of ML-DSA and ML-KEM, which test/slow/vectors makes.
 *
 * What an engine does not do is counted and must be exactly what the table below says: nothing is skipped silently.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVectorFile } from '../../scripts/vectors/archive.ts';
import type { Provenance } from '../../scripts/vectors/convert.ts';
import { flattenGroups, type VectorCase } from '../../scripts/vectors/vector-file.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import type { TestedEngineName, VectorEngineName } from '../crypto/engine-factories.ts';
import { VECTOR_ENGINES } from '../crypto/engines.ts';
import { runCase } from './run-case.ts';

/** Cases that an engine does not do, by file; every other file runs whole on every engine. */
const UNSUPPORTED: Readonly<Record<TestedEngineName, Readonly<Record<string, number>>>> = {
  portable: {},
  host: {
    // ECDSA and ML-DSA of the host are hedged: no signature can be foretold, and no ciphertext of ML-KEM. Ed25519ph is
    // not offered.
    'rfc/rfc6979.json': 30,
    'cctv/rfc6979-rejection.json': 1,
    'cctv/mldsa.json': 3,
    'go/mlkem.json': 1,
    'computed/mlkem.json': 2,
    'rfc/rfc8032.json': 1,
  },
};

/** What the kernel has whole; where it has not all hashes, the cases that it leaves; every other file it leaves whole. */
const KERNEL_FILES = /aes-256-gcm|aes-gcm|ec-|ecdh|ecdsa|ed25519|rsa|rfc6979|rfc8032|sha-(256|384|512)\./;
const KERNEL_LEAVES: Readonly<Record<string, number>> = {
  'rfc/rfc4231.json': 7,
  'computed/hmac.json.gz': 136,
  'computed/kbkdf-ctr-hmac.json.gz': 32,
  'nist/kbkdf-ctr-hmac.json.gz': 960,
};

function unsupportedOf(engine: VectorEngineName, file: string, cases: number): number {
  if (engine !== 'kernel') return UNSUPPORTED[engine][file] ?? 0;
  return KERNEL_FILES.test(file) ? 0 : (KERNEL_LEAVES[file] ?? cases);
}

/** Runs of accumulated vectors that are left to the slow suite. */
const SLOW_RUNS = 10_000;

const { files } = JSON.parse(readFileSync('vectors/PROVENANCE.json', 'utf8')) as {
  readonly files: readonly Provenance[];
};

interface Tally {
  readonly cases: number;
  readonly unsupported: number;
  readonly seconds: number;
}

async function runFile(engine: Engine, tests: readonly VectorCase[]): Promise<Tally> {
  const start = performance.now();
  let unsupported = 0;
  for (const [index, test] of tests.entries()) {
    try {
      if ((await runCase(engine, test)) === 'unsupported') unsupported++;
    } catch (error) {
      throw new Error(`case ${index}: ${JSON.stringify(test).slice(0, 2000)}`, { cause: error });
    }
  }
  return { cases: tests.length, unsupported, seconds: (performance.now() - start) / 1000 };
}

function lineOf(file: string, { cases, unsupported, seconds }: Tally, left: number): string {
  const counts = [`${cases - unsupported} passed`];
  if (unsupported > 0) counts.push(`${unsupported} unsupported`);
  if (left > 0) counts.push(`${left} left to the slow suite`);
  return `${file.padEnd(40)} ${counts.join(', ')} in ${seconds.toFixed(1)} s`;
}

describe.each(VECTOR_ENGINES)('engine %s', (name, createEngine) => {
  const lines: string[] = [];
  let engine: Engine;
  beforeAll(() => {
    engine = createEngine();
  });

  it.each(files.map((row) => [row.file, row.cases] as const))('%s (%i cases)', async (file, cases) => {
    const all = flattenGroups(readVectorFile(readFileSync(`vectors/${file}`)).groups);
    expect(all.length).toBe(cases);
    const tests = all.filter((test) => test['runs'] !== SLOW_RUNS);
    const tally = await runFile(engine, tests);
    lines.push(lineOf(file, tally, cases - tests.length));
    expect(tally.unsupported).toBe(unsupportedOf(name, file, tests.length));
  });

  afterAll(() => console.log([`vectors on engine ${name}`, ...lines].join('\n')));
});
