/**
 * AES in counter mode without SIMD: 16 blocks at once on bit planes of 64 bits (FIPS 197; SP 800-38D §6.5).
 *
 * The layout of aes-bulk.ts, half as wide: a plane holds one bit of one row of 16 states, lane c of 16 bits is column c,
 * bit n of a lane is block n. ShiftRows turns a plane, MixColumns adds planes, SubBytes is the circuit. The key schedule
 * takes the same circuit for a word. Nothing is looked up, and no counter is special: sixteen consecutive ones are made
 * by an adder on planes.
 *
 * @module
 */
import { substituteRow } from './scalar-circuit';
import { BASE, PRE_COUNTER, SCHEDULE, SCHEDULE_END, SLOT_ROUNDS, STATE, STREAM } from './scalar-memory';

/** The eight planes of a row, and the 32 of a state or a round key, in bytes. */
const ROW: usize = 64;
const PLANES: usize = 256;
/** The lowest bit of every lane. */
const LANES: u64 = 0x0001000100010001;
/** The constant of the S-box (§5.1.1), which the circuit leaves out, in every lane and in every byte of a word. */
const SBOX_LANES: u64 = 0x0063006300630063;
const SBOX_WORD: u32 = 0x63636363;
/** How many blocks are worked on at once. */
export const GROUP: usize = 16;

/** A square of 8 x 8 bits, a row in each byte, turned over its diagonal. */
function transposeBits(x: u64): u64 {
  const one = (x ^ (x >> 7)) & 0x00aa00aa00aa00aa;
  x ^= one ^ (one << 7);
  const two = (x ^ (x >> 14)) & 0x0000cccc0000cccc;
  x ^= two ^ (two << 14);
  const four = (x ^ (x >> 28)) & 0x00000000f0f0f0f0;
  return x ^ four ^ (four << 28);
}

/** SubWord (§5.2). */
function substituteWord(word: u32): u32 {
  const planes = transposeBits(word as u64);
  for (let bit: usize = 0; bit < 8; bit++) store<u64>(STATE + (bit << 3), (planes >> ((bit as u64) << 3)) & 0xff);
  substituteRow(STATE);
  let all: u64 = 0;
  for (let bit: usize = 0; bit < 8; bit++) all |= load<u64>(STATE + (bit << 3)) << ((bit as u64) << 3);
  return (transposeBits(all) as u32) ^ SBOX_WORD;
}

/** A row of a block, one byte in each lane. */
@inline
function rowOf(block: usize, row: usize): u64 {
  const low = (load<u8>(block + row) as u64) | ((load<u8>(block + row, 4) as u64) << 16);
  return low | ((load<u8>(block + row, 8) as u64) << 32) | ((load<u8>(block + row, 12) as u64) << 48);
}

/** A bit of a row, the same in all 16 states. */
@inline
function spreadBit(row: u64, bit: usize): u64 {
  return ((row >> (bit as u64)) & LANES) * 0xffff;
}

/** KeyExpansion (§5.2) of 16, 24 or 32 bytes into a slot, in planes. */
export function expandKey(key: usize, length: usize, slot: usize): void {
  const words = length >> 2;
  const rounds = words + 6;
  memory.copy(SCHEDULE, key, length);
  let constant: u32 = 1;
  for (let i = words; i < (rounds + 1) << 2; i++) {
    const at = SCHEDULE + (i << 2);
    const step = i % words;
    let word = load<u32>(at - 4);
    if (step == 0) {
      word = substituteWord(rotr<u32>(word, 8)) ^ constant;
      constant = (constant << 1) ^ ((constant >> 7) * 0x11b);
    } else if (words == 8 && step == 4) {
      word = substituteWord(word);
    }
    store<u32>(at, load<u32>(at - length) ^ word);
  }
  store<u32>(slot, rounds as u32, SLOT_ROUNDS);
  for (let round: usize = 0; round <= rounds; round++) {
    spreadKey(SCHEDULE + (round << 4), round == 0 ? 0 : SBOX_LANES, slot + round * PLANES);
  }
  memory.fill(SCHEDULE, 0, SCHEDULE_END - SCHEDULE);
}

function spreadKey(block: usize, constant: u64, to: usize): void {
  for (let row: usize = 0; row < 4; row++) {
    const bytes = rowOf(block, row) ^ constant;
    for (let bit: usize = 0; bit < 8; bit++) store<u64>(to + row * ROW + (bit << 3), spreadBit(bytes, bit));
  }
}

/** Prepares a message: the planes of J0 without its counter, with the first key added. */
export function prepareCounters(slot: usize): void {
  for (let row: usize = 0; row < 4; row++) {
    const bytes = rowOf(PRE_COUNTER, row) & 0x0000ffffffffffff;
    for (let bit: usize = 0; bit < 8; bit++) {
      const at = row * ROW + (bit << 3);
      store<u64>(BASE + at, spreadBit(bytes, bit) ^ load<u64>(slot + at));
    }
  }
}

/** The input of the first round: sixteen counters from `counter` on, big-endian in the last column. */
function enterCounters(counter: u32): void {
  memory.copy(STATE, BASE, PLANES);
  // The numbers 0 to 15, a bit of all of them in each group of 16.
  let number: u64 = 0xff00f0f0ccccaaaa;
  let carry: u64 = 0;
  for (let bit: u32 = 0; bit < 32; bit++, number >>= 16) {
    const one = ((0 - ((counter >> bit) & 1)) as u64) & 0xffff;
    const other = number & 0xffff;
    const at = STATE + (3 - ((bit as usize) >> 3)) * ROW + (((bit as usize) & 7) << 3);
    store<u64>(at, load<u64>(at) ^ ((one ^ other ^ carry) << 48));
    carry = (one & other) | (carry & (one | other));
  }
}

