import { describe, expect, test, vi } from 'vitest';
import { hostRandom, RandomFailedError, type RandomHost } from '../../src/crypto/random.ts';

/** A host that fills with these bytes, request after request, and counts what it was asked for. */
function hostOf(fill: (array: Uint8Array, call: number) => void): RandomHost & { requests: number[] } {
  const requests: number[] = [];
  return {
    requests,
    getRandomValues: (array) => {
      fill(array, requests.length);
      requests.push(array.length);
    },
  };
}

/** Counts on and on: no block ever comes again. */
function countingHost(): ReturnType<typeof hostOf> {
  let next = 0;
  return hostOf((array) => {
    for (let i = 0; i < array.length; i++) array[i] = (next++ * 0x9e3779b1) >>> 13;
  });
}

test('bytes come from the host of the runtime when none is given', () => {
  const random = hostRandom();
  for (const length of [0, 1, 16, 100, 70_000]) expect(random(length).length).toBe(length);
  expect(random(32)).not.toEqual(random(32));
});

test('nothing is asked for before the first call', () => {
  const host = countingHost();
  hostRandom(host);
  expect(host.requests).toEqual([]);
});

test('long requests are cut to what a host gives at once', () => {
  const host = countingHost();
  expect(hostRandom(host)(200_000).length).toBe(200_000);
  expect(Math.max(...host.requests)).toBe(65_536);
  expect(host.requests.reduce((sum, length) => sum + length, 0)).toBe(200_016);
});

test('every byte of a request comes from the host', () => {
  const drawn: number[] = [];
  const host = hostOf((array) => {
    crypto.getRandomValues(array as Uint8Array<ArrayBuffer>);
    drawn.push(...array);
  });
  expect([...hostRandom(host)(1000)]).toEqual(drawn.slice(0, 1000));
});

describe('a generator that fails is not used', () => {
  test.each([0, 7, 255])('stuck at %i', (byte) => {
    const random = hostRandom(hostOf((array) => array.fill(byte)));
    expect(() => random(32)).toThrow(RandomFailedError);
    expect(() => random(0)).toThrow(RandomFailedError);
  });

  test('repeating itself from call to call', () => {
    const random = hostRandom(hostOf((array) => array.set(array.map((_, i) => (i * 31) % 251))));
    random(16);
    expect(() => random(16)).toThrow(new RandomFailedError('the random generator repeats itself'));
  });

  test('repeating a block within a call', () => {
    const random = hostRandom(hostOf((array) => array.set(array.map((_, i) => (i % 16) * 13))));
    expect(() => random(16)).toThrow(RandomFailedError);
  });

  test('repeating a block anywhere within a long request', () => {
    const random = hostRandom(
      hostOf((array) => {
        crypto.getRandomValues(array as Uint8Array<ArrayBuffer>);
        array.copyWithin(480, 464, 480);
      }),
    );
    expect(() => random(1024)).toThrow(RandomFailedError);
  });

  test('failing later than at first', () => {
    const random = hostRandom(
      hostOf((array, call) => {
        if (call < 3) crypto.getRandomValues(array as Uint8Array<ArrayBuffer>);
      }),
    );
    for (let i = 0; i < 3; i++) random(32);
    expect(() => random(32)).toThrow(RandomFailedError);
  });

  test('throwing: its own error comes through, and no bytes', () => {
    const random = hostRandom({
      getRandomValues: () => {
        throw new Error('no entropy');
      },
    });
    expect(() => random(32)).toThrow('no entropy');
  });

  test('missing from the runtime', () => {
    vi.stubGlobal('crypto', undefined);
    try {
      expect(() => hostRandom()(16)).toThrow(new RandomFailedError('this host has no random generator'));
    } finally {
      vi.unstubAllGlobals();
    }
    expect(() => hostRandom({} as RandomHost)(16)).toThrow(RandomFailedError);
  });
});

test.each([-1, 1.5, Number.NaN, 2 ** 31 + 1])('a length of %d is a RangeError', (length) => {
  expect(() => hostRandom()(length)).toThrow(RangeError);
});

test('2^16 nonces of 12 bytes are all different', () => {
  const random = hostRandom();
  const nonces = new Set(Array.from({ length: 2 ** 16 }, () => Buffer.from(random(12)).toString('hex')));
  expect(nonces.size).toBe(2 ** 16);
});
