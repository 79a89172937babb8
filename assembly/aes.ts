/**
 * AES by byte shuffles: the key schedule, and up to four blocks at once (FIPS 197).
 *
 * Every S-box is a few shuffles of constant tables that lie whole in registers, so the state indexes no memory
 * (Hamburg, CHES 2009; scripts/kernel-tables.ts derives the tables). Round keys are kept in the tables' coordinates,
 * with the constant of the S-box added to all but the first. Long messages are aes-bulk.ts's, which reads its keys here.
 *
 * @module
 */
import {
  FROM_COORDINATES_HIGH,
  FROM_COORDINATES_LOW,
  RECIPROCAL,
  RECIPROCAL_N,
  ROUND_CONSTANTS,
  SBOX_CONSTANT,
  SBOX_DOUBLE_P,
  SBOX_DOUBLE_Q,
  SBOX_LAST_P,
  SBOX_LAST_Q,
  SBOX_P,
  SBOX_Q,
  TABLES,
  TO_COORDINATES_HIGH,
  TO_COORDINATES_LOW,
} from './aes-tables';
import { BLOCKS, SLOT_ROUNDS } from './memory';

/** Byte n of the result is byte `index[n]` of the table, or 0 where the index has its highest bit set. */
@inline
export function lookUp(table: v128, index: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(table, index);
  return i8x16.swizzle(table, index);
}

@inline
export function table(offset: usize): v128 {
  return v128.load(TABLES + offset);
}

@inline
function lowNibbles(x: v128): v128 {
  return v128.and(x, i8x16.splat(0x0f));
}

@inline
function highNibbles(x: v128): v128 {
  return v128.and(i64x2.shr_u(x, 4), i8x16.splat(0x0f));
}

/** A linear map of bytes, as the tables of its values on low and on high nibbles. */
@inline
function mapBytes(x: v128, low: usize, high: usize): v128 {
  return v128.xor(lookUp(table(low), lowNibbles(x)), lookUp(table(high), highNibbles(x)));
}

@inline
export function toCoordinates(x: v128): v128 {
  return mapBytes(x, TO_COORDINATES_LOW, TO_COORDINATES_HIGH);
}

@inline
export function fromCoordinates(x: v128): v128 {
  return mapBytes(x, FROM_COORDINATES_LOW, FROM_COORDINATES_HIGH);
}

/** 1/(1/i + 1/(n*k)) + j: p, and with i and j exchanged q. */
@inline
function half(i: v128, j: v128, reciprocalNk: v128): v128 {
  const sum = v128.xor(lookUp(table(RECIPROCAL), i), reciprocalNk);
  return v128.xor(lookUp(table(RECIPROCAL), sum), j);
}

/** p of a state in coordinates. */
@inline
function halfP(x: v128): v128 {
  const k = lowNibbles(x);
  const i = highNibbles(x);
  return half(i, v128.xor(i, k), lookUp(table(RECIPROCAL_N), k));
}

/** q of a state in coordinates; what it shares with p the compiler computes once. */
@inline
function halfQ(x: v128): v128 {
  const k = lowNibbles(x);
  const i = highNibbles(x);
  return half(v128.xor(i, k), i, lookUp(table(RECIPROCAL_N), k));
}

@inline
function output(p: v128, q: v128, tableP: usize, tableQ: usize): v128 {
  return v128.xor(lookUp(table(tableP), p), lookUp(table(tableQ), q));
}

/** The S-box without its constant, in coordinates. */
@inline
function substituteWord(x: v128): v128 {
  return output(halfP(x), halfQ(x), SBOX_P, SBOX_Q);
}

/** The S-box without its constant, from coordinates to plain bytes. */
@inline
export function substitutePlain(x: v128): v128 {
  return output(halfP(x), halfQ(x), SBOX_LAST_P, SBOX_LAST_Q);
}

/** ShiftRows (FIPS 197 §5.1.2). */
@inline
export function shiftRows(x: v128): v128 {
  return lookUp(x, i8x16(0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11));
}

/** ShiftRows with every column turned by one row, by two, by three. */
@inline
function shiftRows1(x: v128): v128 {
  return lookUp(x, i8x16(5, 10, 15, 0, 9, 14, 3, 4, 13, 2, 7, 8, 1, 6, 11, 12));
}

@inline
function shiftRows2(x: v128): v128 {
  return lookUp(x, i8x16(10, 15, 0, 5, 14, 3, 4, 9, 2, 7, 8, 13, 6, 11, 12, 1));
}

@inline
function shiftRows3(x: v128): v128 {
  return lookUp(x, i8x16(15, 0, 5, 10, 3, 4, 9, 14, 7, 8, 13, 2, 11, 12, 1, 6));
}

/**
 * ShiftRows, MixColumns and AddRoundKey (FIPS 197 §5.1.2 to 5.1.4): 2a + 3b + c + d, in coordinates.
 *
 * @param once The S-box's output, and `twice` the double of it.
 */
@inline
function diffuse(once: v128, twice: v128, key: v128): v128 {
  const ab = v128.xor(shiftRows(twice), shiftRows1(v128.xor(once, twice)));
  const cd = v128.xor(shiftRows2(once), shiftRows3(once));
  return v128.xor(v128.xor(ab, cd), key);
}

/** One round of a state in coordinates. */
@inline
function round(x: v128, key: v128): v128 {
  const p = halfP(x);
  const q = halfQ(x);
  return diffuse(output(p, q, SBOX_P, SBOX_Q), output(p, q, SBOX_DOUBLE_P, SBOX_DOUBLE_Q), key);
}

