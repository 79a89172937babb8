/** The RSA module's arithmetic against BigInt, at the worst digits; and how it is loaded. */
import { describe, expect, it } from 'vitest';
import { EngineFailedError } from '../../../src/crypto/errors.ts';
import { RSA_KERNEL } from '../../../src/crypto/kernel/rsa-bytes.ts';
import {
  loadRsaKernel,
  putInteger,
  type RsaKernel,
  rsaPlacesOf,
} from '../../../src/crypto/kernel/rsa-kernel.ts';
import { bytesFromInteger, commonDivisorVartime, integerFromBytes } from '../../../src/crypto/rsa/integer.ts';
import { seededRandom } from '../random.ts';
import { openProbe } from './rsa-probe.ts';

/** The numbers of digits that moduli of 1024, 1031, 1536, 2048, 3072 and 4096 bits, and their primes, have. */
const SIZES = [40, 80, 88, 120, 160, 176, 240, 320] as const;
const RADIX = 8192n;
/** The most that a digit can be (assembly/digits.ts). */
const WORST = 4096 + 85;
const random = seededRandom('rsa kernel');
const probe = await openProbe();
const memory = probe.memory.buffer;

type Pattern = (i: number) => number;
const PATTERNS: Readonly<Record<string, Pattern>> = {
  'all greatest': () => WORST,
  'all least': () => -WORST,
  alternating: (i) => (i % 2 === 0 ? WORST : -WORST),
  'in pairs': (i) => (i % 4 < 2 ? WORST : -WORST),
  'one at the top': () => 0,
};

function digitsAt(number: number, n: number): Int16Array {
  return new Int16Array(memory, number + probe.packed.value, n);
}

/** Puts digits and answers what they stand for. */
function put(number: number, n: number, pattern: Pattern): bigint {
  new Uint8Array(memory, number, probe.numberLength.value).fill(0);
  const digits = digitsAt(number, n);
  for (let i = 0; i < n; i++) digits[i] = pattern(i);
  probe.pairDigits(number, n);
  return valueOfDigits(digits);
}

function valueOfDigits(digits: ArrayLike<number>): bigint {
  let value = 0n;
  for (let i = digits.length - 1; i >= 0; i--) value = value * RADIX + BigInt(digits[i] as number);
  return value;
}

/** The value of columns, whose bias is taken off. */
function columnsValue(from: number, count: number): bigint {
  return valueOfDigits(
    new Int32Array(memory, probe.columns.value + 4 * from, count).map((column) => column - 4096),
  );
}

/** -WORST to WORST, as often one of the two as anything between them. */
function randomDigits(n: number): Pattern {
  const octets = random(4 * n);
  return (i) => {
    const choice = octets[4 * i] as number;
    if (choice < 64) return WORST;
    if (choice < 128) return -WORST;
    return (((octets[4 * i + 1] as number) * 256 + (octets[4 * i + 2] as number)) % (2 * WORST + 1)) - WORST;
  };
}

/** The columns below n of a product, summed up. */
function lowColumns(a: Int16Array, b: Int16Array): bigint {
  const columns = Array.from(a, (_, k) => {
    let column = 0;
    for (let i = 0; i <= k; i++) column += (a[i] as number) * (b[k - i] as number);
    return column;
  });
  return valueOfDigits(columns);
}

/** The n lowest digits of an integer, each as near to zero as can be. */
function balancedDigits(value: bigint, n: number): Pattern {
  let rest = value;
  const digits = Array.from({ length: n }, () => {
    const digit = BigInt.asIntN(13, rest);
    rest = (rest - digit) / RADIX;
    return Number(digit);
  });
  return (i) => digits[i] as number;
}

const [A, B, C] = [0, 1, 2].map((i) => probe.numberAt(i)) as [number, number, number];

