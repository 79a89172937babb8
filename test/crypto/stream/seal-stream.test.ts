import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../../src/crypto/engine.ts';
import { EngineFailedError } from '../../../src/crypto/errors.ts';
import { createNodeEngine, nodePrimitives } from '../../../src/crypto/host/node.ts';
import { hostRandom, RandomFailedError } from '../../../src/crypto/random.ts';
import { FRAME_LENGTH, MAX_FRAME_LENGTH, sealedStreamLength } from '../../../src/crypto/stream/format.ts';
import { openStream } from '../../../src/crypto/stream/open-stream.ts';
import { sealStream } from '../../../src/crypto/stream/seal-stream.ts';
import { forEachEngine } from '../engines.ts';
import { givenRandom } from '../random.ts';
import { openByHand, sealByHand } from './by-hand.ts';
import { cutAt, failingTests, isZero, observe, outputOf, RUNS, run, settle } from './streams.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const SALT = Uint8Array.from({ length: 16 }, (_, i) => 0x40 + i);
const FRAMES_HELD = 3;
const random = hostRandom();

describe('sealing a stream', () => {
  forEachEngine((createEngine) => {
    it('writes FORMATS §7 byte for byte, however the message came', async () => {
      const inputs = fc.record({
        message: fc.uint8Array({ maxLength: 120 }),
        places: fc.array(fc.nat(120), { maxLength: 10 }),
        aad: fc.uint8Array({ maxLength: 40 }),
        frameLength: fc.constantFrom(1, 2, 7, 16, 40, 119, 120, 121, FRAME_LENGTH),
      });
      const engine = createEngine();
      const property = fc.asyncProperty(inputs, async ({ message, places, aad, frameLength }) => {
        const sealing = sealStream({ engine, random: givenRandom(SALT), key: KEY, aad, frameLength });
        const sealed = await outputOf(sealing, cutAt(message, places));
        const recipe = { key: KEY, salt: SALT, aad, frameLength };
        expect(sealed).toEqual(new Uint8Array(sealByHand(recipe, message)));
        expect(sealed.length).toBe(sealedStreamLength(message.length, frameLength));
      });
      await fc.assert(property, { ...RUNS, numRuns: 60 });
    });

    it('is undone by opening, for a message of many frames', async () => {
      const engine = createEngine();
      const message = random(1_000_001);
      const sealing = sealStream({ engine, random, key: KEY });
      const chunks = cutAt(message, [1, 262_143, 262_144, 262_145, 700_000]);
      const sealed = await outputOf(sealing, chunks);
      expect(openByHand(KEY, new Uint8Array(), sealed).equals(message)).toBe(true);
      expect(await outputOf(openStream({ engine, key: KEY }), cutAt(sealed, [3, 56, 270_000]))).toEqual(
        message,
      );
    });
  });

  it('gives the header, then one chunk a frame', async () => {
    const { engine } = observe();
    const { chunks } = await run(sealStream({ engine, random, key: KEY, frameLength: 10 }), [
      new Uint8Array(25),
    ]);
    expect(chunks.map(({ length }) => length)).toEqual([56, 26, 26, 21]);
  });

  it('draws a salt for each stream: one message twice shares no field', async () => {
    const { engine } = observe();
    const seal = () => outputOf(sealStream({ engine, random, key: KEY }), [new Uint8Array(40)]);
    const [a, b] = [await seal(), await seal()];
    for (const [from, to] of [
      [8, 24],
      [24, 56],
      [56, 96],
      [96, 112],
    ] as const) {
      expect(a.subarray(from, to)).not.toEqual(b.subarray(from, to));
    }
  });

  it('copies key and AAD: what the caller does to them later changes nothing', async () => {
    const { engine } = observe();
    const [key, aad] = [Buffer.from(KEY), Buffer.from([1, 2, 3])];
    const sealing = sealStream({ engine, random: givenRandom(SALT), key, aad });
    key.fill(0);
    aad.fill(0);
    const recipe = { key: KEY, salt: SALT, aad: Uint8Array.of(1, 2, 3), frameLength: FRAME_LENGTH };
    expect(await outputOf(sealing, [SALT])).toEqual(new Uint8Array(sealByHand(recipe, SALT)));
  });

  it('leaves the chunks of its caller as they were', async () => {
    const { engine } = observe();
    const chunk = new Uint8Array(100).fill(7);
    await outputOf(sealStream({ engine, random, key: KEY, frameLength: 30 }), [chunk]);
    expect(chunk.every((byte) => byte === 7)).toBe(true);
  });

  it('refuses keys of another length, frame lengths out of bounds, and a generator that is stuck', () => {
    const { engine } = observe();
    for (const length of [0, 16, 24, 31, 33]) {
      expect(() => sealStream({ engine, random, key: new Uint8Array(length) })).toThrow(RangeError);
    }
    for (const frameLength of [0, -1, 0.5, MAX_FRAME_LENGTH + 1]) {
      expect(() => sealStream({ engine, random, key: KEY, frameLength })).toThrow(RangeError);
    }
    expect(() => sealStream({ engine, random, key: KEY, aad: 'aad' as never })).toThrow(TypeError);
    const stuck = hostRandom({ getRandomValues: (array) => array.fill(0) });
    expect(() => sealStream({ engine, random: stuck, key: KEY })).toThrow(RandomFailedError);
  });

  it('fails with an engine that failed', async () => {
    const engine = createEngine('host', nodePrimitives(), failingTests);
    const { output, readError } = await run(sealStream({ engine, random, key: KEY }), [SALT]);
    expect(output.length).toBe(0);
    expect(readError).toBeInstanceOf(EngineFailedError);
  });
});