/** One round of a state in coordinates, in which only the bytes in `kept` leave the S-box. */
@inline
export function roundOfSome(x: v128, key: v128, kept: v128): v128 {
  const p = halfP(x);
  const q = halfQ(x);
  const once = v128.and(output(p, q, SBOX_P, SBOX_Q), kept);
  return diffuse(once, v128.and(output(p, q, SBOX_DOUBLE_P, SBOX_DOUBLE_Q), kept), key);
}

/** The last round, without MixColumns, back to plain bytes. */
@inline
function lastRound(x: v128, key: v128): v128 {
  return v128.xor(shiftRows(substitutePlain(x)), key);
}

/** Encrypts the four blocks at BLOCKS in place. */
export function encryptBlocks(slot: usize): void {
  const first = v128.load(slot);
  let a = v128.xor(toCoordinates(v128.load(BLOCKS)), first);
  let b = v128.xor(toCoordinates(v128.load(BLOCKS, 16)), first);
  let c = v128.xor(toCoordinates(v128.load(BLOCKS, 32)), first);
  let d = v128.xor(toCoordinates(v128.load(BLOCKS, 48)), first);
  const last = slot + ((load<u32>(slot, SLOT_ROUNDS) as usize) << 4);
  for (let at = slot + 16; at < last; at += 16) {
    const key = v128.load(at);
    a = round(a, key);
    b = round(b, key);
    c = round(c, key);
    d = round(d, key);
  }
  const key = v128.load(last);
  v128.store(BLOCKS, lastRound(a, key));
  v128.store(BLOCKS, lastRound(b, key), 16);
  v128.store(BLOCKS, lastRound(c, key), 32);
  v128.store(BLOCKS, lastRound(d, key), 48);
}

/** Encrypts the first block at BLOCKS in place. */
export function encryptBlock(slot: usize): void {
  let x = v128.xor(toCoordinates(v128.load(BLOCKS)), v128.load(slot));
  const last = slot + ((load<u32>(slot, SLOT_ROUNDS) as usize) << 4);
  for (let at = slot + 16; at < last; at += 16) x = round(x, v128.load(at));
  v128.store(BLOCKS, lastRound(x, v128.load(last)));
}

/** Word n is the sum of words 0 to n. */
@inline
function prefixSums(x: v128): v128 {
  const one = lookUp(x, i8x16(-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
  const pairs = v128.xor(x, one);
  return v128.xor(pairs, lookUp(pairs, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7)));
}

/** SubWord(RotWord(last word)) in every word. */
@inline
function substituteRotated(x: v128): v128 {
  return substituteWord(lookUp(x, i8x16(13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12)));
}

/** SubWord(last word) in every word. */
@inline
function substituteLast(x: v128): v128 {
  return substituteWord(lookUp(x, i8x16(12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15)));
}

/** The i-th round constant and the S-box's constant, for the four bytes of every word. */
@inline
function roundConstant(i: usize): v128 {
  return i32x4.splat(load<u8>(TABLES + ROUND_CONSTANTS + i) as i32);
}

/** KeyExpansion (FIPS 197 §5.2) of 32 bytes, two round keys a step; the constant of the S-box is taken along. */
function expand256(key: usize, slot: usize): void {
  const constant = i8x16.splat(SBOX_CONSTANT as i8);
  let even = toCoordinates(v128.load(key));
  let odd = toCoordinates(v128.load(key, 16));
  v128.store(slot, even);
  v128.store(slot, v128.xor(odd, constant), 16);
  for (let i: usize = 0; i < 7; i++) {
    const rotated = v128.xor(substituteRotated(odd), v128.xor(roundConstant(i), constant));
    even = v128.xor(prefixSums(even), rotated);
    v128.store(slot + (i << 5), v128.xor(even, constant), 32);
    if (i == 6) break;
    odd = v128.xor(prefixSums(odd), v128.xor(substituteLast(even), constant));
    v128.store(slot + (i << 5), v128.xor(odd, constant), 48);
  }
}

/** KeyExpansion of 16 or 24 bytes, word by word. */
function expandWords(key: usize, words: usize, slot: usize, total: usize): void {
  for (let i: usize = 0; i < words; i++) {
    const word = toCoordinates(i32x4.splat(load<u32>(key + (i << 2)) as i32));
    store<u32>(slot + (i << 2), i32x4.extract_lane(word, 0));
  }
  const constant = i8x16.splat(SBOX_CONSTANT as i8);
  for (let i = words; i < total; i++) {
    let word = v128.load32_splat(slot + (i << 2) - 4);
    if (i % words == 0) {
      word = v128.xor(substituteRotated(word), v128.xor(roundConstant(i / words - 1), constant));
    }
    store<u32>(slot + (i << 2), i32x4.extract_lane(word, 0) ^ load<i32>(slot + ((i - words) << 2)));
  }
  for (let at: usize = 16; at < total << 2; at += 16) {
    v128.store(slot + at, v128.xor(v128.load(slot + at), constant));
  }
}

/**
 * Expands a key of 16, 24 or 32 bytes into a slot.
 *
 * The last round key is kept as plain bytes, since the last round ends there.
 */
export function expandKey(key: usize, length: usize, slot: usize): void {
  const rounds = (length >> 2) + 6;
  store<u32>(slot, rounds as u32, SLOT_ROUNDS);
  if (length == 32) expand256(key, slot);
  else expandWords(key, length >> 2, slot, (rounds + 1) << 2);
  const last = slot + (rounds << 4);
  v128.store(last, fromCoordinates(v128.load(last)));
}
