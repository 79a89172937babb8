import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { expandKey, KEY_WORKSPACE, littleEndianWord } from '../../src/crypto/aes-key-schedule.ts';
import { toNibbles } from '../../src/crypto/aes-planes.ts';
import { carve } from '../../src/crypto/scratch.ts';
import { expandedKey, planesOf } from './aes-model.ts';
import { bytesFrom } from './symmetric-differential.ts';

function expand(key: Uint8Array): { rounds: number; roundKeys: Int32Array; schedule: Int32Array } {
  const [, roundKeys, schedule, sboxPlanes] = carve(...KEY_WORKSPACE);
  return { rounds: expandKey(key, { roundKeys, schedule, sboxPlanes }), roundKeys, schedule };
}

/** FIPS 197 A.1, A.2, A.3: the key, the rounds, the last word. */
const APPENDIX_A = [
  ['2b7e151628aed2a6abf7158809cf4f3c', 10, 'b6630ca6'],
  ['8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b', 12, '01002202'],
  ['603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 14, '706c631e'],
] as const;

test.each(APPENDIX_A)('the key %s takes %i rounds and ends in %s', (key, rounds, last) => {
  const expanded = expand(fromHex(key));
  expect(expanded.rounds).toBe(rounds);
  expect(toHex(expandedKey(fromHex(key))).slice(-8)).toBe(last);
  expect(expanded.schedule[4 * rounds + 3]).toBe(toNibbles(littleEndianWord(fromHex(last), 0)));
});

test('every round key has its planes, with {63} added from round 1 on', () => {
  for (let seed = 0; seed < 30; seed++) {
    const key = bytesFrom(seed, [16, 24, 32][seed % 3]);
    const { rounds, roundKeys } = expand(key);
    const bytes = expandedKey(key);
    for (let round = 0; round <= rounds; round++) {
      const roundKey = bytes
        .subarray(16 * round, 16 * round + 16)
        .map((byte) => byte ^ (round > 0 ? 0x63 : 0));
      expect(roundKeys.subarray(32 * round, 32 * round + 32)).toEqual(planesOf(Array(8).fill(roundKey)));
    }
  }
});
