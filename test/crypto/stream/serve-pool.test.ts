import { describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../../src/crypto/engine.ts';
import { nodePrimitives } from '../../../src/crypto/host/node.ts';
import { packOfOne } from '../../../src/crypto/stream/pack.ts';
import { servePool } from '../../../src/crypto/stream/serve-pool.ts';
import type { WorkerAnswer, WorkerRequest } from '../../../src/crypto/stream/worker-protocol.ts';
import { failingTests, isZero, observe, settle } from './streams.ts';

const IV = new Uint8Array(12);

/** A worker's side, asked some things; arrays are shared with it, so that the test sees them wiped. */
async function ask(
  engineNamed: () => Engine,
  ...requests: readonly WorkerRequest[]
): Promise<{ answers: WorkerAnswer[]; transfers: ArrayBuffer[][] }> {
  const answers: WorkerAnswer[] = [];
  const transfers: ArrayBuffer[][] = [];
  const port = {
    postMessage: (answer: WorkerAnswer, transfer: ArrayBuffer[]) => {
      answers.push(answer);
      transfers.push(transfer);
    },
    listen: (onRequest: (request: WorkerRequest) => void) => {
      for (const request of requests) onRequest(request);
    },
  };
  servePool(port, engineNamed);
  await settle();
  return { answers, transfers };
}

const START: WorkerRequest = { kind: 'start', engine: 'host' };
const key = (session: number) => ({ kind: 'key', session, key: new Uint8Array(32).fill(session) }) as const;
const seal = (session: number, job: number) =>
  ({ kind: 'work', session, job, direction: 'seal', pack: packOfOne(IV, Uint8Array.of(1, 2, 3)) }) as const;

describe('a worker', () => {
  it('makes the engine that is asked for, tests it, and says that it is ready', async () => {
    const names: string[] = [];
    const { answers } = await ask(
      ((name: string) => {
        names.push(name);
        return observe().engine;
      }) as () => Engine,
      START,
    );
    expect(names).toEqual(['host']);
    expect(answers).toEqual([{ kind: 'ready' }]);
  });

  it('refuses to start with an engine that failed, or has no AES-GCM', async () => {
    const failed = () => createEngine('host', nodePrimitives(), failingTests);
    const lacking = () => createEngine('kernel', {}, failingTests);
    for (const [engineNamed, name] of [
      [failed, 'EngineFailedError'],
      [lacking, 'UnsupportedAlgorithmError'],
    ] as const) {
      const { answers } = await ask(engineNamed, START);
      expect(answers).toMatchObject([{ kind: 'refused', error: { name } }]);
    }
  });

  it('answers work in its order, and transfers the results, and what it worked on, wiped', async () => {
    const { engine, secrets } = observe();
    const jobs = [seal(1, 10), seal(2, 11), seal(1, 12)];
    const { answers, transfers } = await ask(() => engine, START, key(1), key(2), ...jobs);
    expect(answers.slice(1)).toMatchObject([
      { kind: 'done', job: 10 },
      { kind: 'done', job: 11 },
      { kind: 'done', job: 12 },
    ]);
    const results = answers.slice(1).map((answer) => (answer.kind === 'done' ? answer.bytes : undefined));
    expect(results[0]).toEqual(results[2]);
    expect(results[0]).not.toEqual(results[1]);
    const spares = jobs.map(({ pack }) => pack.bytes);
    expect(answers.slice(1)).toMatchObject(spares.map((spare) => ({ spare })));
    expect(transfers.slice(1)).toEqual(results.map((bytes, i) => [bytes?.buffer, spares[i]?.buffer]));
    expect(spares.every(isZero)).toBe(true);
    expect(secrets.every(isZero)).toBe(true);
  });

  it('says that something is not authentic, and no more', async () => {
    const { engine } = observe();
    const forged = { ...seal(1, 5), direction: 'open', pack: packOfOne(IV, new Uint8Array(20)) } as const;
    const { answers } = await ask(() => engine, START, key(1), forged);
    const error = { name: 'AuthenticationError', message: 'authentication failed' };
    expect(answers[1]).toEqual({ kind: 'failed', job: 5, error });
  });

  it('wipes a key when it is to be forgotten, after the work before it, and does nothing under it then', async () => {
    const { engine } = observe();
    const [one, two] = [key(1), key(2)];
    const late = seal(1, 2);
    const { answers } = await ask(
      () => engine,
      START,
      one,
      two,
      seal(1, 1),
      { kind: 'forget', session: 1 },
      late,
      seal(2, 3),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(['ready', 'done', 'failed', 'done']);
    expect([isZero(one.key), isZero(two.key), isZero(late.pack.bytes)]).toEqual([true, false, true]);
  });

  it('wipes all keys when it is closed, and says so', async () => {
    const { engine } = observe();
    const keys = [key(1), key(2), key(3)];
    const { answers } = await ask(
      () => engine,
      START,
      ...keys,
      { kind: 'forget', session: 2 },
      { kind: 'close' },
    );
    expect(answers.at(-1)).toEqual({ kind: 'closed' });
    expect(keys.every((request) => isZero(request.key))).toBe(true);
  });
});
