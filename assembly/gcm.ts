/**
 * AES-GCM (SP 800-38D §7): one message at a time, whole or in parts, over the keys in the slots.
 *
 * Counters of 96-bit nonces are public, so their batches are aligned and shared as aes-bulk.ts likes it; the counter
 * of any other nonce depends on the key and takes the engine that treats every counter alike. Text is hashed and
 * encrypted run by run while it is near. What decides a branch or an address: lengths, positions, the number of a key
 * and which of its powers are built; and, once, the verdict on a tag (`verdict`), which the caller learns anyway.
 *
 * @module
 */
import { encryptBlock, encryptBlocks, expandKey } from './aes';
import { addBatch, addTwoBatches, prepareCounters } from './aes-bulk';
import { KEEP, TABLES } from './aes-tables';
import { clear, needEvenPowers, needPlanes, releaseBulkOf } from './bulk-area';
import { absorbPairs, absorbSingly, buildPower, buildSquare, collapse } from './ghash';
import {
  BLOCKS,
  BRIEF_END,
  BULK_POWERS,
  HASH_EVEN,
  HASH_ODD,
  IO_NONCE,
  KEY_STREAM,
  MESSAGE_END,
  MESSAGE_START,
  POWER_LENGTH,
  PRE_COUNTER,
  SLOT_LENGTH,
  SLOT_LEVEL,
  SLOT_POWERS,
  SLOT_ROUNDS,
  SLOT_SQUARE,
  SLOT_SUBKEY,
  TAG,
  TAG_MASK,
  TAG_RECEIVED,
  TAIL,
  TAIL_LENGTHS,
} from './memory';

/** From so many blocks on a batch of 32 costs less than blocks by four. */
const BATCH_MIN: usize = 14;
/** From so many blocks on a message is worth the powers of H to H^8, and to H^16. */
const FOUR_MIN: usize = 24;
const EIGHT_MIN: usize = 160;
/** Up to so many blocks a fresh key does not even build H^2. */
const SINGLY_MAX: usize = 5;

/** The message at hand: its key, the place of its next block among the counters (J0 is 1), its lengths in bytes. */
let slot: usize = 0;
let next: usize = 0;
let aadLength: u64 = 0;
let textLength: u64 = 0;
/** Whether the counter is public; whether TAG_MASK is there; whether a block waits in TAIL; what 256 counters are prepared. */
let aligned: bool = false;
let masked: bool = false;
let waiting: bool = false;
let prepared: i32 = -1;
/** The powers of H in use: 0, where only H is there, or how many even ones. */
let powers: usize = 0;
let level: usize = 0;

@inline
function zero(): v128 {
  return i64x2.splat(0);
}

/** A mask that keeps the first 0 to 16 bytes of a block. */
@inline
export function keep(bytes: usize): v128 {
  return v128.load(TABLES + KEEP + 16 - bytes);
}

/** Zeroes what follows a text in its last block. */
@inline
export function padLast(text: usize, length: usize): void {
  const rest = length & 15;
  if (rest == 0) return;
  const at = text + (length - rest);
  v128.store(at, v128.and(v128.load(at), keep(rest)));
}

@inline
export function blocksOf(length: usize): usize {
  return (length + 15) >> 4;
}

/** Expands a key into a slot, with H and its tables. */
export function setKey(at: usize, key: usize, length: usize): void {
  releaseKey(at);
  expandKey(key, length, at);
  v128.store(BLOCKS, zero());
  encryptBlock(at);
  const subkey = v128.load(BLOCKS);
  v128.store(at, subkey, SLOT_SUBKEY);
  buildPower(subkey, at + SLOT_POWERS);
  clear(key, key + (length & ~15));
  if (length == 24) store<u64>(key, 0, 16);
}

/** Wipes a slot, and the bulk area where it is that key's. */
export function releaseKey(at: usize): void {
  clear(at, at + SLOT_LENGTH);
  releaseBulkOf(at);
}

/** Chooses the powers of H for so many blocks, and builds those that are missing. */
function choosePowers(blocks: usize): void {
  powers = slot + SLOT_POWERS;
  level = load<u32>(slot, SLOT_LEVEL) as usize;
  if (level == 0) {
    if (blocks <= SINGLY_MAX) return;
    v128.store(slot, buildSquare(v128.load(slot, SLOT_SUBKEY), powers), SLOT_SQUARE);
    store<u32>(slot, 1, SLOT_LEVEL);
    level = 1;
  }
  if (blocks < FOUR_MIN) return;
  level = needEvenPowers(slot, blocks < EIGHT_MIN ? 4 : 8);
  powers = BULK_POWERS;
}

