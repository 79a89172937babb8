import { generatePrimeSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitLength,
  bytesFromInteger,
  commonDivisorVartime,
  integerFromBytes,
  inverseVartime,
  powerVartime,
  publicPowerVartime,
} from '../../../src/crypto/rsa/integer.ts';

const SEED = 8017;
const natural = fc.bigInt({ min: 0n, max: (1n << 300n) - 1n });

describe('conversion', () => {
  test('big-endian octets are an integer (RFC 8017 §4.2), views included', () => {
    expect(integerFromBytes(new Uint8Array([]))).toBe(0n);
    expect(integerFromBytes(new Uint8Array([0, 0, 1, 0]))).toBe(256n);
    expect(integerFromBytes(new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4))).toBe(0x010203n);
    expect(integerFromBytes(new Uint8Array(9).fill(255))).toBe((1n << 72n) - 1n);
  });

  test('an integer is so many octets (RFC 8017 §4.1)', () => {
    expect(bytesFromInteger(0x010203n, 5)).toEqual(new Uint8Array([0, 0, 1, 2, 3]));
    expect(bytesFromInteger(0n, 0)).toEqual(new Uint8Array(0));
  });

  test.each([
    [256n, 1],
    [1n, 0],
    [1n << 64n, 8],
    [-1n, 8],
    [-1n, 3],
  ])('%i does not fit %i octets', (value, length) => {
    expect(() => bytesFromInteger(value, length)).toThrow(RangeError);
  });

  test('there and back', () => {
    const property = fc.property(natural, fc.integer({ min: 38, max: 60 }), (value, length) => {
      expect(integerFromBytes(bytesFromInteger(value, length))).toBe(value);
    });
    fc.assert(property, { seed: SEED, numRuns: 500 });
  });

  test('the length in bits', () => {
    expect([0n, 1n, 2n, 255n, 256n, (1n << 32n) - 1n, 1n << 32n, 1n << 4095n].map(bitLength)).toEqual([
      0, 1, 2, 8, 9, 32, 33, 4096,
    ]);
  });
});

describe('arithmetic', () => {
  const modulus = fc.bigInt({ min: 2n, max: (1n << 200n) - 1n });

  test('both powers agree with repeated multiplication', () => {
    const property = fc.property(natural, fc.integer({ min: 0, max: 300 }), modulus, (base, exponent, m) => {
      let expected = 1n % m;
      for (let i = 0; i < exponent; i++) expected = (expected * base) % m;
      const octets = bytesFromInteger(BigInt(exponent), 3);
      expect(powerVartime(base, octets, m)).toBe(expected);
      expect(publicPowerVartime(base, BigInt(exponent), m)).toBe(expected);
    });
    fc.assert(property, { seed: SEED, numRuns: 200 });
  });

  test('a power of a prime obeys Fermat, whatever zeros precede the exponent', () => {
    const prime = generatePrimeSync(521, { bigint: true });
    for (const length of [66, 70, 128]) {
      expect(powerVartime(3n, bytesFromInteger(prime - 1n, length), prime)).toBe(1n);
    }
  });

  test('everything is zero modulo one', () => {
    expect(powerVartime(5n, new Uint8Array(0), 1n)).toBe(0n);
    expect(publicPowerVartime(5n, 0n, 1n)).toBe(0n);
  });

  test('an inverse exists exactly where there is no common divisor', () => {
    const property = fc.property(natural, modulus, (value, m) => {
      const inverse = inverseVartime(value, m);
      expect(inverse === undefined).toBe(commonDivisorVartime(value, m) !== 1n);
      if (inverse !== undefined) {
        expect((inverse * value) % m).toBe(1n);
        expect(inverse > 0n && inverse < m).toBe(true);
      }
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });

  test('the greatest common divisor', () => {
    expect(commonDivisorVartime(12n, 18n)).toBe(6n);
    expect(commonDivisorVartime(0n, 7n)).toBe(7n);
    expect(commonDivisorVartime(7n, 0n)).toBe(7n);
  });
});
