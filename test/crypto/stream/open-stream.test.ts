import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/bytes/concat.ts';
import { createEngine } from '../../../src/crypto/engine.ts';
import { AuthenticationError, EngineFailedError } from '../../../src/crypto/errors.ts';
import { createNodeEngine, nodePrimitives } from '../../../src/crypto/host/node.ts';
import { hostRandom } from '../../../src/crypto/random.ts';
import { FRAME_LENGTH } from '../../../src/crypto/stream/format.ts';
import { openStream } from '../../../src/crypto/stream/open-stream.ts';
import { sealStream } from '../../../src/crypto/stream/seal-stream.ts';
import { forEachEngine } from '../engines.ts';
import { frameByHand, headerByHand, sealByHand } from './by-hand.ts';
import { cutAt, failingTests, isZero, observe, outputOf, RUNS, run, settle } from './streams.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const OTHER_KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 2);
const AAD = Uint8Array.of(1, 2, 3);
const RECIPE = { key: KEY, salt: new Uint8Array(16).fill(9), aad: AAD, frameLength: 8 };
const STEP = RECIPE.frameLength + 16;
const MESSAGE = Uint8Array.from({ length: 28 }, (_, i) => 0x61 + i);
const SEALED = new Uint8Array(sealByHand(RECIPE, MESSAGE));
const HEADER = SEALED.subarray(0, 56);
const FRAMES = [0, 1, 2, 3].map((i) => SEALED.subarray(56 + i * STEP, 56 + (i + 1) * STEP));
const [F0, F1, F2, F3] = FRAMES as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** Requires a refusal, and that nothing but the true beginning came before it. */
async function expectRefusal(forged: Uint8Array, options: object = {}): Promise<void> {
  const { engine } = observe();
  const opening = openStream({ engine, key: KEY, aad: AAD, ...options });
  const { output, readError, writeError } = await run(opening, [forged]);
  expect(readError).toBeInstanceOf(AuthenticationError);
  expect((readError as Error).message).toBe('authentication failed');
  expect(writeError).toBe(readError);
  expect(output.length % RECIPE.frameLength).toBe(0);
  expect(output.length).toBeLessThan(MESSAGE.length);
  expect(output).toEqual(MESSAGE.slice(0, output.length));
}

describe('opening a stream', () => {
  forEachEngine((createEngine) => {
    it('opens what was sealed by hand from FORMATS §7, however it comes', async () => {
      const inputs = fc.record({
        message: fc.uint8Array({ maxLength: 120 }),
        places: fc.array(fc.nat(300), { maxLength: 10 }),
        aad: fc.uint8Array({ maxLength: 40 }),
        frameLength: fc.constantFrom(1, 2, 7, 16, 40, 119, 120, 121, FRAME_LENGTH),
        salt: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      });
      const engine = createEngine();
      const property = fc.asyncProperty(inputs, async ({ message, places, ...recipe }) => {
        const sealed = sealByHand({ ...recipe, key: KEY }, message);
        const opening = openStream({ engine, key: KEY, aad: recipe.aad });
        expect(await outputOf(opening, cutAt(sealed, places))).toEqual(Uint8Array.from(message));
      });
      await fc.assert(property, { ...RUNS, numRuns: 60 });
    });
  });

  it('opens a stream that comes byte by byte, with empty chunks between', async () => {
    const { engine } = observe();
    const chunks = [...SEALED].flatMap((byte) => [Uint8Array.of(byte), new Uint8Array()]);
    expect(await outputOf(openStream({ engine, key: KEY, aad: AAD }), chunks)).toEqual(MESSAGE);
  });

  it('gives a frame out when it is verified, and does not wait for the end', async () => {
    const { engine } = observe();
    const { readable, writable } = openStream({ engine, key: KEY, aad: AAD });
    const writer = writable.getWriter();
    const writing = writer.write(SEALED.subarray(0, 56 + STEP + 1));
    const { value } = await readable.getReader().read();
    expect(value).toEqual(MESSAGE.slice(0, 8));
    await writing;
    await writer.abort();
  });

  it('copies key and AAD, and leaves the chunks of its caller as they were', async () => {
    const { engine } = observe();
    const [key, aad, sealed] = [Buffer.from(KEY), Buffer.from(AAD), Uint8Array.from(SEALED)];
    const opening = openStream({ engine, key, aad });
    key.fill(0);
    aad.fill(0);
    expect(await outputOf(opening, [sealed])).toEqual(MESSAGE);
    expect(sealed).toEqual(SEALED);
  });

  it('takes keys of 32 bytes alone', () => {
    const { engine } = observe();
    for (const length of [0, 16, 31, 33]) {
      expect(() => openStream({ engine, key: new Uint8Array(length) })).toThrow(RangeError);
    }
    expect(() => openStream({ engine, key: KEY, aad: 'aad' as never })).toThrow(TypeError);
  });

  it('says that the engine failed, not that the stream is forged', async () => {
    const engine = createEngine('host', nodePrimitives(), failingTests);
    const { readError } = await run(openStream({ engine, key: KEY, aad: AAD }), [SEALED]);
    expect(readError).toBeInstanceOf(EngineFailedError);
  });
});

