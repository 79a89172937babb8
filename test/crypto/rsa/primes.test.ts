import { checkPrimeSync, generatePrimeSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Random } from '../../../src/crypto/primitives.ts';
import { bytesFromInteger } from '../../../src/crypto/rsa/integer.ts';
import {
  findPrime,
  hasSmallDivisor,
  isProbablePrime,
  type PrimeRequest,
} from '../../../src/crypto/rsa/primes.ts';
import { seededRandom } from '../random.ts';

const random = seededRandom('primes');

describe('Miller-Rabin (FIPS 186-5 B.3.1)', () => {
  test('agrees with trial division below 3,000', () => {
    for (let value = 5n; value < 3000n; value += 2n) {
      let prime = true;
      for (let divisor = 3n; divisor * divisor <= value; divisor += 2n) prime &&= value % divisor !== 0n;
      expect([value, isProbablePrime(value, 20, random)]).toEqual([value, prime]);
    }
  });

  test('takes the primes of node:crypto', () => {
    for (const bits of [64, 512, 1024]) {
      expect(isProbablePrime(generatePrimeSync(bits, { bigint: true }), 5, random)).toBe(true);
    }
  });

  // Composites that fool Fermat's test (OEIS A002997) and Miller-Rabin to small fixed bases (OEIS A014233).
  test.each([
    561n,
    1105n,
    1729n,
    825_265n,
    3_215_031_751n,
    3_825_123_056_546_413_051n,
    318_665_857_834_031_151_167_461n,
    3_317_044_064_679_887_385_961_981n,
  ])('refuses the pseudoprime %i', (value) => {
    expect(isProbablePrime(value, 40, random)).toBe(false);
  });

  test("refuses Arnault's composite of 337 digits, which passes every prime base below 200", () => {
    // F. Arnault, Constructing Carmichael numbers which are strong pseudoprimes to several bases (1995):
    // p (313 (p - 1) + 1) (353 (p - 1) + 1).
    const p = BigInt(
      '29674495668685510550154174642905332730771991799853043350995075531276838753171770199594238596428121188033664754218345562493168782883',
    );
    const composite = p * (313n * (p - 1n) + 1n) * (353n * (p - 1n) + 1n);
    expect(checkPrimeSync(composite)).toBe(false);
    expect(isProbablePrime(composite, 40, random)).toBe(false);
  });

  test('refuses squares and products of primes', () => {
    const [p, q] = [generatePrimeSync(256, { bigint: true }), generatePrimeSync(256, { bigint: true })];
    for (const composite of [p * p, p * q, p * p * q])
      expect(isProbablePrime(composite, 10, random)).toBe(false);
  });
});

test('trial division finds every odd prime below 16,384, and nothing in a large prime', () => {
  const large = generatePrimeSync(512, { bigint: true });
  expect(hasSmallDivisor(bytesFromInteger(large, 64))).toBe(false);
  for (const prime of [3n, 5n, 251n, 257n, 8191n, 16_381n]) {
    expect(hasSmallDivisor(bytesFromInteger(large * prime, 66))).toBe(true);
  }
  expect(hasSmallDivisor(bytesFromInteger(large * 16_411n, 66))).toBe(false);
});

describe('the search (FIPS 186-5 A.1.3)', () => {
  const request: PrimeRequest = { bits: 512, publicExponent: 65_537n, rounds: 7, candidates: 5 * 1024 };

  test('finds primes of full length, at least sqrt(2) 2^(bits - 1)', async () => {
    for (let i = 0; i < 8; i++) {
      const prime = (await findPrime(request, seededRandom(i))) ?? 0n;
      expect(checkPrimeSync(prime)).toBe(true);
      expect(prime * prime >= 1n << 1023n && prime < 1n << 512n).toBe(true);
      expect((prime - 1n) % 65_537n).not.toBe(0n);
    }
  });

  const far = primeAbove(0b11n << 510n);

  test('passes over a prime below the bound, and over one too close to the other', async () => {
    const low = primeAbove(1n << 511n);
    const near = primeAbove(far + (1n << 300n));
    const good = primeAbove(0b1111n << 508n);
    expect(await findPrime({ ...request, other: far }, drawing(low, near, good))).toBe(good);
    expect(await findPrime(request, drawing(low, near, good))).toBe(near);
  });

  test('passes over a prime whose p - 1 has a factor in common with e', async () => {
    const sharing = primeAbove(far, (value) => value % 3n === 1n);
    const free = primeAbove(far, (value) => value % 3n === 2n);
    expect(await findPrime({ ...request, publicExponent: 3n }, drawing(sharing, free))).toBe(free);
    expect(await findPrime(request, drawing(sharing, free))).toBe(sharing);
  });

  test('counts candidates, and gives up after so many', async () => {
    let counted = 0;
    const even = Uint8Array.from({ length: 64 }, (_octet, i) => (i === 0 ? 0xff : 0));
    // 0xff00…01 is divisible by 3 or not; a composite either way, always the same.
    const stuck = (length: number) => (length === 64 ? Uint8Array.from(even) : random(length));
    expect(await findPrime({ ...request, candidates: 9 }, stuck, () => counted++)).toBeUndefined();
    expect(counted).toBe(9);
  });

  test('yields to the event loop between tests', async () => {
    let turns = 0;
    let going = true;
    const tick = () => {
      turns++;
      if (going) setTimeout(tick, 0);
    };
    setTimeout(tick, 0);
    await findPrime(request, seededRandom('yield'));
    going = false;
    expect(turns).toBeGreaterThan(2);
  });

  test('wipes the candidates that it throws away', async () => {
    const drawn: Uint8Array[] = [];
    const source = seededRandom('wipe');
    const watching = (length: number) => {
      const bytes = source(length);
      drawn.push(bytes);
      return bytes;
    };
    await findPrime(request, watching);
    expect(drawn.length).toBeGreaterThan(10);
    expect(drawn.every((bytes) => bytes.every((octet) => octet === 0))).toBe(true);
  });
});

/** A source whose first draws of 64 bytes are these numbers. */
function drawing(...values: readonly bigint[]): Random {
  const left = values.map((value) => bytesFromInteger(value, 64));
  return (length) => (length === 64 ? (left.shift() ?? random(length)) : random(length));
}

function primeAbove(start: bigint, wanted: (value: bigint) => boolean = () => true): bigint {
  let value = start | 1n;
  while (!checkPrimeSync(value) || !wanted(value)) value += 2n;
  return value;
}
