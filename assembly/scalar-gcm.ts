/**
 * AES-GCM without SIMD (SP 800-38D §7): one message at a time, whole or in parts. The twin of gcm.ts, and simpler: one
 * engine for every length and every nonce, one power of H. What decides a branch or an address is public; once, the
 * verdict on a tag, which the caller learns anyway.
 *
 * @module
 */
import { encryptCounters, expandKey, GROUP, prepareCounters } from './scalar-aes';
import { absorb, putSubkey } from './scalar-ghash';
import { IO_NONCE } from './memory';
import {
  BLOCK,
  HASH,
  MESSAGE_END,
  MESSAGE_START,
  PRE_COUNTER,
  SLOT_LENGTH,
  SLOT_SUBKEY,
  STREAM,
  TAG,
  TAG_MASK,
  TAG_RECEIVED,
} from './scalar-memory';

/** The message at hand: its key, the place of its next block among the counters (J0 is 0), its lengths in bytes. */
let slot: usize = 0;
let next: u32 = 0;
let aadLength: u64 = 0;
let textLength: u64 = 0;

@inline
function blocksOf(length: usize): usize {
  return (length + 15) >> 4;
}

@inline
function hash(text: usize, blocks: usize): void {
  absorb(text, blocks, slot + SLOT_SUBKEY);
}

/** Copies a block. */
@inline
export function copyBlock(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
}

@inline
function addBlock(to: usize, from: usize): void {
  store<u64>(to, load<u64>(to) ^ load<u64>(from));
  store<u64>(to, load<u64>(to, 8) ^ load<u64>(from, 8), 8);
}

/** Zeroes what follows a text in its last block. */
@inline
function padLast(text: usize, length: usize): void {
  memory.fill(text + length, 0, (blocksOf(length) << 4) - length);
}

/** Expands a key into a slot, with H, and wipes it where it was. */
export function setKey(at: usize, key: usize, length: usize): void {
  releaseKey(at);
  expandKey(key, length, at);
  memory.fill(PRE_COUNTER, 0, 16);
  prepareCounters(at);
  encryptCounters(at, 0);
  putSubkey(STREAM, at + SLOT_SUBKEY);
  endMessage();
  memory.fill(key, 0, length);
}

/** Wipes a slot. */
export function releaseKey(at: usize): void {
  memory.fill(at, 0, SLOT_LENGTH);
}

/** Begins a message under a key. */
export function begin(key: usize): void {
  slot = key;
  next = 0;
  aadLength = 0;
  textLength = 0;
  memory.fill(HASH, 0, 16);
}

/** J0 of a nonce of 12 bytes (§7.1 step 2). */
export function setShortNonce(nonce: usize): void {
  memory.copy(PRE_COUNTER, nonce, 12);
  store<u32>(PRE_COUNTER, 0x01000000, 12);
  prepareCounters(slot);
}

/**
 * J0 of any other nonce: the hash of it, padded, and of its length.
 *
 * @param length What of it lies at IO_NONCE; a longer one's first part was absorbed before.
 */
export function setLongNonce(length: usize, total: u64): void {
  padLast(IO_NONCE, length);
  hash(IO_NONCE, blocksOf(length));
  hashLengths(0, total);
  copyHash(PRE_COUNTER);
  memory.fill(HASH, 0, 16);
  prepareCounters(slot);
}

function hashLengths(first: u64, second: u64): void {
  store<u64>(BLOCK, bswap<u64>(first << 3));
  store<u64>(BLOCK, bswap<u64>(second << 3), 8);
  hash(BLOCK, 1);
}

/** The hash is kept as two numbers; a block is bytes. */
@inline
function copyHash(to: usize): void {
  store<u64>(to, bswap<u64>(load<u64>(HASH)));
  store<u64>(to, bswap<u64>(load<u64>(HASH, 8)), 8);
}

/** Hashes additional data. */
export function absorbAad(aad: usize, length: usize): void {
  aadLength = length as u64;
  padLast(aad, length);
  hash(aad, blocksOf(length));
}

/** Notes the length of additional data that was hashed in parts. */
export function setAadLength(length: u64): void {
  aadLength = length;
}

/** Hashes a part of a long nonce or of long additional data: whole blocks. */
export function absorbPart(text: usize, length: usize): void {
  hash(text, length >> 4);
}

/** The key stream from the next counter on. The first has J0, whose encryption masks the tag. @returns Where it lies. */
function nextStream(): usize {
  const counter = bswap<u32>(load<u32>(PRE_COUNTER, 12)) + next;
  encryptCounters(slot, counter);
  if (next != 0) return STREAM;
  copyBlock(TAG_MASK, STREAM);
  next = 1;
  return STREAM + 16;
}

/**
 * Encrypts or decrypts a part of the text in place, and hashes the ciphertext.
 *
 * @param length In bytes; a multiple of 16 in every part but the last.
 */
export function addText(text: usize, length: usize, sealing: bool): void {
  textLength += length as u64;
  padLast(text, length);
  const end = text + (blocksOf(length) << 4);
  for (let at = text; at < end; ) {
    let from = nextStream();
    const blocks = min((STREAM + GROUP * 16 - from) >> 4, (end - at) >> 4);
    if (!sealing) hash(at, blocks);
    const stop = at + (blocks << 4);
    for (let to = at; to < stop; to += 16, from += 16) addBlock(to, from);
    next += blocks as u32;
    if (sealing) {
      if (stop == end) padLast(text, length);
      hash(at, blocks);
    }
    at = stop;
  }
}

/** Computes the tag, in TAG. */
export function finish(): void {
  hashLengths(aadLength, textLength);
  if (next == 0) nextStream();
  copyHash(TAG);
  addBlock(TAG, TAG_MASK);
}

/** Whether the first bytes of the tag are those received: the one place where a secret decides. */
export function verdict(tagLength: usize): bool {
  let difference: u32 = 0;
  for (let i: usize = 0; i < tagLength; i++) difference |= load<u8>(TAG + i) ^ load<u8>(TAG_RECEIVED + i);
  return difference == 0;
}

/** Wipes what the message left. */
export function endMessage(): void {
  memory.fill(MESSAGE_START, 0, MESSAGE_END - MESSAGE_START);
}
