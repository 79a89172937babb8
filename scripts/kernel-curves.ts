/**
 * Writes assembly/ec-curves.ts: what the kernel must know of each curve, as constants in the forms it computes with.
 *
 *   node scripts/kernel-curves.ts           write it
 *   node scripts/kernel-curves.ts --check   say whether it is what this file makes
 *
 * The domain parameters are those of src/crypto/ec/curves.ts (SP 800-186 §3.2.1, SEC 2 §2.4.1); everything else follows
 * from them. Field constants are elements in Montgomery's form, limbs of 29 bits with a sign (scripts/kernel-fields.ts);
 * numbers modulo the order have limbs of 30 bits. What the kernel can tell itself it makes when it first uses a curve
 * (assembly/ec-curve.ts): here it has a name and a place alone.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { type DomainNumbers, domainOf } from '../src/crypto/ec/curves.ts';
import type { CurveName } from '../src/crypto/primitives.ts';

const CURVES_PATH = fileURLToPath(new URL('../assembly/ec-curves.ts', import.meta.url));

/** The room of a row of limbs; of a pair of them. Words of 32 bits. */
const ROW = 20;
const PAIR = 2 * ROW;

/** What is chosen, not computed: the width of a window of the comb, in bits. */
interface Choice {
  readonly curve: CurveName;
  readonly combBits: number;
}

/** In the order of the numbers by which the kernel calls them. */
export const CURVE_CHOICES: readonly Choice[] = [
  { curve: 'P-256', combBits: 6 },
  { curve: 'P-384', combBits: 5 },
  { curve: 'P-521', combBits: 5 },
  { curve: 'secp256k1', combBits: 6 },
];

/** The width of a window where the base is not known before. */
const BASE_BITS = 5;

/** A member of a record: its name, what it is, and its words as they are shipped: none where the kernel makes them. */
interface Member {
  readonly name: string;
  readonly what: string;
  readonly words: readonly number[];
  /** The words that it has in the kernel's memory: twice as many where it is put into both lanes. */
  readonly room: number;
}

/** Floor division and remainder with a sign that make balanced digits; the highest limb takes what is left. */
export function balancedLimbs(value: bigint, count: number): readonly number[] {
  const limbs: number[] = [];
  let rest = value;
  for (let i = 0; i < count; i++) {
    const limb = i === count - 1 ? rest : BigInt.asIntN(29, rest);
    limbs.push(Number(limb));
    rest = (rest - limb) >> 29n;
  }
  return limbs;
}

/** Digits without a sign. */
export function plainLimbs(value: bigint, bits: number, count: number): readonly number[] {
  const width = BigInt(bits);
  return Array.from({ length: count }, (_, i) => Number(BigInt.asUintN(bits, value >> (width * BigInt(i)))));
}

function row(limbs: readonly number[]): readonly number[] {
  return [...limbs, ...new Array<number>(ROW - limbs.length).fill(0)];
}

function modulo(value: bigint, modulus: bigint): bigint {
  return ((value % modulus) + modulus) % modulus;
}

/** 1 / value modulo 2^30, by Newton. */
function inverseModulo30(value: bigint): bigint {
  let inverse = 1n;
  for (let bits = 1; bits < 30; bits *= 2) inverse = BigInt.asUintN(30, inverse * (2n - value * inverse));
  return inverse;
}

/** Division steps from 1/2 that are enough for so many bits (P. Wuille, github.com/sipa/safegcd-bounds), in rounds of 30. */
export function roundsOf(bits: number): number {
  return Math.ceil(Math.floor((45907 * bits + 30179) / 19929) / 30);
}

/** The lengths of a curve's numbers, in bits and limbs. */
interface Lengths {
  readonly bits: number;
  readonly limbs: number;
  readonly orderLimbs: number;
}

function lengthsOf({ p, n }: DomainNumbers): Lengths {
  const bits = p.toString(2).length;
  return {
    bits,
    limbs: Math.ceil(bits / 29),
    orderLimbs: Math.ceil((n.toString(2).length + 2) / 30),
  };
}

/** The record of a curve. */
export function membersOf(choice: Choice, index: number): readonly Member[] {
  const domain = domainOf(choice.curve);
  const lengths = lengthsOf(domain);
  const made =
    (room: number) =>
    ([name, what]: readonly [string, string]) => ({ name, what, words: [], room });
  return [
    ...wordsOf(domain, lengths, choice.combBits, index).map(([name, what, word]) =>
      member(name, what, [word]),
    ),
    ...elementsOf(domain, lengths).map(([name, what, words]) => ({ name, what, words, room: PAIR })),
    ...numbersOf(domain, lengths).map((row) => member(...row)),
    ...MADE_ELEMENTS.map(made(PAIR)),
    ...MADE_NUMBERS.map(made(ROW)),
  ];
}