/** Hashes whole blocks; an odd one out waits in TAIL, so it must be the last of the text. */
@inline
function absorb(text: usize, blocks: usize): void {
  if (level == 0) {
    absorbSingly(text, blocks, powers);
    return;
  }
  absorbPairs(text, blocks >> 1, powers, level);
  if ((blocks & 1) == 0) return;
  waiting = true;
  v128.store(TAIL, v128.load(text + (blocks << 4) - 16));
}

/**
 * Begins a message under a key.
 *
 * @param blocks About how many blocks will be hashed: it decides what is prepared, not what comes out.
 */
export function begin(key: usize, blocks: usize): void {
  slot = key;
  next = 2;
  aadLength = 0;
  textLength = 0;
  masked = false;
  waiting = false;
  prepared = -1;
  choosePowers(blocks);
  v128.store(HASH_EVEN, zero());
  v128.store(HASH_ODD, zero());
}

@inline
function bigEndian64(bits: u64): u64 {
  return bswap<u64>(bits);
}

/** J0 of a nonce of 12 bytes (SP 800-38D §7.1 step 2). */
export function setShortNonce(nonce: usize): void {
  v128.store(PRE_COUNTER, i32x4.replace_lane(v128.load(nonce), 3, 0x01000000));
  aligned = true;
}

/**
 * J0 of any other nonce: the hash of it, padded, and of its length.
 *
 * @param length What of it lies at IO_NONCE; a longer one's first part was absorbed before, in whole pairs.
 */
export function setLongNonce(length: usize, total: u64): void {
  padLast(IO_NONCE, length);
  absorb(IO_NONCE, blocksOf(length));
  hashLengths(0, total);
  v128.store(PRE_COUNTER, v128.load(HASH_EVEN));
  v128.store(HASH_EVEN, zero());
  waiting = false;
  aligned = false;
}

/** The block of the two lengths, in bytes. */
export function putLengths(first: u64, second: u64): void {
  store<u64>(TAIL_LENGTHS, bigEndian64(first << 3));
  store<u64>(TAIL_LENGTHS, bigEndian64(second << 3), 8);
}

/** Hashes the two lengths and ends the hash, in HASH_EVEN. */
function hashLengths(first: u64, second: u64): void {
  putLengths(first, second);
  if (level == 0) absorbSingly(TAIL_LENGTHS, 1, powers);
  else if (waiting) collapse(TAIL, 2, powers);
  else collapse(TAIL_LENGTHS, 1, powers);
}

/** Hashes additional data; sixteen zero bytes lie before it. */
export function absorbAad(aad: usize, length: usize): void {
  if (length == 0) return;
  aadLength = length as u64;
  padLast(aad, length);
  const blocks = blocksOf(length);
  // A zero block in front changes nothing, as the hash begins with zero, and leaves no block without its pair.
  const front: usize = level == 0 ? 0 : blocks & 1;
  absorb(aad - (front << 4), blocks + front);
}

/** The hash of additional data and a text of zeroes: what hashes of that shape have in common. Builds H^2 as well. */
export function hashZeroes(key: usize, aad: usize, aadLength: usize, zeroes: usize, length: usize): void {
  begin(key, max(blocksOf(aadLength) + blocksOf(length) + 1, SINGLY_MAX + 1));
  absorbAad(aad, aadLength);
  absorb(zeroes, blocksOf(length));
  hashLengths(aadLength as u64, length as u64);
}

/** Notes the length of additional data that was hashed in parts. */
export function setAadLength(length: u64): void {
  aadLength = length;
}

/** Hashes a part of a long nonce or of long additional data: whole pairs. */
export function absorbPart(text: usize, length: usize): void {
  absorb(text, length >> 4);
}

/** Adds key stream by four blocks; the first four begin with J0. */
function addByFour(text: usize, blocks: usize): void {
  const base = v128.load(PRE_COUNTER);
  const first = bswap<u32>(i32x4.extract_lane(base, 3) as u32) - 1;
  const end = text + (blocks << 4);
  while (text < end) {
    const from = masked ? next : 1;
    const counter = first + (from as u32);
    for (let i: usize = 0; i < 4; i++) {
      const word = bswap<u32>(counter + (i as u32)) as i32;
      v128.store(BLOCKS + (i << 4), i32x4.replace_lane(base, 3, word));
    }
    encryptBlocks(slot);
    let at = BLOCKS;
    if (!masked) {
      v128.store(TAG_MASK, v128.load(BLOCKS));
      masked = true;
      at = BLOCKS + 16;
    }
    for (; at < BLOCKS + 64 && text < end; at += 16, text += 16, next++) {
      v128.store(text, v128.xor(v128.load(text), v128.load(at)));
    }
  }
}

