/**
 * Records by the batch: many messages of one length in one call, under one key or each under its own (SP 800-38D §7).
 *
 * Input and output lie behind each other in the place of the text (kernel.ts says how). Short records are worked on 32
 * at once: aes-records.ts encrypts a block of each, and the hash takes two in its lanes, those of one key by powers of
 * H that all share, those of fresh keys by H alone. Long records, and a few that are left, go one by one. The input is
 * zeroed at the end: it holds keys and plaintext. Whether records were authentic is decided once, for the whole batch.
 *
 * @module
 */
import { addCounter, addTwoCounters, expandKeys, GROUP, putNonces, ROUNDS_256 } from './aes-records';
import { clear, needPlanes, needRecordPowers, releaseBulk } from './bulk-area';
import {
  absorbAad,
  addText,
  begin,
  blocksOf,
  endMessage,
  finish,
  hashZeroes,
  keep,
  padLast,
  putLengths,
  releaseKey,
  setKey,
  setShortNonce,
} from './gcm';
import { absorbSingly, buildPower, multiply, PAIR, putPair } from './ghash';
import {
  BULK_END,
  BULK_START,
  HASH_EVEN,
  HASH_INPUT,
  HASH_ODD,
  IO_AAD,
  IO_TEXT,
  MESSAGE_END,
  MESSAGE_START,
  POWER_LENGTH,
  RECORD_BASE,
  RECORD_DIFFERENCE,
  RECORD_END,
  RECORD_MASKS,
  RECORD_POWERS,
  RECORD_START,
  RECORD_STREAM,
  RECORD_SUBKEYS,
  SLOT_POWERS,
  SLOT_ROUNDS,
  TAG,
  TAG_RECEIVED,
  TAIL,
  TAIL_LENGTHS,
} from './memory';

const NONCE: usize = 12;
const WHOLE_TAG: usize = 16;
const FRESH_KEY: usize = 32;
const STREAM: usize = GROUP * 16;

/** So many records are worth a group, where they have so few blocks; with fresh keys, additional data included. */
const GROUP_MIN: usize = 14;
const BLOCKS_MAX: usize = 30;
const FRESH_BLOCKS_MAX: usize = 16;
/** So many blocks of a record are hashed at once: one power of H more is the last block's. */
const HASHED_AT_ONCE: usize = 7;

/** The batch at hand: the key's slot, the length of its records, how far they are apart where they come from and go to. */
let slot: usize = 0;
let length: usize = 0;
let aadLength: usize = 0;
let sealing: bool = false;
let fromStride: usize = 0;
let toStride: usize = 0;

@inline
function start(nonce: usize): void {
  begin(slot, blocksOf(aadLength) + blocksOf(length) + 1);
  setShortNonce(nonce);
  absorbAad(IO_AAD, aadLength);
}

