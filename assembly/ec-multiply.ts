/**
 * Multiples of points: of a point whose comb is made, of a point never seen before, and of two at once to verify.
 *
 * A comb has a window of odd multiples of 2^(w i) P for each digit i, so that a multiple is a sum of entries. Its even
 * digits are added up in one lane and its odd ones in the other. Where the base was never seen, one window is made and
 * the sum doubled w times between digits.
 *
 * Scalars are made odd first: an even one is replaced by the order less it, and the result by its negative. In all
 * additions but the last ones the point added is a larger multiple of P than the sum so far, or a smaller one than the
 * sum that was just doubled, and below the order: they can be neither equal nor opposite. The last additions are
 * complete.
 *
 * @module
 */
import { BASE_BITS, BASE_WINDOWS, COMB_BITS, COMB_WINDOWS, ENTRY, ORDER_LIMBS } from './ec-curves';
import { copy, curve, lanes01 } from './ec-field';
import { BASE_TABLE, MULTIPLE, MULTIPLES, NUMBERS, ROW, SLOT, SLOTS, TABLE, TABLES } from './ec-memory';
import {
  addAffine,
  addComplete,
  addCompleteVartime,
  addLanes,
  addOne,
  addPoints,
  copyPoint,
  double,
  doubleOne,
  negateWhere,
  oneFromAffine,
  setAffine,
  spread,
  Y,
  Z,
} from './ec-point';
import { negateScalar } from './ec-scalar';
import { choose, chooseOne, chooseVartime, digitOf, makeMultiples, writeEntries } from './ec-table';

const Q: usize = SLOTS + 8 * SLOT;
const P: usize = SLOTS + 12 * SLOT;
const OTHER: usize = SLOTS + 16 * SLOT;
const MIDDLE: usize = SLOTS + 43 * SLOT;
const ODD: usize = NUMBERS + 14 * ROW;
const ODD_2: usize = NUMBERS + 15 * ROW;

/** Where a comb lies. */
@inline
export function tableOf(number: u32): usize {
  return TABLES + <usize>number * TABLE;
}

/** to = scalar or the order less it, whichever is odd. @returns All ones where it is the latter. */
function makeOdd(to: usize, scalar: usize): i32 {
  const count = <usize>load<u32>(curve, ORDER_LIMBS);
  const isEven = (load<u32>(scalar) & 1) - 1;
  negateScalar(to, scalar);
  for (let at: usize = 0; at < count << 2; at += 4) {
    const limb = load<u32>(scalar + at);
    store<u32>(to + at, limb ^ ((limb ^ load<u32>(to + at)) & isEven));
  }
  return isEven;
}

/** Bytes of a window of the comb. */
@inline
function combWindow(): usize {
  return <usize>load<u32>(curve, ENTRY) << (load<u32>(curve, COMB_BITS) - 1);
}

/** Makes the comb of an affine point, the same in both lanes of x and of y behind it. The point is public. */
export function makeComb(table: usize, point: usize): void {
  const width = load<u32>(curve, COMB_BITS);
  const windows = load<u32>(curve, COMB_WINDOWS);
  const entries = <usize>1 << (width - 1);
  const size = combWindow();
  copy(P, point);
  copy(P + Y, point + Y);
  setAffine(P);
  copyPoint(OTHER, P);
  for (let i: u32 = 0; i < width; i++) double(OTHER, OTHER);
  // The windows 2 i and 2 i + 1, in lanes 0 and 1.
  for (let at: usize = 0; at < Z + SLOT; at += SLOT) lanes01(P + at, P + at, OTHER + at);
  for (let i: u32 = 0; i < windows; i += 2) {
    double(OTHER, P);
    makeMultiples(P, OTHER, entries);
    writeEntries(table + <usize>i * size, entries, 0);
    writeEntries(table + <usize>(i + 1) * size, entries, 1);
    for (let j: u32 = 0; j < 2 * width; j++) double(P, P);
  }
  memory.fill(MULTIPLES, 0, entries * MULTIPLE);
}

/** to = scalar P by the comb of P, in both lanes. The scalar is secret, from 1 to below the order. */
export function multiplyComb(to: usize, table: usize, scalar: usize): void {
  sumComb(to, table, scalar, false);
}

/** The same for a public scalar. */
export function multiplyCombVartime(to: usize, table: usize, scalar: usize): void {
  sumComb(to, table, scalar, true);
}