describe('what sealing a stream holds in memory', () => {
  it('is three frames besides the chunk in hand, for 1 GiB and a reader that stalls', async () => {
    const total = 2 ** 30;
    const { readable, writable } = sealStream({ engine: createNodeEngine(), random, key: KEY });
    const chunk = new Uint8Array(2 ** 18);
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
      if (frames % 512 === 100) await settle();
      most = Math.max(most, usedUp - read);
    }
    await writing;
    expect(read).toBe(total);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(FRAMES_HELD * FRAME_LENGTH);
  });

  it('is three frames, however long one chunk is', async () => {
    const { engine, calls } = observe();
    const { readable, writable } = sealStream({ engine, random, key: KEY, frameLength: 1024 });
    const writer = writable.getWriter();
    const writing = writer.write(new Uint8Array(2 ** 20));
    const reader = readable.getReader();
    for (let reads = 0; reads < 20; reads++) {
      await reader.read();
      await settle();
      // The header is no frame.
      expect(calls.seal).toBeLessThanOrEqual(Math.max(0, reads - 1) + FRAMES_HELD);
    }
    expect(calls.seal).toBeGreaterThanOrEqual(19);
    await reader.cancel();
    await expect(writing).rejects.toBe(undefined);
  });

  it('is nothing before somebody reads', async () => {
    const { engine, calls, secrets } = observe();
    const { writable } = sealStream({ engine, random, key: KEY });
    const writer = writable.getWriter();
    writer.write(new Uint8Array(2 ** 20)).catch(() => undefined);
    await settle();
    expect([calls.seal, secrets.length]).toEqual([0, 0]);
    await writer.abort();
  });
});

describe('what sealing a stream leaves behind', () => {
  it('is nothing of its keys and its plaintext when it ends', async () => {
    const { engine, secrets, plaintexts } = observe();
    await outputOf(sealStream({ engine, random, key: KEY, frameLength: 8 }), [KEY]);
    await settle();
    expect([secrets.length, plaintexts.length]).toEqual([2 + 4, 4]);
    expect([...secrets, ...plaintexts].every(isZero)).toBe(true);
    expect(KEY[0]).toBe(1);
  });

  it('is nothing either when writer or reader give up, in the midst of it', async () => {
    for (const giveUp of ['abort', 'cancel'] as const) {
      const { engine, secrets, plaintexts } = observe();
      const { readable, writable } = sealStream({ engine, random, key: KEY, frameLength: 8 });
      const [writer, reader] = [writable.getWriter(), readable.getReader()];
      writer.write(new Uint8Array(100).fill(5)).catch(() => undefined);
      for (let reads = 0; reads < 4; reads++) await reader.read();
      await (giveUp === 'abort' ? writer.abort() : reader.cancel());
      await settle();
      expect(plaintexts.length).toBeGreaterThanOrEqual(3);
      expect([...secrets, ...plaintexts].every(isZero)).toBe(true);
    }
  });

  it('is nothing either when the cipher fails', async () => {
    const failure = new Error('broken');
    const failing = () => {
      throw failure;
    };
    const { engine, secrets, plaintexts } = observe({ seal: failing, open: failing });
    const { readError, writeError } = await run(sealStream({ engine, random, key: KEY }), [KEY, KEY]);
    expect([readError, writeError]).toEqual([failure, failure]);
    await settle();
    expect([...secrets, ...plaintexts].every(isZero)).toBe(true);
  });

  it('is not even the copy of the key when it was never read', async () => {
    const copies: Uint8Array[] = [];
    const original = Uint8Array.from;
    const from = vi.spyOn(Uint8Array, 'from').mockImplementation((elements: Iterable<unknown>) => {
      const copy = original.call(Uint8Array, elements as Iterable<number>);
      copies.push(copy);
      return copy;
    });
    const { engine } = observe();
    await sealStream({ engine, random: givenRandom(SALT), key: KEY }).readable.cancel();
    await sealStream({ engine, random: givenRandom(SALT), key: KEY }).writable.abort();
    from.mockRestore();
    const keys = copies.filter(({ length }) => length === 32);
    expect(keys.length).toBe(2);
    expect(keys.every(isZero)).toBe(true);
  });
});
