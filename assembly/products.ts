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
import { bias, mask, moveUp, RADIX_BITS } from './digits';
import { TOP_COLUMNS } from './rsa-memory';

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

/**
 * Blocks of columns of a * b, from column `from` to below `end`, a multiple of 16 behind it.
 *
 * @param lower Whether there are blocks that end at column n or below; `upper`, that begin at column n or above.
 * @param onto Whether they are added to biased columns that lie there.
 */
@inline
function multiplyColumns(
  a: usize,
  b: usize,
  n: usize,
  columns: usize,
  from: usize,
  end: usize,
  lower: bool,
  upper: bool,
  onto: bool,
): void {
  const zero = i32x4.splat(0);
  let before = zero;
  for (let c = from; c < end; c += BLOCK) {
    const to = columns + (c << 2);
    let s0 = onto ? v128.load(to) : bias();
    let s1 = onto ? v128.load(to + 16) : bias();
    let s2 = onto ? v128.load(to + 32) : bias();
    let s3 = onto ? v128.load(to + 48) : bias();
    let h0 = zero;
    let h1 = zero;
    let h2 = zero;
    let h3 = zero;
    const isHigh = upper && c >= n;
    const first = isHigh ? c - n : 0;
    let row = a + (first << 1);
    let at = b + ((c - first) << 2);
    let rows = min(c, n) as i32;
    if (isHigh) {
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
      rows = (n - first - BLOCK) as i32;
    } else if (c + BLOCK > n) rows = n as i32;
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
        h0 = i32x4.add(h0, carriesOf(s0));
        h1 = i32x4.add(h1, carriesOf(s1));
        h2 = i32x4.add(h2, carriesOf(s2));
        h3 = i32x4.add(h3, carriesOf(s3));
        s0 = v128.and(s0, mask());
        s1 = v128.and(s1, mask());
        s2 = v128.and(s2, mask());
        s3 = v128.and(s3, mask());
      }
    }
    if (lower && c + BLOCK <= n) {
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
    h0 = i32x4.add(h0, carriesOf(s0));
    h1 = i32x4.add(h1, carriesOf(s1));
    h2 = i32x4.add(h2, carriesOf(s2));
    h3 = i32x4.add(h3, carriesOf(s3));
    v128.store(to, i32x4.add(v128.and(s0, mask()), moveUp(before, h0)));
    v128.store(to + 16, i32x4.add(v128.and(s1, mask()), moveUp(h0, h1)));
    v128.store(to + 32, i32x4.add(v128.and(s2, mask()), moveUp(h1, h2)));
    v128.store(to + 48, i32x4.add(v128.and(s3, mask()), moveUp(h2, h3)));
    before = h3;
  }
}

/** All 2n columns of a * b. @param a Packed. @param b Paired. */
export function multiply(a: usize, b: usize, n: usize, columns: usize): void {
  multiplyColumns(a, b, n, columns, 0, n << 1, true, true, false);
}

/** The lower n columns of a * b, and up to eight more. */
export function multiplyLow(a: usize, b: usize, n: usize, columns: usize): void {
  multiplyColumns(a, b, n, columns, 0, n, true, false, false);
}

/** Adds the upper n columns of a * b to biased columns. */
export function addMultipleHigh(a: usize, b: usize, n: usize, columns: usize): void {
  multiplyColumns(a, b, n, columns, n, n << 1, false, true, true);
}

/**
 * Columns n - 4 to n - 1 of a * b, in four parts that lie at TOP_COLUMNS: whole, they would not fit.
 */
export function multiplyTop(a: usize, b: usize, n: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let at = b + ((n - 4) << 2);
  for (const end = a + (n << 1); a < end; a += 16, at -= 32) {
    s0 = add(s0, v128.load32_splat(a), at);
    s1 = add(s1, v128.load32_splat(a + 4), at - 8);
    s2 = add(s2, v128.load32_splat(a + 8), at - 16);
    s3 = add(s3, v128.load32_splat(a + 12), at - 24);
  }
  v128.store(TOP_COLUMNS, s0);
  v128.store(TOP_COLUMNS + 16, s1);
  v128.store(TOP_COLUMNS + 32, s2);
  v128.store(TOP_COLUMNS + 48, s3);
}

/** The vector of a row pair on the diagonal: of lanes t = 0 to 3 what lies above it, and the squares on it. */
@inline
function aboveDiagonal(window: v128): v128 {
  return v128.and(window, i32x4(0, 0xffff, 0xffff, -1));
}

@inline
function onDiagonal(window: v128): v128 {
  return v128.and(window, i32x4(0xffff, 0, 0xffff0000, 0));
}

/** Twice what lies above the diagonal, and the squares on it, biased. */
@inline
function double(above: v128, rows: v128, window: v128): v128 {
  const squares = i32x4.dot_i16x8_s(rows, onDiagonal(window));
  return i32x4.add(i32x4.add(i32x4.add(above, above), bias()), squares);
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
    let h0 = zero;
    let h1 = zero;
    let h2 = zero;
    let h3 = zero;
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
        h0 = i32x4.add(h0, carriesOf(s0));
        h1 = i32x4.add(h1, carriesOf(s1));
        h2 = i32x4.add(h2, carriesOf(s2));
        h3 = i32x4.add(h3, carriesOf(s3));
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
    s0 = i32x4.add(s0, i32x4.dot_i16x8_s(x0, aboveDiagonal(w0)));
    s1 = i32x4.add(s1, i32x4.dot_i16x8_s(x0, w2));
    s2 = add(s2, x0, at + 32);
    s3 = add(s3, x0, at + 48);
    s1 = i32x4.add(s1, i32x4.dot_i16x8_s(x1, aboveDiagonal(w1)));
    s2 = i32x4.add(s2, i32x4.dot_i16x8_s(x1, w3));
    s3 = add(s3, x1, at + 40);
    s2 = i32x4.add(s2, i32x4.dot_i16x8_s(x2, aboveDiagonal(w2)));
    s3 = add(s3, x2, at + 32);
    s3 = i32x4.add(s3, i32x4.dot_i16x8_s(x3, aboveDiagonal(w3)));
    s0 = double(s0, x0, w0);
    s1 = double(s1, x1, w1);
    s2 = double(s2, x2, w2);
    s3 = double(s3, x3, w3);
    h0 = i32x4.add(i32x4.add(h0, h0), carriesOf(s0));
    h1 = i32x4.add(i32x4.add(h1, h1), carriesOf(s1));
    h2 = i32x4.add(i32x4.add(h2, h2), carriesOf(s2));
    h3 = i32x4.add(i32x4.add(h3, h3), carriesOf(s3));
    const to = columns + (c << 2);
    v128.store(to, i32x4.add(v128.and(s0, mask()), moveUp(before, h0)));
    v128.store(to + 16, i32x4.add(v128.and(s1, mask()), moveUp(h0, h1)));
    v128.store(to + 32, i32x4.add(v128.and(s2, mask()), moveUp(h1, h2)));
    v128.store(to + 48, i32x4.add(v128.and(s3, mask()), moveUp(h2, h3)));
    before = h3;
  }
}
