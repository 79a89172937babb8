/**
 * AES-GCM (SP 800-38D), portable: bitsliced AES in counter mode, GHASH by integer products, no table and no branch on
 * secrets.
 *
 * Eight counter blocks are encrypted at a time, aligned to multiples of eight, so that the three lowest counter bits are
 * constants of the layout. With a nonce of 96 bits the pre-counter block J₀ has counter 1, and the place of counter 0
 * is used for the block of zeroes: one call gives H, the mask of the tag and 96 bytes of key stream.
 *
 * The input is copied once, and the copy is what is hashed and encrypted: memory that is shared with another thread
 * cannot change between the two. `open` compares the tag before it makes any plaintext. Whoever calls this chooses the
 * nonces; nothing here can see one used twice.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { expectBytes, expectInteger } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import { encryptWhitenedPlanes } from './aes.ts';
import { expandKey, KEY_WORKSPACE, type KeyWorkspace, littleEndianWord } from './aes-key-schedule.ts';
import { gatherBlocks, LANES, PLANES, spreadBlock, toNibbles } from './aes-planes.ts';
import { AuthenticationError } from './errors.ts';
import { absorb, absorbWords, GHASH_WORKSPACE, type GhashWorkspace, startGhash } from './ghash.ts';
import type { AesGcm, Bytes } from './primitives.ts';
import { carve, createScratch, type Scratch, type Workspace } from './scratch.ts';

const BLOCK = 16;
/** len(P) ≤ 2³⁹ - 256 bits (§5.2.1.1). */
const MAX_PLAINTEXT: number = 2 ** 36 - 32;

const TAG_LENGTHS: readonly number[] = [4, 8, 12, 13, 14, 15, 16];

/** Where a message is computed. */
interface GcmWorkspace extends Workspace, KeyWorkspace, GhashWorkspace {
  readonly state: Int32Array;
  /** Eight blocks of key stream, columns little-endian. */
  readonly keyStream: Int32Array;
  /** The block of counter 0 with round key 0 added: four words in nibble form. */
  readonly whitened: Int32Array;
  /** CIPH(J₀): what the tag is hidden with, four big-endian words. */
  readonly tagMask: Int32Array;
  rounds: number;
  /** The counter of the batch that comes next: a multiple of 8. */
  counter: number;
  /** The first block of `keyStream` that is unused; 8 when none is. */
  lane: number;
}

const scratch: Scratch<GcmWorkspace> = /* @__PURE__ */ createScratch(() => {
  const [memory, roundKeys, schedule, sboxPlanes, y, powers, limbs, products, wide, ...rest] = carve(
    ...KEY_WORKSPACE,
    ...GHASH_WORKSPACE,
    ...[PLANES, PLANES, 4, 4],
  );
  const [state, keyStream, whitened, tagMask] = rest;
  const key = { roundKeys, schedule, sboxPlanes };
  const ghash = { y, powers, limbs, products, wide };
  return { memory, ...key, ...ghash, state, keyStream, whitened, tagMask, rounds: 0, counter: 0, lane: 0 };
});

/** AES-GCM of the portable engine. */
export const aesGcm: AesGcm = { seal, open };

/**
 * GCM-AE (§7.1, Algorithm 4).
 *
 * @param key 16, 24 or 32 bytes.
 * @param nonce 1 byte or more, called IV in the standard; 12 is the fast form. Never twice under one key.
 * @param plaintext At most 2³⁶ - 32 bytes.
 * @param aad Additional authenticated data, any length.
 * @param tagLength 4, 8 or 12 to 16; 16 when absent.
 * @returns New bytes: the ciphertext, as long as the plaintext, and the tag.
 * @throws {TypeError} An argument is of another kind.
 * @throws {RangeError} A length is not one of those.
 *
 * @example
 * const sealed = seal(new Uint8Array(32), new Uint8Array(12), new Uint8Array([1, 2, 3]), new Uint8Array());
 * sealed.length; // 19
 */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
  tagLength: number = BLOCK,
): Bytes {
  expectArguments(key, nonce, aad, tagLength);
  expectBytes('plaintext', plaintext);
  const { length } = plaintext;
  if (length > MAX_PLAINTEXT)
    throw new RangeError(`"plaintext" expected at most 2^36 - 32 bytes, got ${length}`);
  const out = new Uint8Array(length + tagLength);
  const workspace = scratch.lend();
  try {
    start(workspace, key, nonce, Math.max(length, aad.length));
    out.set(plaintext);
    applyKeyStream(workspace, out, length);
    hash(workspace, aad, out, length);
    writeTag(workspace, out.subarray(length));
    return out;
  } catch (error) {
    wipe(out);
    throw error;
  } finally {
    scratch.takeBack(workspace);
  }
}

