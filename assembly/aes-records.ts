/**
 * AES of 32 short records at once, by bit planes: one block of each, under one key or each under its own (FIPS 197).
 *
 * The planes are those of aes-bulk.ts: bit n of a lane is record n instead of block n. All blocks of a record share
 * their nonce, so nonces become planes once and a counter, which is public, is put into them for each block. Where each
 * record has a key of its own the planes of the round keys differ from bit to bit, and nothing else changes: the key
 * schedule runs on planes too, its S-box is the circuit.
 *
 * @module
 */
import { lookUp, table } from './aes';
import { finishRow, finishState, finishTwoStates, PLANES, substituteRows } from './aes-bulk';
import { GATHER_ROW_0 } from './aes-tables';
import { KEY_PLANES, NONCE_PLANES, RECORD_STREAM, ROW, STATE, STATE_2, ZERO_PLANES } from './memory';

/** How many records are worked on at once. */
export const GROUP: usize = 32;
/** The rounds of a key of 32 bytes, which all fresh keys of records are. */
export const ROUNDS_256: usize = 14;

const NONCE: usize = 12;
const KEY: usize = 32;
/** The constant of the S-box (§5.1.1), which the circuit leaves out. */
const SBOX_CONSTANT: i32 = 0x63;

/** All ones or all zeroes in every lane. */
@inline
function spread(bits: i32, bit: i32): v128 {
  return i32x4.splat(-((bits >> bit) & 1));
}

/** Turns 32 blocks, `stride` bytes apart, into planes; what is not in `kept` counts as zero. */
function toPlanes(from: usize, stride: usize, kept: v128, to: usize): void {
  const order = table(GATHER_ROW_0);
  for (let k: usize = 0; k < 8; k++) {
    const at = from + k * stride;
    const a = lookUp(v128.and(v128.load(at), kept), order);
    const b = lookUp(v128.and(v128.load(at + 8 * stride), kept), order);
    const c = lookUp(v128.and(v128.load(at + 16 * stride), kept), order);
    const d = lookUp(v128.and(v128.load(at + 24 * stride), kept), order);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    v128.store(to + (k << 4), v128.shuffle<i64>(ab, cd, 0, 2));
    v128.store(to + (k << 4), v128.shuffle<i64>(ab, cd, 1, 3), ROW);
    const ab2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const cd2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(to + (k << 4), v128.shuffle<i64>(ab2, cd2, 0, 2), 2 * ROW);
    v128.store(to + (k << 4), v128.shuffle<i64>(ab2, cd2, 1, 3), 3 * ROW);
  }
  for (let row = to; row < to + PLANES; row += ROW) finishRow(row, ZERO_PLANES, order);
}

/** Puts the nonces of 32 records, behind each other, with the first round key added; what is no record's is ignored. */
export function putNonces(nonces: usize): void {
  toPlanes(nonces, NONCE, i32x4(-1, -1, -1, 0), NONCE_PLANES);
  for (let at: usize = 0; at < PLANES; at += 16) {
    v128.store(NONCE_PLANES + at, v128.xor(v128.load(NONCE_PLANES + at), v128.load(KEY_PLANES + at)));
  }
}

/** The input of the first round: the nonces with a counter behind, or, for counter 0, zeroes: H is their encryption. */
function enterRound1(state: usize, counter: usize): void {
  memory.copy(state, counter == 0 ? KEY_PLANES : NONCE_PLANES, PLANES);
  const at = state + 3 * ROW;
  for (let bit = 0; bit < 8; bit++) {
    const plane = at + ((bit as usize) << 4);
    const one = i32x4.replace_lane(i64x2.splat(0), 3, -(((counter as i32) >> bit) & 1));
    v128.store(plane, v128.xor(v128.load(plane), one));
  }
}

/** Adds to RECORD_STREAM the block of each record with that counter, from 0 to 255. */
export function addCounter(rounds: usize, counter: usize): void {
  enterRound1(STATE, counter);
  substituteRows(STATE, 4);
  finishState(KEY_PLANES + PLANES, KEY_PLANES + rounds * PLANES, RECORD_STREAM);
}

