import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../../src/crypto/engine.ts';
import {
  AuthenticationError,
  EngineFailedError,
  UnsupportedAlgorithmError,
} from '../../../src/crypto/errors.ts';
import { nodePrimitives } from '../../../src/crypto/host/node.ts';
import { hostRandom } from '../../../src/crypto/random.ts';
import { FRAME_LENGTH } from '../../../src/crypto/stream/format.ts';
import { openStream } from '../../../src/crypto/stream/open-stream.ts';
import { packOfOne } from '../../../src/crypto/stream/pack.ts';
import { createSealingPool, PACKS_PER_WORKER, type SealingPool } from '../../../src/crypto/stream/pool.ts';
import { sealStream } from '../../../src/crypto/stream/seal-stream.ts';
import { WorkerLostError } from '../../../src/crypto/stream/worker-errors.ts';
import { forEachEngine } from '../engines.ts';
import { givenRandom } from '../random.ts';
import { sealByHand } from './by-hand.ts';
import { type FakeOptions, type FakeWorker, fakeWorkers } from './fake-worker.ts';
import { cutAt, failingTests, isZero, observe, outputOf, RUNS, run, settle } from './streams.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const SALT = new Uint8Array(16).fill(3);
const NO_BYTES = new Uint8Array();
const random = hostRandom();
const open: SealingPool[] = [];

/** A pool of fake workers, closed after the test. */
async function poolOf(
  size: number,
  options: Partial<FakeOptions> = {},
): Promise<{ pool: SealingPool; made: FakeWorker[]; engine: Engine }> {
  const { engine } = observe();
  const { createWorker, made } = fakeWorkers({ engineNamed: () => engine, ...options });
  const pool = await createSealingPool({ engine, size, createWorker });
  open.push(pool);
  return { pool, made, engine };
}

afterEach(async () => {
  for (const pool of open.splice(0)) await pool.close();
});

describe('a pool of workers', () => {
  forEachEngine((createEngine) => {
    it('gives the bytes that this thread gives, in order, when answers come out of order', async () => {
      const engine = createEngine();
      const inputs = fc.record({
        message: fc.uint8Array({ maxLength: 400 }),
        places: fc.array(fc.nat(400), { maxLength: 6 }),
        frameLength: fc.constantFrom(16, 50, 1000),
        size: fc.integer({ min: 1, max: 4 }),
        delays: fc.array(fc.nat(5), { minLength: 1, maxLength: 7 }),
      });
      const property = fc.asyncProperty(inputs, async ({ message, places, frameLength, size, delays }) => {
        let answers = 0;
        const delayMs = () => delays[answers++ % delays.length] ?? 0;
        const { createWorker, made } = fakeWorkers({ engineNamed: () => engine, delayMs });
        const workers = await createSealingPool({ engine, size, createWorker });
        const sealing = sealStream({ engine, random: givenRandom(SALT), key: KEY, frameLength, workers });
        const sealed = await outputOf(sealing, cutAt(message, places));
        const recipe = { key: KEY, salt: SALT, aad: NO_BYTES, frameLength };
        expect(sealed).toEqual(new Uint8Array(sealByHand(recipe, message)));
        const opening = openStream({ engine, key: KEY, workers });
        expect(await outputOf(opening, [sealed])).toEqual(Uint8Array.from(message));
        await workers.close();
        for (const { held } of made) expect(held.most).toBeLessThanOrEqual(PACKS_PER_WORKER);
      });
      await fc.assert(property, { ...RUNS, numRuns: 15 });
    });
  });

  it('gives work to all of its workers, two packs each at most, and no more frames than that are held', async () => {
    const { pool, made, engine } = await poolOf(3, { delayMs: () => 5 });
    const { readable, writable } = sealStream({ engine, random, key: KEY, frameLength: 100, workers: pool });
    const writer = writable.getWriter();
    const writing = writer.write(new Uint8Array(10_000));
    const reader = readable.getReader();
    for (let reads = 0; reads < 3; reads++) await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const given = () => made.map(({ requests }) => requests.filter((kind) => kind === 'work').length);
    const total = given().reduce((sum, count) => sum + count, 0);
    expect(total).toBeLessThanOrEqual(2 + 3 * PACKS_PER_WORKER);
    expect(Math.min(...given())).toBeGreaterThanOrEqual(2);
    await reader.cancel();
    await expect(writing).rejects.toBe(undefined);
  });

  it('holds no more than its width and one frame, for 64 MiB and a reader that stalls', async () => {
    const { pool, engine } = await poolOf(2);
    const { readable, writable } = sealStream({ engine, random, key: KEY, workers: pool });
    const [total, chunk] = [2 ** 26, new Uint8Array(2 ** 18)];
    let usedUp = 0;
    const writing = (async () => {
      const writer = writable.getWriter();
      for (; usedUp < total; usedUp += chunk.length) await writer.write(chunk);
      await writer.close();
    })();
    const reader = readable.getReader();
    let [read, most, frames] = [0, 0, -1];
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      read += frames < 0 ? 0 : (value?.length ?? 0) - 16;
      frames++;
      if (frames % 50 === 10) await settle();
      most = Math.max(most, usedUp - read);
    }
    await writing;
    expect(read).toBe(total);
    expect(most).toBeLessThanOrEqual((2 * PACKS_PER_WORKER + 1) * FRAME_LENGTH);
  });

  it('serves several streams and batches at once', async () => {
    const { pool, made, engine } = await poolOf(2, { delayMs: () => 1 });
    const messages = [1, 2, 3, 4, 5].map((i) => new Uint8Array(1000 * i).fill(i));
    const roundTrip = async (message: Uint8Array) => {
      const sealing = sealStream({ engine, random, key: KEY, frameLength: 300, workers: pool });
      const sealed = await outputOf(sealing, [message]);
      return await outputOf(openStream({ engine, key: KEY, workers: pool }), [sealed]);
    };
    const records = messages.map((text, i) => ({ nonce: new Uint8Array(12).fill(i), text }));
    const [opened, sealed] = await Promise.all([
      Promise.all(messages.map(roundTrip)),
      pool.sealRecords(KEY, records),
    ]);
    expect(opened).toEqual(messages);
    const forms = records.map((record, i) => ({ ...record, text: sealed[i] ?? NO_BYTES }));
    expect(await pool.openRecords(KEY, forms)).toEqual(messages);
    const forged = forms.map((form, i) => (i === 3 ? { ...form, aad: Uint8Array.of(1) } : form));
    await expect(pool.openRecords(KEY, forged)).rejects.toThrow(AuthenticationError);
    for (const { held } of made) expect(held.most).toBeLessThanOrEqual(PACKS_PER_WORKER);
  });

  it('refuses a forged frame as this thread does', async () => {
    const { pool, engine } = await poolOf(2);
    const recipe = { key: KEY, salt: SALT, aad: NO_BYTES, frameLength: 10 };
    const sealed = new Uint8Array(sealByHand(recipe, new Uint8Array(100)));
    sealed[56 + 3 * 26] = (sealed[56 + 3 * 26] ?? 0) ^ 1;
    const { output, readError } = await run(openStream({ engine, key: KEY, workers: pool }), [sealed]);
    expect(readError).toBeInstanceOf(AuthenticationError);
    expect(output).toEqual(new Uint8Array(30));
  });

  it('takes keys of 16, 24 and 32 bytes, and a size from 1 to 256', async () => {
    const { pool, engine } = await poolOf(1);
    await expect(pool.sealRecords(new Uint8Array(31), [])).rejects.toThrow(RangeError);
    expect(await pool.sealRecords(new Uint8Array(16), [])).toEqual([]);
    for (const size of [0, 257, 1.5]) {
      await expect(createSealingPool({ engine, size })).rejects.toThrow(RangeError);
    }
  });
});

