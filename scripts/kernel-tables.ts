/**
 * Computes the constant tables of the kernel's vector-permute AES, and writes assembly/aes-tables.ts.
 *
 *   node scripts/kernel-tables.ts           write it
 *   node scripts/kernel-tables.ts --check   say whether it is what this file computes
 *
 * The S-box (FIPS 197 §5.1.1) is an inversion in GF(2^8) and a linear map. Seen over GF(2^4), with a and b = a + 1
 * conjugate roots, every element is x = i*a + j*b; with k = i + j and n = a*b its inverse comes from five inversions
 * of nibbles (Hamburg, "Accelerating AES with Vector Permute Instructions", CHES 2009, §3):
 *
 *   p = 1/(1/i + 1/(n*k)) + j      1/p = (n*k + i)/N      N = n*k^2 + i*j, the norm of x
 *   q = 1/(1/j + 1/(n*k)) + i      1/q = (n*k + j)/N      1/x = (j*a + i*b)/N, linear in 1/p and 1/q
 *
 * A table of sixteen bytes answers each step by one byte shuffle. 1/0 is written 0x80: it absorbs what is added to it
 * and a shuffle answers it with 0, which is what the formulas need. Between the rounds the state stays in these
 * coordinates, a byte holding i in its high nibble and k in its low one.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const TABLES_PATH = fileURLToPath(new URL('../assembly/aes-tables.ts', import.meta.url));
const INFINITY = 0x80;
const NIBBLES = Array.from({ length: 16 }, (_, nibble) => nibble);
const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

/** The product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197 §4.2). */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0, shifted = a; bit < 8; bit++) {
    if ((b >> bit) & 1) product ^= shifted;
    shifted = (shifted << 1) ^ (shifted & 0x80 ? 0x11b : 0);
  }
  return product;
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result = multiply(result, base);
  return result;
}

const inverse = (x: number): number => power(x, 254);
const rotate = (x: number, by: number): number => ((x << by) | (x >> (8 - by))) & 0xff;

/** The linear part of the S-box; its constant 0x63 goes into the round keys. */
const linear = (x: number): number => x ^ rotate(x, 1) ^ rotate(x, 2) ^ rotate(x, 3) ^ rotate(x, 4);

/** GF(2^4) inside GF(2^8), labelled by nibbles so that the sum of two labels labels the sum. */
function subfield(): number[] {
  const basis: number[] = [];
  const span = (bits: number): number => basis.reduce((sum, b, i) => sum ^ ((bits >> i) & 1 ? b : 0), 0);
  for (const x of BYTES.slice(1)) {
    const spanned = Array.from({ length: 2 ** basis.length }, (_, bits) => span(bits));
    if (power(x, 16) === x && !spanned.includes(x)) basis.push(x);
  }
  return NIBBLES.map(span);
}

const FIELD: readonly number[] = subfield();
const A: number = BYTES.find((x) => (power(x, 16) ^ x) === 1) as number;
const B: number = A ^ 1;
const N: number = multiply(A, B);
const label = (x: number): number => FIELD.indexOf(x);

const FROM_COORDINATES: readonly number[] = BYTES.map((byte) => {
  const [i, k] = [FIELD[byte >> 4] as number, FIELD[byte & 15] as number];
  return multiply(i, A) ^ multiply(i ^ k, B);
});
const toCoordinates = (x: number): number => FROM_COORDINATES.indexOf(x);

/** The share that 1/p has in 1/x, and the share that 1/q has. */
const shareOfP = (r: number): number => multiply(multiply(N, r), A) ^ multiply(multiply(N ^ 1, r), B);
const shareOfQ = (r: number): number => multiply(multiply(N ^ 1, r), A) ^ multiply(multiply(N, r), B);

function sixteen(entry: (nibble: number) => number): number[] {
  return NIBBLES.map(entry);
}

function reciprocals(factor: number): number[] {
  return sixteen((x) => (x === 0 ? INFINITY : label(multiply(factor, inverse(FIELD[x] as number)))));
}

/** What a nibble p or q adds to a multiple of the S-box's output. */
function outputs(share: (r: number) => number, times: number, encode: (x: number) => number): number[] {
  return sixteen((x) => encode(multiply(times, linear(share(inverse(FIELD[x] as number))))));
}

