import { describe, expect, test } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import { digestOf, HASH_NAMES, OUTPUT_LENGTHS } from '../../../src/crypto/hash.ts';
import { applyMask } from '../../../src/crypto/rsa/mgf1.ts';
import {
  decodeOaep,
  encodeOaep,
  maximumMessageLength,
  type OaepOptions,
} from '../../../src/crypto/rsa/oaep.ts';
import { seededRandom } from '../random.ts';

const random = seededRandom('oaep');
const LENGTH = 256;
const OPTIONS: OaepOptions = { hash: 'SHA-256', mgfHash: 'SHA-256', label: new Uint8Array(0) };

function encode(options: OaepOptions, message: Uint8Array): Uint8Array {
  return encodeOaep(options, message, random(OUTPUT_LENGTHS[options.hash]), LENGTH);
}

/** An encoded message with a data block of the test's own: first octet, lHash and what follows. */
function withBlock(first: number, labelHash: Uint8Array, rest: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(LENGTH);
  const seed = encoded.subarray(1, 33);
  const block = encoded.subarray(33);
  seed.set(random(32));
  block.set(labelHash);
  block.set(rest, 32);
  applyMask('SHA-256', seed, block);
  applyMask('SHA-256', block, seed);
  encoded[0] = first;
  return encoded;
}

test.each(HASH_NAMES)('messages of every length come back, with %s', (hash) => {
  const options: OaepOptions = { hash, mgfHash: 'SHA-1', label: new Uint8Array([1]) };
  const room = maximumMessageLength(hash, LENGTH);
  for (const length of [0, 1, 2, room - 1, room]) {
    const message = random(length);
    expect(decodeOaep(options, encode(options, message))).toEqual(message);
  }
});

test('a message that begins with 01 or 00 comes back', () => {
  for (const message of [new Uint8Array([1]), new Uint8Array([0, 1, 1]), new Uint8Array([0, 0])]) {
    expect(decodeOaep(OPTIONS, encode(OPTIONS, message))).toEqual(message);
  }
});

describe('every way of being wrong is one error (§7.1.2 step 3.g)', () => {
  const labelHash = digestOf('SHA-256', new Uint8Array(0));
  const room = LENGTH - 33 - 32;
  const good = new Uint8Array(room);
  good[room - 5] = 1;
  const refusals: Readonly<Record<string, Uint8Array>> = {
    'the first octet is not 00': withBlock(1, labelHash, good),
    'the first octet is 80': withBlock(0x80, labelHash, good),
    'the hash of the label is another': withBlock(
      0,
      labelHash.map((octet) => octet ^ 1),
      good,
    ),
    'the last octet of the hash of the label is another': withBlock(
      0,
      labelHash.map((octet, i) => (i === 31 ? octet ^ 0x80 : octet)),
      good,
    ),
    'there is no separator': withBlock(0, labelHash, new Uint8Array(room)),
    'the separator is 02': withBlock(
      0,
      labelHash,
      good.map((octet) => octet * 2),
    ),
    'the separator is ff': withBlock(
      0,
      labelHash,
      good.map((octet) => octet * 255),
    ),
    'something stands before the separator': withBlock(
      0,
      labelHash,
      good.map((octet, i) => (i === 3 ? 3 : octet)),
    ),
    'the separator is 81': withBlock(
      0,
      labelHash,
      good.map((octet) => octet * 0x81),
    ),
    'everything is wrong': withBlock(9, new Uint8Array(32), new Uint8Array(room)),
    'the message is for another label': encode({ ...OPTIONS, label: new Uint8Array([1]) }, good),
    'the mask has another hash': encode({ ...OPTIONS, mgfHash: 'SHA-512' }, good.subarray(0, 9)),
    'it is all zeros': new Uint8Array(LENGTH),
    'it is random': random(LENGTH),
  };

  test('and the block they are made of is right before it is made wrong', () => {
    expect(decodeOaep(OPTIONS, withBlock(0, labelHash, good))).toEqual(new Uint8Array(4));
  });

  test.each(Object.entries(refusals))('%s', (_what, encoded) => {
    let thrown: unknown;
    try {
      decodeOaep(OPTIONS, encoded);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AuthenticationError);
    expect(String(thrown)).toBe('AuthenticationError: authentication failed');
  });

  test('an encoding too short for the hash', () => {
    expect(() => decodeOaep(OPTIONS, new Uint8Array(65))).toThrow(AuthenticationError);
  });
});

test('the seed is not left in the array that was decoded', () => {
  const encoded = encode(OPTIONS, new Uint8Array(3));
  decodeOaep(OPTIONS, encoded);
  expect(encoded.subarray(1, 33).every((octet) => octet === 0)).toBe(true);
});
