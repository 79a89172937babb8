import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { rsaPrivateKeyFromNumbers, rsaPublicKeyFromNumbers } from '../../../src/crypto/rsa/from-numbers.ts';
import { bytesFromInteger } from '../../../src/crypto/rsa/integer.ts';
import { decodeRsaPrivateKey, decodeRsaPublicKey } from '../../../src/crypto/rsa/key.ts';
import { nodeRsaPair, numbersOf } from './keys.ts';

const PAIR = nodeRsaPair(2048);
const KEY = numbersOf(PAIR);
const octets = (value: bigint) => bytesFromInteger(value, 300);
const { n, e, d, p, q } = KEY;
const [larger, smaller] = p > q ? [p, q] : [q, p];

test('a public key is written from n and e', () => {
  expect(toHex(rsaPublicKeyFromNumbers(octets(n), octets(e)))).toBe(toHex(PAIR.spki));
});

test('the primes are found from n, e and d', () => {
  const key = decodeRsaPrivateKey(rsaPrivateKeyFromNumbers({ n: octets(n), e: octets(e), d: octets(d) }));
  expect([key.n, key.e, key.p, key.q]).toEqual([n, e, larger, smaller]);
});

test('they are found from a private exponent that is not in its smallest form', () => {
  const long = d + (p - 1n) * (q - 1n);
  const key = decodeRsaPrivateKey(rsaPrivateKeyFromNumbers({ n: octets(n), e: octets(e), d: octets(long) }));
  expect([key.p, key.q]).toEqual([larger, smaller]);
  expect(key.d < long).toBe(true);
});

test('primes that are given are used, in either order', () => {
  const numbers = { n: octets(n), e: octets(e), d: octets(d) };
  for (const [first, second] of [
    [p, q],
    [q, p],
  ]) {
    const key = decodeRsaPrivateKey(
      rsaPrivateKeyFromNumbers({ ...numbers, p: octets(first), q: octets(second) }),
    );
    expect([key.p, key.q]).toEqual([larger, smaller]);
  }
});

describe('numbers that do not belong together are refused', () => {
  const numbers = { n, e, d };
  test.each([
    ['d off by one', { ...numbers, d: d + 1n }],
    ['d off by two', { ...numbers, d: d + 2n }],
    ['d of zero', { ...numbers, d: 0n }],
    ['e of zero', { ...numbers, e: 0n }],
    ['n even', { ...numbers, n: n + 1n }],
    ['n another', { ...numbers, n: n + 2n }],
    ['n of one', { ...numbers, n: 1n }],
    ['n of zero', { ...numbers, n: 0n }],
    ['primes of another modulus', { ...numbers, p, q: q + 2n }],
    ['primes of one and n', { ...numbers, p: 1n, q: n }],
    ['primes of zero', { ...numbers, p: 0n, q: 0n }],
    ['the right primes and a wrong d', { ...numbers, d: d + 2n, p, q }],
  ])('%s', (_what, given) => {
    const asOctets = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, octets(value)]));
    expect(() => rsaPrivateKeyFromNumbers(asOctets as never)).toThrow(InvalidKeyError);
  });

  test('what is not bytes is misuse', () => {
    expect(() => rsaPublicKeyFromNumbers('00' as never, octets(e))).toThrow(TypeError);
    expect(() => rsaPrivateKeyFromNumbers({ n: octets(n), e: octets(e) } as never)).toThrow(TypeError);
  });
});

test('a public key that breaks the rules is written, and refused where it is used', () => {
  const spki = rsaPublicKeyFromNumbers(new Uint8Array([15]), new Uint8Array([3]));
  expect(() => decodeRsaPublicKey(spki)).toThrow(InvalidKeyError);
});
