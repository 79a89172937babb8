/**
 * AES in counter mode on bit planes: 32 blocks at once, for nonces of 96 bits (FIPS 197; SP 800-38D §6.5).
 *
 * A plane holds one bit of one row of 32 states: lane c is column c, bit n of a lane is block n. So ShiftRows turns
 * lanes, MixColumns only adds planes, and SubBytes is the circuit of aes-circuit.ts, four times a round. Nothing is
 * looked up: the only addresses are those of planes and round keys.
 *
 * A batch covers 32 counters from a multiple of 32 on. Among 256 of them only the last byte of the block differs:
 * what follows of it alone is kept per key (the S-box of all 256 values: COUNTER_BYTES), what follows of the rest per
 * 256 counters (column 0 after round 1: COLUMN; the S-box of the other columns in round 2: ROUND_2). A batch enters
 * at MixColumns of round 2, for the price of one S-box instead of eight.
 *
 * @module
 */
/* size: every function knows how the planes of a state lie, and apart they would have to tell each other */
import { fromCoordinates, lookUp, roundOfSome, shiftRows, substitutePlain, table, toCoordinates } from './aes';
import { substituteTwoRows } from './aes-circuit';
import { GATHER_ROW_0 } from './aes-tables';
import { COLUMN, COUNTER_BYTES, KEY_PLANES, ROUND_2, ROW, SLOT_ROUNDS, STATE, STATE_2 } from './memory';

/** The 32 planes of a state or a round key, in bytes. */
export const PLANES: usize = 512;

/** Whether a bit is set: all ones or all zeroes in every lane. */
@inline
function spreadBit(x: v128, bit: i32): v128 {
  return i32x4.shr_s(i32x4.shl(x, 31 - bit), 31);
}

/** One block, the same in all 32 states, as planes. */
function spreadBlock(block: v128, to: usize): void {
  for (let bit = 0; bit < 32; bit++) v128.store(to + ((bit as usize) << 4), spreadBit(block, bit));
}

/** The S-box of the last byte of the first round's input, for all 256 counters: half of them a row. */
function spreadCounterBytes(firstKey: v128): void {
  const key = i32x4.splat(i8x16.extract_lane_s(firstKey, 15));
  for (let half: usize = 0; half < 2; half++) {
    const row = STATE + half * ROW;
    v128.store(row, v128.xor(spreadBit(key, 0), i32x4.splat(0xaaaaaaaa)));
    v128.store(row, v128.xor(spreadBit(key, 1), i32x4.splat(0xcccccccc)), 16);
    v128.store(row, v128.xor(spreadBit(key, 2), i32x4.splat(0xf0f0f0f0)), 32);
    v128.store(row, v128.xor(spreadBit(key, 3), i32x4.splat(0xff00ff00)), 48);
    v128.store(row, v128.xor(spreadBit(key, 4), i32x4.splat(0xffff0000)), 64);
    v128.store(row, v128.xor(spreadBit(key, 5), i32x4(0, -1, 0, -1)), 80);
    v128.store(row, v128.xor(spreadBit(key, 6), i32x4(0, 0, -1, -1)), 96);
    v128.store(row, v128.xor(spreadBit(key, 7), i32x4.splat(-(half as i32))), 112);
  }
  substituteRows(STATE, 2);
  for (let bit: usize = 0; bit < 8; bit++) {
    v128.store(COUNTER_BYTES + (bit << 5), v128.load(STATE + (bit << 4)));
    v128.store(COUNTER_BYTES + (bit << 5), v128.load(STATE + ROW + (bit << 4)), 16);
  }
}

/** Spreads the round keys of a slot into planes, and what follows of the key alone. */
export function prepareKey(slot: usize): void {
  const rounds = load<u32>(slot, SLOT_ROUNDS) as usize;
  for (let round: usize = 0; round < rounds; round++) {
    spreadBlock(fromCoordinates(v128.load(slot + (round << 4))), KEY_PLANES + round * PLANES);
  }
  // The last key is added before ShiftRows: three more of the four turns undo the one to come.
  const last = v128.load(slot + (rounds << 4));
  spreadBlock(shiftRows(shiftRows(shiftRows(last))), KEY_PLANES + rounds * PLANES);
  spreadCounterBytes(fromCoordinates(v128.load(slot)));
}

