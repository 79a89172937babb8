/**
 * Tables of multiples: of the base point, made at the first use, and of the keys that verify. All of them are public.
 *
 * `multiplyBase` reads the base point's for a secret: it reads every entry of a window and keeps one by a mask.
 *
 * @module
 */
import {
  ADDEND,
  BASE,
  BASE_ENTRY,
  BASE_READY,
  BASE_WINDOW,
  BASE_WINDOWS,
  DIGITS,
  ELEMENTS,
  ENTRY,
  PAIR,
  PEER_PART,
  PEER_POINT,
  PEER_STRIDE,
  PEER_TABLES,
  POINT,
  SUM,
  WINDOW,
} from './ed25519-memory';
import {
  addPoint,
  decodePointVartime,
  doublePoint,
  expandEntry,
  invertLane,
  setNeutral,
  toAddend,
  toEntry,
} from './ed25519-points';
import { multiply } from './ed25519-products';

/** The base point: y = 4 / 5, x even. §5.1 */
// biome-ignore format: one number
const BASE_POINT: usize = memory.data<u64>([
  0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666,
], 16);

const ENTRIES: usize = 16;

/** Makes the multiples of the base point, unless they are there. */
export function requireBase(): void {
  if (load<u32>(BASE_READY) != 0) return;
  decodePointVartime(WINDOW, BASE_POINT);
  for (let i: usize = 0; i < BASE_WINDOWS; i++) {
    toAddend(ADDEND, WINDOW);
    for (let j: usize = 1; j < ENTRIES; j++) addPoint(WINDOW + j * POINT, WINDOW + (j - 1) * POINT, ADDEND);
    // The window's points are still needed for the next one: 32 is twice 16.
    doublePoint(SUM, WINDOW + (ENTRIES - 1) * POINT);
    storeWindow(BASE + i * BASE_WINDOW);
    copyPoint(WINDOW, SUM);
  }
  store<u32>(BASE_READY, 1);
}

/** The points of the window as entries, with one inversion for all: by the products of the first z's. */
function storeWindow(to: usize): void {
  const inverse = ELEMENTS + PAIR;
  const own = inverse + PAIR;
  const products = own + PAIR;
  copyPair(products, WINDOW + PAIR);
  for (let j: usize = 1; j < ENTRIES; j++) {
    multiply(products + j * PAIR, products + (j - 1) * PAIR, WINDOW + j * POINT + PAIR);
  }
  invertLane(inverse, products + (ENTRIES - 1) * PAIR);
  for (let j = ENTRIES - 1; j > 0; j--) {
    const point = WINDOW + j * POINT;
    multiply(own, inverse, products + (j - 1) * PAIR);
    multiply(inverse, inverse, point + PAIR);
    storeEntry(to + j * BASE_ENTRY, point, own);
  }
  storeEntry(to, WINDOW, inverse);
}

/** A point as an entry, given 1 / z in the first lane. */
function storeEntry(to: usize, point: usize, inverse: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) {
    const x = v128.load(inverse + i);
    v128.store(ADDEND + i, v128.shuffle<i32>(x, x, 0, 0, 2, 2));
  }
  multiply(ADDEND, ADDEND, point);
  toEntry(to, ADDEND);
}

function copyPair(to: usize, from: usize): void {
  for (let i: usize = 0; i < PAIR; i += 16) v128.store(to + i, v128.load(from + i));
}

export function copyPoint(to: usize, from: usize): void {
  copyPair(to, from);
  copyPair(to + PAIR, from + PAIR);
}

/** SUM = the secret number times the base point; its digits are at DIGITS. */
export function multiplyBase(): void {
  requireBase();
  setNeutral(SUM);
  for (let i: usize = 0; i < BASE_WINDOWS; i++) {
    lookUp(BASE + i * BASE_WINDOW, load<i8>(DIGITS + i) as i32);
    addPoint(SUM, SUM, ADDEND);
  }
}

/** ADDEND = the digit times the window's point: every entry is read, and one of them, or the neutral, is kept. */
function lookUp(window: usize, digit: i32): void {
  const negative = digit >> 31;
  const wanted = i32x4.splat((digit ^ negative) - negative);
  const none = i32x4.eq(wanted, i32x4.splat(0));
  let e0 = v128.and(none, i32x4(1, 1, 0, 0));
  let e1 = i64x2.splat(0);
  let e2 = e1;
  let e3 = e1;
  let e4 = e1;
  let e5 = e1;
  let e6 = e1;
  let e7 = e1;
  let number = i32x4.splat(1);
  for (let at = window; at < window + BASE_WINDOW; at += BASE_ENTRY) {
    const mask = i32x4.eq(number, wanted);
    e0 = v128.or(e0, v128.and(mask, v128.load(at)));
    e1 = v128.or(e1, v128.and(mask, v128.load(at, 16)));
    e2 = v128.or(e2, v128.and(mask, v128.load(at, 32)));
    e3 = v128.or(e3, v128.and(mask, v128.load(at, 48)));
    e4 = v128.or(e4, v128.and(mask, v128.load(at, 64)));
    e5 = v128.or(e5, v128.and(mask, v128.load(at, 80)));
    e6 = v128.or(e6, v128.and(mask, v128.load(at, 96)));
    e7 = v128.or(e7, v128.and(mask, v128.load(at, 112)));
    number = i32x4.add(number, i32x4.splat(1));
  }
  v128.store(ENTRY, e0);
  v128.store(ENTRY, e1, 16);
  v128.store(ENTRY, e2, 32);
  v128.store(ENTRY, e3, 48);
  v128.store(ENTRY, e4, 64);
  v128.store(ENTRY, e5, 80);
  v128.store(ENTRY, e6, 96);
  v128.store(ENTRY, e7, 112);
  expandEntry(ADDEND, ENTRY, negative);
}

/**
 * Makes parts `first` to `end` - 1 of a key's tables, each for 2^20 times the point of the part before.
 *
 * The point of the first part, or of the one before it, is at WINDOW; that of the last part is kept with the key.
 */
export function makePeerParts(key: usize, first: usize, end: usize): void {
  for (let part = first; part < end; part++) {
    const table = key + PEER_TABLES + part * PEER_PART;
    if (part != 0) for (let i: usize = 0; i < PEER_STRIDE; i++) doublePoint(WINDOW, WINDOW);
    doublePoint(SUM, WINDOW);
    toAddend(ADDEND, SUM);
    copyPoint(SUM, WINDOW);
    for (let at: usize = 0; at < PEER_PART; at += POINT) {
      toAddend(table + at, SUM);
      addPoint(SUM, SUM, ADDEND);
    }
  }
  copyPoint(key + PEER_POINT, WINDOW);
}
