/**
 * GHASH without SIMD (SP 800-38D §6.4): products of polynomials by products of integers.
 *
 * Three of four bits of each factor are masked away, so that carries fall into holes and are masked away as well: 16
 * integer products give the low half of a product of 64 bits. The high half is the low half of the product of both
 * factors read backwards, read backwards. Karatsuba's three products make it 128 bits. The processor's multiplication
 * must take the same time for all factors, which it does where it has 64 bits.
 *
 * @module
 */
import { HASH } from './scalar-memory';

@inline
function mask(i: u32): u64 {
  return 0x1111111111111111 << (i as u64);
}

/** The low half of the product of two polynomials. */
function multiplyLow(x: u64, y: u64): u64 {
  const x0 = x & mask(0);
  const x1 = x & mask(1);
  const x2 = x & mask(2);
  const x3 = x & mask(3);
  const y0 = y & mask(0);
  const y1 = y & mask(1);
  const y2 = y & mask(2);
  const y3 = y & mask(3);
  const z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
  const z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
  const z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
  const z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);
  return (z0 & mask(0)) | (z1 & mask(1)) | (z2 & mask(2)) | (z3 & mask(3));
}

/** The bits in the opposite order. */
function reverse(x: u64): u64 {
  x = ((x >> 1) & 0x5555555555555555) | ((x & 0x5555555555555555) << 1);
  x = ((x >> 2) & 0x3333333333333333) | ((x & 0x3333333333333333) << 2);
  x = ((x >> 4) & 0x0f0f0f0f0f0f0f0f) | ((x & 0x0f0f0f0f0f0f0f0f) << 4);
  return bswap<u64>(x);
}

/** Puts down H in six words: its halves, their sum, and the same read backwards. */
export function putSubkey(block: usize, to: usize): void {
  const high = bswap<u64>(load<u64>(block));
  const low = bswap<u64>(load<u64>(block, 8));
  store<u64>(to, high);
  store<u64>(to, low, 8);
  store<u64>(to, high ^ low, 16);
  store<u64>(to, reverse(high), 24);
  store<u64>(to, reverse(low), 32);
  store<u64>(to, reverse(high ^ low), 40);
}

/** x^64 times a number, modulo the field's polynomial, as far as it stays in one number: times 1 + x + x^2 + x^7. */
@inline
function foldInside(x: u64): u64 {
  return x ^ (x >> 1) ^ (x >> 2) ^ (x >> 7);
}

/** And what of it overflows into the next number. */
@inline
function foldOver(x: u64): u64 {
  return (x << 63) ^ (x << 62) ^ (x << 57);
}

/** Hashes whole blocks. @param subkey The six words of H. */
export function absorb(text: usize, blocks: usize, subkey: usize): void {
  const high = load<u64>(subkey);
  const low = load<u64>(subkey, 8);
  const sum = load<u64>(subkey, 16);
  const highBack = load<u64>(subkey, 24);
  const lowBack = load<u64>(subkey, 32);
  const sumBack = load<u64>(subkey, 40);
  let y1 = load<u64>(HASH);
  let y0 = load<u64>(HASH, 8);
  const end = text + (blocks << 4);
  for (; text < end; text += 16) {
    y1 ^= bswap<u64>(load<u64>(text));
    y0 ^= bswap<u64>(load<u64>(text, 8));
    const back1 = reverse(y1);
    const back0 = reverse(y0);
    const a0 = multiplyLow(y0, low);
    const b0 = multiplyLow(y1, high);
    const c0 = multiplyLow(y0 ^ y1, sum) ^ a0 ^ b0;
    const a1 = multiplyLow(back0, lowBack);
    const b1 = multiplyLow(back1, highBack);
    const c1 = multiplyLow(back0 ^ back1, sumBack) ^ a1 ^ b1;
    const p0 = a0;
    const p1 = (reverse(a1) >> 1) ^ c0;
    const p2 = (reverse(c1) >> 1) ^ b0;
    const p3 = reverse(b1) >> 1;
    // In GCM's order a product stands one place too low, and its high powers are its low words.
    const z0 = p0 << 1;
    const z1 = ((p1 << 1) | (p0 >> 63)) ^ foldOver(z0);
    const z2 = ((p2 << 1) | (p1 >> 63)) ^ foldInside(z0) ^ foldOver(z1);
    y1 = ((p3 << 1) | (p2 >> 63)) ^ foldInside(z1);
    y0 = z2;
  }
  store<u64>(HASH, y1);
  store<u64>(HASH, y0, 8);
}