describe('opening refuses', () => {
  it('every flipped bit, after the frames before it', async () => {
    for (let bit = 0; bit < 8 * SEALED.length; bit++) {
      const forged = Uint8Array.from(SEALED);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expectRefusal(forged);
    }
  });

  it('every truncation, at the borders of frames too', async () => {
    for (let length = 0; length < SEALED.length; length++) await expectRefusal(SEALED.slice(0, length));
  });

  it('every extension', async () => {
    const more = [Uint8Array.of(0), new Uint8Array(16), new Uint8Array(STEP), F3, F0, HEADER, SEALED];
    for (const tail of more) await expectRefusal(concatBytes(SEALED, tail));
  });

  it('frames that were moved, repeated or left out', async () => {
    const orders = [
      [F1, F0, F2, F3],
      [F0, F2, F1, F3],
      [F3, F1, F2, F0],
      [F0, F0, F1, F2, F3],
      [F0, F1, F1, F2, F3],
      [F0, F1, F2, F3, F3],
      [F1, F2, F3],
      [F0, F2, F3],
      [F0, F1, F3],
      [F0, F1, F2],
      [F3],
      [],
    ];
    for (const order of orders) await expectRefusal(concatBytes(HEADER, ...order));
  });

  it('frames of another stream under the same key, in their own places', async () => {
    const other = new Uint8Array(sealByHand({ ...RECIPE, salt: new Uint8Array(16).fill(8) }, MESSAGE));
    for (const place of [0, 1, 2, 3]) {
      const forged = Uint8Array.from(SEALED);
      const at = 56 + place * STEP;
      forged.set(other.subarray(at, at + STEP), at);
      await expectRefusal(forged);
    }
    await expectRefusal(concatBytes(other.subarray(0, 56), SEALED.subarray(56)));
  });

  it('another key and another AAD', async () => {
    await expectRefusal(SEALED, { key: OTHER_KEY });
    for (const aad of [undefined, AAD.subarray(1), Uint8Array.of(1, 2, 3, 0), Uint8Array.of(1, 2, 4)]) {
      await expectRefusal(SEALED, { aad });
    }
  });

  it('bytes moved from the header into the AAD', async () => {
    const aad = concatBytes(HEADER.subarray(23, 24), AAD);
    await expectRefusal(SEALED, { aad });
  });

  it('another frame length, even one that would cut the same frames', async () => {
    const one = new Uint8Array(sealByHand(RECIPE, MESSAGE.subarray(0, 4)));
    for (const frameLength of [4, 7, 9, 16]) {
      const forged = Uint8Array.from(one);
      new DataView(forged.buffer).setUint32(4, frameLength);
      await expectRefusal(forged);
    }
  });

  it('an empty last frame behind others, which no writer makes', async () => {
    const empty = frameByHand(RECIPE, 1, true, new Uint8Array());
    await expectRefusal(concatBytes(headerByHand(RECIPE), F0, empty));
    const { engine } = observe();
    const alone = concatBytes(headerByHand(RECIPE), frameByHand(RECIPE, 0, true, new Uint8Array()));
    expect(await outputOf(openStream({ engine, key: KEY, aad: AAD }), [alone])).toEqual(new Uint8Array());
  });

  it('a stream without a frame, a frame shorter than its tag, and a last frame that is not one', async () => {
    await expectRefusal(HEADER);
    await expectRefusal(concatBytes(HEADER, new Uint8Array(15)));
    await expectRefusal(concatBytes(HEADER, frameByHand(RECIPE, 0, false, MESSAGE.subarray(0, 8))));
    await expectRefusal(
      concatBytes(HEADER, frameByHand(RECIPE, 0, true, MESSAGE.subarray(0, 8)), F1, F2, F3),
    );
  });

  it('a header before it has used the key, or gathered a frame', async () => {
    const { engine, calls } = observe();
    const opening = openStream({ engine, key: OTHER_KEY, aad: AAD });
    const writer = opening.writable.getWriter();
    const writing = writer.write(HEADER);
    await expect(opening.readable.getReader().read()).rejects.toThrow(AuthenticationError);
    await expect(writing).rejects.toThrow(AuthenticationError);
    expect(calls.open).toBe(0);
  });
});

