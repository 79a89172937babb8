import { describe, expect, test } from 'vitest';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { integerFromBytes, powerVartime, publicPowerVartime } from '../../../src/crypto/rsa/integer.ts';
import { type Power, privateOperation, publicOperation } from '../../../src/crypto/rsa/private-operation.ts';
import { seededRandom } from '../random.ts';
import { jwkInteger, nodeRsaPair, numbersOf } from './keys.ts';

const KEY = numbersOf(nodeRsaPair(2048));
const input = (seed: string) => integerFromBytes(seededRandom(seed)(255));

test('the private operation is the power with the private exponent', () => {
  for (const seed of ['a', 'b', 'c']) {
    const value = input(seed);
    expect(privateOperation(KEY, value, seededRandom(seed))).toBe(publicPowerVartime(value, KEY.d, KEY.n));
  }
});

test('the public operation takes it back, at the ends of the range too', () => {
  for (const value of [0n, 1n, 2n, KEY.n - 1n, KEY.p, KEY.q, KEY.n - KEY.p]) {
    expect(publicOperation(KEY, privateOperation(KEY, value, seededRandom('ends')))).toBe(value);
  }
});

test('a modulus whose length is odd works', () => {
  const odd = numbersOf(nodeRsaPair(2049));
  const value = input('odd');
  expect(publicOperation(odd, privateOperation(odd, value, seededRandom('odd')))).toBe(value);
});

describe('blinding', () => {
  test('no exponentiation sees the same base or exponent twice', () => {
    const seen = new Set<string>();
    const watching: Power = (base, exponent, modulus) => {
      seen.add(`${base}`).add(integerFromBytes(exponent).toString());
      return powerVartime(base, exponent, modulus);
    };
    const random = seededRandom('watch');
    const runs = 20;
    for (let i = 0; i < runs; i++) privateOperation(KEY, input('same'), random, watching);
    expect(seen.size).toBe(4 * runs);
    expect(seen.has(`${input('same') % KEY.p}`) || seen.has(`${KEY.dP}`)).toBe(false);
  });

  test('exponents have one length, and are wiped', () => {
    const exponents: Uint8Array[] = [];
    const watching: Power = (base, exponent, modulus) => {
      exponents.push(exponent);
      return powerVartime(base, exponent, modulus);
    };
    privateOperation(KEY, input('w'), seededRandom('w'), watching);
    expect(exponents.map((exponent) => [exponent.length, exponent.every((octet) => octet === 0)])).toEqual([
      [136, true],
      [136, true],
    ]);
  });

  test('what was drawn is wiped, also when the power throws', () => {
    const drawn: Uint8Array[] = [];
    const random = seededRandom('drawn');
    const watching = (length: number) => {
      const bytes = random(length);
      drawn.push(bytes);
      return bytes;
    };
    const failing: Power = () => {
      throw new Error('stop');
    };
    expect(() => privateOperation(KEY, 5n, watching, failing)).toThrow('stop');
    expect(drawn.length).toBeGreaterThan(1);
    expect(drawn.flatMap((bytes) => [...bytes]).every((octet) => octet === 0)).toBe(true);
  });

  test('a source of zeros is refused: it gives no blinding factor', () => {
    expect(() => privateOperation(KEY, 5n, (length) => new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('a fault', () => {
  const faulty = (half: bigint, bit: bigint): Power => {
    return (base, exponent, modulus) => {
      const power = powerVartime(base, exponent, modulus);
      return modulus === half ? power ^ (1n << bit) : power;
    };
  };

  test.each([
    ['p', KEY.p],
    ['q', KEY.q],
  ])('in the half modulo %s never leaves: 60 bits flipped, 60 refusals', (_name, half) => {
    let refusals = 0;
    for (let bit = 0n; bit < 1020n; bit += 17n) {
      try {
        privateOperation(KEY, input('fault'), seededRandom(`${bit}`), faulty(half, bit));
      } catch (error) {
        expect(error).toEqual(
          new InvalidKeyError('the RSA private key does not agree with its public exponent'),
        );
        refusals++;
      }
    }
    expect(refusals).toBe(60);
  });

  test('in both halves never leaves', () => {
    const both: Power = (base, exponent, modulus) => powerVartime(base, exponent, modulus) ^ 1n;
    expect(() => privateOperation(KEY, input('both'), seededRandom('both'), both)).toThrow(InvalidKeyError);
  });

  test('would have given away a factor: this is what is at stake', () => {
    const value = input('bellcore');
    const right = publicPowerVartime(value, KEY.d, KEY.n);
    const wrongModuloP = (right + KEY.q) % KEY.n;
    let [a, b] = [(publicPowerVartime(wrongModuloP, KEY.e, KEY.n) - value + KEY.n) % KEY.n, KEY.n];
    while (b !== 0n) [a, b] = [b, a % b];
    expect(a).toBe(KEY.q);
  });
});

test('a key with a composite in place of a prime is found out by its first use', () => {
  // 3 divides the composite; the exponents are made as if it were prime.
  const composite = KEY.p * 3n;
  const half = (KEY.e * KEY.dP) % (composite - 1n);
  const broken = { ...KEY, p: composite, n: composite * KEY.q, dP: half };
  expect(() => privateOperation(broken, input('composite'), seededRandom('c'))).toThrow(InvalidKeyError);
});

test('the numbers of a JWK are the same numbers', () => {
  expect(jwkInteger('AQAB')).toBe(65_537n);
});
