/** An engine whose RSA keys come from a worker: the same seam, over workers of this thread and over real ones. */
import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/crypto/engine.ts';
import { EngineFailedError } from '../../../src/crypto/errors.ts';
import { createKernelEngine } from '../../../src/crypto/kernel/engine.ts';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import { portablePrimitives } from '../../../src/crypto/portable-primitives.ts';
import { hostRandom } from '../../../src/crypto/random.ts';
import { decodeRsaPrivateKey, decodeRsaPublicKey } from '../../../src/crypto/rsa/key.ts';
import { selfTests } from '../../../src/crypto/self-tests.ts';
import { createGeneratingEngine } from '../../../src/crypto/stream/key-generation.ts';
import { WorkerLostError } from '../../../src/crypto/stream/worker-errors.ts';
import { engineNamed } from '../../../src/node/engines.ts';
import { createWorkerThread } from '../../../src/node/worker-threads.ts';
import { type FakeOptions, fakeWorkers } from './fake-worker.ts';

const random = hostRandom();
const unasked = (): never => {
  throw new Error('the random source of this thread was asked');
};

function generating(options: Partial<FakeOptions> = {}) {
  const { createWorker, made } = fakeWorkers({ engineNamed: createKernelEngine, ...options });
  return { engine: createGeneratingEngine({ engine: createKernelEngine(), createWorker }), made };
}

describe('an engine that generates keys in a worker', () => {
  it('gives the key of the worker, drawn there, and is otherwise the engine', async () => {
    const { engine, made } = generating();
    const rsa = await engine.use('rsa');
    expect(made).toEqual([]);
    const { privateKey, publicKey } = await rsa.generateKey(2048, unasked);
    const { n, e } = decodeRsaPrivateKey(privateKey);
    expect(decodeRsaPublicKey(publicKey)).toEqual({ n, e });
    expect(made[0]?.requests).toEqual(['start', 'generate']);
    const signature = await rsa.sign(privateKey, { scheme: 'PKCS1', hash: 'SHA-256' }, publicKey, random);
    expect(signature).toHaveLength(256);
    expect([engine.name, engine.supports('rsa'), engine.supports('mlDsa')]).toEqual(['kernel', true, false]);
    expect(await engine.use('aesGcm')).toBeDefined();
    await engine.selfTest();
    expect(engine.describe().state).toBe('ready');
  });

  it('keeps its worker for the next keys, two at once, and lets the process end in between', async () => {
    const { engine, made } = generating();
    const rsa = await engine.use('rsa');
    const pairs = await Promise.all([rsa.generateKey(2048, random), rsa.generateKey(2048, random)]);
    expect(pairs[0]?.publicKey).not.toEqual(pairs[1]?.publicKey);
    expect(made).toHaveLength(1);
    expect([made[0]?.busy[0], made[0]?.busy.at(-1)]).toEqual([true, false]);
  });

  it('tells how far it is', async () => {
    const { engine } = generating({ engineNamed: createPortableEngine });
    const told: number[] = [];
    await (await engine.use('rsa')).generateKey(2048, random, (candidates) => told.push(candidates));
    expect(told.length).toBeGreaterThan(0);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
  });

  it('refuses another length with the class of misuse', async () => {
    const rsa = await generating().engine.use('rsa');
    await expect(rsa.generateKey(1024 as 2048, random)).rejects.toThrow(RangeError);
  });

  it('refuses what is under way when its worker dies or is closed, and then makes another', async () => {
    const { engine, made } = generating();
    const rsa = await engine.use('rsa');
    for (const end of [() => made.at(-1)?.die(), () => engine.close()]) {
      const lost = rsa.generateKey(2048, random);
      end();
      await expect(lost).rejects.toThrow(WorkerLostError);
      expect(made.at(-1)?.isTerminated).toBe(true);
    }
    expect((await rsa.generateKey(2048, random)).privateKey.length).toBeGreaterThan(1000);
    expect(made).toHaveLength(3);
    engine.close();
    engine.close();
  });

  it('does not go on with a worker whose engine fails its self-test', async () => {
    const wrong = { ...selfTests, aesGcm: () => Promise.reject(new Error('wrong answer')) };
    const { engine } = generating({
      engineNamed: () => createEngine('portable', portablePrimitives, wrong),
    });
    const rsa = await engine.use('rsa');
    await expect(rsa.generateKey(2048, random)).rejects.toThrow(EngineFailedError);
  });

  it('generates in this thread where there are no workers', async () => {
    const createWorker = () => {
      throw new ReferenceError('Worker is not defined');
    };
    const rsa = await createGeneratingEngine({ engine: createKernelEngine(), createWorker }).use('rsa');
    let drawn = 0;
    await rsa.generateKey(2048, (length) => {
      drawn += length;
      return random(length);
    });
    expect(drawn).toBeGreaterThan(0);
  });

  it('runs in a thread of Node, while this one goes on', async () => {
    const engine = createGeneratingEngine({ engine: engineNamed('auto'), createWorker: createWorkerThread });
    try {
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      const { privateKey } = await (await engine.use('rsa')).generateKey(3072, unasked);
      clearInterval(timer);
      expect(turns).toBeGreaterThan(0);
      const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
      expect(key.asymmetricKeyDetails?.modulusLength).toBe(3072);
    } finally {
      engine.close();
    }
  });
});
