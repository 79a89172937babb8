/**
 * The kernel's door: what the module exports, and nothing else.
 *
 * No imports, no allocation, no randomness, no clock. Addresses are those of memory.ts; the caller reads them from the
 * exported globals and never writes a number of its own. Its twin is src/crypto, which is always present and the truth.
 *
 * @module
 */
import {
  absorbAad,
  absorbPart,
  addText,
  begin,
  clear,
  endMessage,
  finish,
  forgetKeys,
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

/** Where working memory ends and constant tables begin. */
export const publicStart: usize = PUBLIC_START;

/** Where the constant tables end. */
export function publicEnd(): usize {
  return __heap_base;
}

/** Zeroes everything but the constant tables: afterwards the memory is that of an instance never used. */
export function wipe(): void {
  memory.fill(0, 0, PUBLIC_START);
  memory.fill(__heap_base, 0, MEMORY_END - __heap_base);
  forgetKeys();
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
  if (!authentic) clear(IO_TEXT, IO_TEXT + ((length + 31) & ~15));
  endMessage();
  if (key != 0) releaseKey(slot);
  return authentic;
}