/**
 * GCM-AD (§7.2, Algorithm 5).
 *
 * @param sealed The ciphertext and the tag; all other arguments as for `seal`.
 * @returns The plaintext, new bytes.
 * @throws {AuthenticationError} The key, the nonce, the additional data or a byte of `sealed` differs; or it is shorter
 * than the tag.
 * @throws {TypeError} An argument is of another kind.
 * @throws {RangeError} A length is not one of those.
 *
 * @example
 * const none = new Uint8Array();
 * const sealed = seal(new Uint8Array(32), new Uint8Array(12), new Uint8Array([1, 2, 3]), none);
 * open(new Uint8Array(32), new Uint8Array(12), sealed, none); // 1, 2, 3
 */
export function open(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  aad: Uint8Array,
  tagLength: number = BLOCK,
): Bytes {
  expectArguments(key, nonce, aad, tagLength);
  expectBytes('sealed', sealed);
  const length = sealed.length - tagLength;
  if (length < 0 || length > MAX_PLAINTEXT) throw new AuthenticationError();
  const out = new Uint8Array(length);
  const workspace = scratch.lend();
  try {
    start(workspace, key, nonce, Math.max(length, aad.length));
    out.set(sealed.subarray(0, length));
    hash(workspace, aad, out, length);
    if (!hasTag(workspace, sealed.subarray(length))) throw new AuthenticationError();
    applyKeyStream(workspace, out, length);
    return out;
  } catch (error) {
    wipe(out);
    throw error;
  } finally {
    scratch.takeBack(workspace);
  }
}

function expectArguments(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, tagLength: number): void {
  expectBytes('key', key, 16, 24, 32);
  expectBytes('nonce', nonce);
  if (nonce.length === 0) throw new RangeError('"nonce" expected 1 byte or more, got 0');
  expectBytes('aad', aad);
  expectInteger('tagLength', tagLength, 4, BLOCK);
  if (TAG_LENGTHS.includes(tagLength)) return;
  throw new RangeError(`"tagLength" expected 4, 8 or 12 to 16, got ${tagLength}`);
}

/** Steps 1 and 2 of Algorithm 4 (2 and 3 of Algorithm 5): H, J₀ and CIPH(J₀). */
function start(workspace: GcmWorkspace, key: Uint8Array, nonce: Uint8Array, longest: number): void {
  workspace.rounds = expandKey(key, workspace);
  if (nonce.length === 12) startAtOne(workspace, nonce, longest);
  else startAtHash(workspace, nonce, longest);
  toBigEndian(workspace.keyStream, 4 * workspace.lane, workspace.tagMask);
  workspace.lane += 1;
}

/** J₀ = nonce || 1, and H from the place of counter 0. */
function startAtOne(workspace: GcmWorkspace, nonce: Uint8Array, longest: number): void {
  const { state, roundKeys, keyStream, y } = workspace;
  for (let column = 0; column < 3; column++) whiten(workspace, column, littleEndianWord(nonce, 4 * column));
  startBatches(workspace, 0);
  spreadCounters(workspace);
  for (let i = 0; i < PLANES; i++) state[i] = (state[i] & ~LANE_0) | (roundKeys[i] & LANE_0);
  encryptBatch(workspace);
  toBigEndian(keyStream, 0, y);
  startGhash(workspace, longest);
  workspace.lane = 1;
}

/** Bit 0 of every byte of a plane. */
const LANE_0 = 0x01010101;

/** J₀ = GHASH(nonce || zeroes || 0⁶⁴ || its length in bits), which needs H first. */
function startAtHash(workspace: GcmWorkspace, nonce: Uint8Array, longest: number): void {
  const { state, roundKeys, keyStream, y } = workspace;
  state.set(roundKeys.subarray(0, PLANES));
  encryptBatch(workspace);
  toBigEndian(keyStream, 0, y);
  startGhash(workspace, Math.max(longest, nonce.length));
  absorb(workspace, nonce, 0, nonce.length);
  absorbWords(workspace, 0, 0, bitsHigh(nonce.length), nonce.length << 3);
  for (let column = 0; column < 3; column++) whiten(workspace, column, swapBytes(y[column]));
  const counter = y[3];
  y.fill(0);
  startBatches(workspace, counter & ~(LANES - 1));
  nextBatch(workspace);
  workspace.lane = counter & (LANES - 1);
}