describe.each(SIZES)('products of %i digits are those of BigInt', (n) => {
  const patterns = Object.entries(PATTERNS);
  it.each(patterns)('of digits %s', (_name, pattern) => {
    for (const [, other] of patterns) {
      const a = put(A, n, pattern);
      const b = put(B, n, other);
      probe.times(A, B, n);
      expect(columnsValue(0, 2 * n)).toBe(a * b);
      probe.squared(A, n);
      expect(columnsValue(0, 2 * n)).toBe(a * a);
    }
  });

  it('of 40 pairs of random digits, whole, squared and by halves', () => {
    for (let i = 0; i < 40; i++) {
      const a = put(A, n, randomDigits(n));
      const b = put(B, n, randomDigits(n));
      probe.times(A, B, n);
      expect(columnsValue(0, 2 * n)).toBe(a * b);
      const high = columnsValue(n, n);
      probe.squared(A, n);
      expect(columnsValue(0, 2 * n)).toBe(a * a);
      probe.low(A, B, n);
      expect((columnsValue(0, n) - a * b) % RADIX ** BigInt(n)).toBe(0n);
      const before = columnsValue(n, n);
      probe.high(A, B, n, 0);
      const added = columnsValue(n, n) - before;
      // The carries of the lower half are not in it: they are few.
      expect(((added - high) >> 32n) + 1n).toBeLessThanOrEqual(1n);
      probe.high(A, B, n, -77);
      expect((columnsValue(n, n) - before - 2n * added + 77n) % RADIX ** BigInt(n)).toBe(0n);
    }
  });

  it('carry what their lower columns and a number carry together, where both are a multiple of R', () => {
    const R = RADIX ** BigInt(n);
    for (let i = 0; i < 40; i++) {
      put(A, n, i < 5 ? (Object.values(PATTERNS)[i] as Pattern) : randomDigits(n));
      put(B, n, i < 10 ? (Object.values(PATTERNS)[i % 5] as Pattern) : randomDigits(n));
      const low = lowColumns(digitsAt(A, n), digitsAt(B, n));
      const number = put(C, n, balancedDigits(-low, n));
      expect(BigInt(probe.carried(A, B, n, C))).toBe((low + number) / R);
    }
  });
});

/** A number with the worst digits that still stands for less than 4 m in magnitude. */
function residue(number: number, n: number, limit: bigint, digits: Pattern): bigint {
  let last = n;
  for (;;) {
    const value = put(number, n, (i) => (i < last ? digits(i) : 0));
    if (value < limit && value > -limit) return value;
    last--;
  }
}

describe.each([
  [1024, 80],
  [1536, 120],
  [2048, 160],
  [4096, 320],
] as const)('modulo numbers of %i bits', (bits, n) => {
  const R = RADIX ** BigInt(n);
  const top = 1n << BigInt(bits - 1);
  const moduli: Readonly<Record<string, bigint>> = {
    '2^k - 1': 2n * top - 1n,
    '2^(k-1) + 1': top + 1n,
    'sqrt(2) 2^(k-1)': ((top * 1_414_213_562n) / 1_000_000_000n) | 1n,
    random: integerFromBytes(random(bits / 8)) | top | 1n,
  };
  const integer = probe.integerAt(0);

  it.each(Object.entries(moduli))('Montgomery products are right for %s, and stay in range', (_name, m) => {
    new Uint8Array(memory, integer, 0x220).fill(0);
    new Uint8Array(memory, integer, bits / 8).set(bytesFromInteger(m, bits / 8).reverse());
    probe.prepare(integer, bits, n);
    const square = valueOfDigits(digitsAt(probe.squareOfR(), n));
    expect((square - R * R) % m).toBe(0n);
    for (let i = 0; i < 60; i++) {
      const a = residue(A, n, 4n * m, i < 5 ? (Object.values(PATTERNS)[i] as Pattern) : randomDigits(n));
      const b = residue(B, n, 4n * m, i % 7 === 0 ? () => -WORST : randomDigits(n));
      probe.timesMod(C, A, B);
      const product = valueOfDigits(digitsAt(C, n));
      expect((product * R - a * b) % m).toBe(0n);
      expect(product < m && -product < m).toBe(true);
      probe.squareModulo(C, A);
      expect((valueOfDigits(digitsAt(C, n)) * R - a * a) % m).toBe(0n);
      probe.timesMod(A, A, B);
      expect(valueOfDigits(digitsAt(A, n))).toBe(product);
    }
  });

  it('what lies around a number is still zero after 2,000 products, and no digit is beyond the bound', () => {
    put(A, n, randomDigits(n - 10));
    residue(B, n, top, randomDigits(n));
    for (let i = 0; i < 1000; i++) {
      probe.timesMod(A, A, B);
      probe.squareModulo(B, A);
      if (i % 50 !== 0) continue;
      expect(Math.max(...digitsAt(B, n).map(Math.abs))).toBeLessThanOrEqual(WORST);
    }
    for (const number of [A, B]) {
      const paired = new Int32Array(memory, number + probe.paired.value - 64, 16 + n + 16);
      expect(paired.subarray(0, 16).every((word) => word === 0)).toBe(true);
      expect(paired.subarray(16 + n + 1).every((word) => word === 0)).toBe(true);
      const behind = new Int16Array(memory, number + probe.packed.value + 2 * n, 8);
      expect(behind.every((digit) => digit === 0)).toBe(true);
    }
  });
});

