/** The records of the curves: what is committed is what the generator makes, and each member is what it says. */
import { readFile } from 'node:fs/promises';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import {
  balancedLimbs,
  CURVE_CHOICES,
  membersOf,
  plainLimbs,
  renderCurves,
  roundsOf,
  splitMembers,
} from '../../scripts/kernel-curves.ts';
import { domainOf } from '../../src/crypto/ec/curves.ts';

function numberOf(limbs: readonly number[], bits: number): bigint {
  return limbs.reduceRight((value, limb) => (value << BigInt(bits)) + BigInt(limb), 0n);
}

function modulo(value: bigint, modulus: bigint): bigint {
  return ((value % modulus) + modulus) % modulus;
}

function inverse(value: bigint, prime: bigint): bigint {
  let [result, base] = [1n, modulo(value, prime)];
  for (let exponent = prime - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % prime;
    base = (base * base) % prime;
  }
  return result;
}

describe('kernel-curves', () => {
  it('renders what is committed', async () => {
    expect(renderCurves()).toBe(await readFile('assembly/ec-curves.ts', 'utf8'));
  });

  it('takes numbers apart into limbs that add up to them', () => {
    for (const value of [0n, 1n, (1n << 29n) - 1n, 1n << 28n, -(1n << 100n) + 12345n, (1n << 255n) - 19n]) {
      expect(numberOf(balancedLimbs(value, 9), 29)).toBe(value);
      const limbs = balancedLimbs(value, 9).slice(0, 8);
      expect(limbs.every((limb) => limb >= -(2 ** 28) && limb < 2 ** 28)).toBe(true);
    }
    expect(numberOf(plainLimbs((1n << 256n) - 1n, 30, 9), 30)).toBe((1n << 256n) - 1n);
  });

  it('counts the rounds of division steps that are enough', () => {
    expect([256, 384, 521].map(roundsOf)).toEqual([20, 30, 41]);
  });

  it.each(CURVE_CHOICES.map((choice, index) => ({ ...choice, index })))(
    '$curve: the members satisfy what defines them',
    (choice) => {
      const { p, n, a, b, gx, gy } = domainOf(choice.curve);
      const members = new Map(membersOf(choice, choice.index).map(({ name, words }) => [name, words]));
      const words = (name: string): readonly number[] => members.get(name) as readonly number[];
      const one = (name: string): bigint => BigInt(words(name)[0] as number);
      const lane = (name: string): bigint => modulo(numberOf(words(name), 29), p);
      const R = modulo(1n << (29n * one('LIMBS')), p);
      expect(lane('FOLD')).toBe(modulo(-p, p));
      expect([lane('BASE_X'), lane('BASE_Y')]).toEqual([modulo(gx * R, p), modulo(gy * R, p)]);
      expect(lane('COEFFICIENT')).toBe(modulo(b * R, p));
      expect(modulo(gx ** 3n + a * gx + b - gy * gy, p)).toBe(0n);
      expect(a).toBe(one('A_IS_ZERO') === 1n ? 0n : p - 3n);
      expect(numberOf(words('PRIME'), 29)).toBe(p);
      expect(numberOf(words('ORDER'), 30)).toBe(n);
      expect(BigInt.asUintN(30, one('ORDER_DIGIT') * n)).toBe((1n << 30n) - 1n);
      expect(BigInt.asUintN(30, one('ORDER_LOW') * n)).toBe(1n);
      expect(BigInt.asUintN(30, one('PRIME_LOW') * p)).toBe(1n);
    },
  );

  it('splits scalars of secp256k1 by what belongs together, into halves', () => {
    const { p, n, gx, gy } = domainOf('secp256k1');
    const members = new Map(splitMembers().map(({ name, words }) => [name, words]));
    const words = (name: string): readonly number[] => members.get(name) as readonly number[];
    const R = modulo(1n << 270n, n);
    const factor = (name: string): bigint => modulo(numberOf(words(name), 30) * inverse(R, n), n);
    const lane = (i: number): bigint =>
      modulo(
        numberOf(
          words('BETA').filter((_, at) => at % 2 === i),
          29,
        ) * inverse(1n << 261n, p),
        p,
      );
    const [beta, lambda] = [lane(0), factor('LAMBDA')];
    expect(lane(1)).toBe(1n);
    expect(secp256k1.Point.BASE.multiply(lambda).toAffine()).toEqual({ x: modulo(beta * gx, p), y: gy });
    for (const k of [1n, 2n, n - 1n, n / 2n, n / 3n, lambda, n - lambda, 1n << 128n]) {
      const part = (name: string): bigint => (k * numberOf(words(name), 30) + (1n << 389n)) >> 390n;
      const second = modulo(
        part('QUOTIENT_1') * factor('MINUS_Y1') + part('QUOTIENT_2') * factor('MINUS_Y2'),
        n,
      );
      const first = modulo(k - second * lambda, n);
      for (const half of [first, second]) expect(half < n / 2n ? half : n - half).toBeLessThan(1n << 128n);
    }
  });

  it.each(CURVE_CHOICES.map((choice, index) => ({ ...choice, index })))(
    '$curve: the windows hold every scalar, their number is odd, and a comb fits its place',
    (choice) => {
      const { n } = domainOf(choice.curve);
      const members = new Map(
        membersOf(choice, choice.index).map(({ name, words }) => [name, words[0] ?? 0]),
      );
      const [windows, entry] = [members.get('COMB_WINDOWS') ?? 0, members.get('ENTRY') ?? 0];
      expect(windows % 2).toBe(1);
      // The highest digit is below 2^width, as all others are.
      expect(n >> BigInt(choice.combBits * (windows - 1))).toBeLessThan(1n << BigInt(choice.combBits));
      expect((windows + 1) * 2 ** (choice.combBits - 1) * entry).toBeLessThanOrEqual(0x40000);
    },
  );

  it.each(CURVE_CHOICES.map((choice, index) => ({ ...choice, index })))(
    '$curve: in a lane of the comb no sum is the next multiple or its opposite',
    (choice) => {
      const { n } = domainOf(choice.curve);
      const width = BigInt(choice.combBits);
      const members = new Map(
        membersOf(choice, choice.index).map(({ name, words }) => [name, words[0] ?? 0]),
      );
      const windows = members.get('COMB_WINDOWS') ?? 0;
      const top = n >> (width * BigInt(windows - 1));
      for (const parity of [0, 1]) {
        let largest = 0n;
        for (let i = parity; i < windows; i += 2) {
          const place = 1n << (width * BigInt(i));
          const digit = i === windows - 1 ? top | 1n : (1n << width) - 1n;
          // Smaller than the least multiple of this window, and together below the order.
          expect(largest).toBeLessThan(place);
          largest += digit * place;
          expect(largest).toBeLessThan(n);
        }
      }
    },
  );
});