/** For the last round of 32 blocks: row r's byte j of column c + r goes to column c of the j-th group of blocks. */
function gather(row: number): number[] {
  return sixteen((at) => (((at & 3) + row) & 3) * 4 + (at >> 2));
}

const identity = (x: number): number => x;

/** Every table by name, sixteen bytes each, in the order in which they lie in memory. */
export const TABLES: Readonly<Record<string, readonly number[]>> = {
  TO_COORDINATES_LOW: sixteen((x) => toCoordinates(x)),
  TO_COORDINATES_HIGH: sixteen((x) => toCoordinates(x << 4)),
  FROM_COORDINATES_LOW: sixteen((x) => FROM_COORDINATES[x] as number),
  FROM_COORDINATES_HIGH: sixteen((x) => FROM_COORDINATES[x << 4] as number),
  RECIPROCAL: reciprocals(1),
  RECIPROCAL_N: reciprocals(inverse(N)),
  SBOX_P: outputs(shareOfP, 1, toCoordinates),
  SBOX_Q: outputs(shareOfQ, 1, toCoordinates),
  SBOX_DOUBLE_P: outputs(shareOfP, 2, toCoordinates),
  SBOX_DOUBLE_Q: outputs(shareOfQ, 2, toCoordinates),
  SBOX_LAST_P: outputs(shareOfP, 1, identity),
  SBOX_LAST_Q: outputs(shareOfQ, 1, identity),
  GATHER_ROW_0: gather(0),
  GATHER_ROW_1: gather(1),
  GATHER_ROW_2: gather(2),
  GATHER_ROW_3: gather(3),
  ROUND_CONSTANTS: sixteen((i) => toCoordinates(power(2, i))),
  NIBBLE_BIT_3: sixteen((x) => (x & 8 ? 0xff : 0)),
  NIBBLE_BIT_2: sixteen((x) => (x & 4 ? 0xff : 0)),
  NIBBLE_BIT_1: sixteen((x) => (x & 2 ? 0xff : 0)),
  NIBBLE_BIT_0: sixteen((x) => (x & 1 ? 0xff : 0)),
  KEEP: sixteen(() => 0xff),
  KEEP_NOT: sixteen(() => 0),
};

/** 0x63 in the coordinates. */
const SBOX_CONSTANT: number = toCoordinates(0x63);

const DOCS: Readonly<Record<string, string>> = {
  TO_COORDINATES_LOW: 'A byte into the coordinates: by its low and its high nibble.',
  FROM_COORDINATES_LOW: 'And back.',
  RECIPROCAL: '1/x and 1/(n*x) of nibbles.',
  SBOX_P:
    "The S-box's output from p and q: in the coordinates, doubled, and as plain bytes for the last round.",
  GATHER_ROW_0: 'ShiftRows of one row of 32 blocks, and from column-major to block-major order, row by row.',
  ROUND_CONSTANTS: 'x^i, i from 0, for the key schedule (FIPS 197 §5.2), in the coordinates.',
  NIBBLE_BIT_3: '0xff where the index has the bit.',
  KEEP: 'KEEP - n + 16: a mask that keeps the first n bytes of a block, n from 0 to 16.',
};

/** The text of assembly/aes-tables.ts. */
export function renderTables(): string {
  const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;
  const rows = Object.values(TABLES).map((table) => `  ${table.map(hex).join(', ')},`);
  const names = Object.keys(TABLES).map((name, i) => {
    const doc = DOCS[name] === undefined ? '' : `\n/** ${DOCS[name]} */\n`;
    return `${doc}export const ${name}: usize = ${hex(i * 16)};`;
  });
  return `/**
 * The constant tables of the kernel. Generated by scripts/kernel-tables.ts, which says how; never edited by hand.
 *
 * Sixteen public bytes each. A table is loaded whole and read by a byte shuffle, never addressed by a secret.
 *
 * @module
 */

/** Where the tables begin; the names below are offsets from here, for the offset of a load. */
// biome-ignore format: one table a line
export const TABLES: usize = memory.data<u8>([
${rows.join('\n')}
], 16);

/** The constant of the S-box in the coordinates. */
export const SBOX_CONSTANT: u8 = ${hex(SBOX_CONSTANT)};
${names.join('\n')}
`;
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    process.exitCode = (await readFile(TABLES_PATH, 'utf8').catch(() => '')) === renderTables() ? 0 : 1;
  } else {
    await writeFile(TABLES_PATH, renderTables());
  }
}