describe('integers of words', () => {
  const at = [0, 1, 2, 3].map((i) => probe.integerAt(i)) as [number, number, number, number];
  const set = (place: number, value: bigint) => {
    new Uint8Array(memory, place, 0x220).fill(0);
    new Uint8Array(memory, place, 0x200).set(bytesFromInteger(value, 0x200).reverse());
  };
  const get = (place: number) => integerFromBytes(new Uint8Array(memory, place, 0x220).slice().reverse());
  const odd = (bits: number) => integerFromBytes(random(bits / 8)) | 1n;

  it('have the greatest common divisor that Euclid finds', () => {
    for (let i = 0; i < 40; i++) {
      const common = i % 2 === 0 ? 1n : odd(8 * (i + 1));
      const [x, y] = [common * odd(512), i === 0 ? 1n : common * odd(640)];
      set(at[0], x);
      set(at[1], y);
      probe.divisor(at[0], at[1], at[2], 1024, 32);
      expect(get(at[0])).toBe(commonDivisorVartime(x, y));
    }
  });

  it('divide exactly, and by 2^16 + 1 with a remainder', () => {
    for (let i = 0; i < 40; i++) {
      const [x, y] = [integerFromBytes(random(100)), odd(8 * (i + 1))];
      set(at[0], x * y);
      set(at[1], y);
      probe.divide(at[2], at[0], at[1], 64, 32);
      expect(get(at[2])).toBe(x);
      set(at[0], x);
      expect(probe.restByF(at[0], 64)).toBe(Number(x % 65_537n));
    }
    for (const x of [0n, 1n, 65_536n, 65_537n, 65_538n, 2n ** 1024n - 1n]) {
      set(at[0], x);
      expect(probe.restByF(at[0], 64)).toBe(Number(x % 65_537n));
    }
  });

  it('have the inverse of 65537 modulo them', () => {
    for (let i = 0; i < 40; i++) {
      const x = integerFromBytes(random(128)) + 2n;
      if (x % 65_537n === 0n) continue;
      set(at[0], x);
      probe.inverseOfF(at[1], at[0], at[2], at[3], 32);
      expect((get(at[1]) * 65_537n) % x).toBe(1n);
      expect(get(at[1]) < x).toBe(true);
    }
  });
});

describe('the module', () => {
  it('is loaded with its places, and only from the bytes that were built', () => {
    const { kernel } = loadRsaKernel();
    const places = rsaPlacesOf(kernel as RsaKernel);
    expect(places.output - places.input).toBe(512);
    putInteger(places, places.input, Uint8Array.of(1, 2), 4);
    expect(places.memory.slice(places.input, places.input + 5)).toEqual(Uint8Array.of(0, 0, 1, 2, 0));
    const sha256 = '0'.repeat(64);
    expect(() => loadRsaKernel({ ...RSA_KERNEL, sha256 })).toThrow(EngineFailedError);
  });
});
