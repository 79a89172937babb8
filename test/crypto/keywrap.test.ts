import { createCipheriv, createDecipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { AuthenticationError } from '../../src/crypto/errors.ts';
import { aesKeyWrap, unwrap, unwrapPadded, wrap, wrapPadded } from '../../src/crypto/keywrap.ts';
import { aesKeyWrapAgrees, bytesFrom, hold, QUICK_RUNS } from './symmetric-differential.ts';

const KEK_256 = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const DATA_256 = '00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f';

/** RFC 3394 §4.1 to §4.6: bytes of KEK, bytes of key data, what they wrap to. */
const RFC_3394 = [
  [16, 16, '1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5'],
  [24, 16, '96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d'],
  [32, 16, '64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7'],
  [24, 24, '031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2'],
  [32, 24, 'a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1'],
  [32, 32, '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21'],
] as const;

test.each(RFC_3394)('RFC 3394 4: %i bytes of KEK, %i bytes of data', (kekLength, dataLength, wrapped) => {
  const kek = fromHex(KEK_256).subarray(0, kekLength);
  const data = fromHex(DATA_256).subarray(0, dataLength);
  expect(toHex(wrap(kek, data))).toBe(wrapped);
  expect(unwrap(kek, fromHex(wrapped))).toEqual(new Uint8Array(data));
});

test.each([
  [
    'c37b7e6492584340bed12207808941155068f738',
    '138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a',
  ],
  ['466f7250617369', 'afbeb0f07dfbf5419200f2ccb50bb24f'],
])('RFC 5649 6: %s', (plaintext, wrapped) => {
  const kek = fromHex('5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8');
  expect(toHex(wrapPadded(kek, fromHex(plaintext)))).toBe(wrapped);
  expect(toHex(unwrapPadded(kek, fromHex(wrapped)))).toBe(plaintext);
});

test(`KW and KWP agree with OpenSSL in ${QUICK_RUNS} random cases`, () =>
  hold(aesKeyWrapAgrees(aesKeyWrap), QUICK_RUNS));

test('a key with more than 255 steps has its step number in two bytes', () => {
  const [kek, key] = [bytesFrom(1, 32), bytesFrom(2, 2400)];
  const cipher = createCipheriv('aes256-wrap' as 'aes-256-cbc', kek, Buffer.alloc(8, 0xa6));
  const expected = Buffer.concat([cipher.update(key), cipher.final()]);
  expect(toHex(wrap(kek, key))).toBe(expected.toString('hex'));
  expect(unwrap(kek, expected)).toEqual(key);
});

describe('what is not a wrapped key is refused in the one way', () => {
  const kek = bytesFrom(1, 32);

  test('every bit of it', () => {
    const cases = [
      [wrap(kek, bytesFrom(2, 24)), unwrap],
      [wrapPadded(kek, bytesFrom(2, 5)), unwrapPadded],
      [wrapPadded(kek, bytesFrom(2, 21)), unwrapPadded],
    ] as const;
    for (const [wrapped, opener] of cases) {
      for (let bit = 0; bit < 8 * wrapped.length; bit++) {
        const other = new Uint8Array(wrapped);
        other[bit >> 3] ^= 1 << (bit & 7);
        expect(() => opener(kek, other)).toThrow(AuthenticationError);
      }
    }
  });

  test('a length that no wrapped key has', () => {
    for (let length = 0; length <= 50; length++) {
      const wrong = new Uint8Array(length);
      expect(() => unwrap(kek, wrong), `KW ${length}`).toThrow(AuthenticationError);
      expect(() => unwrapPadded(kek, wrong), `KWP ${length}`).toThrow(AuthenticationError);
    }
  });

  test('the other of the two algorithms', () => {
    expect(() => unwrapPadded(kek, wrap(kek, bytesFrom(2, 32)))).toThrow(AuthenticationError);
    expect(() => unwrap(kek, wrapPadded(kek, bytesFrom(2, 32)))).toThrow(AuthenticationError);
  });

  /** What KWP-AE would make of a first semiblock and padding of the forger's choice. */
  function forged(first: string, rest: string): Uint8Array {
    const name = rest.length === 16 ? 'aes-256-ecb' : 'aes256-wrap';
    const iv = rest.length === 16 ? null : fromHex(first);
    const cipher = createCipheriv(name as 'aes-256-cbc', kek, iv as Uint8Array).setAutoPadding(false);
    return Buffer.concat([cipher.update(fromHex(rest.length === 16 ? first + rest : rest)), cipher.final()]);
  }

  test.each([
    ['no plaintext at all', 'a65959a600000000', '0000000000000000'],
    ['a length of more than the bytes', 'a65959a600000009', '0102030405060708'],
    ['a length of a semiblock less', 'a65959a600000008', '01020304050607080000000000000000'],
    ['a length of a semiblock more', 'a65959a600000011', '01020304050607080102030405060708'],
    ['a negative length', 'a65959a6ffffffff', '0102030405060708'],
    ['the least negative length', 'a65959a680000008', '0102030405060708'],
    ['padding that is not zero, first byte', 'a65959a600000003', '0102030100000000'],
    ['padding that is not zero, last byte', 'a65959a600000009', '01020304050607080900000000000001'],
    ['another check value', 'a65959a700000008', '0102030405060708'],
    ['the check value of KW', 'a6a6a6a6a6a6a6a6', '01020304050607080102030405060708'],
  ])('KWP: %s', (_, first, rest) => {
    expect(() => unwrapPadded(kek, forged(first, rest))).toThrow(AuthenticationError);
  });

  test('and the forger does make what is right', () => {
    expect(toHex(unwrapPadded(kek, forged('a65959a600000003', '0102030000000000')))).toBe('010203');
    expect(toHex(unwrapPadded(kek, forged('a65959a600000009', '01020304050607080900000000000000')))).toBe(
      '010203040506070809',
    );
  });
});

describe('arguments', () => {
  const kek = new Uint8Array(32);

  test.each([0, 8, 15, 17, 20])('KW of %i bytes is a RangeError', (length) => {
    expect(() => wrap(kek, new Uint8Array(length))).toThrow(
      new RangeError(`"plaintext" expected a multiple of 8 from 16 bytes on, got ${length}`),
    );
  });

  test('KWP of nothing is a RangeError', () => {
    expect(() => wrapPadded(kek, new Uint8Array())).toThrow(
      new RangeError('"plaintext" expected 1 to 2^32 - 8 bytes, got 0'),
    );
  });

  test('a KEK of another length is a RangeError, another kind a TypeError, for all four', () => {
    for (const call of [wrap, unwrap, wrapPadded, unwrapPadded]) {
      expect(() => call(new Uint8Array(20), new Uint8Array(24))).toThrow(RangeError);
      expect(() => call(null as unknown as Uint8Array, new Uint8Array(24))).toThrow(TypeError);
      expect(() => call(kek, [] as unknown as Uint8Array)).toThrow(TypeError);
    }
  });

  test('are left as they were, Buffers too', () => {
    const wrapped = Buffer.from(wrap(kek, bytesFrom(1, 32)));
    const kept = Buffer.from(wrapped);
    unwrap(kek, wrapped);
    expect(wrapped).toEqual(kept);
    const padded = Buffer.from(wrapPadded(kek, bytesFrom(1, 8)));
    const keptPadded = Buffer.from(padded);
    unwrapPadded(kek, padded);
    expect(padded).toEqual(keptPadded);
    const decipher = createDecipheriv('aes256-wrap' as 'aes-256-cbc', kek, Buffer.alloc(8, 0xa6));
    expect(Buffer.concat([decipher.update(wrapped), decipher.final()])).toEqual(
      Buffer.from(bytesFrom(1, 32)),
    );
  });
});
