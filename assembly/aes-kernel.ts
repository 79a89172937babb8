/**
 * The kernel's door: what the module exports, and nothing else.
 *
 * No imports, no allocation, no randomness, no clock. Addresses are those of memory.ts; the caller reads them from the
 * exported globals and never writes a number of its own. Its twin is src/crypto, which is always present and the truth.
 *
 * @module
 */
import { openBatch, sealBatch } from './batch';
import { clear, forgetBulk } from './bulk-area';
import {
  absorbAad,
  absorbPart,
  addText,
  begin,
  endMessage,
  finish,
  releaseKey,
  setAadLength,
  setKey,
  setLongNonce,
  setShortNonce,
  verdict,
} from './gcm';
import {
  IO_AAD,
  IO_AAD_LENGTH,
  IO_KEY,
  IO_LENGTH,
  IO_NONCE,
  IO_NONCE_LENGTH,
  IO_START,
  IO_TEXT,
  IO_TEXT_LENGTH,
  MEMORY_END,
  PUBLIC_START,
  SLOT_COUNT,
  SLOT_LENGTH,
  SLOTS,
  TAG,
  TAG_RECEIVED,
  WORK_START,
} from './memory';

/** Where callers put input and take output, and how many bytes fit. */
export const ioStart: usize = IO_START;
export const ioLength: usize = IO_LENGTH;
export const keyStart: usize = IO_KEY;
export const nonceStart: usize = IO_NONCE;
export const nonceLength: usize = IO_NONCE_LENGTH;
export const aadStart: usize = IO_AAD;
export const aadLength: usize = IO_AAD_LENGTH;
export const textStart: usize = IO_TEXT;
export const textLength: usize = IO_TEXT_LENGTH;
/** How many keys are kept at once. */
export const slotCount: usize = SLOT_COUNT;

/** Where the constant tables begin, where they end, and where working memory begins. */
export const publicStart: usize = PUBLIC_START;
export function publicEnd(): usize {
  return __heap_base;
}
export const workStart: usize = WORK_START;

/** Zeroes everything but the constant tables: afterwards the memory is that of an instance never used. */
export function wipe(): void {
  memory.fill(WORK_START, 0, MEMORY_END - WORK_START);
  forgetBulk();
}

@inline
function slotOf(number: usize): usize {
  return SLOTS + number * SLOT_LENGTH;
}

/** Expands the key at keyStart into a slot and wipes it there. */
export function setAesKey(number: usize, length: usize): void {
  setKey(slotOf(number), IO_KEY, length);
}

/** Wipes a slot. */
export function releaseAesKey(number: usize): void {
  releaseKey(slotOf(number));
}

/** Zeroes the text that lies at textStart. */
export function wipeText(length: usize): void {
  clear(IO_TEXT, IO_TEXT + ((length + 15) & ~15));
}

/** Begins a message: key, nonce, additional data, all at their places. */
@inline
function start(slot: usize, nonce: usize, aad: usize, length: usize): void {
  begin(slot, ((aad + 15) >> 4) + ((length + 15) >> 4) + 1);
  if (nonce == 12) setShortNonce(IO_NONCE);
  else setLongNonce(nonce, nonce as u64);
  absorbAad(IO_AAD, aad);
}

/**
 * Seals the text at textStart in place and puts its whole tag behind it.
 *
 * @param key The length of a fresh key at keyStart, expanded into the slot and wiped afterwards; 0 for a key kept there.
 */
export function gcmSeal(number: usize, key: usize, nonce: usize, aad: usize, length: usize): void {
  const slot = slotOf(number);
  if (key != 0) setKey(slot, IO_KEY, key);
  start(slot, nonce, aad, length);
  addText(IO_TEXT, length, true);
  finish();
  v128.store(IO_TEXT + length, v128.load(TAG));
  endMessage();
  if (key != 0) releaseKey(slot);
}

/**
 * Opens the text at textStart in place; its tag lies behind it.
 *
 * @returns Whether it is authentic. If not, the text is zeroed before anybody can see it.
 */
export function gcmOpen(
  number: usize,
  key: usize,
  nonce: usize,
  aad: usize,
  length: usize,
  tagLength: usize,
): bool {
  const slot = slotOf(number);
  if (key != 0) setKey(slot, IO_KEY, key);
  v128.store(TAG_RECEIVED, v128.load(IO_TEXT + length));
  start(slot, nonce, aad, length);
  addText(IO_TEXT, length, false);
  finish();
  const authentic = verdict(tagLength);
  if (!authentic) wipeText(length);
  endMessage();
  if (key != 0) releaseKey(slot);
  return authentic;
}

/** Begins a message in parts: then its nonce, its additional data, its text, each in order. */
export function gcmBegin(number: usize, blocks: usize): void {
  begin(slotOf(number), blocks);
}

/** Hashes whole pairs of blocks at textStart: a part of a nonce or of additional data too long for their places. */
export function gcmAbsorb(length: usize): void {
  absorbPart(IO_TEXT, length);
}

/** The nonce, or what gcmAbsorb left of it, lies at nonceStart. @param total Its whole length. */
export function gcmNonce(length: usize, total: f64): void {
  if (total == 12) setShortNonce(IO_NONCE);
  else setLongNonce(length, total as u64);
}

/** All additional data lies at aadStart. */
export function gcmAad(length: usize): void {
  absorbAad(IO_AAD, length);
}

/** The additional data was all given to gcmAbsorb. */
export function gcmAadAbsorbed(total: f64): void {
  setAadLength(total as u64);
}

/** Seals a part of the text at textStart: a multiple of 32 bytes in every part but the last. */
export function gcmSealPart(length: usize): void {
  addText(IO_TEXT, length, true);
}

/** Opens a part of the text. Nobody may have it before gcmVerify. */
export function gcmOpenPart(length: usize): void {
  addText(IO_TEXT, length, false);
}

/** Ends a message in parts and puts its tag at textStart. */
export function gcmFinish(): void {
  finish();
  v128.store(IO_TEXT, v128.load(TAG));
  endMessage();
}

/** Ends a message in parts. @returns Whether the tag at textStart is its tag. */
export function gcmVerify(tagLength: usize): bool {
  v128.store(TAG_RECEIVED, v128.load(IO_TEXT));
  finish();
  const authentic = verdict(tagLength);
  endMessage();
  return authentic;
}

/** Gives a message in parts up. */
export function gcmAbort(): void {
  endMessage();
}

/**
 * Seals records of one length and one additional data, at aadStart.
 *
 * At textStart lie their keys, none where the slot's own is meant, then their nonces of 12 bytes, then their texts;
 * behind all that the sealed records are put, each with its whole tag, and 16 bytes more may be overwritten.
 *
 * @param key The length of the fresh keys; 0 for the key in the slot.
 */
export function gcmSealBatch(number: usize, key: usize, records: usize, length: usize, aad: usize): void {
  sealBatch(slotOf(number), key, records, length, aad);
}

/** The reverse, under the key in the slot: nonces, then sealed records with whole tags; the texts are put behind. */
export function gcmOpenBatch(number: usize, records: usize, length: usize, aad: usize): bool {
  return openBatch(slotOf(number), records, length, aad);
}