/** Prepares what the 256 counters share whose block this is; its last byte must be zero. */
export function prepareCounters(slot: usize, block: v128): void {
  const input = v128.xor(toCoordinates(block), v128.load(slot));
  const allButLast = i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0);
  const state = roundOfSome(input, v128.load(slot, 16), allButLast);
  const rows = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(fromCoordinates(state)));
  for (let bit = 0; bit < 8; bit++) v128.store(COLUMN + ((bit as usize) << 4), spreadBit(rows, bit));
  spreadBlock(v128.and(substitutePlain(state), i32x4(0, -1, -1, -1)), ROUND_2);
}

/** SubBytes of the first two rows of a state, or of all four. */
export function substituteRows(state: usize, count: usize): void {
  const end = state + count * ROW;
  for (let at = state; at < end; at += 2 * ROW) substituteTwoRows(at);
}

@inline
function counterPlane(batch: usize, bit: usize): v128 {
  return v128.load32_splat(COUNTER_BYTES + (bit << 5) + (batch << 2));
}

/** A plane of column 0 after round 1, its rows in the lanes: 1, 1, 3 and 2 times the byte that counts. */
@inline
function enterBit(row: usize, bit: usize, byte: v128, doubled: v128): void {
  const once = v128.and(byte, i32x4(-1, -1, -1, 0));
  const twice = v128.and(doubled, i32x4(0, 0, -1, -1));
  v128.store(row + (bit << 4), v128.xor(v128.xor(once, twice), v128.load(COLUMN + (bit << 4))));
}

/** Column 0 of 32 states after round 1, into a row. */
function enterRound2(row: usize, batch: usize): void {
  const b7 = counterPlane(batch, 7);
  const b0 = counterPlane(batch, 0);
  enterBit(row, 0, b0, b7);
  const b1 = counterPlane(batch, 1);
  enterBit(row, 1, b1, v128.xor(b0, b7));
  const b2 = counterPlane(batch, 2);
  enterBit(row, 2, b2, b1);
  const b3 = counterPlane(batch, 3);
  enterBit(row, 3, b3, v128.xor(b2, b7));
  const b4 = counterPlane(batch, 4);
  enterBit(row, 4, b4, v128.xor(b3, b7));
  const b5 = counterPlane(batch, 5);
  enterBit(row, 5, b5, b4);
  const b6 = counterPlane(batch, 6);
  enterBit(row, 6, b6, b5);
  enterBit(row, 7, b7, b6);
}

/** Puts a bit of column 0, its rows in the lanes, beside the columns that 256 counters share. */
@inline
function mergeBit(state: usize, at: usize, column: v128): void {
  const first = i32x4(-1, 0, 0, 0);
  const row1 = v128.shuffle<i32>(column, column, 1, 0, 0, 0);
  const row2 = v128.shuffle<i32>(column, column, 2, 0, 0, 0);
  const row3 = v128.shuffle<i32>(column, column, 3, 0, 0, 0);
  v128.store(state + at, v128.xor(v128.and(column, first), v128.load(ROUND_2 + at)));
  v128.store(state + at, v128.xor(v128.and(row1, first), v128.load(ROUND_2 + at, ROW)), ROW);
  v128.store(state + at, v128.xor(v128.and(row2, first), v128.load(ROUND_2 + at, 2 * ROW)), 2 * ROW);
  v128.store(state + at, v128.xor(v128.and(row3, first), v128.load(ROUND_2 + at, 3 * ROW)), 3 * ROW);
}

/** Puts column 0 of 32 states, in a row that is overwritten at last if it lies in the state itself. */
function mergeColumn(state: usize, row: usize): void {
  for (let at: usize = 0; at < ROW; at += 16) mergeBit(state, at, v128.load(row + at));
}

/** A plane of one row after ShiftRows. */
@inline
function shiftedRow0(state: usize, bit: usize): v128 {
  return v128.load(state + (bit << 4));
}

