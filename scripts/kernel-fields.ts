/**
 * Writes assembly/ec-fields.ts: multiplying and squaring in the four prime fields, and scanning tables, unrolled.
 *
 *   node scripts/kernel-fields.ts           write it
 *   node scripts/kernel-fields.ts --check   say whether it is what this file makes
 *
 * An element is a row of limbs of 29 bits with a sign, from -2^28 to 2^28 and a little more; a pair holds two elements,
 * one in each lane. The product of limb i of one pair and limb j of the other, both lanes at once, is one instruction
 * (extmul); columns i + j are summed in 64 bits with a sign, which has room for a few additions before a product:
 * the operands' weights, multiplied, stay at 7 or below (18 * 2^56 * 7 < 2^63; weight 1 is what a product leaves).
 *
 * Montgomery's reduction with R = 2^(29 limbs) runs along the rows. p + 1 is a multiple of 2^29 for the NIST primes, so
 * the quotient digit q is the low column itself, and q (p + 1) is a few shifts: no multiplication. For secp256k1 it
 * takes two. Shifts to the right are of unsigned numbers, since processors have no 64-bit shift that keeps the sign:
 * each column starts at 2^63, less what the column before carries of its own 2^63.
 *
 * A result needs no subtraction of p: it lies within about p of zero and is used as it is. P-521 has but one bit of
 * room above p, so its highest carry is added below, times 2^522 mod p = 2.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FIELDS_PATH = fileURLToPath(new URL('../assembly/ec-fields.ts', import.meta.url));

/** A part of q (p + 1): q, shifted left within a limb, added to or taken from the column so many above. */
interface Term {
  readonly column: number;
  readonly shift: number;
  readonly sign: 1 | -1;
}

/** What the generator needs to know of a field. */
export interface FieldShape {
  readonly name: string;
  readonly limbs: number;
  /** The prime, as the standard writes it. */
  readonly prime: string;
  readonly terms: readonly Term[];
  /** The prime is 2^256 - 2^32 - this number: the quotient digit is a product. */
  readonly small?: number;
  /** The highest carry is worth 2 in the lowest limb. */
  readonly wraps?: boolean;
}

const term = (bits: number, sign: 1 | -1): Term => ({
  column: Math.floor(bits / 29),
  shift: bits % 29,
  sign,
});

/** The fields of SP 800-186 §3.2.1 and SEC 2 §2.4.1. */
export const FIELD_SHAPES: readonly FieldShape[] = [
  {
    name: 'P256',
    limbs: 9,
    prime: '2^256 - 2^224 + 2^192 + 2^96 - 1',
    terms: [term(96, 1), term(192, 1), term(224, -1), term(256, 1)],
  },
  {
    name: 'P384',
    limbs: 14,
    prime: '2^384 - 2^128 - 2^96 + 2^32 - 1',
    terms: [term(32, 1), term(96, -1), term(128, -1), term(384, 1)],
  },
  { name: 'P521', limbs: 18, prime: '2^521 - 1', terms: [term(521, 1)], wraps: true },
  {
    name: 'K256',
    limbs: 9,
    prime: '2^256 - 2^32 - 977',
    terms: [term(32, -1), term(256, 1)],
    small: 977,
  },
];

/** The lines of one function, and which columns have begun. */
interface Listing {
  readonly lines: string[];
  readonly begun: Set<number>;
  readonly shape: FieldShape;
}

/** The first value of a column: 2^63 to shift by, less the carry of the one below, plus half a limb to round by. */
function startOf({ limbs, wraps }: FieldShape, column: number): string {
  const top = 2 * limbs - 1;
  if (column === 0) return 'FIRST';
  if (column < limbs) return 'LOW';
  return column < top || wraps ? 'HIGH' : 'TOP';
}

function accumulate({ lines, begun, shape }: Listing, column: number, what: string, sign: 1 | -1 = 1): void {
  const operation = sign === 1 ? 'add' : 'sub';
  const before = begun.has(column) ? `c${column}` : startOf(shape, column);
  const declaration = begun.has(column) ? '' : 'let ';
  begun.add(column);
  lines.push(`${declaration}c${column} = i64x2.${operation}(${before}, ${what});`);
}

