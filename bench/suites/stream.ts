/**
 * Streams and batches over workers: two of them against one, and against none.
 *
 * Time is that on the wall. One worker and the thread that feeds it already take two processors at times, so that the
 * ratio of two workers to one tells how little the feeding costs; on a machine that others use it tells little. What two
 * workers cost more than one, in time of all threads on the processor, it tells there too.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { EngineName } from '../../src/crypto/engine.ts';
import { createSealingPool, type SealingPool } from '../../src/crypto/stream/pool.ts';
import { sealStream } from '../../src/crypto/stream/seal-stream.ts';
import { engineNamed } from '../../src/node/engines.ts';
import { createWorkerThread } from '../../src/node/worker-threads.ts';
import type { Case, Clock, Subject, Suite } from '../suite.ts';

/** How much is sealed at a time: some hundredths of a second for each. */
const MIB: { readonly [N in EngineName]?: number } = { kernel: 32, portable: 4, host: 128 };
const RECORD = 4096;
const TAG = 16;

/** Pools of one worker, two, and none; an idle pool keeps no process alive. */
async function poolsOf(name: EngineName): Promise<readonly (readonly [string, SealingPool])[]> {
  const make = (size: number) =>
    createSealingPool({ engine: engineNamed(name), size, createWorker: createWorkerThread });
  const alone = await createSealingPool({ engine: engineNamed(name), size: 1 });
  return [
    ['one worker', await make(1)],
    ['two workers', await make(2)],
    ['this thread', alone],
  ];
}

/** Seals chunks of 1 MiB. @returns The tag of each frame: they stand for the rest. */
async function sealAll(
  workers: SealingPool,
  chunk: Uint8Array,
  count: number,
): Promise<readonly Uint8Array[]> {
  const engine = engineNamed('auto');
  // One salt again and again, so that outputs agree: wrong outside a bench.
  const random = (length: number) => new Uint8Array(length);
  const { readable, writable } = sealStream({ engine, random, key: new Uint8Array(32), workers });
  const writing = (async () => {
    const writer = writable.getWriter();
    for (let i = 0; i < count; i++) await writer.write(chunk);
    await writer.close();
  })();
  const tags: Uint8Array[] = [];
  const reader = readable.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (value !== undefined) tags.push(value.slice(-TAG));
  }
  await writing;
  return tags;
}

async function streaming(name: EngineName, clock: Clock = 'wall'): Promise<Case> {
  const chunk = randomBytes(2 ** 20);
  const count = MIB[name] ?? 1;
  const subjects = (await poolsOf(name)).map(
    ([label, pool]): Subject => ({ name: label, run: () => sealAll(pool, chunk, count) }),
  );
  const label = clock === 'wall' ? name : `${name}, time of all threads on the processor`;
  return { name: `seal a stream of ${count} MiB, ${label}`, bytes: count * 2 ** 20, clock, subjects };
}

async function batches(name: EngineName): Promise<Case> {
  const count = (64 * (MIB[name] ?? 1)) as number;
  const records = Array.from({ length: count }, (_, i) => {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(0, i);
    return { nonce, text: randomBytes(RECORD) };
  });
  const key = new Uint8Array(32);
  const run = async (pool: SealingPool) =>
    (await pool.sealRecords(key, records)).map((sealed) => sealed.slice(-TAG));
  const subjects = (await poolsOf(name)).map(
    ([label, pool]): Subject => ({ name: label, run: () => run(pool) }),
  );
  return { name: `seal ${count} records of 4 KiB, ${name}`, bytes: count * RECORD, clock: 'wall', subjects };
}

export const suite: Suite = {
  name: 'stream',
  cases: async () => [
    await streaming('kernel'),
    await streaming('kernel', 'processor'),
    await streaming('portable'),
    await streaming('host'),
    await batches('kernel'),
    await batches('portable'),
  ],
};