@inline
function shiftedRow1(state: usize, bit: usize): v128 {
  const plane = v128.load(state + ROW + (bit << 4));
  return v128.shuffle<i32>(plane, plane, 1, 2, 3, 0);
}

@inline
function shiftedRow2(state: usize, bit: usize): v128 {
  const plane = v128.load(state + 2 * ROW + (bit << 4));
  return v128.shuffle<i32>(plane, plane, 2, 3, 0, 1);
}

@inline
function shiftedRow3(state: usize, bit: usize): v128 {
  const plane = v128.load(state + 3 * ROW + (bit << 4));
  return v128.shuffle<i32>(plane, plane, 3, 0, 1, 2);
}

@inline
function mixed(doubled: v128, others: v128, key: v128): v128 {
  return v128.xor(v128.xor(doubled, others), key);
}

/**
 * ShiftRows, MixColumns and AddRoundKey: with s the sum of a row and the next, row r becomes 2s + next + s two below.
 *
 * Bit by bit: the doubled part of a bit is the sum of the bit before, and bit 7 comes back in at 0, 1, 3 and 4.
 */
function diffusePlanes(state: usize, key: usize): void {
  const a7 = shiftedRow0(state, 7);
  const b7 = shiftedRow1(state, 7);
  const c7 = shiftedRow2(state, 7);
  const d7 = shiftedRow3(state, 7);
  const ab7 = v128.xor(a7, b7);
  const bc7 = v128.xor(b7, c7);
  const cd7 = v128.xor(c7, d7);
  const da7 = v128.xor(d7, a7);

  const a0 = shiftedRow0(state, 0);
  const b0 = shiftedRow1(state, 0);
  const c0 = shiftedRow2(state, 0);
  const d0 = shiftedRow3(state, 0);
  const ab0 = v128.xor(a0, b0);
  const bc0 = v128.xor(b0, c0);
  const cd0 = v128.xor(c0, d0);
  const da0 = v128.xor(d0, a0);
  v128.store(state, mixed(ab7, v128.xor(b0, cd0), v128.load(key, 0)), 0);
  v128.store(state, mixed(bc7, v128.xor(c0, da0), v128.load(key, ROW)), ROW);
  v128.store(state, mixed(cd7, v128.xor(d0, ab0), v128.load(key, 2 * ROW)), 2 * ROW);
  v128.store(state, mixed(da7, v128.xor(a0, bc0), v128.load(key, 3 * ROW)), 3 * ROW);

  const a1 = shiftedRow0(state, 1);
  const b1 = shiftedRow1(state, 1);
  const c1 = shiftedRow2(state, 1);
  const d1 = shiftedRow3(state, 1);
  const ab1 = v128.xor(a1, b1);
  const bc1 = v128.xor(b1, c1);
  const cd1 = v128.xor(c1, d1);
  const da1 = v128.xor(d1, a1);
  v128.store(state, mixed(v128.xor(ab0, ab7), v128.xor(b1, cd1), v128.load(key, 16)), 16);
  v128.store(state, mixed(v128.xor(bc0, bc7), v128.xor(c1, da1), v128.load(key, ROW + 16)), ROW + 16);
  v128.store(state, mixed(v128.xor(cd0, cd7), v128.xor(d1, ab1), v128.load(key, 2 * ROW + 16)), 2 * ROW + 16);
  v128.store(state, mixed(v128.xor(da0, da7), v128.xor(a1, bc1), v128.load(key, 3 * ROW + 16)), 3 * ROW + 16);

  const a2 = shiftedRow0(state, 2);
  const b2 = shiftedRow1(state, 2);
  const c2 = shiftedRow2(state, 2);
  const d2 = shiftedRow3(state, 2);
  const ab2 = v128.xor(a2, b2);
  const bc2 = v128.xor(b2, c2);
  const cd2 = v128.xor(c2, d2);
  const da2 = v128.xor(d2, a2);
  v128.store(state, mixed(ab1, v128.xor(b2, cd2), v128.load(key, 32)), 32);
  v128.store(state, mixed(bc1, v128.xor(c2, da2), v128.load(key, ROW + 32)), ROW + 32);
  v128.store(state, mixed(cd1, v128.xor(d2, ab2), v128.load(key, 2 * ROW + 32)), 2 * ROW + 32);
  v128.store(state, mixed(da1, v128.xor(a2, bc2), v128.load(key, 3 * ROW + 32)), 3 * ROW + 32);

  const a3 = shiftedRow0(state, 3);
  const b3 = shiftedRow1(state, 3);
  const c3 = shiftedRow2(state, 3);
  const d3 = shiftedRow3(state, 3);
  const ab3 = v128.xor(a3, b3);
  const bc3 = v128.xor(b3, c3);
  const cd3 = v128.xor(c3, d3);
  const da3 = v128.xor(d3, a3);
  v128.store(state, mixed(v128.xor(ab2, ab7), v128.xor(b3, cd3), v128.load(key, 48)), 48);
  v128.store(state, mixed(v128.xor(bc2, bc7), v128.xor(c3, da3), v128.load(key, ROW + 48)), ROW + 48);
  v128.store(state, mixed(v128.xor(cd2, cd7), v128.xor(d3, ab3), v128.load(key, 2 * ROW + 48)), 2 * ROW + 48);
  v128.store(state, mixed(v128.xor(da2, da7), v128.xor(a3, bc3), v128.load(key, 3 * ROW + 48)), 3 * ROW + 48);

  const a4 = shiftedRow0(state, 4);
  const b4 = shiftedRow1(state, 4);
  const c4 = shiftedRow2(state, 4);
  const d4 = shiftedRow3(state, 4);
  const ab4 = v128.xor(a4, b4);
  const bc4 = v128.xor(b4, c4);
  const cd4 = v128.xor(c4, d4);
  const da4 = v128.xor(d4, a4);
  v128.store(state, mixed(v128.xor(ab3, ab7), v128.xor(b4, cd4), v128.load(key, 64)), 64);
  v128.store(state, mixed(v128.xor(bc3, bc7), v128.xor(c4, da4), v128.load(key, ROW + 64)), ROW + 64);
  v128.store(state, mixed(v128.xor(cd3, cd7), v128.xor(d4, ab4), v128.load(key, 2 * ROW + 64)), 2 * ROW + 64);
  v128.store(state, mixed(v128.xor(da3, da7), v128.xor(a4, bc4), v128.load(key, 3 * ROW + 64)), 3 * ROW + 64);

  const a5 = shiftedRow0(state, 5);
  const b5 = shiftedRow1(state, 5);
  const c5 = shiftedRow2(state, 5);
  const d5 = shiftedRow3(state, 5);
  const ab5 = v128.xor(a5, b5);
  const bc5 = v128.xor(b5, c5);
  const cd5 = v128.xor(c5, d5);
  const da5 = v128.xor(d5, a5);
  v128.store(state, mixed(ab4, v128.xor(b5, cd5), v128.load(key, 80)), 80);
  v128.store(state, mixed(bc4, v128.xor(c5, da5), v128.load(key, ROW + 80)), ROW + 80);
  v128.store(state, mixed(cd4, v128.xor(d5, ab5), v128.load(key, 2 * ROW + 80)), 2 * ROW + 80);
  v128.store(state, mixed(da4, v128.xor(a5, bc5), v128.load(key, 3 * ROW + 80)), 3 * ROW + 80);

  const a6 = shiftedRow0(state, 6);
  const b6 = shiftedRow1(state, 6);
  const c6 = shiftedRow2(state, 6);
  const d6 = shiftedRow3(state, 6);
  const ab6 = v128.xor(a6, b6);
  const bc6 = v128.xor(b6, c6);
  const cd6 = v128.xor(c6, d6);
  const da6 = v128.xor(d6, a6);
  v128.store(state, mixed(ab5, v128.xor(b6, cd6), v128.load(key, 96)), 96);
  v128.store(state, mixed(bc5, v128.xor(c6, da6), v128.load(key, ROW + 96)), ROW + 96);
  v128.store(state, mixed(cd5, v128.xor(d6, ab6), v128.load(key, 2 * ROW + 96)), 2 * ROW + 96);
  v128.store(state, mixed(da5, v128.xor(a6, bc6), v128.load(key, 3 * ROW + 96)), 3 * ROW + 96);

  v128.store(state, mixed(ab6, v128.xor(b7, cd7), v128.load(key, 112)), 112);
  v128.store(state, mixed(bc6, v128.xor(c7, da7), v128.load(key, ROW + 112)), ROW + 112);
  v128.store(state, mixed(cd6, v128.xor(d7, ab7), v128.load(key, 2 * ROW + 112)), 2 * ROW + 112);
  v128.store(state, mixed(da6, v128.xor(a7, bc7), v128.load(key, 3 * ROW + 112)), 3 * ROW + 112);
}

