import { expect, test } from 'vitest';
import { fromHex } from '../../src/bytes/hex.ts';
import {
  absorb,
  absorbWords,
  GHASH_WORKSPACE,
  type GhashWorkspace,
  startGhash,
} from '../../src/crypto/ghash.ts';
import { carve } from '../../src/crypto/scratch.ts';
import { blockOf, bytesOf, ghash } from './gcm-model.ts';
import { bytesFrom } from './symmetric-differential.ts';

function started(h: Uint8Array, length: number): GhashWorkspace {
  const [, y, powers, limbs, products, wide] = carve(...GHASH_WORKSPACE);
  const view = new DataView(h.buffer, h.byteOffset);
  for (let i = 0; i < 4; i++) y[i] = view.getInt32(4 * i);
  const workspace = { y, powers, limbs, products, wide };
  startGhash(workspace, length);
  return workspace;
}

function resultOf({ y }: GhashWorkspace): bigint {
  return blockOf(
    Buffer.concat([...y].map((word) => Buffer.from((word >>> 0).toString(16).padStart(8, '0'), 'hex'))),
  );
}

test('GHASH of test case 2 of the GCM specification', () => {
  const workspace = started(fromHex('66e94bd4ef8a2c3b884cfa59ca342b2e'), 16);
  absorb(workspace, fromHex('0388dace60b6a392f328c2b971b2fe78'), 0, 16);
  absorbWords(workspace, 0, 0, 0, 128);
  expect(bytesOf(resultOf(workspace))).toEqual(fromHex('f38cbb1ad69223dcc3457ae5b6b0f885'));
});

test('every length from 0 to 1,100 bytes hashes as the model does', () => {
  for (let length = 0; length <= 1100; length += 1 + (length > 150 ? 12 : 0)) {
    const h = bytesFrom(length, 16);
    const data = bytesFrom(length + 1, length);
    const workspace = started(h, length);
    absorb(workspace, data, 0, length);
    expect(resultOf(workspace), `${length} bytes`).toBe(ghash(blockOf(h), data));
  }
});

test('each bit of H and of a block has its product, with every limb full beside it', () => {
  for (let bit = 0n; bit < 128n; bit++) {
    for (const other of [1n << 127n, (1n << 128n) - 1n]) {
      const workspace = started(bytesOf(1n << bit), 16);
      absorb(workspace, bytesOf(other), 0, 16);
      expect(resultOf(workspace)).toBe(ghash(1n << bit, bytesOf(other)));
    }
  }
});

test('the largest factors carry into nobody', () => {
  const ones = new Uint8Array(640).fill(0xff);
  const workspace = started(ones.subarray(0, 16), 640);
  absorb(workspace, ones, 0, 640);
  expect(resultOf(workspace)).toBe(ghash((1n << 128n) - 1n, ones));
});

test('strings follow each other, each filled up with zeroes, from anywhere in their arrays', () => {
  const h = bytesFrom(9, 16);
  const [first, second] = [bytesFrom(10, 1000), bytesFrom(11, 100)];
  const workspace = started(h, 700);
  absorb(workspace, first.subarray(3), 5, 705);
  absorb(workspace, second, 1, 30);
  expect(resultOf(workspace)).toBe(ghash(blockOf(h), first.subarray(8, 708), second.subarray(1, 30)));
});
