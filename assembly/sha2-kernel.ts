/**
 * The door of the module `sha2`: SHA-256, SHA-384 and SHA-512 (FIPS 180-4), and HMAC (FIPS 198-1) and key derivation by
 * counter (SP 800-108r1 §4.1) over them.
 *
 * No imports, no allocation, no randomness, no clock. Addresses are those of sha2-memory.ts; the caller reads them from
 * the exported globals. A hash is named by its output in bytes. When a call that ends something returns, all is zero but
 * the output. Nothing depends on a key or a message but the output.
 *
 * @module
 */
import { begin, finish, hmacFinish, hmacSetKey, hmacStart, hmacUpdate } from './hmac';
import {
  COUNTER,
  KEY,
  KEY_LENGTH,
  MEMORY_END,
  MESSAGE,
  MESSAGE_LENGTH,
  OUTPUT,
  OUTPUT_LENGTH,
  PUBLIC_START,
  STATE,
  WORK_START,
} from './sha2-memory';

export const keyStart: usize = KEY;
export const keyLength: usize = KEY_LENGTH;
export const messageStart: usize = MESSAGE;
export const messageLength: usize = MESSAGE_LENGTH;
export const outputStart: usize = OUTPUT;
/** So many bytes can be derived at once: whole blocks are written, and the last may go beyond what is wanted. */
export const outputLength: usize = OUTPUT_LENGTH - 64;

/** Where the constant tables begin and end, and where secrets lie. */
export const publicStart: usize = PUBLIC_START;
export function publicEnd(): usize {
  return __heap_base;
}
export const workStart: usize = WORK_START;

/** Zeroes everything but the constant tables. */
export function wipe(): void {
  clear(WORK_START, MEMORY_END);
}

@inline
function clear(from: usize, to: usize): void {
  for (let at = from; at < to; at += 16) v128.store(at, i64x2.splat(0));
}

/** Zeroes the state, so much of the key, and so much of the message. */
function end(key: usize, length: usize): void {
  clear(STATE, KEY);
  clear(KEY, KEY + key);
  clear(MESSAGE, MESSAGE + length);
}

/** Begins the hash of a message in parts, without a key: all parts by macPart, then hashEnd. */
export function hashBegin(hash: usize): void {
  begin(STATE, hash);
}

/** The hash at outputStart, with 16 bytes behind it that are none of SHA-384. @param length That of the longest part. */
export function hashEnd(hash: usize, length: usize): void {
  finish(STATE, hash, OUTPUT);
  end(0, length);
}

/** The MAC at outputStart, of the message at messageStart under the key at keyStart. */
export function mac(hash: usize, key: usize, length: usize): void {
  macBegin(hash, key);
  macPart(hash, length);
  macEnd(hash, length);
}

/** Begins a MAC of a message in parts, under the key at keyStart: all parts, then macEnd. */
export function macBegin(hash: usize, key: usize): void {
  hmacSetKey(STATE, hash, KEY, key);
  clear(KEY, KEY + key);
  hmacStart(STATE, hash);
}

/** The part at messageStart. */
export function macPart(hash: usize, length: usize): void {
  hmacUpdate(STATE, hash, MESSAGE, length);
}

/** The MAC at outputStart. @param length That of the longest part. */
export function macEnd(hash: usize, length: usize): void {
  hmacFinish(STATE, hash, OUTPUT);
  end(0, length);
}

/**
 * Derives `length` bytes at outputStart from the key at keyStart and the fixed input at messageStart.
 *
 * @param fixed The length of the fixed input; the counter comes after `place` bytes of it.
 * @param counter The length of the counter, 1 to 4 bytes.
 */
export function derive(hash: usize, key: usize, fixed: usize, place: usize, counter: usize, length: usize): void {
  hmacSetKey(STATE, hash, KEY, key);
  let i: u32 = 1;
  for (let at: usize = 0; at < length; at += hash) {
    store<u32>(COUNTER, bswap<u32>(i));
    hmacStart(STATE, hash);
    hmacUpdate(STATE, hash, MESSAGE, place);
    hmacUpdate(STATE, hash, COUNTER + 4 - counter, counter);
    hmacUpdate(STATE, hash, MESSAGE + place, fixed - place);
    hmacFinish(STATE, hash, OUTPUT + at);
    i++;
  }
  end(key, fixed);
}
