/**
 * The kernel's field products against BigInt, with the worst limbs that may come: every limb at its bound, of the
 * largest weights, in either sign; and what holds of the result whatever came in.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { domainOf } from '../../src/crypto/ec/curves.ts';
import { compiledParts, type Parts } from '../crypto/kernel/compiled-parts.ts';
import { seededRandom } from '../crypto/random.ts';

const FIELDS = [
  { field: 'P256', limbs: 9, curve: 'P-256' },
  { field: 'P384', limbs: 14, curve: 'P-384' },
  { field: 'P521', limbs: 18, curve: 'P-521' },
  { field: 'K256', limbs: 9, curve: 'secp256k1' },
] as const;

const NAMES = FIELDS.flatMap(({ field }) => [`multiply${field}`, `square${field}`]);
/** What a reduced limb may have: half of 2^29, and what a carry brings. */
const WEIGHT_ONE = 2 ** 28 + 2 ** 9;
const [A, B, D] = [4096, 8192, 12_288];
const random = seededRandom('ec fields');

let parts: Parts<string>;
let memory: Int32Array;
beforeAll(async () => {
  parts = await compiledParts({ 'ec-fields': NAMES }, 1);
  memory = new Int32Array(parts.memory.buffer);
});

type Limbs = readonly number[];

function put(at: number, lanes: readonly [Limbs, Limbs]): void {
  lanes.forEach((limbs, lane) => {
    limbs.forEach((limb, i) => {
      memory[at / 4 + 2 * i + lane] = limb;
    });
  });
}

function taken(at: number, lane: number, count: number): Limbs {
  return Array.from({ length: count }, (_, i) => memory[at / 4 + 2 * i + lane] as number);
}

function numberOf(limbs: Limbs): bigint {
  return limbs.reduceRight((value, limb) => value * 2n ** 29n + BigInt(limb), 0n);
}

function modulo(value: bigint, p: bigint): bigint {
  return ((value % p) + p) % p;
}

/** Rows of limbs at their bounds, times a weight; the highest limb is what a reduced element has, times the weight. */
function extremes(count: number, topBits: number, weight: number): readonly Limbs[] {
  const top = Math.floor(0.6 * 2 ** topBits);
  const row = (limb: (i: number) => number): Limbs =>
    Array.from({ length: count }, (_, i) => weight * (i === count - 1 ? Math.sign(limb(i)) * top : limb(i)));
  return [
    row(() => WEIGHT_ONE),
    row(() => -WEIGHT_ONE),
    row((i) => (i % 2 === 0 ? WEIGHT_ONE : -WEIGHT_ONE)),
    row((i) => (i % 2 === 0 ? -WEIGHT_ONE : WEIGHT_ONE)),
    row((i) => (i < count / 2 ? WEIGHT_ONE : -WEIGHT_ONE)),
    row((i) => (i === 0 ? WEIGHT_ONE : 0)),
    row((i) => (i === count - 1 ? WEIGHT_ONE : 0)),
    row(() => 0),
    row(() => (random(1)[0] as number) - 128),
    row(() => (new DataView(random(4).buffer).getInt32(0) >> 3) * (1 - 2 ** -20)).map(Math.trunc),
  ];
}

describe.each(FIELDS)('$field', ({ field, limbs, curve }) => {
  const { p } = domainOf(curve);
  const R = 2n ** BigInt(29 * limbs);
  const topBits = p.toString(2).length - 29 * (limbs - 1);

  function expectProduct(product: Limbs, expected: bigint): void {
    expect(modulo(numberOf(product) * R, p)).toBe(modulo(expected, p));
    const inner = product.slice(0, -1).map(Math.abs);
    expect(Math.max(...inner)).toBeLessThanOrEqual(WEIGHT_ONE);
    expect(Math.abs(product[limbs - 1] as number)).toBeLessThan(2 ** Math.min(29, topBits + 3));
  }

  it.each([
    [1, 1],
    [2, 2],
    [1, 4],
    [4, 1],
    [1, 7],
    [7, 1],
  ])('products of the weights %d and %d', (first, second) => {
    const [as, bs] = [extremes(limbs, topBits, first), extremes(limbs, topBits, second)];
    for (const [i, a] of as.entries()) {
      for (const b of bs) {
        const other = as[(i + 3) % as.length] as Limbs;
        put(A, [a, other]);
        put(B, [b, a.map((limb) => Math.trunc(limb / first))]);
        parts[`multiply${field}`]?.(D, A, B);
        expectProduct(taken(D, 0, limbs), numberOf(a) * numberOf(b));
        expectProduct(
          taken(D, 1, limbs),
          numberOf(other) * numberOf(a.map((limb) => Math.trunc(limb / first))),
        );
      }
    }
  });

  it.each([1, 2])('squares of the weight %d', (weight) => {
    const as = extremes(limbs, topBits, weight);
    for (const [i, a] of as.entries()) {
      const other = as[(i + 1) % as.length] as Limbs;
      put(A, [a, other]);
      parts[`square${field}`]?.(D, A);
      expectProduct(taken(D, 0, limbs), numberOf(a) ** 2n);
      expectProduct(taken(D, 1, limbs), numberOf(other) ** 2n);
    }
  });

  it('the result may lie where an operand lay', () => {
    const [a, b] = extremes(limbs, topBits, 1) as [Limbs, Limbs];
    put(A, [a, b]);
    put(B, [b, b]);
    parts[`multiply${field}`]?.(A, A, B);
    expectProduct(taken(A, 0, limbs), numberOf(a) * numberOf(b));
    parts[`multiply${field}`]?.(B, B, B);
    expectProduct(taken(B, 1, limbs), numberOf(b) ** 2n);
  });

  it('a thousand products in a row stay within their bounds', () => {
    const rows = extremes(limbs, topBits, 1);
    put(A, [rows[9] as Limbs, rows[0] as Limbs]);
    let [first, second] = [numberOf(rows[9] as Limbs), numberOf(rows[0] as Limbs)].map((x) =>
      modulo(x, p),
    ) as [bigint, bigint];
    const inverseR = inverseModulo(R, p);
    for (let i = 0; i < 1000; i++) {
      parts[`square${field}`]?.(A, A);
      [first, second] = [modulo(first * first * inverseR, p), modulo(second * second * inverseR, p)];
    }
    expect([0, 1].map((lane) => modulo(numberOf(taken(A, lane, limbs)), p))).toEqual([first, second]);
  });
});

/** By Fermat. */
function inverseModulo(value: bigint, p: bigint): bigint {
  let [result, base] = [1n, modulo(value, p)];
  for (let exponent = p - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result;
}
