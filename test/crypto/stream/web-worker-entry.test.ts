import { afterEach, describe, expect, it, vi } from 'vitest';
import { packOfOne } from '../../../src/crypto/stream/pack.ts';
import type { WorkerAnswer, WorkerRequest } from '../../../src/crypto/stream/worker-protocol.ts';

const MARKS = {
  'in browsers and Deno': { DedicatedWorkerGlobalScope: class {} },
  'in Bun': { Bun: { isMainThread: false } },
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** Imports the script into a scope with these marks. @returns What it was told to listen with, if it listens. */
async function load(marks: object): Promise<{ ask?: (request: WorkerRequest) => Promise<WorkerAnswer> }> {
  let listener: ((event: { data: WorkerRequest }) => void) | undefined;
  let answered: (answer: WorkerAnswer) => void = () => undefined;
  const scope = {
    ...marks,
    postMessage: (answer: WorkerAnswer) => answered(answer),
    addEventListener: (_type: string, added: typeof listener) => {
      listener = added;
    },
  };
  for (const [name, value] of Object.entries(scope)) vi.stubGlobal(name, value);
  vi.resetModules();
  await import('../../../src/crypto/stream/web-worker-entry.ts');
  if (listener === undefined) return {};
  return {
    ask: (data) =>
      new Promise((resolve) => {
        answered = resolve;
        listener?.({ data });
      }),
  };
}

describe('the script of a Web Worker', () => {
  it.each(Object.entries(MARKS))('serves a pool %s', async (_host, marks) => {
    const { ask } = await load(marks);
    expect(await ask?.({ kind: 'start', engine: 'portable' })).toEqual({ kind: 'ready' });
    await Promise.race([ask?.({ kind: 'key', session: 1, key: new Uint8Array(32) }), undefined]);
    const pack = packOfOne(new Uint8Array(12), new Uint8Array(16));
    const answer = await ask?.({ kind: 'work', session: 1, job: 7, direction: 'seal', pack });
    expect(answer).toMatchObject({ kind: 'done', job: 7 });
    // Test case 14 of the GCM specification: key, nonce and plaintext of zeroes.
    const hex = Buffer.from(answer?.kind === 'done' ? answer.bytes : []).toString('hex');
    expect(hex).toBe('cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919');
    expect(await ask?.({ kind: 'close' })).toEqual({ kind: 'closed' });
  });

  it.each(['portable', 'kernel', 'host', 'auto'] as const)('has the engine %s', async (engine) => {
    const { ask } = await load(MARKS['in Bun']);
    expect(await ask?.({ kind: 'start', engine })).toEqual({ kind: 'ready' });
  });

  it('does nothing when it is imported anywhere else', async () => {
    expect(await load({})).toEqual({});
    expect(await load({ Bun: { isMainThread: true } })).toEqual({});
  });
});
