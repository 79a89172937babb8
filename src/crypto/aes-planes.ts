/**
 * The layout in which AES is computed here: eight blocks as 32 words, one word a state row and bit.
 *
 * FIPS 197 §3.4 arranges a block as s[r][c] = in[r + 4c]. Plane 8r + b holds bit b (0 the least significant) of every
 * byte of row r: column c is byte c of the plane, and bit j of that byte belongs to block j. So ShiftRows rotates
 * planes, MixColumns is XORs between planes, and SubBytes sees 32 bytes of one row at a time.
 *
 * A word of the key schedule, four bytes of one column, is kept in nibble form: bit 4b + r is bit b of the byte in row
 * r. Every move below depends on positions alone.
 *
 * @module
 */

/** Words in the state of eight blocks. */
export const PLANES = 32;
/** Blocks that are computed at a time. */
export const LANES = 8;

/** Nibble form of four bytes read little-endian (row r in bits 8r to 8r + 7): the bit index r·8 + b becomes b·4 + r. */
export function toNibbles(word: number): number {
  let x = word;
  let t = ((x >>> 14) ^ x) & 0x0000cccc;
  x ^= t ^ (t << 14);
  t = ((x >>> 7) ^ x) & 0x00aa00aa;
  x ^= t ^ (t << 7);
  t = ((x >>> 12) ^ x) & 0x0000f0f0;
  x ^= t ^ (t << 12);
  t = ((x >>> 4) ^ x) & 0x00f000f0;
  return x ^ t ^ (t << 4);
}

/**
 * Writes the planes of one block, the same in all eight lanes.
 *
 * @param w0 Column 0 in nibble form; `w1` to `w3` likewise.
 */
export function spreadBlock(
  w0: number,
  w1: number,
  w2: number,
  w3: number,
  planes: Int32Array,
  at: number,
): void {
  const even01 = (w0 & 0x00ff00ff) | ((w1 & 0x00ff00ff) << 8);
  const even23 = (w2 & 0x00ff00ff) | ((w3 & 0x00ff00ff) << 8);
  const odd01 = ((w0 >>> 8) & 0x00ff00ff) | (w1 & 0xff00ff00);
  const odd23 = ((w2 >>> 8) & 0x00ff00ff) | (w3 & 0xff00ff00);
  spreadBits((even01 & 0xffff) | (even23 << 16), planes, at);
  spreadBits((odd01 & 0xffff) | (odd23 << 16), planes, at + 2);
  spreadBits((even01 >>> 16) | (even23 & 0xffff0000), planes, at + 4);
  spreadBits((odd01 >>> 16) | (odd23 & 0xffff0000), planes, at + 6);
}

/** Bits b and b + 1 of the four rows: each bit of a column's byte becomes a byte of zeroes or ones in its plane. */
function spreadBits(columns: number, planes: Int32Array, at: number): void {
  for (let row = 0; row < 4; row++) {
    const low = (columns >>> row) & 0x01010101;
    const high = (columns >>> (row + 4)) & 0x01010101;
    planes[at + 8 * row] = (low << 8) - low;
    planes[at + 8 * row + 1] = (high << 8) - high;
  }
}

/**
 * Writes the eight blocks of a state: word 4j + c is column c of block j, four bytes, little-endian. The planes are
 * used up.
 */
export function gatherBlocks(planes: Int32Array, words: Int32Array): void {
  for (let row = 0; row < 4; row++) transposeBits(planes, 8 * row);
  for (let block = 0; block < LANES; block++) gatherBlock(planes, block, words, 4 * block);
}

/** The 8 × 8 bit matrix of every byte position, planes by blocks, becomes blocks by planes. */
function transposeBits(planes: Int32Array, at: number): void {
  for (let i = 0; i < 8; i += 2) swapBits(planes, at + i, at + i + 1, 1, 0x55555555);
  for (let i = 0; i < 8; i += 4) {
    swapBits(planes, at + i, at + i + 2, 2, 0x33333333);
    swapBits(planes, at + i + 1, at + i + 3, 2, 0x33333333);
  }
  for (let i = 0; i < 4; i++) swapBits(planes, at + i, at + i + 4, 4, 0x0f0f0f0f);
}

/** Exchanges the bits of `planes[low]` above the mask with those of `planes[high]` under it. */
function swapBits(planes: Int32Array, low: number, high: number, distance: number, mask: number): void {
  const a = planes[low];
  const b = planes[high];
  const differing = ((a >>> distance) ^ b) & mask;
  planes[low] = a ^ (differing << distance);
  planes[high] = b ^ differing;
}

/** Bytes by row, one word a row, become bytes by column, one word a column. */
function gatherBlock(planes: Int32Array, block: number, words: Int32Array, at: number): void {
  const r0 = planes[block];
  const r1 = planes[block + 8];
  const r2 = planes[block + 16];
  const r3 = planes[block + 24];
  const even01 = (r0 & 0x00ff00ff) | ((r1 & 0x00ff00ff) << 8);
  const even23 = (r2 & 0x00ff00ff) | ((r3 & 0x00ff00ff) << 8);
  const odd01 = ((r0 >>> 8) & 0x00ff00ff) | (r1 & 0xff00ff00);
  const odd23 = ((r2 >>> 8) & 0x00ff00ff) | (r3 & 0xff00ff00);
  words[at] = (even01 & 0xffff) | (even23 << 16);
  words[at + 1] = (odd01 & 0xffff) | (odd23 << 16);
  words[at + 2] = (even01 >>> 16) | (even23 & 0xffff0000);
  words[at + 3] = (odd01 >>> 16) | (odd23 & 0xffff0000);
}
