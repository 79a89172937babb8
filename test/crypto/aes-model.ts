/** FIPS 197 read aloud, byte by byte and slow: what the bit planes are held to. */

/** Multiplication in GF(2^8) (§4.2). */
export function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ (product & 0x80 ? 0x11b : 0);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

/** The S-box by its definition (§5.1.1): the inverse, and the affine transformation. */
export function substitute(byte: number): number {
  let inverse = 1;
  for (let i = 0; i < 254; i++) inverse = times(inverse, byte);
  let result = 0x63;
  for (const turn of [0, 1, 2, 3, 4]) result ^= (inverse << turn) | (inverse >> (8 - turn));
  return result & 0xff;
}

/** Bit b of byte r in every column and lane, as the planes should hold it: `blocks[lane][4c + r]`. */
export function planesOf(blocks: readonly Uint8Array[]): Int32Array {
  const planes = new Int32Array(32);
  for (const [lane, block] of blocks.entries()) {
    for (let i = 0; i < 16; i++) {
      for (let bit = 0; bit < 8; bit++) {
        planes[8 * (i % 4) + bit] |= ((block[i] >> bit) & 1) << (8 * Math.floor(i / 4) + lane);
      }
    }
  }
  return planes;
}

/** KEYEXPANSION (§5.2, Algorithm 2): the words as bytes, in order. */
export function expandedKey(key: Uint8Array): Uint8Array {
  const keyWords = key.length / 4;
  const words = [...Array(keyWords).keys()].map((i) => [...key.subarray(4 * i, 4 * i + 4)]);
  let rcon = 1;
  for (let i = keyWords; i < 4 * (keyWords + 7); i++) {
    let word = [...words[i - 1]];
    if (i % keyWords === 0) {
      word = [...word.slice(1), word[0]].map(substitute);
      word[0] ^= rcon;
      rcon = times(rcon, 2);
    } else if (keyWords > 6 && i % keyWords === 4) word = word.map(substitute);
    words.push(word.map((byte, row) => byte ^ words[i - keyWords][row]));
  }
  return Uint8Array.from(words.flat());
}
