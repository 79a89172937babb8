import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { encryptBlock } from '../../src/crypto/aes.ts';
import { aesGcm, open, seal } from '../../src/crypto/aes-gcm.ts';
import { AuthenticationError } from '../../src/crypto/errors.ts';
import { blockOf, bytesOf, ghash, inverse, multiply } from './gcm-model.ts';
import { aesGcmAgrees, bytesFrom, hold, QUICK_RUNS } from './symmetric-differential.ts';

const NONE = new Uint8Array();

const LONG_KEY = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
const LONG_PLAINTEXT =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39';
const LONG_AAD = 'feedfacedeadbeeffeedfacedeadbeefabaddad2';

/** Test cases of the GCM specification (McGrew and Viega, revised 2005, appendix B): key, nonce, P, A, C, T. */
const SPECIFICATION = [
  [13, '00'.repeat(32), '00'.repeat(12), '', '', '', '530f8afbc74536b9a963b4f1c4cb738b'],
  [
    14,
    '00'.repeat(32),
    '00'.repeat(12),
    '00'.repeat(16),
    '',
    'cea7403d4d606b6e074ec5d3baf39d18',
    'd0d1c8a799996bf0265b98b5d48ab919',
  ],
  [
    16,
    LONG_KEY,
    'cafebabefacedbaddecaf888',
    LONG_PLAINTEXT,
    LONG_AAD,
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
    '76fc6ece0f4e1768cddf8853bb2d551b',
  ],
  [
    17,
    LONG_KEY,
    'cafebabefacedbad',
    LONG_PLAINTEXT,
    LONG_AAD,
    'c3762df1ca787d32ae47c13bf19844cbaf1ae14d0b976afac52ff7d79bba9de0feb582d33934a4f0954cc2363bc73f7862ac430e64abe499f47c9b1f',
    '3a337dbf46a792c45e454913fe2ea8f2',
  ],
] as const;

test.each(SPECIFICATION)('test case %i of the GCM specification', (_, key, nonce, p, a, c, t) => {
  const sealed = seal(fromHex(key), fromHex(nonce), fromHex(p), fromHex(a));
  expect(toHex(sealed)).toBe(c + t);
  expect(toHex(open(fromHex(key), fromHex(nonce), sealed, fromHex(a)))).toBe(p);
});

test(`AES-GCM agrees with OpenSSL and noble in ${QUICK_RUNS} random cases`, () =>
  hold(aesGcmAgrees(aesGcm), QUICK_RUNS));

test('a message of every length from 0 to 300 bytes opens again, and is as OpenSSL seals it', () => {
  const [key, nonce] = [bytesFrom(1, 32), bytesFrom(2, 12)];
  for (let length = 0; length <= 300; length++) {
    const plaintext = bytesFrom(length, length);
    const sealed = seal(key, nonce, plaintext, NONE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const expected = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    expect(toHex(sealed)).toBe(expected.toString('hex'));
    expect(open(key, nonce, sealed, NONE)).toEqual(plaintext);
  }
});

test('a counter that starts just under 2^32 wraps within its 32 bits (SP 800-38D 6.2)', () => {
  const key = bytesFrom(5, 32);
  const h = blockOf(encryptBlock(key, new Uint8Array(16)));
  const lengthBlock = bytesOf(128n);
  for (const start of [0xffffffff, 0xfffffffe, 0xfffffff8, 0xfffffff1, 7, 8]) {
    const j0 = bytesFrom(6, 16);
    new DataView(j0.buffer).setUint32(12, start);
    const nonce = bytesOf(multiply(multiply(blockOf(j0), inverse(h)) ^ blockOf(lengthBlock), inverse(h)));
    expect(bytesOf(ghash(h, nonce, lengthBlock))).toEqual(j0);
    const plaintext = bytesFrom(7, 400);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const expected = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    expect(toHex(seal(key, nonce, plaintext, NONE))).toBe(expected.toString('hex'));
  }
});

describe('whatever differs is refused in the one way', () => {
  const [key, nonce, aad] = [bytesFrom(1, 32), bytesFrom(2, 12), bytesFrom(3, 20)];
  const plaintext = bytesFrom(4, 37);

  /** Every array that has one bit turned. */
  function* turned(bytes: Uint8Array): Generator<Uint8Array> {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const copy = new Uint8Array(bytes);
      copy[bit >> 3] ^= 1 << (bit & 7);
      yield copy;
    }
  }

  test.each([4, 8, 12, 13, 14, 15, 16])(
    'each bit of ciphertext, tag, nonce, AAD and key; tag of %i',
    (tagLength) => {
      const sealed = seal(key, nonce, plaintext, aad, tagLength);
      expect(sealed.length).toBe(plaintext.length + tagLength);
      const attempts = [
        ...[...turned(sealed)].map((other) => () => open(key, nonce, other, aad, tagLength)),
        ...[...turned(nonce)].map((other) => () => open(key, other, sealed, aad, tagLength)),
        ...[...turned(aad)].map((other) => () => open(key, nonce, sealed, other, tagLength)),
        ...[...turned(key)].map((other) => () => open(other, nonce, sealed, aad, tagLength)),
      ];
      for (const attempt of attempts) expect(attempt).toThrow(AuthenticationError);
    },
  );

  test('each shorter and each longer text', () => {
    const sealed = seal(key, nonce, plaintext, aad);
    for (let length = 0; length < sealed.length; length++) {
      expect(() => open(key, nonce, sealed.subarray(0, length), aad)).toThrow(AuthenticationError);
    }
    expect(() => open(key, nonce, Buffer.concat([sealed, Buffer.alloc(1)]), aad)).toThrow(
      AuthenticationError,
    );
    expect(() => open(key, nonce, sealed, aad.subarray(1))).toThrow(AuthenticationError);
  });

  test('a tag of another length than it was made with', () => {
    const sealed = seal(key, nonce, plaintext, aad, 12);
    expect(() => open(key, nonce, sealed, aad, 13)).toThrow(AuthenticationError);
  });

  test('bytes that move between additional data and ciphertext', () => {
    const sealed = seal(key, nonce, NONE, bytesFrom(5, 16));
    expect(() => open(key, nonce, Buffer.concat([bytesFrom(5, 16), sealed]), NONE)).toThrow(
      AuthenticationError,
    );
  });

  test('and a refusal changes nothing for the next call', () => {
    const sealed = seal(key, nonce, plaintext, aad);
    expect(() => open(key, nonce, sealed, NONE)).toThrow(AuthenticationError);
    expect(open(key, nonce, sealed, aad)).toEqual(plaintext);
  });
});

