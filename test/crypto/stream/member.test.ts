import { describe, expect, it, vi } from 'vitest';
import { createEngine, type Engine } from '../../../src/crypto/engine.ts';
import { AuthenticationError, EngineFailedError } from '../../../src/crypto/errors.ts';
import { nodePrimitives } from '../../../src/crypto/host/node.ts';
import { createMember } from '../../../src/crypto/stream/member.ts';
import { packOfOne } from '../../../src/crypto/stream/pack.ts';
import { WorkerLostError } from '../../../src/crypto/stream/worker-errors.ts';
import type { WorkerAnswer } from '../../../src/crypto/stream/worker-protocol.ts';
import { type FakeWorker, fakeWorker } from './fake-worker.ts';
import { failingTests, isZero, observe, settle } from './streams.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const pack = () => packOfOne(new Uint8Array(12), Uint8Array.of(1, 2, 3));

function hired(engine: Engine = observe().engine): {
  worker: FakeWorker;
  member: ReturnType<typeof createMember>;
  onChange: ReturnType<typeof vi.fn>;
} {
  const worker = fakeWorker({ engineNamed: () => engine });
  const onChange = vi.fn();
  return { worker, member: createMember(worker, onChange), onChange };
}

describe('a member of a pool', () => {
  it('starts, works, and owes as much as it was given and has not answered', async () => {
    const { member, onChange } = hired();
    expect(await member.start('host')).toBe(true);
    member.keepKey(1, KEY);
    const [a, b] = [member.work(1, 'seal', pack()), member.work(1, 'seal', pack())];
    expect(member.load).toBe(2);
    expect((await a).bytes).toEqual((await b).bytes);
    expect((await a).spare).toEqual(new Uint8Array(3));
    expect(member.load).toBe(0);
    expect(onChange).toHaveBeenCalledTimes(2);
    const forged = packOfOne(new Uint8Array(12), new Uint8Array(16));
    await expect(member.work(1, 'open', forged)).rejects.toThrow(AuthenticationError);
    expect(member.load).toBe(0);
  });

  it('transfers texts and keys: nothing is left on this side, and the key that was given stays', async () => {
    const { worker, member } = hired();
    await member.start('host');
    const given = pack();
    member.keepKey(1, KEY);
    const result = member.work(1, 'seal', given);
    expect(given.bytes.buffer.byteLength).toBe(0);
    expect(KEY[0]).toBe(1);
    await result;
    expect(worker.keys).toEqual([KEY]);
  });

  it('passes on why its engine cannot serve', async () => {
    const { member } = hired(createEngine('host', nodePrimitives(), failingTests));
    await expect(member.start('host')).rejects.toThrow(EngineFailedError);
  });

  it('did not start when it was lost before', async () => {
    const { worker, member } = hired();
    const starting = member.start('host');
    worker.die();
    expect(await starting).toBe(false);
    const late = hired();
    late.worker.die();
    expect(await late.member.start('host')).toBe(false);
  });

  it('refuses what it owes when it is lost, and everything later, wiping it', async () => {
    const { worker, member, onChange } = hired();
    await member.start('host');
    member.keepKey(1, KEY);
    const held = [member.work(1, 'seal', pack()), member.work(1, 'seal', pack())];
    worker.die();
    for (const result of held) await expect(result).rejects.toThrow(WorkerLostError);
    expect([member.load, member.isLost, worker.isTerminated]).toEqual([0, true, true]);
    expect(onChange).toHaveBeenCalledTimes(1);
    const late = pack();
    await expect(member.work(1, 'seal', late)).rejects.toThrow(WorkerLostError);
    expect(isZero(late.bytes)).toBe(true);
    member.keepKey(2, KEY);
    member.forget(1);
    await member.close();
    expect(worker.requests).toEqual(['start', 'key', 'work', 'work']);
  });

  it('has its worker wipe its keys before it ends it', async () => {
    const { worker, member } = hired();
    await member.start('host');
    member.keepKey(1, KEY);
    const held = member.work(1, 'seal', pack());
    const closing = member.close();
    await expect(held).rejects.toThrow(WorkerLostError);
    expect(worker.isTerminated).toBe(false);
    await closing;
    expect(worker.isTerminated).toBe(true);
    expect(worker.keys.every(isZero)).toBe(true);
  });

  it('is closed, too, by a worker that dies instead of answering', async () => {
    const { worker, member } = hired();
    await member.start('host');
    const closing = member.close();
    worker.die();
    await closing;
    expect(member.isLost).toBe(true);
  });

  it('wipes a result that nobody waits for any more', async () => {
    let tell: (answer: WorkerAnswer) => void = () => undefined;
    const silent = {
      postMessage: () => undefined,
      listen: (onAnswer: (answer: WorkerAnswer) => void) => {
        tell = onAnswer;
      },
      terminate: () => undefined,
    };
    const member = createMember(silent, () => undefined);
    member.work(1, 'open', pack()).catch(() => undefined);
    const closing = member.close();
    const bytes = Uint8Array.of(1, 2, 3);
    tell({ kind: 'done', job: 0, bytes, spare: new Uint8Array(3) });
    expect(isZero(bytes)).toBe(true);
    tell({ kind: 'closed' });
    await closing;
  });

  it('keeps its host alive only while it owes something', async () => {
    const { worker, member } = hired();
    const starting = member.start('host');
    expect(worker.busy.at(-1)).toBe(true);
    await starting;
    expect(worker.busy.at(-1)).toBe(false);
    member.keepKey(1, KEY);
    const result = member.work(1, 'seal', pack());
    expect(worker.busy.at(-1)).toBe(true);
    await result;
    await settle();
    expect(worker.busy.at(-1)).toBe(false);
    const closing = member.close();
    expect(worker.busy.at(-1)).toBe(true);
    await closing;
    expect(worker.busy.at(-1)).toBe(false);
  });
});