/** What the kernel makes of a record. */
const MADE_ELEMENTS: readonly (readonly [name: string, what: string])[] = [
  ['ONE', 'the number 1, which leads out of Montgomery form'],
  ['UNIT', 'R'],
  ['SQUARE', 'R^2, which leads into Montgomery form'],
];
const MADE_NUMBERS: readonly (readonly [name: string, what: string])[] = [
  ['PRIME_30', 'p in limbs of 30 bits'],
  ['ROOT', '(p + 1) / 4, the exponent of a square root'],
  ['ORDER_SQUARE', 'R^2 modulo n, for the R of its limbs'],
];

function member(name: string, what: string, words: readonly number[]): Member {
  return { name, what, words, room: words.length };
}

/** The members of one word. */
function wordsOf(
  { p, n, a }: DomainNumbers,
  { bits, limbs, orderLimbs }: Lengths,
  combBits: number,
  index: number,
): readonly (readonly [string, string, number])[] {
  const windows = (width: number): number => Math.floor((bits - 1) / width) + 1;
  const [lowN, lowP] = [inverseModulo30(n), inverseModulo30(p)];
  return [
    ['INDEX', 'its number', index],
    ['SPAN', 'bytes of a pair, in whole vectors', 16 * Math.ceil(limbs / 2)],
    ['LIMBS', 'limbs of a field element', limbs],
    ['ORDER_LIMBS', 'limbs of a number modulo the order', orderLimbs],
    ['BYTES', 'bytes of a coordinate, and of a scalar', Math.ceil(bits / 8)],
    ['BITS', 'bits of the order', bits],
    ['COMB_BITS', 'width of a window of the comb', combBits],
    ['COMB_WINDOWS', 'windows of the comb', windows(combBits)],
    ['BASE_WINDOWS', 'windows of BASE_BITS', windows(BASE_BITS)],
    ['ENTRY', 'bytes of a point in a table', 16 * Math.ceil((8 * limbs) / 16)],
    ['ROUNDS', 'rounds of division steps', roundsOf(bits)],
    ['ORDER_DIGIT', '-1 / n modulo 2^30', Number(BigInt.asUintN(30, -lowN))],
    ['ORDER_LOW', '1 / n modulo 2^30', Number(lowN)],
    ['PRIME_LOW', '1 / p modulo 2^30', Number(lowP)],
    ['A_IS_ZERO', '1 where a = 0, else a = -3', a === 0n ? 1 : 0],
    ['TOP_BIT', 'where 2^bits lies in the highest limb', bits - 29 * (limbs - 1)],
  ];
}

type Row = readonly [name: string, what: string, words: readonly number[]];

/** The members that are field elements. */
function elementsOf({ p, b, gx, gy }: DomainNumbers, { bits, limbs }: Lengths): readonly Row[] {
  const R = modulo(1n << BigInt(29 * limbs), p);
  const element = (value: bigint): readonly number[] => {
    const least = modulo(value, p);
    return row(balancedLimbs(least > p / 2n ? least - p : least, limbs));
  };
  return [
    ['FOLD', '2^bits - p, and -2^bits, by which a high limb is folded', foldOf(p, bits, limbs)],
    ['COEFFICIENT', 'b', element(b * R)],
    ['BASE_X', 'x of the generator', element(gx * R)],
    ['BASE_Y', 'y of the generator', element(gy * R)],
  ];
}

/** The members that are numbers in a row of limbs. */
function numbersOf({ p, n }: DomainNumbers, { limbs, orderLimbs }: Lengths): readonly Row[] {
  return [
    ['PRIME', 'p in limbs of 29 bits', row(plainLimbs(p, 29, limbs))],
    ['ORDER', 'n', row(plainLimbs(n, 30, orderLimbs))],
  ];
}

/** 2^bits - p in limbs that stay small times the few bits that are folded; the highest limb loses those bits. */
function foldOf(p: bigint, bits: number, limbs: number): readonly number[] {
  const folded = [...balancedLimbs((1n << BigInt(bits)) - p, limbs)];
  folded[limbs - 1] = (folded[limbs - 1] ?? 0) - 2 ** (bits - 29 * (limbs - 1));
  return row(folded);
}

/** The bits by which a quotient by the order is scaled: whole limbs, and more than a scalar and its half together. */
const QUOTIENT_BITS = 390n;

/**
 * What splits a scalar k of secp256k1 into k1 + k2 lambda, both of half its length (Gallant, Lambert, Vanstone 2001).
 *
 * lambda P is (beta x, y). Of the pairs whose sum x + y lambda is 0 modulo n, the two short ones (x1, y1) and (x2, y2) that
 * Euclid's algorithm finds are taken off (k, 0), each so often that little remains.
 */