/** One limb of a times all of b; or, when squaring, times itself and twice those above. */
function multiplyRow(listing: Listing, row: number, square: boolean): void {
  listing.lines.push(`const a${row} = v128.load64_splat(a, ${8 * row});`);
  for (let j = square ? row : 0; j < listing.shape.limbs; j++) {
    const half = j % 2 === 0 ? 'low' : 'high';
    const factor = `${square && j > row ? 'd' : 'b'}${j >> 1}`;
    accumulate(listing, row + j, `i64x2.extmul_${half}_i32x4_s(a${row}, ${factor})`);
  }
}

/** Makes a low column a multiple of 2^29 by adding q p, and carries the rest of it up. */
function reduceColumn(listing: Listing, column: number): void {
  const { lines, shape } = listing;
  if (shape.small === undefined) lines.push(`const q${column} = v128.and(c${column}, MASK);`);
  else {
    const low = (name: string): string => `v128.shuffle<i32>(${name}, ${name}, 0, 2, 0, 2)`;
    lines.push(
      `const q${column} = v128.and(i64x2.extmul_low_i32x4_u(${low(`c${column}`)}, INVERSE), MASK);`,
      `c${column} = i64x2.sub(c${column}, i64x2.extmul_low_i32x4_u(${low(`q${column}`)}, SMALL));`,
    );
  }
  for (const { column: above, shift, sign } of shape.terms) {
    accumulate(listing, column + above, `i64x2.shl(q${column}, ${shift})`, sign);
  }
  accumulate(listing, column + 1, `i64x2.shr_u(c${column}, 29)`);
}

/** Carries along the high columns, which are the result, and stores them as limbs. */
function finish({ lines, begun, shape }: Listing): void {
  const { limbs, wraps } = shape;
  const top = 2 * limbs - 1;
  for (let column = limbs; column < top; column++) {
    accumulate({ lines, begun, shape }, column + 1, `i64x2.shr_u(c${column}, 29)`);
    lines.push(`c${column} = v128.and(c${column}, MASK);`);
  }
  if (wraps) {
    lines.push(
      `const over = i64x2.sub(i64x2.shr_u(c${top}, 29), i64x2.splat(0x400000000));`,
      `c${top} = v128.and(c${top}, MASK);`,
      `c${limbs} = i64x2.add(c${limbs}, i64x2.add(over, over));`,
    );
  }
  for (let limb = 0; limb < limbs; limb += 2) {
    const [low, high] = [`c${limbs + limb}`, `c${limbs + limb + 1}`];
    const [second, half] = limb + 1 === limbs ? [low, 'TOP_HALF'] : [high, 'HALF'];
    const isTop = limb + 2 >= limbs && !wraps;
    const value = `v128.shuffle<i32>(${low}, ${second}, 0, 2, 4, 6)`;
    lines.push(`v128.store(d, i32x4.sub(${value}, ${isTop ? topHalf(limbs) : half}), ${8 * limb});`);
  }
}

/** The highest limb was not rounded; where it is alone in its vector, nothing was. */
function topHalf(limbs: number): string {
  return limbs % 2 === 0 ? 'TOP_HALF' : 'i64x2.splat(0)';
}

/** The constants that products need, from memory: building them costs more than loading them. */
const CONSTANTS: readonly (readonly [name: string, low: string, high: string])[] = [
  ['MASK', '0x1fffffff', '0x1fffffff'],
  ['FIRST', '-0x8000000000000000', '-0x8000000000000000'],
  ['LOW', '0x7ffffffc00000000', '0x7ffffffc00000000'],
  ['HIGH', '0x7ffffffc10000000', '0x7ffffffc10000000'],
  ['TOP', '-0x400000000', '-0x400000000'],
  ['HALF', '0x1000000010000000', '0x1000000010000000'],
  ['TOP_HALF', '0x1000000010000000', '0'],
];

function constantsOf({ small, wraps, limbs }: FieldShape): readonly string[] {
  const needless = [...(wraps ? ['TOP', 'TOP_HALF'] : []), ...(limbs % 2 === 0 ? [] : ['TOP_HALF'])];
  const loads = CONSTANTS.map(
    ([name], i) => [name, `const ${name} = v128.load(CONSTANTS, ${16 * i});`] as const,
  );
  const lines = loads.filter(([name]) => !needless.includes(name)).map(([, line]) => line);
  if (small === undefined) return lines;
  return [
    ...lines,
    `const INVERSE = i32x4.splat(${inverseModulo29(small)});`,
    `const SMALL = i32x4.splat(${small});`,
  ];
}

