/**
 * Verification (RFC 8032 §5.1.7): everything is public here, and everything may take as long as it wants.
 *
 * S below the order; the key and R canonical points, the key not of small order; 8 S B = 8 R + 8 k A. The sum
 * S B - k A is computed and encoded: if it is R byte by byte, R is what it should be, and a root is saved. Only if not,
 * R is decoded, and the difference multiplied by the cofactor.
 *
 * A key that is seen is kept with a table of multiples, the one that is least recently used giving way. At its second
 * use the tables are made for every 20th doubling, which saves most doublings from then on.
 *
 * @module
 */
import {
  ADDEND,
  BASE,
  BASE_ENTRY,
  BASE_WINDOW,
  CHALLENGE,
  DIGITS,
  DIGITS_2,
  ELEMENTS,
  NONCE,
  PAIR,
  PEER_CLOCK,
  PEER_KEY,
  PEER_KEY_COUNT,
  PEER_KEYS,
  PEER_PART,
  PEER_PARTS,
  PEER_POINT,
  PEER_STATE,
  PEER_STRIDE,
  PEER_TABLES,
  PEER_USED,
  PUBLIC_KEY,
  SIGNATURE,
  SUM,
  WINDOW,
} from './ed25519-memory';
import {
  addPoint,
  decodePointVartime,
  doublePoint,
  encodePoint,
  expandEntry,
  isNeutralVartime,
  setNeutral,
  signedAddend,
  toAddend,
} from './ed25519-points';
import { isReducedVartime, splitVartime } from './ed25519-scalar';
import { copyPoint, makePeerParts, requireBase } from './ed25519-tables';

/** What a key in its place is. */
const NOTHING: u32 = 0;
const KNOWN: u32 = 1;
const TABLED: u32 = 2;
const WEAK: u32 = 3;

/** A stride of more than any number has digits, and of whole windows: one part of a table is enough. */
const ALL: usize = 260;

/** No key's address. */
export const NO_POINT: usize = 0;

@inline
function isEqual(a: usize, b: usize): bool {
  const head = v128.xor(v128.load(a), v128.load(b));
  return !v128.any_true(v128.or(head, v128.xor(v128.load(a, 16), v128.load(b, 16))));
}

/** The place of the key at PUBLIC_KEY, ready to verify. @returns NO_POINT if it is not a point. */
export function findPeer(): usize {
  const now = load<u32>(PEER_CLOCK) + 1;
  store<u32>(PEER_CLOCK, now);
  let oldest = PEER_KEYS;
  for (let i: usize = 0; i < PEER_KEY_COUNT; i++) {
    const key = PEER_KEYS + i * PEER_KEY;
    if (load<u32>(key, 32) != NOTHING && isEqual(key, PUBLIC_KEY)) {
      store<u32>(key, now, 36);
      if (load<u32>(key, 32) == KNOWN) makeTables(key);
      return key;
    }
    // Differences, since the clock may come around.
    if (now - load<u32>(key, 36) > now - load<u32>(oldest, 36)) oldest = key;
  }
  return meetPeer(oldest, now);
}

/** Takes a new key in. */
function meetPeer(key: usize, now: u32): usize {
  if (!decodePointVartime(WINDOW, PUBLIC_KEY)) return NO_POINT;
  store<u32>(key + PEER_STATE, KNOWN);
  store<u32>(key + PEER_USED, now);
  v128.store(key, v128.load(PUBLIC_KEY));
  v128.store(key, v128.load(PUBLIC_KEY, 16), 16);
  copyPoint(SUM, WINDOW);
  for (let i = 0; i < 3; i++) doublePoint(SUM, SUM);
  if (isNeutralVartime(SUM)) store<u32>(key + PEER_STATE, WEAK);
  makePeerParts(key, 0, 1);
  return key;
}

function makeTables(key: usize): void {
  copyPoint(WINDOW, key + PEER_POINT);
  makePeerParts(key, 1, PEER_PARTS);
  store<u32>(key + PEER_STATE, TABLED);
}

/** Whether the signature at SIGNATURE is one by the key, whose challenge k is at CHALLENGE. */
export function holds(key: usize): bool {
  if (load<u32>(key + PEER_STATE) == WEAK) return false;
  v128.store(NONCE, v128.load(SIGNATURE, 32));
  v128.store(NONCE, v128.load(SIGNATURE, 48), 16);
  if (!isReducedVartime(NONCE)) return false;
  requireBase();
  splitVartime(DIGITS, NONCE);
  splitVartime(DIGITS_2, CHALLENGE);
  if (load<u32>(key + PEER_STATE) == TABLED) sumVartime(key, PEER_STRIDE, PEER_STRIDE / 5);
  else sumVartime(key, ALL, ALL / 5);
  encodePoint(ELEMENTS, SUM);
  return isEqual(ELEMENTS, SIGNATURE) || isOffByTorsion();
}

/**
 * SUM = S B - k A. Digit i of both is added after the doublings that are left for it: i modulo `stride`, from the
 * multiples of 2^(i - i mod stride), which are those of the base point so many windows on.
 */
function sumVartime(key: usize, stride: usize, windows: usize): void {
  setNeutral(SUM);
  for (let first = min<usize>(stride - 1, 253) + 1; first > 0; first--) {
    doublePoint(SUM, SUM);
    let own = BASE;
    let theirs = key + PEER_TABLES;
    for (let i = first - 1; i < 256; i += stride) {
      addOwn(own, load<i8>(DIGITS + i) as i32);
      addTheirs(theirs, load<i8>(DIGITS_2 + i) as i32);
      own += windows * BASE_WINDOW;
      theirs += PEER_PART;
    }
  }
}

@inline
function addOwn(window: usize, digit: i32): void {
  if (digit == 0) return;
  expandEntry(ADDEND, window + ((abs(digit) - 1) as usize) * BASE_ENTRY, digit >> 31);
  addPoint(SUM, SUM, ADDEND);
}

/** Subtracts. The digit is odd. */
@inline
function addTheirs(part: usize, digit: i32): void {
  if (digit == 0) return;
  signedAddend(ADDEND, part + ((abs(digit) >> 1) as usize) * (2 * PAIR), ~(digit >> 31));
  addPoint(SUM, SUM, ADDEND);
}

/** Whether SUM and R, if R is a point, differ by a point of small order. */
function isOffByTorsion(): bool {
  if (!decodePointVartime(WINDOW, SIGNATURE)) return false;
  toAddend(WINDOW, WINDOW);
  signedAddend(ADDEND, WINDOW, -1);
  addPoint(SUM, SUM, ADDEND);
  for (let i = 0; i < 3; i++) doublePoint(SUM, SUM);
  return isNeutralVartime(SUM);
}
