import { describe, expect, test } from 'vitest';
import { UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { deriveKbkdf, kbkdf } from '../../src/crypto/kbkdf.ts';
import type { HashName, KbkdfInput } from '../../src/crypto/primitives.ts';
import { bytesFrom, hold, kbkdfAgrees, kbkdfModel, QUICK_RUNS } from './symmetric-differential.ts';

const INPUT: KbkdfInput = {
  hash: 'SHA-256',
  key: bytesFrom(1, 32),
  fixedInput: bytesFrom(2, 60),
  counterBits: 32,
  counterLocation: 'before',
  length: 32,
};

test(`KBKDF agrees with its model in ${QUICK_RUNS} random cases`, () => hold(kbkdfAgrees(kbkdf), QUICK_RUNS));

test('before and after are the places 0 and the length', () => {
  expect(deriveKbkdf({ ...INPUT, counterLocation: 0 })).toEqual(deriveKbkdf(INPUT));
  expect(deriveKbkdf({ ...INPUT, counterLocation: 60 })).toEqual(
    deriveKbkdf({ ...INPUT, counterLocation: 'after' }),
  );
});

test('a counter carries from byte to byte', () => {
  const input: KbkdfInput = { ...INPUT, counterBits: 16, length: 32 * 300 };
  expect(Buffer.compare(deriveKbkdf(input), kbkdfModel(input))).toBe(0);
});

test('a counter of 8 bits ends after 255 blocks', () => {
  expect(deriveKbkdf({ ...INPUT, counterBits: 8, length: 255 * 32 }).length).toBe(8160);
  expect(() => deriveKbkdf({ ...INPUT, counterBits: 8, length: 255 * 32 + 1 })).toThrow(
    new RangeError('"length" expected integer from 1 to 8160, got 8161'),
  );
});

test('the least input works: empty key, empty fixed input, one byte', () => {
  const least: KbkdfInput = { ...INPUT, key: new Uint8Array(), fixedInput: new Uint8Array(), length: 1 };
  expect(deriveKbkdf(least).length).toBe(1);
});

describe('arguments', () => {
  test.each([0, 7, 12, 33, 64])('a counter of %i bits is a RangeError', (bits) => {
    expect(() => deriveKbkdf({ ...INPUT, counterBits: bits as 8 })).toThrow(RangeError);
  });

  test('a counter of 12 bits is refused with those that there are', () => {
    expect(() => deriveKbkdf({ ...INPUT, counterBits: 12 as 8 })).toThrow(
      new RangeError('"counterBits" expected 8, 16, 24 or 32, got 12'),
    );
  });

  test.each([-1, 61, 1.5])('a counter at byte %d is a RangeError', (counterLocation) => {
    expect(() => deriveKbkdf({ ...INPUT, counterLocation })).toThrow(RangeError);
  });

  test.each([0, -1, 1.5])('a length of %d is a RangeError', (length) => {
    expect(() => deriveKbkdf({ ...INPUT, length })).toThrow(RangeError);
  });

  test('another kind is a TypeError, another hash unsupported', () => {
    expect(() => deriveKbkdf({ ...INPUT, key: '' as unknown as Uint8Array })).toThrow(TypeError);
    expect(() => deriveKbkdf({ ...INPUT, fixedInput: [] as unknown as Uint8Array })).toThrow(TypeError);
    expect(() => deriveKbkdf({ ...INPUT, counterLocation: 'middle' as 'after' })).toThrow(TypeError);
    expect(() => deriveKbkdf({ ...INPUT, hash: 'SHA' as HashName })).toThrow(UnsupportedAlgorithmError);
  });

  test('are left as they were', () => {
    deriveKbkdf(INPUT);
    expect([INPUT.key, INPUT.fixedInput]).toEqual([bytesFrom(1, 32), bytesFrom(2, 60)]);
  });
});
