/**
 * Products of numbers, column by column: sixteen columns in registers, the rows of the schoolbook two at a time.
 *
 * One instruction multiplies eight digits and adds them in pairs (i32x4.dot_i16x8_s): lanes of columns j to j + 3 get
 * a[i] b[j - i] + a[i + 1] b[j - i - 1]. Operand a is packed, operand b paired (digits.ts). Where a block of columns
 * meets the edge of b, the vectors that would be all zero are left out. When the sixteen columns of a block are complete,
 * their carries move up by one column, without a ripple: columns leave here biased, with 13 bits of their own.
 *
 * A column of 120 products fits 32 bits: 120 (2^12 + 85)^2 + 2^21 < 2^31. Longer ones are split: after ROWS_AT_ONCE rows
 * what is above 13 bits is set aside. The blocks are written out here once, as inlined functions, since no runtime
 * inlines calls of WebAssembly. Everything that a loop or a branch depends on is a length.
 *
 * @module
 */
import { BIAS, bias, mask, moveUp, RADIX_BITS } from './digits';
import { HIGH_CARRIES } from './rsa-memory';

/** Sixteen columns at once. */
const BLOCK: usize = 16;
/** With sixteen rows more for an edge there are 120. */
const ROWS_AT_ONCE: usize = 104;
/** The most digits with which no column has to be split, and how many rows of a square may then be doubled. */
const WHOLE: usize = 120;
const DOUBLED_ROWS: usize = 52;

/**
 * No place of a digit. A comparison with it, never true, ends a basic block: compilers move all loads of a block to its
 * beginning, and the vectors of eight rows at once would not fit their registers (V8 11, a fifth of the time).
 */
const NOWHERE: usize = 0;

@inline
function times(sum: v128, rows: v128, digits: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(rows, digits));
}

@inline
function add(sum: v128, rows: v128, at: usize): v128 {
  return times(sum, rows, v128.load(at));
}

@inline
function carriesOf(columns: v128): v128 {
  return i32x4.shr_s(columns, RADIX_BITS as i32);
}

/** Sets aside what columns hold above 13 bits. */
@inline
function setAside(s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(HIGH_CARRIES, i32x4.add(v128.load(HIGH_CARRIES), carriesOf(s0)));
  v128.store(HIGH_CARRIES + 16, i32x4.add(v128.load(HIGH_CARRIES + 16), carriesOf(s1)));
  v128.store(HIGH_CARRIES + 32, i32x4.add(v128.load(HIGH_CARRIES + 32), carriesOf(s2)));
  v128.store(HIGH_CARRIES + 48, i32x4.add(v128.load(HIGH_CARRIES + 48), carriesOf(s3)));
}

@inline
function clearAside(): void {
  const zero = i32x4.splat(0);
  v128.store(HIGH_CARRIES, zero);
  v128.store(HIGH_CARRIES + 16, zero);
  v128.store(HIGH_CARRIES + 32, zero);
  v128.store(HIGH_CARRIES + 48, zero);
}

/**
 * The lower or the upper n columns of a * b, and up to eight more behind them.
 *
 * @param onto Whether they are added to biased columns that lie there.
 * @param carry What the columns below carry into these. @returns What these carry into those above.
 */
