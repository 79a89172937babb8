import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/bytes/concat.ts';
import { cutFrames, type Frame } from '../../../src/crypto/stream/frames.ts';
import { cutAt, isZero, RUNS } from './streams.ts';

/** All frames of some chunks. */
async function framesOf(chunks: readonly Uint8Array[], length: number, first?: Uint8Array): Promise<Frame[]> {
  const left = [...chunks];
  const frames: Frame[] = [];
  const cutting = { length, ...(first === undefined ? {} : { first }) };
  for await (const frame of cutFrames(async () => left.shift(), cutting)) frames.push(frame);
  return frames;
}

describe('cutting frames', () => {
  it('gives back the bytes, in frames of one length and a last one, however they came', async () => {
    const inputs = fc.tuple(
      fc.uint8Array({ maxLength: 100 }),
      fc.array(fc.nat(100), { maxLength: 12 }),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
    );
    const property = fc.asyncProperty(inputs, async ([bytes, places, length, startsEarly]) => {
      const [first = new Uint8Array(), ...others] = cutAt(bytes, places);
      const frames = await (startsEarly
        ? framesOf(others, length, first)
        : framesOf([new Uint8Array(), first, ...others], length));
      expect(concatBytes(...frames.map((frame) => frame.bytes))).toEqual(Uint8Array.from(bytes));
      expect(frames.map(({ number }) => number)).toEqual(frames.map((_, i) => i));
      expect(frames.map(({ isLast }) => isLast)).toEqual(frames.map((_, i) => i === frames.length - 1));
      for (const frame of frames.slice(0, -1)) expect(frame.bytes.length).toBe(length);
      const last = frames.at(-1)?.bytes.length ?? -1;
      expect(last).toBeGreaterThanOrEqual(bytes.length === 0 ? 0 : 1);
      expect(last).toBeLessThanOrEqual(length);
    });
    await fc.assert(property, RUNS);
  });

  it('holds a full frame back until there is another byte', async () => {
    const asked: number[] = [];
    const chunks = [Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3)];
    const take = async () => {
      asked.push(chunks.length);
      return chunks.shift();
    };
    const frames = cutFrames(take, { length: 2 });
    expect((await frames.next()).value).toMatchObject({ isLast: false, bytes: Uint8Array.of(1, 2) });
    expect(asked).toEqual([3, 2, 1]);
  });

  it('copies: frames stay what they are when the chunk changes, and fill their buffers', async () => {
    const chunk = Uint8Array.of(0, 1, 2, 3, 4).subarray(1);
    const frames = await framesOf([chunk], 3);
    chunk.fill(9);
    expect(frames.map(({ bytes }) => [...bytes])).toEqual([[1, 2, 3], [4]]);
    for (const { bytes } of frames) expect(bytes.buffer.byteLength).toBe(bytes.length);
  });

  it('takes chunks of shared memory and Buffers', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(2)).fill(7);
    const frames = await framesOf([shared, Buffer.from([8])], 8);
    expect([...(frames[0]?.bytes ?? [])]).toEqual([7, 7, 8]);
  });

  it('wipes what it has gathered when it is given up, and not what it has handed over', async () => {
    const lent: Uint8Array<ArrayBuffer>[] = [];
    const lend = (length: number) => {
      const bytes = new Uint8Array(length);
      lent.push(bytes);
      return bytes;
    };
    const chunks = [Uint8Array.of(1, 2, 3, 4, 5)];
    const take = async () => chunks.shift() ?? Promise.reject(new Error('the writer gave up'));
    const frames = cutFrames(take, { length: 3, lend });
    expect((await frames.next()).value).toMatchObject({ bytes: lent[0] });
    const second = frames.next();
    await expect(second).rejects.toThrow('the writer gave up');
    expect(lent.map((bytes) => [...bytes])).toEqual([
      [1, 2, 3],
      [0, 0, 0],
    ]);
  });

  it('leaves a frame to whoever has it, when no more are wanted', async () => {
    const chunks = [Uint8Array.of(1, 2, 3, 4)];
    const frames = cutFrames(async () => chunks.shift(), { length: 3 });
    const { value } = await frames.next();
    await frames.return();
    expect(value).toMatchObject({ bytes: Uint8Array.of(1, 2, 3) });
  });

  it('wipes what it has gathered for the last frame, which is shorter', async () => {
    const lent: Uint8Array<ArrayBuffer>[] = [];
    const lend = (length: number) => {
      const bytes = new Uint8Array(length);
      lent.push(bytes);
      return bytes;
    };
    const chunks = [Uint8Array.of(1, 2)];
    const frames = cutFrames(async () => chunks.shift(), { length: 9, lend });
    expect((await frames.next()).value).toMatchObject({ isLast: true, bytes: Uint8Array.of(1, 2) });
    expect((await frames.next()).done).toBe(true);
    expect(lent.map(isZero)).toEqual([true]);
  });
});
