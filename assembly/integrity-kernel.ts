/**
 * The module that the others prove themselves to: from text to bytes (unpack.ts), and their SHA-256 (FIPS 180-4 §6.2).
 *
 * A loader in JavaScript would spend more time on this than on everything else together, since nothing of it is
 * compiled yet; here it is a matter of microseconds a kilobyte. It only computes: the comparison is the loader's, so a
 * damaged module of this kind gives another digest and nothing is loaded. It meets no secret.
 *
 * @module
 */

import { BYTES, TEXT, unpackText } from './unpack';

/** The round constants K (§4.2.2): the first 32 bits of the fractions of the cube roots of the first 64 primes. */
// biome-ignore format: eight a line
const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

const SCHEDULE: usize = 0x600;
const DIGEST: usize = 0x700;
const HEX: usize = 0x720;
const BLOCK: usize = 64;

/** Where a text is put, where the bytes are that are unpacked or hashed, and where their digest is, as 64 hexadecimal digits. */
export const textStart: usize = TEXT;
export const bytesStart: usize = BYTES;
export const digestStart: usize = HEX;

/** Unpacks the text at textStart to bytesStart. @returns How many bytes there are. */
export function unpack(): usize {
  return unpackText();
}

/** Message schedule (§6.2.2 step 1) of the block at `block`. */
function schedule(block: usize): void {
  for (let t: usize = 0; t < 64; t += 4) store<u32>(SCHEDULE + t, bswap<u32>(load<u32>(block + t)));
  for (let t = SCHEDULE + 64; t < SCHEDULE + 256; t += 4) {
    const near = load<u32>(t - 8);
    const far = load<u32>(t - 60);
    const sigma1 = rotr<u32>(near, 17) ^ rotr<u32>(near, 19) ^ (near >> 10);
    const sigma0 = rotr<u32>(far, 7) ^ rotr<u32>(far, 18) ^ (far >> 3);
    store<u32>(t, sigma1 + load<u32>(t - 28) + sigma0 + load<u32>(t - 64));
  }
}

@inline
function addTo(at: usize, value: u32): void {
  store<u32>(at, load<u32>(at) + value);
}

/** Steps 2 to 4: one block more in the hash, whose words lie at DIGEST. */
function compress(block: usize): void {
  schedule(block);
  let a = load<u32>(DIGEST);
  let b = load<u32>(DIGEST, 4);
  let c = load<u32>(DIGEST, 8);
  let d = load<u32>(DIGEST, 12);
  let e = load<u32>(DIGEST, 16);
  let f = load<u32>(DIGEST, 20);
  let g = load<u32>(DIGEST, 24);
  let h = load<u32>(DIGEST, 28);
  for (let t: usize = 0; t < 256; t += 4) {
    const choice = (e & f) ^ (~e & g);
    const sum1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const first = h + sum1 + choice + load<u32>(K + t) + load<u32>(SCHEDULE + t);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const sum0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + sum0 + majority;
  }
  addTo(DIGEST, a);
  addTo(DIGEST + 4, b);
  addTo(DIGEST + 8, c);
  addTo(DIGEST + 12, d);
  addTo(DIGEST + 16, e);
  addTo(DIGEST + 20, f);
  addTo(DIGEST + 24, g);
  addTo(DIGEST + 28, h);
}

/** The digits of the hash, whose words are the other way round in memory. */
function writeDigits(): void {
  for (let at: usize = 32; at-- > 0; ) {
    const byte = load<u8>(DIGEST + (at ^ 3)) as u32;
    store<u8>(HEX + 2 * at, hexDigit(byte >> 4));
    store<u8>(HEX + 2 * at, hexDigit(byte & 15), 1);
  }
}

@inline
function hexDigit(value: u32): u32 {
  return value < 10 ? 48 + value : 87 + value;
}

/** SHA-256 of the bytes at bytesStart, at digestStart; the bytes behind them are overwritten. */
export function digest(length: usize): void {
  // The initial hash value (§5.3.3).
  store<u32>(DIGEST, 0x6a09e667);
  store<u32>(DIGEST, 0xbb67ae85, 4);
  store<u32>(DIGEST, 0x3c6ef372, 8);
  store<u32>(DIGEST, 0xa54ff53a, 12);
  store<u32>(DIGEST, 0x510e527f, 16);
  store<u32>(DIGEST, 0x9b05688c, 20);
  store<u32>(DIGEST, 0x1f83d9ab, 24);
  store<u32>(DIGEST, 0x5be0cd19, 28);
  // Padding (§5.1.1): a one, zeroes, the length in bits.
  const padded = (length + 8 + BLOCK) & ~(BLOCK - 1);
  memory.fill(BYTES + length, 0, padded - length);
  store<u8>(BYTES + length, 0x80);
  store<u64>(BYTES + padded - 8, bswap<u64>((length as u64) << 3));
  for (let at = BYTES; at < BYTES + padded; at += BLOCK) compress(at);
  writeDigits();
}