/** The last AddRoundKey and ShiftRows of a plane, its lanes now groups of eight blocks instead of columns. */
@inline
function gathered(plane: v128, key: v128, order: v128): v128 {
  return lookUp(v128.xor(plane, key), order);
}

/** The bits that two planes exchange when a square of bits is turned over its diagonal. */
@inline
function exchanged(low: v128, high: v128, by: i32, mask: v128): v128 {
  return v128.and(v128.xor(i64x2.shr_u(low, by), high), mask);
}

@inline
function withExchanged(low: v128, bits: v128, by: i32): v128 {
  return v128.xor(low, i64x2.shl(bits, by));
}

/**
 * Ends a row: from eight planes to eight vectors of bytes, the k-th with blocks k, 8 + k, 16 + k and 24 + k.
 *
 * Turning a square of bits over its diagonal undoes itself, and so does the order of row 0: with that order and a key
 * of zeroes a row of bytes becomes planes.
 */
export function finishRow(at: usize, key: usize, order: v128): void {
  const p0 = gathered(v128.load(at, 0), v128.load(key, 0), order);
  const p4 = gathered(v128.load(at, 64), v128.load(key, 64), order);
  const m4 = i8x16.splat(0x0f);
  const x04 = exchanged(p0, p4, 4, m4);
  const q0 = withExchanged(p0, x04, 4);
  const q4 = v128.xor(p4, x04);
  const p1 = gathered(v128.load(at, 16), v128.load(key, 16), order);
  const p5 = gathered(v128.load(at, 80), v128.load(key, 80), order);
  const x15 = exchanged(p1, p5, 4, m4);
  const q1 = withExchanged(p1, x15, 4);
  const q5 = v128.xor(p5, x15);
  const p2 = gathered(v128.load(at, 32), v128.load(key, 32), order);
  const p6 = gathered(v128.load(at, 96), v128.load(key, 96), order);
  const x26 = exchanged(p2, p6, 4, m4);
  const q2 = withExchanged(p2, x26, 4);
  const q6 = v128.xor(p6, x26);
  const p3 = gathered(v128.load(at, 48), v128.load(key, 48), order);
  const p7 = gathered(v128.load(at, 112), v128.load(key, 112), order);
  const x37 = exchanged(p3, p7, 4, m4);
  const q3 = withExchanged(p3, x37, 4);
  const q7 = v128.xor(p7, x37);
  transposeQuarter(at, q0, q1, q2, q3);
  transposeQuarter(at + 64, q4, q5, q6, q7);
}