/** Copies by whole vectors; up to 15 bytes behind the end are overwritten. */
@inline
function copy(to: usize, from: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Adds key stream to a block of each record, on the way to its place; a last block is not written beyond its end. */
function addStream(block: usize, stream: usize, from: usize, to: usize, count: usize): void {
  const at = block << 4;
  const kept = keep(min(length - at, 16));
  for (let i: usize = 0; i < count; i++) {
    const text = v128.xor(v128.load(from + at), v128.load(stream + (i << 4)));
    v128.store(to + at, v128.bitselect(text, v128.load(to + at), kept));
    from += fromStride;
    to += toStride;
  }
}

/** Gives the encrypted blocks with one counter to where they belong: H, mask of the tag, key stream. */
function deliver(counter: usize, stream: usize, from: usize, to: usize, count: usize): void {
  if (counter >= 2) addStream(counter - 2, stream, from, to, count);
  else memory.copy(counter == 0 ? RECORD_SUBKEYS : RECORD_MASKS, stream, STREAM);
}

/** Encrypts all blocks of up to 32 records, from counter 1 on, or from 0 where H is wanted. */
function encryptGroup(rounds: usize, first: usize, from: usize, to: usize, count: usize): void {
  const last = blocksOf(length) + 1;
  for (let counter = first; counter <= last; counter += 2) {
    clear(RECORD_STREAM, RECORD_STREAM + 2 * STREAM);
    if (counter == last) {
      addCounter(rounds, counter);
    } else {
      addTwoCounters(rounds, counter);
      deliver(counter + 1, RECORD_STREAM + STREAM, from, to, count);
    }
    deliver(counter, RECORD_STREAM, from, to, count);
  }
}

/** The ciphertexts of two records, hashed in both lanes; RECORD_BASE has what they have in common. */
function hashTwo(even: usize, odd: usize): void {
  const blocks = blocksOf(length);
  const kept = keep(((length - 1) & 15) + 1);
  let sum0 = i64x2.splat(0);
  let sum1 = sum0;
  for (let done: usize = 0; done < blocks; ) {
    const count = min(blocks - done, HASHED_AT_ONCE);
    const isLast = done + count == blocks;
    for (let i: usize = 0; i < count; i++) {
      const at = (done + i) << 4;
      const mask = isLast && i + 1 == count ? kept : i64x2.splat(-1);
      const block0 = v128.xor(v128.and(v128.load(even + at), mask), sum0);
      putPair(HASH_INPUT + i * PAIR, block0, v128.xor(v128.and(v128.load(odd + at), mask), sum1));
      sum0 = i64x2.splat(0);
      sum1 = sum0;
    }
    // Behind the last block come the lengths, which are in RECORD_BASE: one more power of H.
    multiply(count, RECORD_POWERS + (count - (isLast ? 0 : 1)) * POWER_LENGTH);
    sum0 = v128.load(HASH_EVEN);
    sum1 = v128.load(HASH_ODD);
    done += count;
  }
  v128.store(HASH_EVEN, sum0);
  v128.store(HASH_ODD, sum1);
}

/** Puts the tag of the i-th record behind its ciphertext, or notes what it differs from the one that is there. */
@inline
function settleTag(i: usize, hash: v128, text: usize): void {
  const tag = v128.xor(v128.xor(hash, v128.load(RECORD_BASE)), v128.load(RECORD_MASKS + (i << 4)));
  if (sealing) {
    v128.store(text + length, tag);
    return;
  }
  noteDifference(tag, v128.load(text + length));
}

/** Takes down how two tags differ. */
@inline
function noteDifference(tag: v128, received: v128): void {
  v128.store(RECORD_DIFFERENCE, v128.or(v128.load(RECORD_DIFFERENCE), v128.xor(tag, received)));
}

/** The tags of a group under one key; an odd record is its own neighbour. */
function hashGroup(texts: usize, stride: usize, count: usize): void {
  for (let i: usize = 0; i < count; i += 2) {
    const other = min(i + 1, count - 1);
    hashTwo(texts + i * stride, texts + other * stride);
    const hash = v128.load(HASH_ODD);
    settleTag(i, v128.load(HASH_EVEN), texts + i * stride);
    if (other != i) settleTag(other, hash, texts + other * stride);
  }
}

/** The tags of a group under fresh keys, whose tables are built for each record and used for few blocks. */
function hashFreshGroup(texts: usize, count: usize): void {
  const powers = slot + SLOT_POWERS;
  const whole = length >> 4;
  for (let i: usize = 0; i < count; i++, texts += toStride) {
    buildPower(v128.load(RECORD_SUBKEYS + (i << 4)), powers);
    v128.store(HASH_EVEN, i64x2.splat(0));
    absorbSingly(IO_AAD, blocksOf(aadLength), powers);
    absorbSingly(texts, whole, powers);
    v128.store(TAIL, v128.and(v128.load(texts + (whole << 4)), keep(length & 15)));
    absorbSingly((length & 15) == 0 ? TAIL_LENGTHS : TAIL, (length & 15) == 0 ? 1 : 2, powers);
    settleTag(i, v128.load(HASH_EVEN), texts);
  }
}

/** Whether so many records are worth the preparing. */
@inline
function isGroup(records: usize, blocks: usize, limit: usize): bool {
  return records >= GROUP_MIN && blocks <= limit;
}

/** Works on groups of records under one key. @returns How many records were. */
function groups(records: usize, nonces: usize, from: usize, to: usize): usize {
  const blocks = blocksOf(length);
  if (!isGroup(records, blocks, BLOCKS_MAX)) return 0;
  const rounds = load<u32>(slot, SLOT_ROUNDS) as usize;
  clear(RECORD_STREAM, RECORD_STREAM + 2 * STREAM);
  hashZeroes(slot, IO_AAD, aadLength, RECORD_STREAM, length);
  v128.store(RECORD_BASE, v128.load(HASH_EVEN));
  needPlanes(slot);
  needRecordPowers(slot, min(blocks, HASHED_AT_ONCE) + 1);
  let done: usize = 0;
  while (records - done >= GROUP_MIN) {
    const count = min(records - done, GROUP);
    putNonces(nonces + done * NONCE);
    encryptGroup(rounds, 1, from, to, count);
    hashGroup(sealing ? to : from, sealing ? toStride : fromStride, count);
    from += count * fromStride;
    to += count * toStride;
    done += count;
  }
  return done;
}

/** Seals groups of records under keys of their own. @returns How many records were. */
function freshGroups(records: usize, keys: usize, nonces: usize, from: usize, to: usize): usize {
  if (!isGroup(records, blocksOf(aadLength) + blocksOf(length), FRESH_BLOCKS_MAX)) return 0;
  releaseBulk();
  v128.store(RECORD_BASE, i64x2.splat(0));
  padLast(IO_AAD, aadLength);
  putLengths(aadLength as u64, length as u64);
  let done: usize = 0;
  while (records - done >= GROUP_MIN) {
    const count = min(records - done, GROUP);
    expandKeys(keys + done * FRESH_KEY);
    putNonces(nonces + done * NONCE);
    encryptGroup(ROUNDS_256, 0, from, to, count);
    hashFreshGroup(to, count);
    from += count * fromStride;
    to += count * toStride;
    done += count;
  }
  clear(BULK_START, BULK_END);
  return done;
}

/** Wipes what groups and single records left. */
function endBatch(): void {
  endMessage();
  clear(MESSAGE_START, MESSAGE_END);
  clear(RECORD_START, RECORD_END);
}

/** Seals records; see gcmSealBatch. */
export function sealBatch(at: usize, key: usize, records: usize, textLength: usize, aad: usize): void {
  const nonces = IO_TEXT + records * key;
  const texts = nonces + records * NONCE;
  const end = texts + records * textLength;
  beginBatch(at, textLength, aad, true);
  let i: usize = 0;
  if (key == 0) i = groups(records, nonces, texts, end);
  else if (key == FRESH_KEY) i = freshGroups(records, IO_TEXT, nonces, texts, end);
  for (; i < records; i++) {
    const to = end + i * toStride;
    if (key != 0) setKey(slot, IO_TEXT + i * key, key);
    copy(to, texts + i * length, length);
    start(nonces + i * NONCE);
    addText(to, length, true);
    finish();
    v128.store(to + length, v128.load(TAG));
  }
  endBatch();
  if (key != 0) releaseKey(slot);
  clearBytes(IO_TEXT, end);
}

/** Opens records. @returns Whether all are authentic; if one is not, all texts are zeroed. */
@inline
export function openBatch(at: usize, records: usize, textLength: usize, aad: usize): bool {
  const texts = IO_TEXT + records * NONCE;
  const end = texts + records * (textLength + WHOLE_TAG);
  beginBatch(at, textLength, aad, false);
  for (let i = groups(records, IO_TEXT, texts, end); i < records; i++) {
    const from = texts + i * fromStride;
    const to = end + i * toStride;
    copy(to, from, length);
    v128.store(TAG_RECEIVED, v128.load(from + length));
    start(IO_TEXT + i * NONCE);
    addText(to, length, false);
    finish();
    noteDifference(v128.load(TAG), v128.load(TAG_RECEIVED));
  }
  const authentic = !v128.any_true(v128.load(RECORD_DIFFERENCE));
  endBatch();
  if (!authentic) clearBytes(IO_TEXT, end + records * length);
  return authentic;
}

function beginBatch(at: usize, textLength: usize, aad: usize, seals: bool): void {
  slot = at;
  length = textLength;
  aadLength = aad;
  sealing = seals;
  fromStride = seals ? textLength : textLength + WHOLE_TAG;
  toStride = seals ? textLength + WHOLE_TAG : textLength;
  v128.store(RECORD_DIFFERENCE, i64x2.splat(0));
}

/** Zeroes to the byte: what follows may be output. */
function clearBytes(from: usize, to: usize): void {
  const whole = from + ((to - from) & ~15);
  clear(from, whole);
  for (let at = whole; at < to; at++) store<u8>(at, 0);
}
