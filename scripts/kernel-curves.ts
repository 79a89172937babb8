/**
 * Writes assembly/ec-curves.ts: what the kernel must know of each curve, as constants in the forms it computes with.
 *
 *   node scripts/kernel-curves.ts           write it
 *   node scripts/kernel-curves.ts --check   say whether it is what this file makes
 *
 * The domain parameters are those of src/crypto/ec/curves.ts (SP 800-186 §3.2.1, SEC 2 §2.4.1); everything else follows
 * from them. Field constants are pairs of the same element in both lanes, Montgomery's form, limbs of 29 bits with a
 * sign (scripts/kernel-fields.ts); numbers modulo the order have limbs of 30 bits.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type DomainNumbers, domainOf } from '../src/crypto/ec/curves.ts';
import type { CurveName } from '../src/crypto/primitives.ts';

const CURVES_PATH = fileURLToPath(new URL('../assembly/ec-curves.ts', import.meta.url));

/** The room of a row of limbs; of a pair of them. Words of 32 bits. */
const ROW = 20;
const PAIR = 2 * ROW;

/** What is chosen, not computed: the width of a window of the comb, in bits, and the name of the field's code. */
interface Choice {
  readonly curve: CurveName;
  readonly name: string;
  readonly combBits: number;
}

/** In the order of the numbers by which the kernel calls them. */
export const CURVE_CHOICES: readonly Choice[] = [
  { curve: 'P-256', name: 'P256', combBits: 6 },
  { curve: 'P-384', name: 'P384', combBits: 5 },
  { curve: 'P-521', name: 'P521', combBits: 5 },
  { curve: 'secp256k1', name: 'K256', combBits: 6 },
];

/** The width of a window where the base is not known before. */
const BASE_BITS = 5;

/** A member of the record: its name, its words, and what it is. */
interface Member {
  readonly name: string;
  readonly what: string;
  readonly words: readonly number[];
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

function pair(limbs: readonly number[]): readonly number[] {
  const doubled = limbs.flatMap((limb) => [limb, limb]);
  return [...doubled, ...new Array<number>(PAIR - doubled.length).fill(0)];
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
  const rows = [
    ...wordsOf(domain, lengths, choice.combBits, index).map(
      ([name, what, word]) => [name, what, [word]] as const,
    ),
    ...elementsOf(domain, lengths),
    ...numbersOf(domain, lengths),
  ];
  return rows.map(([name, what, words]) => ({ name, what, words }));
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

/** The members that are pairs of field elements. */
function elementsOf({ p, b, gx, gy }: DomainNumbers, { bits, limbs }: Lengths): readonly Row[] {
  const R = modulo(1n << BigInt(29 * limbs), p);
  const element = (value: bigint): readonly number[] => {
    const least = modulo(value, p);
    return pair(balancedLimbs(least > p / 2n ? least - p : least, limbs));
  };
  return [
    ['FOLD', '2^bits - p, and -2^bits, by which a high limb is folded', foldOf(p, bits, limbs)],
    ['ONE', 'the number 1, which leads out of Montgomery form', pair(balancedLimbs(1n, limbs))],
    ['UNIT', 'R', element(R)],
    ['SQUARE', 'R^2, which leads into Montgomery form', element(R * R)],
    ['COEFFICIENT', 'b', element(b * R)],
    ['BASE_X', 'x of the generator', element(gx * R)],
    ['BASE_Y', 'y of the generator', element(gy * R)],
  ];
}

/** The members that are numbers in a row of limbs. */
function numbersOf({ p, n }: DomainNumbers, { limbs, orderLimbs }: Lengths): readonly Row[] {
  const R = modulo(1n << BigInt(30 * orderLimbs), n);
  const number = (value: bigint): readonly number[] => row(plainLimbs(value, 30, orderLimbs));
  return [
    ['PRIME', 'p in limbs of 29 bits', row(plainLimbs(p, 29, limbs))],
    ['PRIME_30', 'p in limbs of 30 bits', number(p)],
    ['ROOT', '(p + 1) / 4, the exponent of a square root', number((p + 1n) / 4n)],
    ['ORDER', 'n', number(n)],
    ['ORDER_SQUARE', 'R^2 modulo n, for the R of its limbs', number(modulo(R * R, n))],
  ];
}

/** 2^bits - p in limbs that stay small times the few bits that are folded; the highest limb loses those bits. */
function foldOf(p: bigint, bits: number, limbs: number): readonly number[] {
  const folded = [...balancedLimbs((1n << BigInt(bits)) - p, limbs)];
  folded[limbs - 1] = (folded[limbs - 1] ?? 0) - 2 ** (bits - 29 * (limbs - 1));
  return pair(folded);
}

function renderOffsets(members: readonly Member[]): string {
  let offset = 0;
  return members
    .map(({ name, what, words }) => {
      const line = `/** ${what} */\nexport const ${name}: usize = ${offset};`;
      offset += 4 * words.length;
      return line;
    })
    .join('\n');
}

function renderRecord(choice: Choice, index: number): string {
  const words = membersOf(choice, index).flatMap((member) => member.words);
  const hex = words.map((word) => (word >= 0 && word < 10 ? String(word) : `0x${(word >>> 0).toString(16)}`));
  return `/** ${choice.curve} */
export const ${choice.name}: usize = memory.data<u32>([${hex.join(', ')}], 16);`;
}

/** The text of assembly/ec-curves.ts. */
export function renderCurves(): string {
  const [first] = CURVE_CHOICES as [Choice];
  return `/**
 * The curves as records of constants. Generated by scripts/kernel-curves.ts; never edited by hand.
 *
 * A record lies in memory; the names below are offsets of its members in bytes. Numbers of one word come first, then
 * pairs of field elements in ${4 * PAIR} bytes each, then rows of limbs in ${4 * ROW}.
 *
 * @module
 */

/** The width of a window where the base is not known before. */
export const BASE_BITS: u32 = ${BASE_BITS};

${renderOffsets(membersOf(first, 0))}

// biome-ignore-start format: records of constants
${CURVE_CHOICES.map(renderRecord).join('\n\n')}
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