@inline
function multiplyColumns(a: usize, b: usize, n: usize, columns: usize, upper: bool, onto: bool, carry: i32): i32 {
  let before = i32x4.splat(carry);
  for (let c = upper ? n : <usize>0, end = upper ? n << 1 : n; c < end; c += BLOCK) {
    const to = columns + (c << 2);
    let s0 = bias();
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    if (onto) {
      s0 = v128.load(to);
      s1 = v128.load(to + 16);
      s2 = v128.load(to + 32);
      s3 = v128.load(to + 48);
    }
    const first = upper ? c - n : 0;
    let row = a + (first << 1);
    let at = b + ((c - first) << 2);
    let rows = (upper ? n - first : c + BLOCK > n ? n : c) as i32;
    if (upper && rows >= (BLOCK as i32)) {
      // The first sixteen rows, whose products with the end of b are in the lower columns only.
      const x0 = v128.load32_splat(row);
      const x1 = v128.load32_splat(row + 4);
      s0 = add(s0, x0, at);
      s0 = add(s0, x1, at - 8);
      const x2 = v128.load32_splat(row + 8);
      const x3 = v128.load32_splat(row + 12);
      s0 = add(s0, x2, at - 16);
      s1 = add(s1, x2, at);
      s0 = add(s0, x3, at - 24);
      s1 = add(s1, x3, at - 8);
      const x4 = v128.load32_splat(row + 16);
      const x5 = v128.load32_splat(row + 20);
      s0 = add(s0, x4, at - 32);
      s1 = add(s1, x4, at - 16);
      s2 = add(s2, x4, at);
      s0 = add(s0, x5, at - 40);
      s1 = add(s1, x5, at - 24);
      s2 = add(s2, x5, at - 8);
      const x6 = v128.load32_splat(row + 24);
      const x7 = v128.load32_splat(row + 28);
      s0 = add(s0, x6, at - 48);
      s1 = add(s1, x6, at - 32);
      s2 = add(s2, x6, at - 16);
      s3 = add(s3, x6, at);
      s0 = add(s0, x7, at - 56);
      s1 = add(s1, x7, at - 40);
      s2 = add(s2, x7, at - 24);
      s3 = add(s3, x7, at - 8);
      row += 32;
      at -= 64;
      rows -= BLOCK as i32;
    }
    at -= 24;
    while (rows > 0) {
      const some = min(rows, ROWS_AT_ONCE as i32);
      for (const stop = row + ((some as usize) << 1); row < stop; row += 16, at -= 32) {
        // Two row pairs meet the same vectors of b.
        const x0 = v128.load32_splat(row);
        const x2 = v128.load32_splat(row + 8);
        const e0 = v128.load(at + 8);
        const e1 = v128.load(at + 24);
        s0 = times(times(s0, x2, e0), x0, e1);
        const e2 = v128.load(at + 40);
        s1 = times(times(s1, x2, e1), x0, e2);
        const e3 = v128.load(at + 56);
        s2 = times(times(s2, x2, e2), x0, e3);
        const e4 = v128.load(at + 72);
        s3 = times(times(s3, x2, e3), x0, e4);
        if (at == NOWHERE) break;
        const x1 = v128.load32_splat(row + 4);
        const x3 = v128.load32_splat(row + 12);
        const f0 = v128.load(at);
        const f1 = v128.load(at + 16);
        s0 = times(times(s0, x3, f0), x1, f1);
        const f2 = v128.load(at + 32);
        s1 = times(times(s1, x3, f1), x1, f2);
        const f3 = v128.load(at + 48);
        s2 = times(times(s2, x3, f2), x1, f3);
        const f4 = v128.load(at + 64);
        s3 = times(times(s3, x3, f3), x1, f4);
      }
      rows -= some;
      if (rows > 0) {
        setAside(s0, s1, s2, s3);
        s0 = v128.and(s0, mask());
        s1 = v128.and(s1, mask());
        s2 = v128.and(s2, mask());
        s3 = v128.and(s3, mask());
      }
    }
    if (!upper && c + BLOCK <= n) {
      // The last sixteen rows, which meet the beginning of b in the upper columns only.
      at += 24;
      const x0 = v128.load32_splat(row);
      const x1 = v128.load32_splat(row + 4);
      s0 = add(s0, x0, at);
      s1 = add(s1, x0, at + 16);
      s2 = add(s2, x0, at + 32);
      s3 = add(s3, x0, at + 48);
      s0 = add(s0, x1, at - 8);
      s1 = add(s1, x1, at + 8);
      s2 = add(s2, x1, at + 24);
      s3 = add(s3, x1, at + 40);
      const x2 = v128.load32_splat(row + 8);
      const x3 = v128.load32_splat(row + 12);
      s1 = add(s1, x2, at);
      s2 = add(s2, x2, at + 16);
      s3 = add(s3, x2, at + 32);
      s1 = add(s1, x3, at - 8);
      s2 = add(s2, x3, at + 8);
      s3 = add(s3, x3, at + 24);
      const x4 = v128.load32_splat(row + 16);
      const x5 = v128.load32_splat(row + 20);
      s2 = add(s2, x4, at);
      s3 = add(s3, x4, at + 16);
      s2 = add(s2, x5, at - 8);
      s3 = add(s3, x5, at + 8);
      const x6 = v128.load32_splat(row + 24);
      const x7 = v128.load32_splat(row + 28);
      s3 = add(s3, x6, at);
      s3 = add(s3, x7, at - 8);
    }
    let h0 = carriesOf(s0);
    let h1 = carriesOf(s1);
    let h2 = carriesOf(s2);
    let h3 = carriesOf(s3);
    if (n > ROWS_AT_ONCE) {
      h0 = i32x4.add(h0, v128.load(HIGH_CARRIES));
      h1 = i32x4.add(h1, v128.load(HIGH_CARRIES + 16));
      h2 = i32x4.add(h2, v128.load(HIGH_CARRIES + 32));
      h3 = i32x4.add(h3, v128.load(HIGH_CARRIES + 48));
      clearAside();
    }
    v128.store(to, i32x4.add(v128.and(s0, mask()), moveUp(before, h0)));
    v128.store(to + 16, i32x4.add(v128.and(s1, mask()), moveUp(h0, h1)));
    v128.store(to + 32, i32x4.add(v128.and(s2, mask()), moveUp(h1, h2)));
    v128.store(to + 48, i32x4.add(v128.and(s3, mask()), moveUp(h2, h3)));
    before = !upper && c + BLOCK > n ? h1 : h3;
  }
  return i32x4.extract_lane(before, 3);
}

