import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runOrThrow } from '../../scripts/processes.ts';
import type { EngineName } from '../../src/crypto/engine.ts';
import { AuthenticationError } from '../../src/crypto/errors.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { openStream } from '../../src/crypto/stream/open-stream.ts';
import { createSealingPool, type SealingPool } from '../../src/crypto/stream/pool.ts';
import { sealStream } from '../../src/crypto/stream/seal-stream.ts';
import { WorkerLostError } from '../../src/crypto/stream/worker-errors.ts';
import { engineNamed } from '../../src/node/engines.ts';
import { createWorkerThread } from '../../src/node/worker-threads.ts';
import { givenRandom } from '../crypto/random.ts';
import { sealByHand } from '../crypto/stream/by-hand.ts';
import { cutAt, outputOf, run } from '../crypto/stream/streams.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const SALT = new Uint8Array(16).fill(3);
const NO_BYTES = new Uint8Array();
const MESSAGE = hostRandom()(1_000_001);
const pools: SealingPool[] = [];

async function poolOf(name: EngineName, size = 2): Promise<SealingPool> {
  const pool = await createSealingPool({ engine: engineNamed(name), size, createWorker: createWorkerThread });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

describe('two threads', () => {
  it.each(['portable', 'kernel', 'host', 'auto'] as const)(
    'seal and open a stream by the engine %s',
    async (name) => {
      const workers = await poolOf(name);
      expect(workers.workers).toBe(2);
      const engine = engineNamed('auto');
      const sealing = sealStream({ engine, random: givenRandom(SALT), key: KEY, workers });
      const sealed = await outputOf(sealing, cutAt(MESSAGE, [1, 70_000, 600_000]));
      const recipe = { key: KEY, salt: SALT, aad: NO_BYTES, frameLength: 262_144 };
      expect(sealByHand(recipe, MESSAGE).equals(sealed)).toBe(true);
      const opened = await outputOf(openStream({ engine, key: KEY, workers }), [sealed]);
      expect(Buffer.compare(opened, MESSAGE)).toBe(0);
    },
  );

  it('seal and open thousands of records', async () => {
    const pool = await poolOf('host');
    const records = Array.from({ length: 5000 }, (_, i) => {
      const nonce = new Uint8Array(12);
      new DataView(nonce.buffer).setUint32(0, i);
      return { nonce, text: MESSAGE.subarray(i, i + 100) };
    });
    const sealed = await pool.sealRecords(KEY, records);
    const forms = records.map((record, i) => ({ ...record, text: sealed[i] ?? NO_BYTES }));
    const opened = await pool.openRecords(KEY, forms);
    expect(opened.every((text, i) => Buffer.compare(text, records[i]?.text ?? NO_BYTES) === 0)).toBe(true);
    forms[4999]?.text.fill(0);
    await expect(pool.openRecords(KEY, forms)).rejects.toThrow(AuthenticationError);
  });

  it('refuse a stream that was changed', async () => {
    const workers = await poolOf('host');
    const recipe = { key: KEY, salt: SALT, aad: NO_BYTES, frameLength: 65_536 };
    const sealed = new Uint8Array(sealByHand(recipe, MESSAGE));
    sealed[700_000] = (sealed[700_000] ?? 0) ^ 1;
    const { output, readError } = await run(openStream({ engine: engineNamed('auto'), key: KEY, workers }), [
      sealed,
    ]);
    expect(readError).toBeInstanceOf(AuthenticationError);
    expect(output.length).toBe(10 * 65_536);
  });
});

describe('a thread', () => {
  it('that ends fails the stream that it worked for', async () => {
    const threads: ReturnType<typeof createWorkerThread>[] = [];
    const createWorker = () => {
      const thread = createWorkerThread();
      threads.push(thread);
      return thread;
    };
    const engine = engineNamed('portable');
    const workers = await createSealingPool({ engine, size: 2, createWorker });
    pools.push(workers);
    const outcome = run(sealStream({ engine, random: hostRandom(), key: KEY, workers }), [MESSAGE]);
    await Promise.all(threads.map((thread) => thread.terminate()));
    expect((await outcome).readError).toBeInstanceOf(WorkerLostError);
    expect(workers.workers).toBe(0);
  });

  it('ends when its pool is closed in the midst of work', async () => {
    const workers = await poolOf('portable');
    const engine = engineNamed('portable');
    const outcome = run(sealStream({ engine, random: hostRandom(), key: KEY, workers }), [MESSAGE]);
    await workers.close();
    expect((await outcome).readError).toBeInstanceOf(WorkerLostError);
  });

  it('gets nothing of this process: no environment and no flags', async () => {
    const made: unknown[][] = [];
    class Worker extends EventEmitter {
      constructor(...input: unknown[]) {
        super();
        made.push(input);
      }
    }
    vi.doMock('node:worker_threads', () => ({ Worker }));
    vi.resetModules();
    const fresh = await import('../../src/node/worker-threads.ts');
    vi.doUnmock('node:worker_threads');
    fresh.createWorkerThread();
    expect(made[0]?.[1]).toEqual({ env: {}, execArgv: [] });
  });

  it('keeps no process alive that has nothing else to do', async () => {
    const path = (file: string) => JSON.stringify(new URL(`../../src/${file}`, import.meta.url).href);
    const program = `
      import { createWorkerThread } from ${path('node/worker-threads.ts')};
      import { createSealingPool } from ${path('crypto/stream/pool.ts')};
      import { engineNamed } from ${path('node/engines.ts')};
      const pool = await createSealingPool({ engine: engineNamed('host'), size: 2, createWorker: createWorkerThread });
      const [sealed] = await pool.sealRecords(new Uint8Array(32), [{ nonce: new Uint8Array(12), text: new Uint8Array() }]);
      console.log(pool.workers, Buffer.from(sealed).toString('hex'));`;
    const args = ['--no-warnings', '--input-type=module', '-e', program];
    const answer = await runOrThrow(process.execPath, args);
    expect(answer.trim()).toBe('2 530f8afbc74536b9a963b4f1c4cb738b');
  });
});