export function splitMembers(): readonly Member[] {
  const { p, n } = domainOf('secp256k1');
  const [beta, lambda] = endomorphism(p, n);
  const [y1, y2] = shortPairs(n, lambda);
  const R = modulo(1n << 270n, n);
  const quotient = (y: bigint): readonly number[] =>
    row(plainLimbs(((y << (QUOTIENT_BITS + 1n)) + n) / (2n * n), 30, 9));
  const factor = (value: bigint): readonly number[] => row(plainLimbs(modulo(value * R, n), 30, 9));
  const lanes = (x: bigint): readonly number[] => balancedLimbs(modulo(x << 261n, p), 9);
  return [
    member('BETA', 'beta, and 1 beside it', pairOf(lanes(beta), lanes(1n))),
    member('QUOTIENT_1', 'y2 / n', quotient(y2)),
    member('QUOTIENT_2', '-y1 / n', quotient(-y1)),
    member('MINUS_Y1', '-y1, in Montgomery form', factor(-y1)),
    member('MINUS_Y2', '-y2', factor(-y2)),
    member('LAMBDA', 'lambda', factor(lambda)),
  ];
}

/** Roots of x^2 + x + 1 that belong together. */
function endomorphism(p: bigint, n: bigint): readonly [beta: bigint, lambda: bigint] {
  const beta = cubeRoot(p);
  const root = cubeRoot(n);
  const { BASE } = secp256k1.Point;
  const image = modulo(beta * BASE.x, p);
  return [beta, BASE.multiply(root).x === image ? root : modulo(root * root, n)];
}

/** A cube root of 1 that is not 1. */
function cubeRoot(prime: bigint): bigint {
  for (let base = 2n; ; base++) {
    const root = power(base, (prime - 1n) / 3n, prime);
    if (root !== 1n) return root;
  }
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

/** y1 < 0 < y2 of two short pairs, around where the remainders of n and lambda fall below the root of n. */
function shortPairs(n: bigint, lambda: bigint): readonly [bigint, bigint] {
  let [before, after] = [
    { x: n, y: 0n },
    { x: lambda, y: -1n },
  ];
  while (after.x * after.x >= n) {
    const quotient = before.x / after.x;
    [before, after] = [after, { x: before.x - quotient * after.x, y: before.y - quotient * after.y }];
  }
  return after.y < 0n ? [after.y, before.y] : [before.y, after.y];
}

function pairOf(first: readonly number[], second: readonly number[]): readonly number[] {
  const words = first.flatMap((limb, i) => [limb, second[i] as number]);
  return [...words, ...new Array<number>(PAIR - words.length).fill(0)];
}

function renderOffsets(members: readonly Member[]): string {
  let offset = 0;
  return members
    .map(({ name, what, room }) => {
      const line = `/** ${what} */\nexport const ${name}: usize = ${offset};`;
      offset += 4 * room;
      return line;
    })
    .join('\n');
}

function renderWords(members: readonly Member[]): string {
  const words = members.flatMap((member) => member.words);
  return words
    .map((word) => (word >= 0 && word < 10 ? String(word) : `0x${(word >>> 0).toString(16)}`))
    .join(', ');
}

/** The text of assembly/ec-curves.ts. */
export function renderCurves(): string {
  const records = CURVE_CHOICES.map(membersOf);
  const [first] = records as [readonly Member[]];
  return `/**
 * The curves as records of constants. Generated by scripts/kernel-curves.ts; never edited by hand.
 *
 * The names below are offsets of a record's members in bytes, once it is made (ec-curve.ts). Numbers of one word come
 * first, then field elements in ${4 * PAIR} bytes each, rows of limbs in ${4 * ROW}, and what is not shipped.
 *
 * @module
 */

/** The width of a window where the base is not known before. */
export const BASE_BITS: u32 = ${BASE_BITS};

${renderOffsets(first)}

/** The length of a record as it is shipped, in bytes; and where its field elements begin and end in memory. */
export const RECORD_LENGTH: usize = ${4 * first.reduce((sum, { words }) => sum + words.length, 0)};
export const ELEMENTS: usize = FOLD;
export const ELEMENTS_END: usize = PRIME;

/* Of the record SPLIT: */

${renderOffsets(splitMembers())}

// biome-ignore-start format: records of constants
/** ${CURVE_CHOICES.map(({ curve }) => curve).join(', ')}. */
export const RECORDS: usize = memory.data<u32>([
${records.map((members) => `  ${renderWords(members)},`).join('\n')}
], 16);

/** What splits a scalar of secp256k1. */
export const SPLIT: usize = memory.data<u32>([${renderWords(splitMembers())}], 16);
// biome-ignore-end format: records of constants
`;
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    process.exitCode = (await readFile(CURVES_PATH, 'utf8').catch(() => '')) === renderCurves() ? 0 : 1;
  } else {
    await writeFile(CURVES_PATH, renderCurves());
  }
}
