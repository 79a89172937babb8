/**
 * AES (FIPS 197): the block cipher and its inverse, bitsliced over eight blocks, for keys of 128, 192 and 256 bits.
 *
 * No table and no branch depends on a key or a block; the only loops are over rounds, planes and positions. The state is
 * laid out as aes-planes.ts says. A block by itself is computed in all eight lanes and read from the first: the
 * counter mode of aes-gcm.ts fills them all. This file never pads, chains or authenticates; it is not a mode.
 *
 * @module
 */
import { expectBytes } from '../bytes/expect.ts';
import { expandKey, KEY_WORKSPACE, type KeyWorkspace, littleEndianWord } from './aes-key-schedule.ts';
import { gatherBlocks, PLANES, spreadBlock, toNibbles } from './aes-planes.ts';
import { invSubBytes, subBytes } from './aes-sbox.ts';
import type { AesBlock, Bytes } from './primitives.ts';
import { carve, createScratch, type Scratch, type Workspace } from './scratch.ts';

/** Bytes in a block. */
export const AES_BLOCK_LENGTH = 16;

/**
 * CIPHER (§5.1, Algorithm 1) on eight blocks in place.
 *
 * @param state 32 planes.
 * @param roundKeys What `expandKey` wrote; `rounds` what it returned.
 */
export function encryptPlanes(state: Int32Array, roundKeys: Int32Array, rounds: number): void {
  addRoundKey(state, roundKeys, 0);
  encryptWhitenedPlanes(state, roundKeys, rounds);
}

/** CIPHER without its first AddRoundKey, for a caller that has added round key 0 to the input. */
export function encryptWhitenedPlanes(state: Int32Array, roundKeys: Int32Array, rounds: number): void {
  for (let round = 1; round < rounds; round++) {
    subBytes(state, PLANES);
    shiftRowsMixColumnsAddRoundKey(state, roundKeys, PLANES * round);
  }
  subBytes(state, PLANES);
  shiftRowsAddRoundKey(state, roundKeys, PLANES * rounds);
}

/** INVCIPHER (§5.3, Algorithm 3) on eight blocks in place. */
export function decryptPlanes(state: Int32Array, roundKeys: Int32Array, rounds: number): void {
  addRoundKey(state, roundKeys, PLANES * rounds);
  for (let round = rounds - 1; round >= 0; round--) {
    invShiftRows(state);
    invSubBytes(state, PLANES);
    addRoundKey(state, roundKeys, PLANES * round);
    if (round > 0) invMixColumns(state);
  }
}

/** AddRoundKey (§5.1.4). */
function addRoundKey(state: Int32Array, roundKeys: Int32Array, at: number): void {
  for (let i = 0; i < PLANES; i++) state[i] ^= roundKeys[at + i];
}

/** The last round's ShiftRows (§5.1.2) and AddRoundKey. */
function shiftRowsAddRoundKey(state: Int32Array, roundKeys: Int32Array, at: number): void {
  for (let i = 0; i < 8; i++) {
    state[i] ^= roundKeys[at + i];
    state[8 + i] = rotateRight(state[8 + i], 8) ^ roundKeys[at + 8 + i];
    state[16 + i] = rotateRight(state[16 + i], 16) ^ roundKeys[at + 16 + i];
    state[24 + i] = rotateRight(state[24 + i], 24) ^ roundKeys[at + 24 + i];
  }
}

/** InvShiftRows (§5.3.1): every row the other way, which is 24 bits a row on. */
function invShiftRows(state: Int32Array): void {
  for (let i = 0; i < 8; i++) {
    state[8 + i] = rotateRight(state[8 + i], 24);
    state[16 + i] = rotateRight(state[16 + i], 16);
    state[24 + i] = rotateRight(state[24 + i], 8);
  }
}