describe('what opening a stream holds in memory', () => {
  it('is three frames besides the chunk in hand, for 256 MiB and a reader that stalls', async () => {
    const engine = createNodeEngine();
    const [total, step] = [2 ** 28, FRAME_LENGTH + 16];
    const sealing = sealStream({ engine, random: hostRandom(), key: KEY });
    const opening = openStream({ engine, key: KEY });
    let usedUp = -56;
    const feeding = (async () => {
      const writer = sealing.writable.getWriter();
      const chunk = new Uint8Array(2 ** 18);
      for (let given = 0; given < total; given += chunk.length) await writer.write(chunk);
      await writer.close();
    })();
    const passing = (async () => {
      const writer = opening.writable.getWriter();
      for await (const chunk of sealing.readable as unknown as AsyncIterable<Uint8Array>) {
        await writer.write(chunk);
        usedUp += chunk.length;
      }
      await writer.close();
    })();
    const reader = opening.readable.getReader();
    let [read, most, frames] = [0, 0, 0];
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      read += value?.length ?? 0;
      frames++;
      if (frames % 256 === 100) await settle();
      most = Math.max(most, usedUp - read - 16 * frames);
    }
    await Promise.all([feeding, passing]);
    expect(read).toBe(total);
    expect(most).toBeLessThanOrEqual(3 * step);
  });
});

describe('what opening a stream leaves behind', () => {
  it('is nothing of its keys, done, refused or given up', async () => {
    const cut = SEALED.slice(0, -1);
    for (const sealed of [SEALED, cut, HEADER, SEALED.slice(0, 30)]) {
      const { engine, secrets } = observe();
      await run(openStream({ engine, key: KEY, aad: AAD }), [sealed]);
      await settle();
      expect(secrets.every(isZero)).toBe(true);
    }
  });

  it('is no plaintext that nobody read', async () => {
    for (const giveUp of ['abort', 'cancel'] as const) {
      const { engine, secrets, plaintexts } = observe();
      const { readable, writable } = openStream({ engine, key: KEY, aad: AAD });
      const [writer, reader] = [writable.getWriter(), readable.getReader()];
      writer.write(SEALED).catch(() => undefined);
      const { value } = await reader.read();
      await (giveUp === 'abort' ? writer.abort() : reader.cancel());
      await settle();
      expect(value).toEqual(MESSAGE.slice(0, 8));
      expect(plaintexts.length).toBeGreaterThanOrEqual(2);
      expect(secrets.every(isZero)).toBe(true);
      expect(plaintexts.filter((plaintext) => plaintext !== value).every(isZero)).toBe(true);
    }
  });
});
