import { describe, expect, test } from 'vitest';
import { digestOf, HASH_NAMES, OUTPUT_LENGTHS } from '../../../src/crypto/hash.ts';
import { encodePss, type PssOptions, verifyPss } from '../../../src/crypto/rsa/pss.ts';
import { seededRandom } from '../random.ts';

const random = seededRandom('pss');
const OPTIONS: PssOptions = { hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32, maximumBits: 2047 };
const DIGEST = digestOf('SHA-256', new Uint8Array([1, 2, 3]));

function encode(options: PssOptions, digest: Uint8Array = DIGEST): Uint8Array {
  return encodePss(options, digest, random(options.saltLength)) ?? new Uint8Array(0);
}

test.each(HASH_NAMES)('what is encoded with %s verifies, for every number of spare bits', (hash) => {
  const digest = digestOf(hash, new Uint8Array([7]));
  for (let maximumBits = 2040; maximumBits < 2050; maximumBits++) {
    const options: PssOptions = { hash, mgfHash: 'SHA-384', saltLength: 20, maximumBits };
    const encoded = encode(options, digest);
    expect(encoded.length).toBe(Math.ceil(maximumBits / 8));
    expect(encoded[0] >> (8 - (8 * encoded.length - maximumBits))).toBe(0);
    expect(verifyPss(options, digest, encoded)).toBe(true);
  }
});

test('every bit counts: flipping any one of them is found', () => {
  const encoded = encode(OPTIONS);
  for (let bit = 0; bit < 8 * encoded.length; bit++) {
    const flipped = Uint8Array.from(encoded);
    flipped[bit >> 3] ^= 1 << (bit & 7);
    expect([bit, verifyPss(OPTIONS, DIGEST, flipped)]).toEqual([bit, false]);
  }
});

describe('verification requires', () => {
  const encoded = encode(OPTIONS);
  test.each([
    ['the hash', { ...OPTIONS, hash: 'SHA-512/256' }],
    ['the hash of the mask', { ...OPTIONS, mgfHash: 'SHA-1' }],
    ['a salt no shorter', { ...OPTIONS, saltLength: 31 }],
    ['a salt no longer', { ...OPTIONS, saltLength: 33 }],
    ['a salt that is there', { ...OPTIONS, saltLength: 0 }],
    ['the length of the modulus', { ...OPTIONS, maximumBits: 2048 + 7 }],
  ] satisfies [string, PssOptions][])('%s', (_what, options) => {
    expect(verifyPss(options, DIGEST, encoded)).toBe(false);
  });

  test('the digest', () => {
    expect(verifyPss(OPTIONS, digestOf('SHA-256', new Uint8Array()), encoded)).toBe(false);
  });

  test('the trailer, and the zeros before the separator', () => {
    // A longer salt leaves 01 and salt where the shorter one has zeros.
    const longer = encode({ ...OPTIONS, saltLength: 40 });
    expect(verifyPss(OPTIONS, DIGEST, longer)).toBe(false);
    expect(verifyPss({ ...OPTIONS, saltLength: 40 }, DIGEST, longer)).toBe(true);
  });
});

test('a digest and salt that do not fit are not encoded (§9.1.1 step 3), and do not verify (§9.1.2 step 3)', () => {
  const room = 256 - OUTPUT_LENGTHS['SHA-256'] - 2;
  const fits = { ...OPTIONS, saltLength: room };
  expect(verifyPss(fits, DIGEST, encode(fits))).toBe(true);
  const tooLong = { ...OPTIONS, saltLength: room + 1 };
  expect(encodePss(tooLong, DIGEST, random(room + 1))).toBeUndefined();
  expect(verifyPss(tooLong, DIGEST, new Uint8Array(256).fill(0xbc))).toBe(false);
});

test('a salt of no bytes makes the encoding the same each time', () => {
  const options = { ...OPTIONS, saltLength: 0 };
  expect(encode(options)).toEqual(encode(options));
});