/** Column `column` of the counter blocks, given as four bytes little-endian, with its column of round key 0. */
function whiten({ whitened, schedule }: GcmWorkspace, column: number, word: number): void {
  whitened[column] = toNibbles(word) ^ schedule[column];
}

function startBatches(workspace: GcmWorkspace, counter: number): void {
  whiten(workspace, 3, 0);
  workspace.counter = counter;
}

/** Eight blocks of key stream; inc₃₂ (§6.2) wraps within the last word alone, as 32-bit addition does. */
function nextBatch(workspace: GcmWorkspace): void {
  spreadCounters(workspace);
  encryptBatch(workspace);
}

/** The planes of counter blocks `counter` to `counter + 7`: their low three bits are the number of the lane. */
function spreadCounters(workspace: GcmWorkspace): void {
  const { whitened, state, counter } = workspace;
  const last = whitened[3] ^ toNibbles(swapBytes(counter));
  spreadBlock(whitened[0], whitened[1], whitened[2], last, state, 0);
  state[24] ^= 0xaa000000;
  state[25] ^= 0xcc000000;
  state[26] ^= 0xf0000000;
  workspace.counter = (counter + LANES) | 0;
}

function encryptBatch(workspace: GcmWorkspace): void {
  encryptWhitenedPlanes(workspace.state, workspace.roundKeys, workspace.rounds);
  gatherBlocks(workspace.state, workspace.keyStream);
  workspace.lane = 0;
}

/** GCTR (§6.5) over the first `length` bytes, in place. */
function applyKeyStream(workspace: GcmWorkspace, bytes: Bytes, length: number): void {
  const view = new DataView(bytes.buffer);
  let at = 0;
  while (at + BLOCK <= length) {
    if (workspace.lane === LANES) nextBatch(workspace);
    at = applyBlocks(
      workspace,
      view,
      at,
      Math.min(LANES - workspace.lane, Math.floor((length - at) / BLOCK)),
    );
  }
  if (at === length) return;
  if (workspace.lane === LANES) nextBatch(workspace);
  applyPartialBlock(workspace, bytes, at, length);
}

/** So many whole blocks, as many as are left of the batch or fewer. */
function applyBlocks(workspace: GcmWorkspace, view: DataView, start: number, count: number): number {
  const { keyStream, lane } = workspace;
  for (let i = 4 * lane, at = start; i < 4 * (lane + count); i++, at += 4) {
    view.setInt32(at, view.getInt32(at, true) ^ keyStream[i], true);
  }
  workspace.lane = lane + count;
  return start + BLOCK * count;
}

function applyPartialBlock(workspace: GcmWorkspace, bytes: Bytes, start: number, end: number): void {
  const { keyStream, lane } = workspace;
  for (let at = start; at < end; at++) {
    const i = at - start;
    bytes[at] ^= keyStream[4 * lane + (i >>> 2)] >>> (8 * (i & 3));
  }
}

/** S (step 5 of Algorithm 4): GHASH of the additional data, the ciphertext, and their lengths in bits. */
function hash(workspace: GcmWorkspace, aad: Uint8Array, ciphertext: Uint8Array, length: number): void {
  absorb(workspace, aad, 0, aad.length);
  absorb(workspace, ciphertext, 0, length);
  absorbWords(workspace, bitsHigh(aad.length), aad.length << 3, bitsHigh(length), length << 3);
}

/** The upper 32 bits of a length in bits, given in bytes. */
function bitsHigh(length: number): number {
  return Math.floor(length / 2 ** 29);
}

/** T = MSB(GCTR(J₀, S)) (step 6). */
function writeTag({ y, tagMask }: GcmWorkspace, tag: Uint8Array): void {
  for (let i = 0; i < tag.length; i++) {
    tag[i] = (y[i >>> 2] ^ tagMask[i >>> 2]) >>> (24 - 8 * (i & 3));
  }
}

function hasTag(workspace: GcmWorkspace, tag: Uint8Array): boolean {
  const expected = new Uint8Array(tag.length);
  writeTag(workspace, expected);
  const equal = equalBytes(expected, tag);
  wipe(expected);
  return equal;
}

function toBigEndian(columns: Int32Array, from: number, words: Int32Array): void {
  for (let i = 0; i < 4; i++) words[i] = swapBytes(columns[from + i]);
}

function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
