import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { OUTPUT_LENGTHS } from '../../src/crypto/hash.ts';
import { deriveHkdf, hkdf } from '../../src/crypto/hkdf.ts';
import type { HashName } from '../../src/crypto/primitives.ts';
import { bytesFrom, hkdfAgrees, hold, QUICK_RUNS } from './symmetric-differential.ts';

const NONE = new Uint8Array();

test('RFC 5869 A.3: no salt, no info', () => {
  expect(toHex(deriveHkdf('SHA-256', new Uint8Array(22).fill(0x0b), NONE, NONE, 42))).toBe(
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  );
});

test(`HKDF agrees with OpenSSL in ${QUICK_RUNS} random cases`, () => hold(hkdfAgrees(hkdf), QUICK_RUNS));

test('no salt is as many zeroes as the hash has bytes (RFC 5869 2.2)', () => {
  const ikm = bytesFrom(1, 20);
  expect(deriveHkdf('SHA-384', ikm, NONE, NONE, 50)).toEqual(
    deriveHkdf('SHA-384', ikm, new Uint8Array(48), NONE, 50),
  );
});

test('255 blocks are the most', () => {
  const most = 255 * OUTPUT_LENGTHS['SHA-1'];
  expect(deriveHkdf('SHA-1', NONE, NONE, NONE, most).length).toBe(most);
  expect(() => deriveHkdf('SHA-1', NONE, NONE, NONE, most + 1)).toThrow(
    new RangeError(`"length" expected integer from 1 to ${most}, got ${most + 1}`),
  );
});

describe('arguments', () => {
  test.each([0, -1, 1.5])('a length of %d is a RangeError', (length) => {
    expect(() => deriveHkdf('SHA-256', NONE, NONE, NONE, length)).toThrow(RangeError);
  });

  test('another kind is a TypeError that names it, another hash unsupported', () => {
    const wrong = 7 as unknown as Uint8Array;
    expect(() => deriveHkdf('SHA-256', wrong, NONE, NONE, 1)).toThrow('"ikm" expected Uint8Array');
    expect(() => deriveHkdf('SHA-256', NONE, wrong, NONE, 1)).toThrow('"salt" expected Uint8Array');
    expect(() => deriveHkdf('SHA-256', NONE, NONE, wrong, 1)).toThrow('"info" expected Uint8Array');
    expect(() => deriveHkdf('SHA' as HashName, NONE, NONE, NONE, 1)).toThrow(UnsupportedAlgorithmError);
  });

  test('are left as they were', () => {
    const input = fromHex('0102');
    deriveHkdf('SHA-256', input, input, input, 100);
    expect(input).toEqual(fromHex('0102'));
  });
});