function substituteState(): void {
  for (let row = STATE; row < STATE + PLANES; row += ROW) substituteRow(row);
}

/** A plane of a row after ShiftRows. */
@inline
function shifted(row: usize, at: usize): u64 {
  return rotr<u64>(load<u64>(at + row * ROW), (row as u64) << 4);
}

/**
 * ShiftRows, MixColumns and AddRoundKey: with s the sum of a row and the next, row r becomes 2s + next + s two below.
 *
 * The doubled part of a bit is the sum of the bit before, and bit 7 comes back in at 0, 1, 3 and 4.
 */
function diffuse(key: usize): void {
  const a7 = shifted(0, STATE + 56);
  const b7 = shifted(1, STATE + 56);
  const c7 = shifted(2, STATE + 56);
  const d7 = shifted(3, STATE + 56);
  let ab: u64 = 0;
  let bc: u64 = 0;
  let cd: u64 = 0;
  let da: u64 = 0;
  for (let bit: usize = 0; bit < 8; bit++, key += 8) {
    const at = STATE + (bit << 3);
    const back = (0 - ((0x1b >> (bit as u32)) & 1)) as i64 as u64;
    const ab2 = ab ^ ((a7 ^ b7) & back);
    const bc2 = bc ^ ((b7 ^ c7) & back);
    const cd2 = cd ^ ((c7 ^ d7) & back);
    const da2 = da ^ ((d7 ^ a7) & back);
    const a = shifted(0, at);
    const b = shifted(1, at);
    const c = shifted(2, at);
    const d = shifted(3, at);
    ab = a ^ b;
    bc = b ^ c;
    cd = c ^ d;
    da = d ^ a;
    store<u64>(at, ab2 ^ b ^ cd ^ load<u64>(key));
    store<u64>(at, bc2 ^ c ^ da ^ load<u64>(key, ROW), ROW);
    store<u64>(at, cd2 ^ d ^ ab ^ load<u64>(key, 2 * ROW), 2 * ROW);
    store<u64>(at, da2 ^ a ^ bc ^ load<u64>(key, 3 * ROW), 3 * ROW);
  }
}

/** Exchanges bits of two words: `by` bits apart, where the mask says. */
@inline
function exchange(low: usize, high: usize, by: u64, mask: u64): void {
  const x = load<u64>(low);
  const y = load<u64>(high);
  const bits = ((x >> by) ^ y) & mask;
  store<u64>(low, x ^ (bits << by));
  store<u64>(high, y ^ bits);
}

/** Ends a row: the last ShiftRows and AddRoundKey, then from eight planes to eight words of bytes of blocks k and 8 + k. */
function finishRow(row: usize, key: usize): void {
  const at = STATE + row * ROW;
  for (let bit: usize = 0; bit < 64; bit += 8) {
    store<u64>(at + bit, shifted(row, STATE + bit) ^ load<u64>(key + row * ROW + bit));
  }
  for (let i: usize = 0; i < 32; i += 8) exchange(at + i, at + i + 32, 4, 0x0f0f0f0f0f0f0f0f);
  for (let i: usize = 0; i < 64; i += 8) if ((i & 16) == 0) exchange(at + i, at + i + 16, 2, 0x3333333333333333);
  for (let i: usize = 0; i < 64; i += 16) exchange(at + i, at + i + 8, 1, 0x5555555555555555);
}

/** Two groups of 16 bits, 16 bits apart. */
@inline
function spaced(x: u64): u64 {
  return (x | (x << 16)) & 0x0000ffff0000ffff;
}

/** Puts block 8 * half + k together from the bytes of its rows. */
@inline
function gatherBlock(k: usize, half: u64): void {
  const bytes: u64 = 0x00ff00ff00ff00ff;
  const from = STATE + (k << 3);
  const by = half << 3;
  const rows01 = ((load<u64>(from) >> by) & bytes) | (((load<u64>(from, ROW) >> by) & bytes) << 8);
  const rows23 = ((load<u64>(from, 2 * ROW) >> by) & bytes) | (((load<u64>(from, 3 * ROW) >> by) & bytes) << 8);
  const to = STREAM + ((((half as usize) << 3) + k) << 4);
  store<u64>(to, spaced(rows01 & 0xffffffff) | (spaced(rows23 & 0xffffffff) << 16));
  store<u64>(to, spaced(rows01 >> 32) | (spaced(rows23 >> 32) << 16), 8);
}

/** Puts the key stream of sixteen counters from `counter` on into STREAM, after `prepareCounters`. */
export function encryptCounters(slot: usize, counter: u32): void {
  const last = slot + (load<u32>(slot, SLOT_ROUNDS) as usize) * PLANES;
  enterCounters(counter);
  for (let key = slot + PLANES; key < last; key += PLANES) {
    substituteState();
    diffuse(key);
  }
  substituteState();
  for (let row: usize = 0; row < 4; row++) finishRow(row, last);
  for (let k: usize = 0; k < 8; k++) {
    gatherBlock(k, 0);
    gatherBlock(k, 1);
  }
}
