import { expect, it, test } from 'vitest';
import { counterPlaceOf, expectCounterBits } from '../../src/crypto/kbkdf-counter.ts';
import type { KbkdfInput } from '../../src/crypto/primitives.ts';

const placeOf = (counterLocation: KbkdfInput['counterLocation']): number =>
  counterPlaceOf({
    hash: 'SHA-256',
    key: new Uint8Array(32),
    fixedInput: new Uint8Array(7),
    counterBits: 32,
    counterLocation,
    length: 32,
  });

it('a counter stands before the fixed input, after it, or behind so many bytes of it', () => {
  expect([placeOf('before'), placeOf('after'), placeOf(0), placeOf(3), placeOf(7)]).toEqual([0, 7, 0, 3, 7]);
});

it('a counter stands nowhere else', () => {
  for (const place of [-1, 8, 1.5, Number.NaN]) expect(() => placeOf(place)).toThrow(RangeError);
  expect(() => placeOf('between' as never)).toThrow(TypeError);
});

test('a counter has whole bytes, one to four of them', () => {
  for (const bits of [8, 16, 24, 32]) expect(() => expectCounterBits(bits)).not.toThrow();
  for (const bits of [0, 7, 12, 33, 40]) expect(() => expectCounterBits(bits)).toThrow(RangeError);
  expect(() => expectCounterBits('8' as never)).toThrow(TypeError);
});
