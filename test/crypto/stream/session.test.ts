import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/crypto/engine.ts';
import { AuthenticationError, EngineFailedError } from '../../../src/crypto/errors.ts';
import { nodePrimitives } from '../../../src/crypto/host/node.ts';
import { packOfOne } from '../../../src/crypto/stream/pack.ts';
import { openLocalSession, openSession } from '../../../src/crypto/stream/session.ts';
import { failingTests, isZero, observe } from './streams.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const IV = new Uint8Array(12);

describe('a session in this thread', () => {
  it('seals and opens under its key, whatever becomes of the array that it was given', async () => {
    const { engine } = observe();
    const key = Uint8Array.from(KEY);
    const session = await openLocalSession(engine, key);
    key.fill(0);
    const sealed = await session.run('seal', packOfOne(IV, Uint8Array.of(1, 2, 3)));
    const again = await openLocalSession(engine, KEY);
    expect([...(await again.run('open', packOfOne(IV, sealed)))]).toEqual([1, 2, 3]);
    const forged = packOfOne(IV, new Uint8Array(19));
    await expect(session.run('open', forged)).rejects.toThrow(AuthenticationError);
  });

  it('has no key after its release', async () => {
    const { engine } = observe();
    const session = await openLocalSession(engine, KEY);
    const underWay = session.run('seal', packOfOne(IV, Uint8Array.of(1)));
    session.release();
    session.release();
    expect((await underWay).length).toBe(17);
    await expect(session.run('seal', packOfOne(IV, Uint8Array.of(1)))).rejects.toThrow(TypeError);
  });

  it('lends the buffers that packs came in once more, wiped', async () => {
    const { engine } = observe();
    const session = await openLocalSession(engine, KEY);
    const bytes = session.lend(3);
    bytes.fill(7);
    await session.run('seal', packOfOne(IV, bytes));
    expect(session.lend(3)).toBe(bytes);
    expect(isZero(bytes)).toBe(true);
    expect(session.lend(3)).not.toBe(bytes);
  });

  it('is refused by an engine that failed, and with a key of another length', async () => {
    const failed = createEngine('host', nodePrimitives(), failingTests);
    await expect(openLocalSession(failed, KEY)).rejects.toThrow(EngineFailedError);
    await expect(openLocalSession(observe().engine, KEY.subarray(1))).rejects.toThrow(RangeError);
  });
});

describe('a session wherever there is room', () => {
  it('is in the room if there is one, else in this thread, and the key given is wiped', async () => {
    const { engine } = observe();
    const local = await openLocalSession(engine, KEY);
    const asked: number[] = [];
    const room = {
      openSession: async (key: Uint8Array) => {
        asked.push(key[0] ?? 0);
        return local;
      },
    };
    const [a, b] = [Uint8Array.from(KEY), Uint8Array.from(KEY)];
    expect(await openSession(engine, room, a)).toBe(local);
    expect(await openSession(engine, undefined, b)).not.toBe(local);
    expect(asked).toEqual([1]);
    expect(isZero(a) && isZero(b)).toBe(true);
  });

  it('wipes the key given when there is none', async () => {
    const failed = createEngine('host', nodePrimitives(), failingTests);
    const key = Uint8Array.from(KEY);
    await expect(openSession(failed, undefined, key)).rejects.toThrow(EngineFailedError);
    expect(isZero(key)).toBe(true);
  });
});
