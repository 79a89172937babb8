/**
 * The kernel's door without SIMD: the same exports as aes-kernel.ts, which describes them, for runtimes that have none.
 *
 * No imports, no allocation, no randomness, no clock. Batches are loops over single messages here.
 *
 * @module
 */
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
  WORK_START,
} from './memory';
import {
  absorbAad,
  absorbPart,
  addText,
  begin,
  copyBlock,
  endMessage,
  finish,
  releaseKey,
  setAadLength,
  setKey,
  setLongNonce,
  setShortNonce,
  verdict,
} from './scalar-gcm';
import { SLOT_COUNT, SLOT_LENGTH, SLOTS, TAG, TAG_RECEIVED } from './scalar-memory';

const NONCE: usize = 12;
const WHOLE_TAG: usize = 16;

export const ioStart: usize = IO_START;
export const ioLength: usize = IO_LENGTH;
export const keyStart: usize = IO_KEY;
export const nonceStart: usize = IO_NONCE;
export const nonceLength: usize = IO_NONCE_LENGTH;
export const aadStart: usize = IO_AAD;
export const aadLength: usize = IO_AAD_LENGTH;
export const textStart: usize = IO_TEXT;
export const textLength: usize = IO_TEXT_LENGTH;
export const slotCount: usize = SLOT_COUNT;

export const publicStart: usize = PUBLIC_START;
export function publicEnd(): usize {
  return __heap_base;
}
export const workStart: usize = WORK_START;

export function wipe(): void {
  memory.fill(WORK_START, 0, MEMORY_END - WORK_START);
}

@inline
function slotOf(number: usize): usize {
  return SLOTS + number * SLOT_LENGTH;
}

export function setAesKey(number: usize, length: usize): void {
  setKey(slotOf(number), IO_KEY, length);
}

export function releaseAesKey(number: usize): void {
  releaseKey(slotOf(number));
}

export function wipeText(length: usize): void {
  memory.fill(IO_TEXT, 0, length);
}

/** Begins a message: nonce and additional data. */
function start(slot: usize, nonceAt: usize, nonce: usize, aad: usize): void {
  begin(slot);
  if (nonce == NONCE) setShortNonce(nonceAt);
  else setLongNonce(nonce, nonce as u64);
  absorbAad(IO_AAD, aad);
}

/** Seals a text in place, with its tag behind it. */
function seal(slot: usize, nonceAt: usize, nonce: usize, aad: usize, text: usize, length: usize): void {
  start(slot, nonceAt, nonce, aad);
  addText(text, length, true);
  finish();
  copyBlock(text + length, TAG);
  endMessage();
}

/** Opens a text in place, whose tag lies at TAG_RECEIVED. @returns Whether it is authentic. */
function open(slot: usize, nonceAt: usize, nonce: usize, aad: usize, text: usize, length: usize, tag: usize): bool {
  start(slot, nonceAt, nonce, aad);
  addText(text, length, false);
  finish();
  const authentic = verdict(tag);
  endMessage();
  return authentic;
}

export function gcmSeal(number: usize, key: usize, nonce: usize, aad: usize, length: usize): void {
  const slot = slotOf(number);
  if (key != 0) setKey(slot, IO_KEY, key);
  seal(slot, IO_NONCE, nonce, aad, IO_TEXT, length);
  if (key != 0) releaseKey(slot);
}

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
  copyBlock(TAG_RECEIVED, IO_TEXT + length);
  const authentic = open(slot, IO_NONCE, nonce, aad, IO_TEXT, length, tagLength);
  if (!authentic) wipeText(length);
  if (key != 0) releaseKey(slot);
  return authentic;
}

export function gcmBegin(number: usize, _blocks: usize): void {
  begin(slotOf(number));
}

export function gcmAbsorb(length: usize): void {
  absorbPart(IO_TEXT, length);
}

export function gcmNonce(length: usize, total: f64): void {
  if (total == 12) setShortNonce(IO_NONCE);
  else setLongNonce(length, total as u64);
}

export function gcmAad(length: usize): void {
  absorbAad(IO_AAD, length);
}

export function gcmAadAbsorbed(total: f64): void {
  setAadLength(total as u64);
}

export function gcmSealPart(length: usize): void {
  addText(IO_TEXT, length, true);
}

export function gcmOpenPart(length: usize): void {
  addText(IO_TEXT, length, false);
}

export function gcmFinish(): void {
  finish();
  copyBlock(IO_TEXT, TAG);
  endMessage();
}

export function gcmVerify(tagLength: usize): bool {
  copyBlock(TAG_RECEIVED, IO_TEXT);
  finish();
  const authentic = verdict(tagLength);
  endMessage();
  return authentic;
}

export function gcmAbort(): void {
  endMessage();
}

export function gcmSealBatch(number: usize, key: usize, records: usize, length: usize, aad: usize): void {
  const slot = slotOf(number);
  const nonces = IO_TEXT + records * key;
  const texts = nonces + records * NONCE;
  const end = texts + records * length;
  for (let i: usize = 0; i < records; i++) {
    const to = end + i * (length + WHOLE_TAG);
    if (key != 0) setKey(slot, IO_TEXT + i * key, key);
    memory.copy(to, texts + i * length, length);
    seal(slot, nonces + i * NONCE, NONCE, aad, to, length);
  }
  if (key != 0) releaseKey(slot);
  memory.fill(IO_TEXT, 0, end - IO_TEXT);
}

export function gcmOpenBatch(number: usize, records: usize, length: usize, aad: usize): bool {
  const slot = slotOf(number);
  const texts = IO_TEXT + records * NONCE;
  const stride = length + WHOLE_TAG;
  const end = texts + records * stride;
  let authentic = true;
  for (let i: usize = 0; i < records && authentic; i++) {
    const to = end + i * length;
    memory.copy(to, texts + i * stride, length);
    copyBlock(TAG_RECEIVED, texts + i * stride + length);
    authentic = open(slot, IO_TEXT + i * NONCE, NONCE, aad, to, length, WHOLE_TAG);
  }
  if (!authentic) memory.fill(IO_TEXT, 0, end + records * length - IO_TEXT);
  return authentic;
}
