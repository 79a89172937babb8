import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { aesBlock, decryptPlanes, encryptBlock, encryptPlanes, openCipher } from '../../src/crypto/aes.ts';
import { expandKey, KEY_WORKSPACE } from '../../src/crypto/aes-key-schedule.ts';
import { carve } from '../../src/crypto/scratch.ts';
import { planesOf } from './aes-model.ts';
import { aesBlockAgrees, bytesFrom, hold, QUICK_RUNS } from './symmetric-differential.ts';

/** FIPS 197 B, C.1, C.2, C.3. */
const EXAMPLES = [
  [
    '2b7e151628aed2a6abf7158809cf4f3c',
    '3243f6a8885a308d313198a2e0370734',
    '3925841d02dc09fbdc118597196a0b32',
  ],
  [
    '000102030405060708090a0b0c0d0e0f',
    '00112233445566778899aabbccddeeff',
    '69c4e0d86a7b0430d8cdb78070b4c55a',
  ],
  [
    '000102030405060708090a0b0c0d0e0f1011121314151617',
    '00112233445566778899aabbccddeeff',
    'dda97ca4864cdfe06eaf70a0ec0d7191',
  ],
  [
    '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
    '00112233445566778899aabbccddeeff',
    '8ea2b7ca516745bfeafc49904b496089',
  ],
] as const;

describe.each(EXAMPLES)('FIPS 197 appendices, key %s', (key, plaintext, ciphertext) => {
  test('the cipher gives the ciphertext', () => {
    expect(toHex(encryptBlock(fromHex(key), fromHex(plaintext)))).toBe(ciphertext);
  });

  test('the inverse cipher gives the plaintext, in place and nowhere else', () => {
    const bytes = fromHex(`ff${ciphertext}ff`);
    const cipher = openCipher(fromHex(key));
    cipher.decrypt(bytes, 1);
    expect(toHex(bytes)).toBe(`ff${plaintext}ff`);
    cipher.encrypt(bytes, 1);
    expect(toHex(bytes)).toBe(`ff${ciphertext}ff`);
    cipher.release();
  });
});

test('eight different blocks are encrypted and decrypted at once', () => {
  const key = bytesFrom(1, 32);
  const blocks = [...Array(8).keys()].map((lane) => bytesFrom(lane, 16));
  const [, roundKeys, schedule, sboxPlanes] = carve(...KEY_WORKSPACE);
  const rounds = expandKey(key, { roundKeys, schedule, sboxPlanes });
  const state = planesOf(blocks);
  encryptPlanes(state, roundKeys, rounds);
  expect(state).toEqual(planesOf(blocks.map((block) => encryptBlock(key, block))));
  decryptPlanes(state, roundKeys, rounds);
  expect(state).toEqual(planesOf(blocks));
});

test('a cipher that is open keeps its key while others come and go', () => {
  const block = bytesFrom(1, 16);
  const outer = openCipher(bytesFrom(2, 16));
  const expected = encryptBlock(bytesFrom(2, 16), block);
  encryptBlock(bytesFrom(3, 32), block);
  outer.encrypt(block, 0);
  expect(block).toEqual(expected);
  outer.release();
});

test("the caller's arrays are left as they were", () => {
  const [key, block] = [bytesFrom(1, 24), bytesFrom(2, 16)];
  expect(encryptBlock(key, block).buffer).not.toBe(block.buffer);
  expect([key, block]).toEqual([bytesFrom(1, 24), bytesFrom(2, 16)]);
});

test.each([0, 15, 17, 31, 33, 64])('a key of %i bytes is refused by name', (length) => {
  expect(() => encryptBlock(new Uint8Array(length), new Uint8Array(16))).toThrow(
    new RangeError(`"key" expected 16 or 24 or 32 bytes, got ${length}`),
  );
});

test.each([0, 15, 17])('a block of %i bytes is refused by name', (length) => {
  expect(() => encryptBlock(new Uint8Array(16), new Uint8Array(length))).toThrow(
    new RangeError(`"block" expected 16 bytes, got ${length}`),
  );
});

test(`AES agrees with OpenSSL in ${QUICK_RUNS} random cases`, () =>
  hold(aesBlockAgrees(aesBlock), QUICK_RUNS));
