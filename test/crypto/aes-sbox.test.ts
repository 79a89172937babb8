import { expect, test } from 'vitest';
import { invSubBytes, subBytes } from '../../src/crypto/aes-sbox.ts';
import { substitute } from './aes-model.ts';

/** All 256 bytes, 32 to a group of eight planes. */
function allBytes(): Int32Array {
  const planes = new Int32Array(64);
  for (let byte = 0; byte < 256; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      planes[8 * (byte >> 5) + bit] |= ((byte >> bit) & 1) << (byte & 31);
    }
  }
  return planes;
}

function byteAt(planes: Int32Array, index: number): number {
  let byte = 0;
  for (let bit = 0; bit < 8; bit++) byte |= ((planes[8 * (index >> 5) + bit] >>> (index & 31)) & 1) << bit;
  return byte;
}

test('the model of the tests is the S-box of FIPS 197: {00} {53} {ff} become {63} {ed} {16}', () => {
  expect([0x00, 0x53, 0xff].map(substitute)).toEqual([0x63, 0xed, 0x16]);
});

test('SubBytes without its constant, for every byte', () => {
  const planes = allBytes();
  subBytes(planes, planes.length);
  for (let byte = 0; byte < 256; byte++) expect(byteAt(planes, byte)).toBe(substitute(byte) ^ 0x63);
});

test('InvSubBytes of what has the constant added undoes SubBytes, for every byte', () => {
  const planes = allBytes();
  subBytes(planes, planes.length);
  invSubBytes(planes, planes.length);
  expect(planes).toEqual(allBytes());
});

test('planes from the end on stay as they are', () => {
  const planes = allBytes();
  subBytes(planes, 8);
  expect(planes.subarray(8)).toEqual(allBytes().subarray(8));
  const others = allBytes();
  invSubBytes(others, 16);
  expect(others.subarray(16)).toEqual(allBytes().subarray(16));
});
