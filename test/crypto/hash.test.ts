import { createHash as nodeHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import {
  BLOCK_LENGTHS,
  createHash,
  digestOf,
  digestXof,
  HASH_NAMES,
  hash,
  nobleHash,
  OUTPUT_LENGTHS,
} from '../../src/crypto/hash.ts';
import type { HashName, XofName } from '../../src/crypto/primitives.ts';
import { bytesFrom, hashAgrees, hold, nodeName, QUICK_RUNS } from './symmetric-differential.ts';

test(`hashes agree with OpenSSL in ${QUICK_RUNS} random cases`, () => hold(hashAgrees(hash), QUICK_RUNS));

describe.each(HASH_NAMES)('%s', (name) => {
  test('has the lengths that the tables say', () => {
    expect(digestOf(name, new Uint8Array()).length).toBe(OUTPUT_LENGTHS[name]);
    expect(nobleHash(name).blockLen).toBe(BLOCK_LENGTHS[name]);
    expect(nobleHash(name).outputLen).toBe(OUTPUT_LENGTHS[name]);
  });

  test('is the same in pieces as in one, over and around its block length', () => {
    for (const around of [0, 1, 55, 64, 111, 128, 136, 144]) {
      const message = bytesFrom(around, BLOCK_LENGTHS[name] + around);
      const expected = nodeHash(nodeName(name)).update(message).digest('hex');
      expect(toHex(digestOf(name, message))).toBe(expected);
      for (const cut of [0, 1, around, message.length]) {
        const pieces = createHash(name).update(message.subarray(0, cut)).update(message.subarray(cut));
        expect(toHex(pieces.digest())).toBe(expected);
      }
    }
  });

  test('takes nothing more after the digest', () => {
    const state = createHash(name).update(new Uint8Array([1]));
    state.digest();
    expect(() => state.update(new Uint8Array([1]))).toThrow();
    expect(() => state.digest()).toThrow();
  });
});

test.each(['SHAKE-128', 'SHAKE-256'] as const)('%s of any length begins as the longer ones do', (name) => {
  const message = bytesFrom(1, 300);
  const whole = digestXof(name, message, 700);
  for (const length of [0, 1, 135, 136, 137, 168, 169, 700]) {
    expect(digestXof(name, message, length)).toEqual(whole.slice(0, length));
  }
});

describe('arguments', () => {
  test.each(['SHA-0', 'sha-256', '__proto__', 'toString', undefined])(
    'a hash %s is not supported',
    (name) => {
      expect(() => digestOf(name as HashName, new Uint8Array())).toThrow(UnsupportedAlgorithmError);
      expect(() => createHash(name as HashName)).toThrow(UnsupportedAlgorithmError);
      expect(() => digestXof(name as XofName, new Uint8Array(), 1)).toThrow(UnsupportedAlgorithmError);
    },
  );

  test('a message of another kind is a TypeError', () => {
    const wrong = 'abc' as unknown as Uint8Array;
    expect(() => digestOf('SHA-256', wrong)).toThrow(
      new TypeError('"message" expected Uint8Array, got string'),
    );
    expect(() => digestXof('SHAKE-128', wrong, 1)).toThrow(TypeError);
  });

  test.each([-1, 1.5, 2 ** 31])('an output of %d bytes is a RangeError', (length) => {
    expect(() => digestXof('SHAKE-128', new Uint8Array(), length)).toThrow(RangeError);
  });
});
