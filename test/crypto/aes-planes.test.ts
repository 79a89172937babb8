import { expect, test } from 'vitest';
import { littleEndianWord } from '../../src/crypto/aes-key-schedule.ts';
import { gatherBlocks, spreadBlock, toNibbles } from '../../src/crypto/aes-planes.ts';
import { planesOf } from './aes-model.ts';
import { bytesFrom } from './symmetric-differential.ts';

test('nibble form has bit b of row r at 4b + r', () => {
  for (let row = 0; row < 4; row++) {
    for (let bit = 0; bit < 8; bit++)
      expect(toNibbles(1 << (8 * row + bit))).toBe((1 << (4 * bit + row)) | 0);
  }
});

test('a block spreads to the same planes in all eight lanes', () => {
  for (let seed = 0; seed < 50; seed++) {
    const block = bytesFrom(seed, 16);
    const [w0, w1, w2, w3] = [0, 4, 8, 12].map((at) => toNibbles(littleEndianWord(block, at)));
    const planes = new Int32Array(40);
    spreadBlock(w0, w1, w2, w3, planes, 8);
    expect(planes.subarray(8)).toEqual(planesOf(Array(8).fill(block)));
    expect(planes.subarray(0, 8)).toEqual(new Int32Array(8));
  }
});

test('eight blocks gather from planes to words, columns little-endian', () => {
  for (let seed = 0; seed < 50; seed++) {
    const blocks = [...Array(8).keys()].map((lane) => bytesFrom(100 * seed + lane, 16));
    const words = new Int32Array(32);
    gatherBlocks(planesOf(blocks), words);
    const expected = blocks.flatMap((block) => [0, 4, 8, 12].map((at) => littleEndianWord(block, at)));
    expect([...words]).toEqual(expected);
  }
});
