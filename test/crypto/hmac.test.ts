import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { BLOCK_LENGTHS, digestOf, HASH_NAMES } from '../../src/crypto/hash.ts';
import { hmac, mac, openHmac, verify } from '../../src/crypto/hmac.ts';
import type { HashName } from '../../src/crypto/primitives.ts';
import { bytesFrom, hmacAgrees, hold, QUICK_RUNS } from './symmetric-differential.ts';

test('RFC 4231 test cases 1, 3 and 6 for SHA-256', () => {
  expect(toHex(mac('SHA-256', new Uint8Array(20).fill(0x0b), toUtf8('Hi There')))).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  );
  expect(toHex(mac('SHA-256', new Uint8Array(20).fill(0xaa), new Uint8Array(50).fill(0xdd)))).toBe(
    '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  );
  const message = toUtf8('Test Using Larger Than Block-Size Key - Hash Key First');
  expect(toHex(mac('SHA-256', new Uint8Array(131).fill(0xaa), message))).toBe(
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  );
});

test('RFC 4231 test case 5: a tag cut to 16 bytes', () => {
  const key = new Uint8Array(20).fill(0x0c);
  const tag = fromHex('a3b6167473100ee06e0c796c2955552b');
  expect(mac('SHA-256', key, toUtf8('Test With Truncation'), 16)).toEqual(tag);
  expect(verify('SHA-256', key, toUtf8('Test With Truncation'), tag)).toBe(true);
});

test(`HMAC agrees with OpenSSL in ${QUICK_RUNS} random cases`, () => hold(hmacAgrees(hmac), QUICK_RUNS));

test.each(HASH_NAMES)('%s: a key longer than the block is its digest, one as long is itself', (hash) => {
  const message = bytesFrom(1, 10);
  const long = bytesFrom(2, BLOCK_LENGTHS[hash] + 1);
  expect(mac(hash, long, message)).toEqual(mac(hash, digestOf(hash, long), message));
  const whole = long.slice(1);
  expect(mac(hash, whole, message)).not.toEqual(mac(hash, digestOf(hash, whole), message));
});

test('one key MACs many messages, in parts', () => {
  const keyed = openHmac('SHA-384', bytesFrom(1, 48));
  for (let length = 0; length < 300; length += 7) {
    const message = bytesFrom(length, length);
    const expected = mac('SHA-384', bytesFrom(1, 48), message);
    expect(keyed.mac(message.subarray(0, length >> 1), message.subarray(length >> 1))).toEqual(expected);
  }
  keyed.release();
  expect(() => keyed.mac(new Uint8Array())).toThrow();
});

describe('a tag is refused', () => {
  const [key, message] = [bytesFrom(1, 32), bytesFrom(2, 32)];

  test('for every bit of tag, message and key', () => {
    const tag = mac('SHA-256', key, message);
    for (const bytes of [tag, message, key]) {
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        bytes[bit >> 3] ^= 1 << (bit & 7);
        expect(verify('SHA-256', key, message, tag)).toBe(false);
        bytes[bit >> 3] ^= 1 << (bit & 7);
      }
    }
    expect(verify('SHA-256', key, message, tag)).toBe(true);
  });

  test('when it is shorter than 4 bytes or longer than the MAC', () => {
    const tag = mac('SHA-256', key, message);
    for (const length of [0, 1, 2, 3]) {
      expect(verify('SHA-256', key, message, tag.subarray(0, length))).toBe(false);
    }
    expect(verify('SHA-256', key, message, tag.subarray(0, 4))).toBe(true);
    expect(verify('SHA-256', key, message, new Uint8Array([...tag, 0]))).toBe(false);
  });
});

describe('arguments', () => {
  const bytes = new Uint8Array(32);

  test.each([0, 3, 33, 4.5])('a tag length of %d is a RangeError', (tagLength) => {
    expect(() => mac('SHA-256', bytes, bytes, tagLength)).toThrow(RangeError);
  });

  test('another kind is a TypeError, another hash unsupported', () => {
    const wrong = {} as unknown as Uint8Array;
    expect(() => mac('SHA-256', wrong, bytes)).toThrow(TypeError);
    expect(() => mac('SHA-256', bytes, wrong)).toThrow(TypeError);
    expect(() => verify('SHA-256', bytes, bytes, wrong)).toThrow(TypeError);
    expect(() => mac('MD5' as HashName, bytes, bytes)).toThrow(UnsupportedAlgorithmError);
  });

  test('are left as they were', () => {
    const [key, message] = [bytesFrom(1, 200), bytesFrom(2, 50)];
    verify('SHA-512', key, message, mac('SHA-512', key, message));
    expect([key, message]).toEqual([bytesFrom(1, 200), bytesFrom(2, 50)]);
  });
});
