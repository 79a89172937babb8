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
  shiftRows(state, 8);
  addRoundKey(state, roundKeys, PLANES * rounds);
}

/** INVCIPHER (§5.3, Algorithm 3) on eight blocks in place. */
export function decryptPlanes(state: Int32Array, roundKeys: Int32Array, rounds: number): void {
  addRoundKey(state, roundKeys, PLANES * rounds);
  for (let round = rounds - 1; round >= 0; round--) {
    shiftRows(state, 24);
    invSubBytes(state, PLANES);
    addRoundKey(state, roundKeys, PLANES * round);
    if (round > 0) invMixColumns(state);
  }
}

/** AddRoundKey (§5.1.4). */
function addRoundKey(state: Int32Array, roundKeys: Int32Array, at: number): void {
  for (let i = 0; i < PLANES; i++) state[i] ^= roundKeys[at + i];
}

/** ShiftRows (§5.1.2) by 8 bits a row; InvShiftRows (§5.3.1) by 24. */
function shiftRows(state: Int32Array, bitsPerRow: number): void {
  for (let i = 8; i < PLANES; i++) state[i] = rotateRight(state[i], (i >>> 3) * bitsPerRow);
}

function rotateRight(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/**
 * ShiftRows, MixColumns (§5.1.3) and AddRoundKey, a bit at a time.
 *
 * A row a becomes {02}(a ⊕ b) ⊕ b ⊕ c ⊕ d of itself and the three rows under it. {02}·v moves every bit up by one and
 * adds v's bit 7 at bits 0, 1, 3 and 4 ({1b}); `ab`, `bc`, `cd`, `da` are the sums of neighbours at this bit, `…Below`
 * at the bit below, `…Top` at bit 7.
 */
function shiftRowsMixColumnsAddRoundKey(state: Int32Array, roundKeys: Int32Array, at: number): void {
  let a = state[7];
  let b = rotateRight(state[15], 8);
  let c = rotateRight(state[23], 16);
  let d = rotateRight(state[31], 24);
  const abTop = a ^ b;
  const bcTop = b ^ c;
  const cdTop = c ^ d;
  const daTop = d ^ a;
  let abBelow = 0;
  let bcBelow = 0;
  let cdBelow = 0;
  let daBelow = 0;
  for (let bit = 0; bit < 8; bit++) {
    a = state[bit];
    b = rotateRight(state[8 + bit], 8);
    c = rotateRight(state[16 + bit], 16);
    d = rotateRight(state[24 + bit], 24);
    const ab = a ^ b;
    const bc = b ^ c;
    const cd = c ^ d;
    const da = d ^ a;
    const fed = -((0x1b >>> bit) & 1);
    state[bit] = abBelow ^ (abTop & fed) ^ b ^ cd ^ roundKeys[at + bit];
    state[8 + bit] = bcBelow ^ (bcTop & fed) ^ c ^ da ^ roundKeys[at + 8 + bit];
    state[16 + bit] = cdBelow ^ (cdTop & fed) ^ d ^ ab ^ roundKeys[at + 16 + bit];
    state[24 + bit] = daBelow ^ (daTop & fed) ^ a ^ bc ^ roundKeys[at + 24 + bit];
    abBelow = ab;
    bcBelow = bc;
    cdBelow = cd;
    daBelow = da;
  }
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

/** MixColumns alone: rows turn back what the joint step would turn, and the round key is zero. */
function mixColumns(state: Int32Array): void {
  shiftRows(state, 24);
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
  const [w0, w1, w2, w3] = [0, 4, 8, 12].map((column) => toNibbles(littleEndianWord(bytes, at + column)));
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
