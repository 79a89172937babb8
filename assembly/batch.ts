/**
 * Records by the batch: many messages of one length in one call, under one key or each under its own.
 *
 * Input and output lie behind each other in the place of the text (kernel.ts says how); every record is copied to its
 * place in the output and worked on there. The input is zeroed at the end: it holds keys and plaintext.
 *
 * @module
 */
import { absorbAad, addText, begin, clear, endMessage, finish, releaseKey, setKey, setShortNonce, verdict } from './gcm';
import { IO_AAD, IO_TEXT, TAG, TAG_RECEIVED } from './memory';

const NONCE: usize = 12;
const WHOLE_TAG: usize = 16;

@inline
function start(slot: usize, nonce: usize, aad: usize, length: usize): void {
  begin(slot, ((aad + 15) >> 4) + ((length + 15) >> 4) + 1);
  setShortNonce(nonce);
  absorbAad(IO_AAD, aad);
}

/** Copies by whole vectors; up to 15 bytes behind the end are overwritten. */
@inline
function copy(to: usize, from: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Seals records; see gcmSealBatch. */
export function sealBatch(slot: usize, key: usize, records: usize, length: usize, aad: usize): void {
  const nonces = IO_TEXT + records * key;
  const texts = nonces + records * NONCE;
  const end = texts + records * length;
  let to = end;
  for (let i: usize = 0; i < records; i++) {
    if (key != 0) setKey(slot, IO_TEXT + i * key, key);
    copy(to, texts + i * length, length);
    start(slot, nonces + i * NONCE, aad, length);
    addText(to, length, true);
    finish();
    to += length;
    v128.store(to, v128.load(TAG));
    to += WHOLE_TAG;
  }
  endMessage();
  if (key != 0) releaseKey(slot);
  clearBytes(IO_TEXT, end);
}

/** Opens records. @returns Whether all are authentic; if one is not, all texts are zeroed. */
export function openBatch(slot: usize, records: usize, length: usize, aad: usize): bool {
  const texts = IO_TEXT + records * NONCE;
  const stride = length + WHOLE_TAG;
  const end = texts + records * stride;
  let authentic = true;
  for (let i: usize = 0; i < records && authentic; i++) {
    const from = texts + i * stride;
    const to = end + i * length;
    copy(to, from, length);
    v128.store(TAG_RECEIVED, v128.load(from + length));
    start(slot, IO_TEXT + i * NONCE, aad, length);
    addText(to, length, false);
    finish();
    authentic = verdict(WHOLE_TAG);
  }
  endMessage();
  if (!authentic) clearBytes(IO_TEXT, end + records * length);
  return authentic;
}

/** Zeroes to the byte: what follows may be output. */
function clearBytes(from: usize, to: usize): void {
  const whole = from + ((to - from) & ~15);
  clear(from, whole);
  for (let at = whole; at < to; at++) store<u8>(at, 0);
}
