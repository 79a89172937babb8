/**
 * KeyExpansion of AES (FIPS 197 §5.2, Algorithm 2), with the same circuit for SubWord as the cipher uses.
 *
 * Words are kept in nibble form and turned to planes at the end (aes-planes.ts). Rounds 1 to Nr take {63} into the round
 * key, which the circuit leaves out of SubBytes: MixColumns and its inverse keep a state of equal bytes as it is, so
 * that it may be added after them.
 *
 * @module
 */
import { PLANES, spreadBlock, toNibbles } from './aes-planes.ts';
import { subBytes } from './aes-sbox.ts';

/** Planes of the longest schedule: 32 for each of 15 round keys. */
const ROUND_KEY_PLANES = 480;
/** Words of the longest schedule: 4 · (14 + 1) of 256-bit keys, in steps of 8. */
const SCHEDULE_WORDS = 64;

/** Where a key is expanded. All of it holds key material afterwards; the owner wipes it. */
export interface KeyWorkspace {
  /** The result: 32 planes for each round key, in order. */
  readonly roundKeys: Int32Array;
  /** w[0] to w[63] of Algorithm 2, in nibble form. */
  readonly schedule: Int32Array;
  /** The eight planes of SubWord. */
  readonly sboxPlanes: Int32Array;
}

/** The lengths in words of a key workspace's members, in their order. */
export const KEY_WORKSPACE: readonly number[] = [ROUND_KEY_PLANES, SCHEDULE_WORDS, 8];

/** {63} in each of four bytes, in nibble form. */
const AFFINE_CONSTANT = 0x0ff000ff;

/** Rcon[1] to Rcon[10] (§5.2, table 5) in nibble form: {01}, {02} … {80}, {1b}, {36} in row 0. */
const RCON: readonly number[] = [
  0x00000001, 0x00000010, 0x00000100, 0x00001000, 0x00010000, 0x00100000, 0x01000000, 0x10000000, 0x00011011,
  0x00110110,
];

/**
 * Expands a key to the planes of its round keys, in `workspace.roundKeys`.
 *
 * @param key 16, 24 or 32 bytes; the caller checked it.
 * @returns Nr: 10, 12 or 14 rounds.
 */
export function expandKey(key: Uint8Array, workspace: KeyWorkspace): number {
  const { schedule } = workspace;
  const keyWords = key.length >>> 2;
  const rounds = keyWords + 6;
  for (let i = 0; i < keyWords; i++) schedule[i] = toNibbles(littleEndianWord(key, 4 * i));
  for (let at = keyWords, i = 0; at < 4 * (rounds + 1); at += keyWords, i++) {
    extendSchedule(workspace, at, keyWords, RCON[i]);
  }
  for (let round = 0; round <= rounds; round++) spreadRoundKey(workspace, round);
  return rounds;
}

/** The next Nk words: w[i] = w[i - Nk] ⊕ temp. Those beyond the last round key are computed and not used. */
function extendSchedule(workspace: KeyWorkspace, at: number, keyWords: number, rcon: number): void {
  const { schedule, sboxPlanes } = workspace;
  let temp = subWord(rotWord(schedule[at - 1]), sboxPlanes) ^ rcon;
  for (let i = 0; i < keyWords; i++) {
    if (i === 4 && keyWords > 6) temp = subWord(temp, sboxPlanes);
    temp ^= schedule[at + i - keyWords];
    schedule[at + i] = temp;
  }
}

/** RotWord: every row takes the byte of the next. */
function rotWord(word: number): number {
  return ((word >>> 1) & 0x77777777) | ((word & 0x11111111) << 3);
}

/** SubWord: each nibble is four bits of a plane; the rest of the plane is zero and stays zero under S′. */
function subWord(word: number, planes: Int32Array): number {
  for (let bit = 0; bit < 8; bit++) planes[bit] = (word >>> (4 * bit)) & 15;
  subBytes(planes, 8);
  let substituted = 0;
  for (let bit = 0; bit < 8; bit++) substituted |= planes[bit] << (4 * bit);
  return substituted ^ AFFINE_CONSTANT;
}

function spreadRoundKey({ schedule, roundKeys }: KeyWorkspace, round: number): void {
  const affine = round === 0 ? 0 : AFFINE_CONSTANT;
  const at = 4 * round;
  spreadBlock(
    schedule[at] ^ affine,
    schedule[at + 1] ^ affine,
    schedule[at + 2] ^ affine,
    schedule[at + 3] ^ affine,
    roundKeys,
    PLANES * round,
  );
}

/** Four bytes, the first in the lowest bits: row r of a column in byte r. */
export function littleEndianWord(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}