describe('keys in a pool', () => {
  it('go to each worker once a stream, and are wiped there at its end, however it ends', async () => {
    const { pool, made, engine } = await poolOf(2);
    const ends = [
      async () => void (await outputOf(sealStream({ engine, random, key: KEY, workers: pool }), [KEY])),
      async () => void (await run(openStream({ engine, key: KEY, workers: pool }), [await forged()])),
      async () => {
        const { readable, writable } = sealStream({ engine, random, key: KEY, workers: pool });
        writable
          .getWriter()
          .write(KEY)
          .catch(() => undefined);
        const reader = readable.getReader();
        await reader.read();
        await reader.cancel();
      },
      async () => void (await pool.sealRecords(KEY, [{ nonce: new Uint8Array(12), text: KEY }])),
    ];
    for (const [i, end] of ends.entries()) {
      await end();
      await settle();
      for (const { keys, requests } of made) {
        expect(keys.length).toBe(i + 1);
        expect(keys.every(isZero)).toBe(true);
        expect(requests.filter((kind) => kind === 'forget').length).toBe(i + 1);
      }
    }
  });

  async function forged(): Promise<Uint8Array> {
    const sealed = sealByHand({ key: KEY, salt: SALT, aad: NO_BYTES, frameLength: 10 }, new Uint8Array(50));
    return new Uint8Array(sealed).fill(1, 100);
  }

  it('seal nothing after their release', async () => {
    const { pool } = await poolOf(1);
    const session = await pool.openSession(KEY);
    session.release();
    session.release();
    const pack = packOfOne(new Uint8Array(12), Uint8Array.of(1));
    await expect(session.run('seal', pack)).rejects.toThrow(TypeError);
  });

  it('take the packs with them that wait for a worker', async () => {
    const { pool, made } = await poolOf(1, { delayMs: () => 5 });
    const session = await pool.openSession(KEY);
    const packs = [1, 2, 3, 4].map((i) => packOfOne(new Uint8Array(12), Uint8Array.of(i)));
    const results = Promise.allSettled(packs.map((pack) => session.run('seal', pack)));
    await Promise.resolve();
    session.release();
    const statuses = (await results).map(({ status }) => status);
    expect(statuses).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(packs.slice(2).every(({ bytes }) => isZero(bytes))).toBe(true);
    expect(made[0]?.requests.filter((kind) => kind === 'work').length).toBe(2);
  });
});