/** The exchanges over two bits and over one among four vectors. */
@inline
function transposeQuarter(at: usize, q0: v128, q1: v128, q2: v128, q3: v128): void {
  const m2 = i8x16.splat(0x33);
  const x02 = exchanged(q0, q2, 2, m2);
  const r0 = withExchanged(q0, x02, 2);
  const r2 = v128.xor(q2, x02);
  const x13 = exchanged(q1, q3, 2, m2);
  const r1 = withExchanged(q1, x13, 2);
  const r3 = v128.xor(q3, x13);
  const m1 = i8x16.splat(0x55);
  const x01 = exchanged(r0, r1, 1, m1);
  v128.store(at, withExchanged(r0, x01, 1));
  v128.store(at, v128.xor(r1, x01), 16);
  const x23 = exchanged(r2, r3, 1, m1);
  v128.store(at, withExchanged(r2, x23, 1), 32);
  v128.store(at, v128.xor(r3, x23), 48);
}

/** Adds blocks k, 8 + k, 16 + k and 24 + k of the key stream to the text. */
@inline
function addBlocks(text: usize, at: usize): void {
  const row0 = v128.load(at);
  const row1 = v128.load(at, ROW);
  const row2 = v128.load(at, 2 * ROW);
  const row3 = v128.load(at, 3 * ROW);
  const low01 = i8x16.shuffle(row0, row1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const low23 = i8x16.shuffle(row2, row3, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  v128.store(text, v128.xor(v128.load(text, 0), v128.shuffle<i16>(low01, low23, 0, 8, 1, 9, 2, 10, 3, 11)), 0);
  v128.store(text, v128.xor(v128.load(text, 128), v128.shuffle<i16>(low01, low23, 4, 12, 5, 13, 6, 14, 7, 15)), 128);
  const high01 = i8x16.shuffle(row0, row1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const high23 = i8x16.shuffle(row2, row3, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(text, v128.xor(v128.load(text, 256), v128.shuffle<i16>(high01, high23, 0, 8, 1, 9, 2, 10, 3, 11)), 256);
  v128.store(text, v128.xor(v128.load(text, 384), v128.shuffle<i16>(high01, high23, 4, 12, 5, 13, 6, 14, 7, 15)), 384);
}

/** Ends 32 states and adds them to the text. */
function finishBatch(state: usize, lastKey: usize, text: usize): void {
  for (let row: usize = 0; row < 4; row++) {
    finishRow(state + row * ROW, lastKey + row * ROW, table(GATHER_ROW_0 + (row << 4)));
  }
  for (let k: usize = 0; k < 8; k++) addBlocks(text + (k << 4), state + (k << 4));
}

/** Takes a state, at SubBytes' output of a round, through the round of that key and the rest, and adds it to the text. */
export function finishState(key: usize, last: usize, text: usize): void {
  diffusePlanes(STATE, key);
  for (key += PLANES; key < last; key += PLANES) {
    substituteRows(STATE, 4);
    diffusePlanes(STATE, key);
  }
  substituteRows(STATE, 4);
  finishBatch(STATE, last, text);
}

/** The same for two states, half a round apart, so that one's additions fill the gaps of the other's S-boxes. */
export function finishTwoStates(key: usize, last: usize, text: usize): void {
  diffusePlanes(STATE, key);
  for (key += PLANES; key < last; key += PLANES) {
    substituteRows(STATE, 4);
    diffusePlanes(STATE_2, key - PLANES);
    substituteRows(STATE_2, 4);
    diffusePlanes(STATE, key);
  }
  substituteRows(STATE, 4);
  diffusePlanes(STATE_2, last - PLANES);
  substituteRows(STATE_2, 4);
  finishBatch(STATE, last, text);
  finishBatch(STATE_2, last, text + PLANES);
}

/**
 * Adds 512 bytes of key stream to the text in place, after `prepareKey` and `prepareCounters`.
 *
 * @param batch Which 32 of the 256 counters, 0 to 7.
 */
export function addBatch(rounds: usize, batch: usize, text: usize): void {
  enterRound2(STATE, batch);
  substituteRows(STATE, 2);
  mergeColumn(STATE, STATE);
  finishState(KEY_PLANES + 2 * PLANES, KEY_PLANES + rounds * PLANES, text);
}

/**
 * Adds 1024 bytes, two batches.
 *
 * @param batch The first one, 0 to 6.
 */
export function addTwoBatches(rounds: usize, batch: usize, text: usize): void {
  enterRound2(STATE, batch);
  enterRound2(STATE + ROW, batch + 1);
  substituteRows(STATE, 2);
  mergeColumn(STATE_2, STATE + ROW);
  mergeColumn(STATE, STATE);
  finishTwoStates(KEY_PLANES + 2 * PLANES, KEY_PLANES + rounds * PLANES, text);
}