/** Prepares the bulk area for the next counter, which must be public. */
function prepareBatch(): void {
  needPlanes(slot);
  const shared = (next >> 8) as i32;
  if (prepared != shared) {
    const word = bswap<u32>((shared as u32) << 8) as i32;
    prepareCounters(slot, i32x4.replace_lane(v128.load(PRE_COUNTER), 3, word));
    prepared = shared;
  }
}

@inline
function addBatches(rounds: usize, batch: usize, blocks: usize, text: usize): void {
  if (blocks == 64) addTwoBatches(rounds, batch, text);
  else addBatch(rounds, batch, text);
}

/** The first batches begin two counters before the text: what lies there is put aside and back. */
@inline
function addFirstBatches(rounds: usize, blocks: usize, text: usize): void {
  const before = v128.load(text - 32);
  const between = v128.load(text - 16);
  v128.store(text - 16, zero());
  addBatches(rounds, 0, blocks + 2, text - 32);
  v128.store(TAG_MASK, v128.load(text - 16));
  masked = true;
  v128.store(text - 32, before);
  v128.store(text - 16, between);
}

/** Adds key stream from two batches of 32 counters, from one, or from a part of one. */
function addByBatch(text: usize, blocks: usize): void {
  prepareBatch();
  const rounds = load<u32>(slot, SLOT_ROUNDS) as usize;
  const batch = (next >> 5) & 7;
  const skipped = next & 31;
  next += blocks;
  if (skipped == 0 && blocks >= 32) {
    addBatches(rounds, batch, blocks, text);
    return;
  }
  if (!masked && blocks >= 30) {
    addFirstBatches(rounds, blocks, text);
    return;
  }
  clear(KEY_STREAM, KEY_STREAM + 512);
  addBatch(rounds, batch, KEY_STREAM);
  if (!masked) {
    v128.store(TAG_MASK, v128.load(KEY_STREAM, 16));
    masked = true;
  }
  const from = KEY_STREAM + (skipped << 4);
  for (let at: usize = 0; at < blocks << 4; at += 16) {
    v128.store(text + at, v128.xor(v128.load(text + at), v128.load(from + at)));
  }
}

/** How many of the next blocks are worked on at once: to the end of a batch, or two whole ones of the same 256 counters. */
@inline
function runLength(blocks: usize): usize {
  const left: usize = 32 - (next & 31);
  if (aligned && blocks >= left + 32 && (left == 32 || next == 2) && (next & 224) != 224) return left + 32;
  return min(blocks, left);
}

/**
 * Encrypts or decrypts a part of the text in place, and hashes the ciphertext.
 *
 * @param length In bytes; a multiple of 32 in every part but the last.
 */
export function addText(text: usize, length: usize, sealing: bool): void {
  textLength += length as u64;
  padLast(text, length);
  let blocks = blocksOf(length);
  for (let at = text; blocks > 0; ) {
    const run = runLength(blocks);
    if (!sealing) absorb(at, run);
    if (aligned && run >= BATCH_MIN) addByBatch(at, run);
    else addByFour(at, run);
    blocks -= run;
    if (sealing) {
      if (blocks == 0) padLast(text, length);
      absorb(at, run);
    }
    at += run << 4;
  }
}

/** Computes the tag, in TAG. */
export function finish(): void {
  hashLengths(aadLength, textLength);
  if (!masked) {
    v128.store(BLOCKS, v128.load(PRE_COUNTER));
    encryptBlock(slot);
    v128.store(TAG_MASK, v128.load(BLOCKS));
  }
  v128.store(TAG, v128.xor(v128.load(HASH_EVEN), v128.load(TAG_MASK)));
}

/** Whether the first bytes of the tag are those received: the one place where a secret decides. */
export function verdict(tagLength: usize): bool {
  const difference = v128.xor(v128.load(TAG), v128.load(TAG_RECEIVED));
  return !v128.any_true(v128.and(difference, keep(tagLength)));
}

/** Wipes what the message left: of the planes only where they were used. */
export function endMessage(): void {
  clear(MESSAGE_START, prepared < 0 ? BRIEF_END : MESSAGE_END);
}
