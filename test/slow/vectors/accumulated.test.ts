/**
 * ML-DSA by CCTV's accumulated digests, ML-KEM by Go's and by ours: 10,000 seeded runs of every operation for each
 * parameter set, in threads.
 */
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { readVectorFile } from '../../../scripts/vectors/archive.ts';
import { flattenGroups, type VectorCase } from '../../../scripts/vectors/vector-file.ts';

const FILES = ['cctv/mldsa.json', 'go/mlkem.json', 'computed/mlkem.json'];
const cases = FILES.flatMap((file) =>
  flattenGroups(readVectorFile(readFileSync(`vectors/${file}`)).groups).filter(
    (test) => test['runs'] === 10_000,
  ),
);

async function runInThread(test: VectorCase): Promise<unknown> {
  const worker = new Worker(new URL('accumulate-worker.ts', import.meta.url), { workerData: test });
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

describe('accumulated ML-DSA and ML-KEM', () => {
  it('gives the digest after 10,000 runs of each parameter set', async () => {
    const start = performance.now();
    const outcomes = await Promise.all(cases.map(runInThread));
    expect(outcomes).toEqual(Array(6).fill('passed'));
    console.log(`60,000 runs in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  });
});