function sumComb(to: usize, table: usize, scalar: usize, isPublic: bool): void {
  const width = load<u32>(curve, COMB_BITS);
  const windows = load<u32>(curve, COMB_WINDOWS);
  const entries = <usize>1 << (width - 1);
  const size = combWindow();
  const isNegative = makeOdd(ODD, scalar);
  for (let i: u32 = 0; i < windows; i += 2) {
    // The number of windows is odd: in the last step lane 1 has none, and its sum is put back.
    const next = min(i + 1, windows - 2);
    const digit = digitOf(ODD, i, windows, width);
    const other = digitOf(ODD, next, windows, width);
    const window = table + <usize>i * size;
    const otherWindow = table + <usize>next * size;
    if (isPublic) chooseVartime(Q, window, digit, otherWindow, other);
    else choose(Q, window, digit, otherWindow, other, entries);
    if (i == 0) {
      copy(to, Q);
      copy(to + Y, Q + Y);
      setAffine(to);
    } else {
      if (i == windows - 1) copyPoint(OTHER, to);
      addAffine(to, Q);
    }
  }
  for (let at: usize = 0; at < Z + SLOT; at += SLOT) lanes01(to + at, to + at, OTHER + at);
  addLanes(to, OTHER);
  negateWhere(to, i32x4.splat(isNegative));
}

/** to = first P + second Q by their combs, in both lanes. The scalars are public, from 0 to below the order. */
export function multiplyTwoVartime(to: usize, table0: usize, first: usize, table1: usize, second: usize): void {
  const width = load<u32>(curve, COMB_BITS);
  const windows = load<u32>(curve, COMB_WINDOWS);
  const size = combWindow();
  const signs = i32x4.replace_lane(i32x4.splat(makeOdd(ODD, first)), 1, makeOdd(ODD_2, second));
  for (let i: u32 = 0; i < windows; i++) {
    const window = <usize>i * size;
    const digit = digitOf(ODD, i, windows, width);
    chooseVartime(Q, table0 + window, digit, table1 + window, digitOf(ODD_2, i, windows, width));
    if (i == 0) {
      copy(to, Q);
      copy(to + Y, Q + Y);
      setAffine(to);
    } else if (i < windows - 1) addAffine(to, Q);
  }
  setAffine(Q);
  addCompleteVartime(to, Q);
  negateWhere(to, v128.shuffle<i32>(signs, signs, 0, 1, 0, 1));
  addLanes(to, OTHER);
}

/**
 * to = scalar P for an affine point that is the same in both lanes. The scalar is secret, from 1 to below the order.
 */
export function multiplyBase(to: usize, point: usize, scalar: usize): void {
  const windows = load<u32>(curve, BASE_WINDOWS);
  const entries = <usize>1 << (BASE_BITS - 1);
  const isNegative = makeOdd(ODD, scalar);
  makeBaseTable(point, BASE_BITS);
  chooseOne(Q, BASE_TABLE, digitOf(ODD, windows - 1, windows, BASE_BITS), entries);
  oneFromAffine(P, Q);
  for (let i = windows - 2; i < 0x80000000; i--) {
    for (let j: u32 = 0; j < BASE_BITS; j++) doubleOne(P);
    chooseOne(Q, BASE_TABLE, digitOf(ODD, i, windows, BASE_BITS), entries);
    if (i > 0) addOne(P, Q);
  }
  spread(to, P);
  oneFromAffine(OTHER, Q);
  spread(P, OTHER);
  addComplete(to, P);
  negateWhere(to, i32x4.splat(isNegative));
  memory.fill(BASE_TABLE, 0, entries * <usize>load<u32>(curve, ENTRY));
}

/** The window of so many bits at BASE_TABLE: P, 3 P, ... The first half of it comes from lane 0, the rest from lane 1. */
export function makeBaseTable(point: usize, width: u32): void {
  const half: usize = 1 << (width - 2);
  copy(P, point);
  copy(P + Y, point + Y);
  setAffine(P);
  double(Q, P);
  double(OTHER, Q);
  for (let doubled: u32 = 2; doubled < width - 1; doubled++) double(OTHER, OTHER);
  addPoints(MIDDLE, OTHER, P);
  for (let at: usize = 0; at < Z + SLOT; at += SLOT) lanes01(P + at, P + at, MIDDLE + at);
  makeMultiples(P, Q, half);
  writeEntries(BASE_TABLE, half, 0);
  writeEntries(BASE_TABLE + half * <usize>load<u32>(curve, ENTRY), half, 1);
  memory.fill(MULTIPLES, 0, half * MULTIPLE);
}