describe('arguments', () => {
  const key = new Uint8Array(32);
  const nonce = new Uint8Array(12);

  test('are left as they were, also as views and as Buffers, whose slice shares memory', () => {
    const memory = Buffer.from(bytesFrom(1, 600));
    const [k, n, p, a] = [
      memory.subarray(1, 33),
      memory.subarray(33, 45),
      memory.subarray(45, 345),
      memory.subarray(345),
    ];
    const sealed = Buffer.from(seal(k, n, p, a));
    const kept = Buffer.from(sealed);
    const opened = open(k, n, sealed, a);
    expect(Buffer.compare(opened, p)).toBe(0);
    expect(memory).toEqual(Buffer.from(bytesFrom(1, 600)));
    expect(sealed).toEqual(kept);
    expect(opened.buffer).not.toBe(sealed.buffer);
  });

  test('a getter that seals while another call is under way disturbs neither', () => {
    const expected = seal(key, nonce, bytesFrom(1, 200), NONE);
    class Nosy extends Uint8Array<ArrayBuffer> {
      override get buffer(): ArrayBuffer {
        seal(bytesFrom(9, 32), nonce, bytesFrom(8, 50), NONE);
        return super.buffer;
      }
    }
    expect(seal(key, nonce, bytesFrom(1, 200), new Nosy(new ArrayBuffer(0)))).toEqual(expected);
  });

  test.each([0, 1, 15, 17, 31, 33])('a key of %i bytes is a RangeError', (length) => {
    expect(() => seal(new Uint8Array(length), nonce, NONE, NONE)).toThrow(RangeError);
    expect(() => open(new Uint8Array(length), nonce, key, NONE)).toThrow(RangeError);
  });

  test('an empty nonce is a RangeError', () => {
    expect(() => seal(key, NONE, NONE, NONE)).toThrow(
      new RangeError('"nonce" expected 1 byte or more, got 0'),
    );
  });

  test.each([0, 1, 3, 5, 6, 7, 9, 10, 11, 17, 4.5, Number.NaN])(
    'a tag of %d bytes is a RangeError',
    (tagLength) => {
      expect(() => seal(key, nonce, NONE, NONE, tagLength)).toThrow(RangeError);
      expect(() => open(key, nonce, key, NONE, tagLength)).toThrow(RangeError);
    },
  );

  test('anything but a Uint8Array is a TypeError that names it', () => {
    const wrong = 'secret' as unknown as Uint8Array;
    const calls = {
      key: () => seal(wrong, nonce, NONE, NONE),
      nonce: () => seal(key, wrong, NONE, NONE),
      plaintext: () => seal(key, nonce, wrong, NONE),
      aad: () => open(key, nonce, key, wrong),
      sealed: () => open(key, nonce, wrong, NONE),
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(call).toThrow(new TypeError(`"${name}" expected Uint8Array, got string`));
    }
    expect(() => seal(key, nonce, NONE, NONE, '16' as unknown as number)).toThrow(TypeError);
  });
});