/** Adds two counters, behind each other. */
export function addTwoCounters(rounds: usize, counter: usize): void {
  enterRound1(STATE, counter);
  enterRound1(STATE_2, counter + 1);
  substituteRows(STATE, 4);
  substituteRows(STATE_2, 4);
  finishTwoStates(KEY_PLANES + PLANES, KEY_PLANES + rounds * PLANES, RECORD_STREAM);
}

/** The bytes of the last column, a row in each lane, as a row. */
@inline
function gatherLastColumns(key: usize): void {
  for (let at: usize = 0; at < ROW; at += 16) {
    const row01 = v128.shuffle<i32>(v128.load(key + at), v128.load(key + at, ROW), 3, 7, 3, 7);
    const row23 = v128.shuffle<i32>(v128.load(key + at, 2 * ROW), v128.load(key + at, 3 * ROW), 3, 7, 3, 7);
    v128.store(STATE + at, v128.shuffle<i64>(row01, row23, 0, 2));
  }
}

/** Column n is the sum of columns 0 to n. */
@inline
function prefixSums(x: v128): v128 {
  const zero = i64x2.splat(0);
  const pairs = v128.xor(x, v128.shuffle<i32>(x, zero, 4, 0, 1, 2));
  return v128.xor(pairs, v128.shuffle<i64>(pairs, zero, 2, 0));
}

/**
 * One step of KeyExpansion (§5.2) on planes: the next round key.
 *
 * @param turn 1 to rotate the substituted word, as every second step does.
 */
function expandStep(next: usize, turn: usize): void {
  gatherLastColumns(next - PLANES);
  substituteRows(STATE, 2);
  for (let row: usize = 0; row < 4; row++) {
    const from = STATE + (((row + turn) & 3) << 2);
    const to = next + row * ROW;
    for (let bit: usize = 0; bit < 8; bit++) {
      const at = bit << 4;
      const word = v128.xor(v128.load32_splat(from + at), spread(SBOX_CONSTANT, bit as i32));
      v128.store(to + at, v128.xor(prefixSums(v128.load(to + at - 2 * PLANES)), word));
    }
  }
}

/** The last key is added before ShiftRows: its rows turn the other way. The S-box's constant goes into all but the first. */
function settleKeys(): void {
  for (let bit = 0; bit < 8; bit++) {
    const constant = spread(SBOX_CONSTANT, bit);
    const end = KEY_PLANES + (ROUNDS_256 + 1) * PLANES;
    for (let at = KEY_PLANES + PLANES + ((bit as usize) << 4); at < end; at += ROW) {
      v128.store(at, v128.xor(v128.load(at), constant));
    }
  }
  const last = KEY_PLANES + ROUNDS_256 * PLANES;
  for (let at = last; at < last + ROW; at += 16) {
    const row1 = v128.load(at, ROW);
    const row2 = v128.load(at, 2 * ROW);
    const row3 = v128.load(at, 3 * ROW);
    v128.store(at, v128.shuffle<i32>(row1, row1, 3, 0, 1, 2), ROW);
    v128.store(at, v128.shuffle<i32>(row2, row2, 2, 3, 0, 1), 2 * ROW);
    v128.store(at, v128.shuffle<i32>(row3, row3, 1, 2, 3, 0), 3 * ROW);
  }
}

/** Expands 32 keys of 32 bytes, behind each other, into KEY_PLANES. */
export function expandKeys(keys: usize): void {
  toPlanes(keys, KEY, i64x2.splat(-1), KEY_PLANES);
  toPlanes(keys + 16, KEY, i64x2.splat(-1), KEY_PLANES + PLANES);
  for (let round: usize = 2; round <= ROUNDS_256; round++) {
    const next = KEY_PLANES + round * PLANES;
    const isEven = (round & 1) == 0;
    expandStep(next, isEven ? 1 : 0);
    if (!isEven) continue;
    // Rcon[i] is x^(i - 1) in row 0, in every column by the prefix sums.
    const at = next + (((round >> 1) - 1) << 4);
    v128.store(at, v128.xor(v128.load(at), i64x2.splat(-1)));
  }
  settleKeys();
}