describe('a worker that dies', () => {
  it('fails the stream whose frame it held, and the others go on without it', async () => {
    const { pool, made, engine } = await poolOf(2, { delayMs: ({ kind }) => (kind === 'done' ? 10 : 0) });
    const sealing = sealStream({ engine, random, key: KEY, frameLength: 100, workers: pool });
    const outcome = run(sealing, [new Uint8Array(5000)]);
    while ((made[0]?.held.now ?? 0) === 0) await settle();
    made[0]?.die();
    const { readError, writeError } = await outcome;
    expect(readError).toBeInstanceOf(WorkerLostError);
    expect(writeError).toBe(readError);
    expect(pool.workers).toBe(1);
    const sealed = await outputOf(sealStream({ engine, random, key: KEY, workers: pool }), [KEY]);
    expect(await outputOf(openStream({ engine, key: KEY }), [sealed])).toEqual(KEY);
  });

  it('leaves a pool that works in this thread when it was the last', async () => {
    const { pool, made, engine } = await poolOf(1, { delayMs: ({ kind }) => (kind === 'done' ? 10 : 0) });
    const session = await pool.openSession(KEY);
    const packs = [1, 2, 3].map((i) => packOfOne(new Uint8Array(12), Uint8Array.of(i)));
    const results = packs.map((pack) => session.run('seal', pack));
    const lost = Promise.allSettled(results);
    await Promise.resolve();
    made[0]?.die();
    for (const result of await lost) {
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'WorkerLostError' } });
    }
    session.release();
    expect(pool.workers).toBe(0);
    const sealed = await outputOf(sealStream({ engine, random, key: KEY, workers: pool }), [KEY]);
    expect(await outputOf(openStream({ engine, key: KEY, workers: pool }), [sealed])).toEqual(KEY);
  });
});

describe('a pool without workers', () => {
  it('computes in this thread, the same bytes, when none can be made or none comes up', async () => {
    const { engine } = observe();
    const { createWorker } = fakeWorkers({ engineNamed: () => engine });
    const none = () => {
      throw new ReferenceError('Worker is not defined');
    };
    const stillborn = () => {
      const worker = createWorker();
      setTimeout(() => (worker as FakeWorker).die(), 1);
      return { ...worker, postMessage: () => undefined };
    };
    for (const make of [undefined, none, stillborn]) {
      const pool = await createSealingPool({ engine, size: 2, createWorker: make });
      expect(pool.workers).toBe(0);
      const options = { engine, random: givenRandom(SALT), key: KEY, frameLength: 10, workers: pool };
      const recipe = { key: KEY, salt: SALT, aad: NO_BYTES, frameLength: 10 };
      expect(await outputOf(sealStream(options), [KEY])).toEqual(new Uint8Array(sealByHand(recipe, KEY)));
      const record = { nonce: new Uint8Array(12), text: KEY };
      expect((await pool.sealRecords(KEY, [record]))[0]?.length).toBe(48);
      await pool.close();
    }
  });

  it('is content with those that could be made', async () => {
    const { engine } = observe();
    const { createWorker, made } = fakeWorkers({ engineNamed: () => engine });
    const two = () => {
      if (made.length === 2) throw new Error('no more threads');
      return createWorker();
    };
    const pool = await createSealingPool({ engine, size: 8, createWorker: two });
    open.push(pool);
    expect(pool.workers).toBe(2);
  });

  it('is none at all when the engine of a worker failed its self-test, or has no AES-GCM', async () => {
    const { engine } = observe();
    const failed = () => createEngine('host', nodePrimitives(), failingTests);
    const lacking = () => createEngine('kernel', {}, failingTests);
    for (const [engineNamed, error] of [
      [failed, EngineFailedError],
      [lacking, UnsupportedAlgorithmError],
    ] as const) {
      const { createWorker, made } = fakeWorkers({ engineNamed });
      await expect(createSealingPool({ engine, size: 2, createWorker })).rejects.toThrow(error);
      expect(made.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
    }
  });
});

describe('closing a pool', () => {
  it('refuses what is under way and what comes later, wipes all keys, and ends every worker', async () => {
    const { pool, made, engine } = await poolOf(2, { delayMs: ({ kind }) => (kind === 'done' ? 10 : 0) });
    const outcome = run(sealStream({ engine, random, key: KEY, frameLength: 100, workers: pool }), [
      new Uint8Array(5000),
    ]);
    const batch = pool.sealRecords(KEY, [{ nonce: new Uint8Array(12), text: KEY }]);
    batch.catch(() => undefined);
    while ((made[0]?.held.now ?? 0) === 0) await settle();
    await pool.close();
    expect((await outcome).readError).toBeInstanceOf(WorkerLostError);
    expect(made.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
    expect(made.flatMap(({ keys }) => keys).every(isZero)).toBe(true);
    await expect(pool.openSession(KEY)).rejects.toThrow(WorkerLostError);
    await expect(pool.sealRecords(KEY, [])).rejects.toThrow(WorkerLostError);
    await pool.close();
    expect(pool.workers).toBe(0);
  });
});