/** All 2n columns of a * b. @param a Packed. @param b Paired. */
export function multiply(a: usize, b: usize, n: usize, columns: usize): void {
  multiplyHigh(a, b, n, columns, false, multiplyLow(a, b, n, columns));
}

/** The lower n columns of a * b, and up to eight more. @returns What they carry. */
export function multiplyLow(a: usize, b: usize, n: usize, columns: usize): i32 {
  return multiplyColumns(a, b, n, columns, false, false, 0);
}

/** The upper n columns of a * b, and what is carried into them, perhaps added to biased columns. */
export function multiplyHigh(a: usize, b: usize, n: usize, columns: usize, onto: bool, carry: i32): void {
  multiplyColumns(a, b, n, columns, true, onto, carry);
}

@inline
function halvesAdded(x: v128): v128 {
  return i32x4.add(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
}

/**
 * What the columns below n of a * b, and the n digits of a number, carry into column n, where their sum is a multiple of
 * 2^(13 n): the two highest of each say it, since the rest is less than a fiftieth of that.
 *
 * Columns n - 2 and n - 1 are lanes 0 and 1, and again 2 and 3, of every sum. Whole they would not fit: each part is
 * added up by its 13 bits and what is above them.
 *
 * @param digits The digits of the number, packed.
 */
export function carryOfLow(a: usize, b: usize, n: usize, digits: usize): i32 {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  let at = b + ((n - 4) << 2);
  for (const end = a + (n << 1); a < end; a += 16, at -= 32) {
    const rows = v128.load(a);
    s0 = add(s0, v128.shuffle<i32>(rows, rows, 1, 1, 0, 0), at);
    s1 = add(s1, v128.shuffle<i32>(rows, rows, 3, 3, 2, 2), at - 16);
  }
  const above = halvesAdded(i32x4.add(carriesOf(s0), carriesOf(s1)));
  const below = halvesAdded(i32x4.add(v128.and(s0, mask()), v128.and(s1, mask())));
  const last = load<i32>(digits + (n << 1) - 4);
  let carry = i32x4.extract_lane(below, 0) + ((last << 16) >> 16) + BIAS;
  carry = (carry >> (RADIX_BITS as i32)) + i32x4.extract_lane(above, 0);
  carry += i32x4.extract_lane(below, 1) + (last >> 16) + BIAS;
  return (carry >> (RADIX_BITS as i32)) + i32x4.extract_lane(above, 1);
}

/** What a row pair meets at the diagonal, in lanes t = 0 to 3: twice what lies above it, and the squares on it. */
@inline
function atDiagonal(window: v128): v128 {
  const above = v128.and(window, i32x4(0, 0xffff, 0xffff, -1));
  return i16x8.add(above, v128.and(window, i32x4(0xffff, 0xffff, -1, -1)));
}

@inline
function double(sum: v128): v128 {
  return i32x4.add(i32x4.add(sum, sum), bias());
}

/** All 2n columns of a * a: every product of two different digits once, doubled. @param b The same number, paired. */
export function square(a: usize, b: usize, n: usize, columns: usize): void {
  const zero = i32x4.splat(0);
  let before = zero;
  for (let c: usize = 0; c < n << 1; c += BLOCK) {
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    const first = c >= n ? c - n : 0;
    const above = ((c >> 1) - first) as i32;
    let rows = above;
    let row = a + (first << 1);
    let at = b + ((c - first) << 2);
    if (c >= n && above >= (BLOCK as i32)) {
      const x0 = v128.load32_splat(row);
      const x1 = v128.load32_splat(row + 4);
      s0 = add(s0, x0, at);
      s0 = add(s0, x1, at - 8);
      const x2 = v128.load32_splat(row + 8);
      const x3 = v128.load32_splat(row + 12);
      s0 = add(s0, x2, at - 16);
      s1 = add(s1, x2, at);
      s0 = add(s0, x3, at - 24);
      s1 = add(s1, x3, at - 8);
      const x4 = v128.load32_splat(row + 16);
      const x5 = v128.load32_splat(row + 20);
      s0 = add(s0, x4, at - 32);
      s1 = add(s1, x4, at - 16);
      s2 = add(s2, x4, at);
      s0 = add(s0, x5, at - 40);
      s1 = add(s1, x5, at - 24);
      s2 = add(s2, x5, at - 8);
      const x6 = v128.load32_splat(row + 24);
      const x7 = v128.load32_splat(row + 28);
      s0 = add(s0, x6, at - 48);
      s1 = add(s1, x6, at - 32);
      s2 = add(s2, x6, at - 16);
      s3 = add(s3, x6, at);
      s0 = add(s0, x7, at - 56);
      s1 = add(s1, x7, at - 40);
      s2 = add(s2, x7, at - 24);
      s3 = add(s3, x7, at - 8);
      row += 32;
      at -= 64;
      rows -= (BLOCK as i32);
    }
    at -= 24;
    while (rows > 0) {
      const some = min(rows, ROWS_AT_ONCE as i32);
      for (const stop = row + ((some as usize) << 1); row < stop; row += 16, at -= 32) {
        // Two row pairs meet the same vectors of b.
        const x0 = v128.load32_splat(row);
        const x2 = v128.load32_splat(row + 8);
        const e0 = v128.load(at + 8);
        const e1 = v128.load(at + 24);
        s0 = times(times(s0, x2, e0), x0, e1);
        const e2 = v128.load(at + 40);
        s1 = times(times(s1, x2, e1), x0, e2);
        const e3 = v128.load(at + 56);
        s2 = times(times(s2, x2, e2), x0, e3);
        const e4 = v128.load(at + 72);
        s3 = times(times(s3, x2, e3), x0, e4);
        if (at == NOWHERE) break;
        const x1 = v128.load32_splat(row + 4);
        const x3 = v128.load32_splat(row + 12);
        const f0 = v128.load(at);
        const f1 = v128.load(at + 16);
        s0 = times(times(s0, x3, f0), x1, f1);
        const f2 = v128.load(at + 32);
        s1 = times(times(s1, x3, f1), x1, f2);
        const f3 = v128.load(at + 48);
        s2 = times(times(s2, x3, f2), x1, f3);
        const f4 = v128.load(at + 64);
        s3 = times(times(s3, x3, f3), x1, f4);
      }
      rows -= some;
      if (rows > 0 || (n > WHOLE && above > (DOUBLED_ROWS as i32))) {
        setAside(s0, s1, s2, s3);
        s0 = v128.and(s0, mask());
        s1 = v128.and(s1, mask());
        s2 = v128.and(s2, mask());
        s3 = v128.and(s3, mask());
      }
    }
    // The eight rows that meet the diagonal.
    at = b + (c << 1);
    const x0 = v128.load32_splat(row);
    const x1 = v128.load32_splat(row + 4);
    const x2 = v128.load32_splat(row + 8);
    const x3 = v128.load32_splat(row + 12);
    const w0 = v128.load(at);
    const w1 = v128.load(at + 8);
    const w2 = v128.load(at + 16);
    const w3 = v128.load(at + 24);
    s1 = times(s1, x0, w2);
    s2 = add(s2, x0, at + 32);
    s3 = add(s3, x0, at + 48);
    s2 = times(s2, x1, w3);
    s3 = add(s3, x1, at + 40);
    s3 = add(s3, x2, at + 32);
    s0 = times(double(s0), x0, atDiagonal(w0));
    s1 = times(double(s1), x1, atDiagonal(w1));
    s2 = times(double(s2), x2, atDiagonal(w2));
    s3 = times(double(s3), x3, atDiagonal(w3));
    let h0 = carriesOf(s0);
    let h1 = carriesOf(s1);
    let h2 = carriesOf(s2);
    let h3 = carriesOf(s3);
    if (n > WHOLE) {
      h0 = i32x4.add(h0, i32x4.shl(v128.load(HIGH_CARRIES), 1));
      h1 = i32x4.add(h1, i32x4.shl(v128.load(HIGH_CARRIES + 16), 1));
      h2 = i32x4.add(h2, i32x4.shl(v128.load(HIGH_CARRIES + 32), 1));
      h3 = i32x4.add(h3, i32x4.shl(v128.load(HIGH_CARRIES + 48), 1));
      clearAside();
    }
    const to = columns + (c << 2);
    v128.store(to, i32x4.add(v128.and(s0, mask()), moveUp(before, h0)));
    v128.store(to + 16, i32x4.add(v128.and(s1, mask()), moveUp(h0, h1)));
    v128.store(to + 32, i32x4.add(v128.and(s2, mask()), moveUp(h1, h2)));
    v128.store(to + 48, i32x4.add(v128.and(s3, mask()), moveUp(h2, h3)));
    before = h3;
  }
}
