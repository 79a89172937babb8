import { expect, test } from 'vitest';
import { pooledRandom } from '../../src/crypto/pooled-random.ts';
import { hostRandom } from '../../src/crypto/random.ts';

/** A source that counts up, and remembers what it was asked for and what it gave. */
function countingSource(): {
  readonly draw: (length: number) => Uint8Array<ArrayBuffer>;
  readonly lengths: number[];
  readonly drawn: Uint8Array[];
} {
  let next = 0;
  const lengths: number[] = [];
  const drawn: Uint8Array[] = [];
  const draw = (length: number): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(length).map(() => 1 + (next++ % 255));
    lengths.push(length);
    drawn.push(bytes);
    return bytes;
  };
  return { draw, lengths, drawn };
}

test('bytes are handed out in the order in which they were drawn, each once', () => {
  const { draw, lengths } = countingSource();
  const random = pooledRandom(draw, () => 0);
  const got = [16, 32, 1, 0, 64].flatMap((length) => [...random(length)]);
  expect(got).toEqual(Array.from({ length: 113 }, (_, i) => i + 1));
  expect(lengths).toEqual([1024]);
});

test('what was handed out is zero in the pool, and is the caller’s own', () => {
  const { draw, drawn } = countingSource();
  const random = pooledRandom(draw, () => 0);
  const first = random(16);
  expect([...(drawn[0] as Uint8Array).subarray(0, 17)]).toEqual([...new Uint8Array(16), 17]);
  first.fill(0xff);
  expect(random(1)[0]).toBe(17);
});

test('what does not fit any more is drawn anew, and the rest is wiped, not handed out', () => {
  const { draw, lengths, drawn } = countingSource();
  const random = pooledRandom(draw, () => 0);
  for (let i = 0; i < 20; i++) random(50);
  expect(random(50)).toEqual(new Uint8Array(50).map((_, i) => 1 + ((1024 + i) % 255)));
  expect(lengths).toEqual([1024, 1024]);
  expect(drawn[0]).toEqual(new Uint8Array(1024));
});

test('what is long comes from the source at once', () => {
  const { draw, lengths } = countingSource();
  const random = pooledRandom(draw, () => 0);
  random(16);
  expect(random(65).length).toBe(65);
  expect(lengths).toEqual([1024, 65]);
});

test.each([
  ['a second later', 1000],
  ['after the clock was set back', -1],
])('nothing of a pool is handed out %s', (_, laterMs) => {
  let nowMs = 5_000_000;
  const { draw, lengths, drawn } = countingSource();
  const random = pooledRandom(draw, () => nowMs);
  random(16);
  nowMs += 999;
  random(16);
  expect(lengths).toEqual([1024]);
  nowMs += laterMs - 999;
  random(16);
  expect(lengths).toEqual([1024, 1024]);
  expect(drawn[0]).toEqual(new Uint8Array(1024));
});

test('nothing is drawn before the first call, and a length must be one', () => {
  const { draw, lengths } = countingSource();
  const random = pooledRandom(draw, () => 0);
  expect(lengths).toEqual([]);
  expect(() => random(-1)).toThrow(RangeError);
  expect(() => random('16' as never)).toThrow(TypeError);
});

test('portions of the host’s generator do not repeat', () => {
  const random = pooledRandom(hostRandom(), Date.now);
  const seen = new Set(Array.from({ length: 1000 }, () => random(16).join()));
  expect(seen.size).toBe(1000);
});
