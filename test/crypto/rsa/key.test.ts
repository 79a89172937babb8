import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { der, octets, sequence, TAG, unsigned } from '../../../src/crypto/der/element.ts';
import { decodePkcs8, encodePkcs8 } from '../../../src/crypto/der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../../../src/crypto/der/spki.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { bytesFromInteger } from '../../../src/crypto/rsa/integer.ts';
import {
  checkPrivateNumbers,
  decodeRsaPrivateKey,
  decodeRsaPublicKey,
  encodeRsaPrivateKey,
  encodeRsaPublicKey,
  modulusLength,
  PRIVATE_KEY_RULES,
  type RsaPrivateNumbers,
} from '../../../src/crypto/rsa/key.ts';
import { attack } from '../mutation.ts';
import { jwkInteger, nodeRsaPair, numbersOf } from './keys.ts';

const PAIR = nodeRsaPair(2048);
const OTHER = numbersOf(nodeRsaPair(2048));
const NUMBERS = numbersOf(PAIR);
const { n, e, d, p, q, dP, dQ, qInv } = NUMBERS;
const SMALL = nodeRsaPair(1024);

test('the numbers are those that node:crypto says', () => {
  const jwk = PAIR.privateKey.export({ format: 'jwk' });
  expect([n, e, d, p, q, dP, dQ, qInv]).toEqual(
    [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map(jwkInteger),
  );
  expect(decodeRsaPublicKey(PAIR.spki)).toEqual({ n, e });
  expect(modulusLength(NUMBERS)).toBe(256);
});

test('keys re-encode to the bytes that node:crypto wrote', () => {
  expect(toHex(encodeRsaPrivateKey(NUMBERS))).toBe(toHex(PAIR.pkcs8));
  expect(toHex(encodeRsaPublicKey(NUMBERS))).toBe(toHex(PAIR.spki));
});

test('a private exponent modulo (p - 1)(q - 1) is as good as one modulo their least common multiple', () => {
  const long = { ...NUMBERS, d: inverse(e, (p - 1n) * (q - 1n)) };
  expect(() => checkPrivateNumbers(long, PRIVATE_KEY_RULES)).not.toThrow();
});

test('the order of the primes does not matter', () => {
  const turned = { ...NUMBERS, p: q, q: p, dP: dQ, dQ: dP, qInv: inverse(p, q) };
  expect(decodeRsaPrivateKey(encodeRsaPrivateKey(turned))).toEqual(turned);
});

test('keys of 1024 bits verify and do not sign', () => {
  expect(() => decodeRsaPublicKey(SMALL.spki)).not.toThrow();
  expect(() => decodeRsaPrivateKey(SMALL.pkcs8)).toThrow(
    new InvalidKeyError('an RSA modulus has 2048 to 16384 bits, this one 1024'),
  );
  expect(() => decodeRsaPublicKey(SMALL.spki, PRIVATE_KEY_RULES)).toThrow(InvalidKeyError);
});

test('public exponents of 3 and of 256 bits verify', () => {
  for (const exponent of [3n, (1n << 256n) - 1n]) {
    expect(decodeRsaPublicKey(encodeRsaPublicKey({ n, e: exponent })).e).toBe(exponent);
  }
});

describe('a public key is refused with', () => {
  const refused: Readonly<Record<string, Uint8Array>> = {
    'an even modulus': encodeRsaPublicKey({ n: n + 1n, e }),
    'a modulus of 1023 bits': encodeRsaPublicKey({ n: (1n << 1023n) - 1n, e }),
    'a modulus of 16,385 bits': encodeRsaPublicKey({ n: (1n << 16_385n) - 1n, e }),
    'a modulus of zero': encodeRsaPublicKey({ n: 0n, e }),
    'an even exponent': encodeRsaPublicKey({ n, e: 65_536n }),
    'an exponent of one': encodeRsaPublicKey({ n, e: 1n }),
    'an exponent of zero': encodeRsaPublicKey({ n, e: 0n }),
    'an exponent of 257 bits': encodeRsaPublicKey({ n, e: (1n << 257n) - 1n }),
    'a negative modulus': encodeSpki(
      'RSA',
      sequence(der(TAG.integer, bytesFromInteger(n, 256)), der(TAG.integer, Uint8Array.of(1, 0, 1))),
    ),
    'a padded exponent': encodeSpki(
      'RSA',
      sequence(unsigned(bytesFromInteger(n, 256)), der(TAG.integer, Uint8Array.of(0, 1, 0, 1))),
    ),
    'a third number': encodeSpki(
      'RSA',
      sequence(...[n, e, e].map((number) => unsigned(bytesFromInteger(number, 256)))),
    ),
    'a modulus alone': encodeSpki('RSA', sequence(unsigned(bytesFromInteger(n, 256)))),
    'something behind its numbers': encodeSpki('RSA', Uint8Array.of(...decodeSpki(PAIR.spki).key, 0)),
    'nothing in it': encodeSpki('RSA', new Uint8Array(0)),
    'another algorithm': encodeSpki('P-256', decodeSpki(PAIR.spki).key),
  };
  test.each(Object.entries(refused))('%s', (_what, spki) => {
    expect(() => decodeRsaPublicKey(spki)).toThrow(InvalidKeyError);
  });
});

describe('a private key is refused with', () => {
  const close = closePrimes();
  const refused: Readonly<Record<string, RsaPrivateNumbers>> = {
    'a modulus that is not p q': { ...NUMBERS, n: n + 2n },
    'the modulus of another key': { ...NUMBERS, n: OTHER.n },
    'a prime of another key': { ...NUMBERS, p: OTHER.p },
    'p = q': withPrimes(p, p),
    'p close to q': close,
    'primes of one and n': { ...NUMBERS, p: 1n, q: n },
    'primes of n and one': { ...NUMBERS, p: n, q: 1n },
    'a prime of zero': { ...NUMBERS, p: 0n },
    'an even prime': withPrimes(p + 1n, q),
    'primes of unequal length': withPrimes(p * 3n + 2n, q),
    'a private exponent of zero': { ...NUMBERS, d: 0n },
    'a private exponent of one': { ...NUMBERS, d: 1n },
    'a private exponent off by one': { ...NUMBERS, d: d + 1n },
    'a private exponent off by two': { ...NUMBERS, d: d + 2n },
    'a private exponent above the modulus': { ...NUMBERS, d: d + (p - 1n) * (q - 1n) * 2n },
    'a small private exponent': { ...NUMBERS, d: 3n, e: inverse(3n, (p - 1n) * (q - 1n)) },
    'the private exponent of another key': { ...NUMBERS, d: OTHER.d },
    'an exponent for p that is wrong': { ...NUMBERS, dP: dP + 1n },
    'an exponent for q that is wrong': { ...NUMBERS, dQ: dQ ^ 1n },
    'an exponent for p that is not reduced': { ...NUMBERS, dP: dP + p - 1n },
    'exponents that changed places': { ...NUMBERS, dP: dQ, dQ: dP },
    'a coefficient that is wrong': { ...NUMBERS, qInv: qInv + 1n },
    'a coefficient of zero': { ...NUMBERS, qInv: 0n },
    'a coefficient that is not reduced': { ...NUMBERS, qInv: qInv + p },
    'the coefficient of the other prime': { ...NUMBERS, qInv: inverse(p, q) },
    'a public exponent of 3': { ...NUMBERS, e: 3n },
    'a public exponent of 65,535': { ...NUMBERS, e: 65_535n },
    'another public exponent': { ...NUMBERS, e: 65_539n },
    'an even public exponent': { ...NUMBERS, e: 65_538n },
  };
  test.each(Object.entries(refused))('%s', (_what, numbers) => {
    expect(() => decodeRsaPrivateKey(encodeRsaPrivateKey(numbers))).toThrow(InvalidKeyError);
  });

  test.each([
    ['p close to q', 'the RSA primes are too close'],
    ['p = q', 'the RSA primes are too close'],
    ['primes of unequal length', 'the RSA primes differ in length'],
    ['a private exponent off by two', 'the RSA exponents do not belong together'],
    ['a private exponent above the modulus', 'the RSA private exponent is out of range'],
    ['an exponent for q that is wrong', 'an RSA exponent for one prime is not the private exponent'],
    ['a coefficient that is not reduced', 'the RSA coefficient is not the inverse of the second prime'],
    ['a prime of another key', 'the RSA modulus is not the product of its primes'],
  ])('%s, for that reason', (what, reason) => {
    expect(() => checkPrivateNumbers(refused[what], PRIVATE_KEY_RULES)).toThrow(new InvalidKeyError(reason));
  });

  const { key } = decodePkcs8(PAIR.pkcs8);
  const members = [n, e, d, p, q, dP, dQ, qInv].map((number) => unsigned(bytesFromInteger(number, 256)));
  const zero = unsigned(Uint8Array.of(0));
  test.each([
    ['version 1, of many primes', sequence(unsigned(Uint8Array.of(1)), ...members)],
    ['version 2', sequence(unsigned(Uint8Array.of(2)), ...members)],
    ['a ninth number', sequence(zero, ...members, zero)],
    ['seven numbers', sequence(zero, ...members.slice(1))],
    ['no numbers', sequence(zero)],
    ['a number that is no INTEGER', sequence(zero, ...members.slice(1), octets(Uint8Array.of(1)))],
    ['a SET of numbers', der(TAG.set, zero, ...members)],
    ['something behind it', Uint8Array.of(...key, 0)],
    ['half of it', key.subarray(0, 600)],
    ['nothing', new Uint8Array(0)],
  ])('%s in it', (_what, content) => {
    expect(() => decodeRsaPrivateKey(encodePkcs8({ algorithm: 'RSA', key: content }))).toThrow(
      InvalidKeyError,
    );
  });

  test('another algorithm', () => {
    const pkcs8 = encodePkcs8({ algorithm: 'Ed25519', key });
    expect(() => decodeRsaPrivateKey(pkcs8)).toThrow(
      new InvalidKeyError('the key is for Ed25519, not for RSA'),
    );
  });

  test('a reason that names no number', () => {
    for (const numbers of Object.values(refused)) {
      let message = '';
      try {
        checkPrivateNumbers(numbers, PRIVATE_KEY_RULES);
      } catch (error) {
        message = String(error);
      }
      expect(message).toMatch(/^InvalidKeyError: [^0-9]+$|bits, this one \d+$/);
    }
  });
});

test('3,000 mutated keys are refused as documented or re-encode to themselves', () => {
  const publicDecoder = {
    name: 'RSA public key',
    seeds: [PAIR.spki, SMALL.spki],
    roundTrip: (input: Uint8Array) => encodeRsaPublicKey(decodeRsaPublicKey(input)),
    refusals: ['InvalidKeyError'],
  };
  const privateDecoder = {
    name: 'RSA private key',
    seeds: [PAIR.pkcs8],
    roundTrip: (input: Uint8Array) => encodeRsaPrivateKey(decodeRsaPrivateKey(input)),
    refusals: ['InvalidKeyError'],
  };
  expect(attack(publicDecoder, 3000, 6).refused).toBeGreaterThan(1000);
  expect(attack(privateDecoder, 3000, 7).refused).toBeGreaterThan(2900);
});

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value, modulus, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

/** A key that is consistent but for its primes, as far as it can be. */
function withPrimes(first: bigint, second: bigint): RsaPrivateNumbers {
  const exponent = inverse(e, (first - 1n) * (second - 1n));
  return {
    n: first * second,
    e,
    d: exponent,
    p: first,
    q: second,
    dP: exponent % (first - 1n),
    dQ: exponent % (second - 1n),
    qInv: inverse(second % first, first),
  };
}

/** Consistent in everything, the primes closer than 2^(1024 - 100): the check does not ask whether they are prime. */
function closePrimes(): RsaPrivateNumbers {
  for (let second = p + (1n << 900n); ; second += 2n) {
    const made = withPrimes(p, second);
    if ((made.qInv * second) % p === 1n && (made.d * e) % (second - 1n) === 1n) return made;
  }
}