function rotateRight(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/**
 * ShiftRows, MixColumns (§5.1.3) and AddRoundKey, from bit 7 down to bit 0.
 *
 * With a, b, c, d for the four rows from any one on, a becomes {02}(a ⊕ b) ⊕ b ⊕ c ⊕ d. {02}·v moves every bit up by
 * one and adds v's bit 7 at bits 0, 1, 3 and 4 ({1b}). A name is a row or a sum of two, and the bit.
 */
function shiftRowsMixColumnsAddRoundKey(s: Int32Array, k: Int32Array, at: number): void {
  /* size: eight bits in straight lines are a fifth of the cipher's time faster than a loop over them */
  const a7 = s[7];
  const b7 = rotateRight(s[15], 8);
  const c7 = rotateRight(s[23], 16);
  const d7 = rotateRight(s[31], 24);
  const ab7 = a7 ^ b7;
  const bc7 = b7 ^ c7;
  const cd7 = c7 ^ d7;
  const da7 = d7 ^ a7;
  const a6 = s[6];
  const b6 = rotateRight(s[14], 8);
  const c6 = rotateRight(s[22], 16);
  const d6 = rotateRight(s[30], 24);
  const ab6 = a6 ^ b6;
  const bc6 = b6 ^ c6;
  const cd6 = c6 ^ d6;
  const da6 = d6 ^ a6;
  s[7] = ab6 ^ b7 ^ cd7 ^ k[at + 7];
  s[15] = bc6 ^ c7 ^ da7 ^ k[at + 15];
  s[23] = cd6 ^ d7 ^ ab7 ^ k[at + 23];
  s[31] = da6 ^ a7 ^ bc7 ^ k[at + 31];

  const a5 = s[5];
  const b5 = rotateRight(s[13], 8);
  const c5 = rotateRight(s[21], 16);
  const d5 = rotateRight(s[29], 24);
  const ab5 = a5 ^ b5;
  const bc5 = b5 ^ c5;
  const cd5 = c5 ^ d5;
  const da5 = d5 ^ a5;
  s[6] = ab5 ^ b6 ^ cd6 ^ k[at + 6];
  s[14] = bc5 ^ c6 ^ da6 ^ k[at + 14];
  s[22] = cd5 ^ d6 ^ ab6 ^ k[at + 22];
  s[30] = da5 ^ a6 ^ bc6 ^ k[at + 30];

  const a4 = s[4];
  const b4 = rotateRight(s[12], 8);
  const c4 = rotateRight(s[20], 16);
  const d4 = rotateRight(s[28], 24);
  const ab4 = a4 ^ b4;
  const bc4 = b4 ^ c4;
  const cd4 = c4 ^ d4;
  const da4 = d4 ^ a4;
  s[5] = ab4 ^ b5 ^ cd5 ^ k[at + 5];
  s[13] = bc4 ^ c5 ^ da5 ^ k[at + 13];
  s[21] = cd4 ^ d5 ^ ab5 ^ k[at + 21];
  s[29] = da4 ^ a5 ^ bc5 ^ k[at + 29];

  const a3 = s[3];
  const b3 = rotateRight(s[11], 8);
  const c3 = rotateRight(s[19], 16);
  const d3 = rotateRight(s[27], 24);
  const ab3 = a3 ^ b3;
  const bc3 = b3 ^ c3;
  const cd3 = c3 ^ d3;
  const da3 = d3 ^ a3;
  s[4] = ab3 ^ ab7 ^ b4 ^ cd4 ^ k[at + 4];
  s[12] = bc3 ^ bc7 ^ c4 ^ da4 ^ k[at + 12];
  s[20] = cd3 ^ cd7 ^ d4 ^ ab4 ^ k[at + 20];
  s[28] = da3 ^ da7 ^ a4 ^ bc4 ^ k[at + 28];

  const a2 = s[2];
  const b2 = rotateRight(s[10], 8);
  const c2 = rotateRight(s[18], 16);
  const d2 = rotateRight(s[26], 24);
  const ab2 = a2 ^ b2;
  const bc2 = b2 ^ c2;
  const cd2 = c2 ^ d2;
  const da2 = d2 ^ a2;
  s[3] = ab2 ^ ab7 ^ b3 ^ cd3 ^ k[at + 3];
  s[11] = bc2 ^ bc7 ^ c3 ^ da3 ^ k[at + 11];
  s[19] = cd2 ^ cd7 ^ d3 ^ ab3 ^ k[at + 19];
  s[27] = da2 ^ da7 ^ a3 ^ bc3 ^ k[at + 27];

  const a1 = s[1];
  const b1 = rotateRight(s[9], 8);
  const c1 = rotateRight(s[17], 16);
  const d1 = rotateRight(s[25], 24);
  const ab1 = a1 ^ b1;
  const bc1 = b1 ^ c1;
  const cd1 = c1 ^ d1;
  const da1 = d1 ^ a1;
  s[2] = ab1 ^ b2 ^ cd2 ^ k[at + 2];
  s[10] = bc1 ^ c2 ^ da2 ^ k[at + 10];
  s[18] = cd1 ^ d2 ^ ab2 ^ k[at + 18];
  s[26] = da1 ^ a2 ^ bc2 ^ k[at + 26];

  const a0 = s[0];
  const b0 = rotateRight(s[8], 8);
  const c0 = rotateRight(s[16], 16);
  const d0 = rotateRight(s[24], 24);
  const ab0 = a0 ^ b0;
  const bc0 = b0 ^ c0;
  const cd0 = c0 ^ d0;
  const da0 = d0 ^ a0;
  s[1] = ab0 ^ ab7 ^ b1 ^ cd1 ^ k[at + 1];
  s[9] = bc0 ^ bc7 ^ c1 ^ da1 ^ k[at + 9];
  s[17] = cd0 ^ cd7 ^ d1 ^ ab1 ^ k[at + 17];
  s[25] = da0 ^ da7 ^ a1 ^ bc1 ^ k[at + 25];

  s[0] = ab7 ^ b0 ^ cd0 ^ k[at + 0];
  s[8] = bc7 ^ c0 ^ da0 ^ k[at + 8];
  s[16] = cd7 ^ d0 ^ ab0 ^ k[at + 16];
  s[24] = da7 ^ a0 ^ bc0 ^ k[at + 24];
}

/**
 * InvMixColumns (§5.3.3): a ⊕ {04}(a ⊕ c) in every row, c two rows under it, and then MixColumns; the product of the
 * matrices with rows 05 00 04 00 and 02 03 01 01 is the one with 0e 0b 0d 09.
 */
function invMixColumns(state: Int32Array): void {
  for (let row = 0; row < 16; row += 8) addFourTimesSum(state, row, row + 16);
  mixColumns(state);
}

/** Adds {04}(a ⊕ c) to both rows: bits move up by two, bits 6 and 7 come back through {1b} and {36}. */
function addFourTimesSum(state: Int32Array, a: number, c: number): void {
  const v6 = state[a + 6] ^ state[c + 6];
  const v7 = state[a + 7] ^ state[c + 7];
  let below = 0;
  let twoBelow = 0;
  for (let bit = 0; bit < 8; bit++) {
    const sum = state[a + bit] ^ state[c + bit];
    const product = twoBelow ^ (v6 & -((0x1b >>> bit) & 1)) ^ (v7 & -((0x36 >>> bit) & 1));
    state[a + bit] ^= product;
    state[c + bit] ^= product;
    twoBelow = below;
    below = sum;
  }
}

/** MixColumns alone: rows turn back what the joint step will turn, and the round key is zero. */
function mixColumns(state: Int32Array): void {
  invShiftRows(state);
  shiftRowsMixColumnsAddRoundKey(state, NO_ROUND_KEY, 0);
}

const NO_ROUND_KEY: Int32Array = /* @__PURE__ */ new Int32Array(PLANES);

/** Where single blocks are computed. */
interface CipherWorkspace extends Workspace, KeyWorkspace {
  readonly state: Int32Array;
  /** The blocks that come out, 4 words each. */
  readonly words: Int32Array;
}

/** A key that is expanded and ready for single blocks; it lives in lent memory and ends with `release`. */
export interface AesCipher {
  /** CIPHER of the 16 bytes at `at`, in place. */
  encrypt(bytes: Uint8Array, at: number): void;
  /** INVCIPHER of the 16 bytes at `at`, in place. */
  decrypt(bytes: Uint8Array, at: number): void;
  /** Wipes the round keys; the cipher is of no use afterwards. */
  release(): void;
}

const scratch: Scratch<CipherWorkspace> = /* @__PURE__ */ createScratch(() => {
  const [memory, roundKeys, schedule, sboxPlanes, state, words] = carve(...KEY_WORKSPACE, PLANES, PLANES);
  return { memory, roundKeys, schedule, sboxPlanes, state, words };
});

/**
 * Expands a key for single blocks.
 *
 * @param key 16, 24 or 32 bytes; the caller checked it.
 *
 * @example
 * const block = new Uint8Array(16);
 * const cipher = openCipher(new Uint8Array(16));
 * try { cipher.encrypt(block, 0); } finally { cipher.release(); }
 */
export function openCipher(key: Uint8Array): AesCipher {
  const workspace = scratch.lend();
  const { roundKeys, state } = workspace;
  const rounds = expandKey(key, workspace);
  return {
    encrypt: (bytes, at) => {
      load(bytes, at, state);
      encryptPlanes(state, roundKeys, rounds);
      store(workspace, bytes, at);
    },
    decrypt: (bytes, at) => {
      load(bytes, at, state);
      decryptPlanes(state, roundKeys, rounds);
      store(workspace, bytes, at);
    },
    release: () => scratch.takeBack(workspace),
  };
}

/** The block at `at` into every lane. */
function load(bytes: Uint8Array, at: number, state: Int32Array): void {
  const w0 = toNibbles(littleEndianWord(bytes, at));
  const w1 = toNibbles(littleEndianWord(bytes, at + 4));
  const w2 = toNibbles(littleEndianWord(bytes, at + 8));
  const w3 = toNibbles(littleEndianWord(bytes, at + 12));
  spreadBlock(w0, w1, w2, w3, state, 0);
}

/** The block of the first lane. */
function store({ state, words }: CipherWorkspace, bytes: Uint8Array, at: number): void {
  gatherBlocks(state, words);
  for (let i = 0; i < AES_BLOCK_LENGTH; i++) bytes[at + i] = words[i >>> 2] >>> (8 * (i & 3));
}

/**
 * The AES block cipher by itself: for vectors and constructions, never for data.
 *
 * @example
 * aesBlock.encryptBlock(new Uint8Array(16), new Uint8Array(16)); // 66e94bd4ef8a2c3b884cfa59ca342b2e
 */
export const aesBlock: AesBlock = { encryptBlock };

/**
 * CIPHER (§5.1) of one block.
 *
 * @param key 16, 24 or 32 bytes.
 * @param block 16 bytes.
 * @returns 16 new bytes.
 * @throws {TypeError} An argument is not a Uint8Array.
 * @throws {RangeError} An argument has another length.
 *
 * @example
 * encryptBlock(new Uint8Array(32), new Uint8Array(16)).length; // 16
 */
export function encryptBlock(key: Uint8Array, block: Uint8Array): Bytes {
  expectBytes('key', key, 16, 24, 32);
  expectBytes('block', block, AES_BLOCK_LENGTH);
  const out = new Uint8Array(block);
  const cipher = openCipher(key);
  try {
    cipher.encrypt(out, 0);
    return out;
  } finally {
    cipher.release();
  }
}