/** 1 / small modulo 2^29, by Newton: each step doubles the bits that are right. */
function inverseModulo29(small: number): number {
  let inverse = 1n;
  for (let bits = 1; bits < 29; bits *= 2)
    inverse = BigInt.asUintN(29, inverse * (2n - BigInt(small) * inverse));
  return Number(inverse);
}

/** The body of a multiplication or a squaring. */
function bodyOf(shape: FieldShape, square: boolean): readonly string[] {
  const listing: Listing = { lines: [...constantsOf(shape)], begun: new Set(), shape };
  const vectors = (shape.limbs + 1) >> 1;
  for (let j = 0; j < vectors; j++) {
    listing.lines.push(`const b${j} = v128.load(${square ? 'a' : 'b'}, ${16 * j});`);
    if (square) listing.lines.push(`const d${j} = i32x4.add(b${j}, b${j});`);
  }
  for (let row = 0; row < shape.limbs; row++) {
    multiplyRow(listing, row, square);
    reduceColumn(listing, row);
  }
  finish(listing);
  return listing.lines;
}

function functionOf(shape: FieldShape, square: boolean): string {
  const [name, parameters] = square
    ? ['square', 'd: usize, a: usize']
    : ['multiply', 'd: usize, a: usize, b: usize'];
  const what = square ? 'a^2 / R' : 'a b / R';
  return `/** d = ${what} modulo ${shape.prime}, in both lanes. */
export function ${name}${shape.name}(${parameters}): void {
${bodyOf(shape, square)
  .map((line) => `  ${line}`)
  .join('\n')}
}
`;
}

/** How many vectors an entry of a table takes, in the fields of 9, 14 and 18 limbs. */
const ENTRY_VECTORS: readonly number[] = [5, 7, 9];

/** A scan of a window that keeps the entry it looks for in registers. */
function scanOf(vectors: number): string {
  const all = Array.from({ length: vectors }, (_, i) => i);
  const lines = [
    'const one = i32x4.splat(1);',
    'let index = i64x2.splat(0);',
    ...all.map((i) => `let x${i} = i64x2.splat(0);`),
    `for (let entry = window; entry < end; entry += ${16 * vectors}) {`,
    '  const mask = i32x4.eq(index, wanted);',
    ...all.map((i) => `  x${i} = v128.or(x${i}, v128.and(v128.load(entry, ${16 * i}), mask));`),
    '  index = i32x4.add(index, one);',
    '}',
    ...all.map((i) => `v128.store(to, x${i}, ${16 * i});`),
  ];
  return `/** Copies the entry whose number is in all lanes of \`wanted\`, of ${16 * vectors} bytes each: all are read. */
export function find${vectors}(to: usize, window: usize, end: usize, wanted: v128): void {
${lines.map((line) => `  ${line}`).join('\n')}
}
`;
}

/** The text of assembly/ec-fields.ts. */
export function renderFields(): string {
  return `/**
 * Multiplying and squaring pairs of field elements, and scanning tables of points, unrolled. Generated by
 * scripts/kernel-fields.ts, which says how and why; never edited by hand.
 *
 * Straight lines of vector instructions, and one loop over all entries: nothing depends on what they hold.
 *
 * @module
 */

/** ${CONSTANTS.map(([name]) => name).join(', ')}: in both lanes each. */
const CONSTANTS: usize = memory.data<i64>([
${CONSTANTS.map(([, low, high]) => `  ${low}, ${high},`).join('\n')}
], 16);

${[...FIELD_SHAPES.flatMap((shape) => [functionOf(shape, false), functionOf(shape, true)]), ...ENTRY_VECTORS.map(scanOf)].join('\n')}`;
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    process.exitCode = (await readFile(FIELDS_PATH, 'utf8').catch(() => '')) === renderFields() ? 0 : 1;
  } else {
    await writeFile(FIELDS_PATH, renderFields());
  }
}
