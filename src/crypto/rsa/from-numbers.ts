/**
 * RSA keys from their raw numbers, as test vectors and other formats carry them, to the DER that the seam takes.
 *
 * @module
 */
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Bytes } from '../primitives.ts';
import { assemble } from './generate.ts';
import {
  bitLength,
  bytesFromInteger,
  commonDivisorVartime,
  integerFromBytes,
  powerVartime,
} from './integer.ts';
import { encodeRsaPrivateKey, encodeRsaPublicKey } from './key.ts';

/** Bases tried before the exponents are held not to belong together; each fails with a probability of a half. */
const MAX_BASES = 100n;

/** The numbers of a private key, big-endian; p and q are found from the others where they are absent. */
export interface RsaNumbers {
  readonly n: Uint8Array;
  readonly e: Uint8Array;
  readonly d: Uint8Array;
  readonly p?: Uint8Array | undefined;
  readonly q?: Uint8Array | undefined;
}

/**
 * The SPKI of a public key from its modulus and exponent, big-endian. The numbers are checked where the key is used.
 *
 * @example
 * const spki = rsaPublicKeyFromNumbers(new Uint8Array(256).fill(255), new Uint8Array([1, 0, 1]));
 * decodeSpki(spki).algorithm; // 'RSA'
 */
export function rsaPublicKeyFromNumbers(n: Uint8Array, e: Uint8Array): Bytes {
  expectBytes('n', n);
  expectBytes('e', e);
  return encodeRsaPublicKey({ n: integerFromBytes(n), e: integerFromBytes(e) });
}

/**
 * The PKCS#8 of a private key from its numbers. The private exponent is put into its smallest form.
 *
 * @throws {InvalidKeyError} No two primes can be found from the exponents, or those given do not make the modulus.
 */
export function rsaPrivateKeyFromNumbers(numbers: RsaNumbers): Bytes {
  for (const name of ['n', 'e', 'd'] as const) expectBytes(name, numbers[name]);
  const [n, e, d] = [numbers.n, numbers.e, numbers.d].map(integerFromBytes);
  const primes = givenPrimes(numbers) ?? factorVartime(n, e, d);
  if (primes?.every((prime) => prime > 2n && (d * e) % (prime - 1n) === 1n)) {
    const key = assemble(primes[0], primes[1], e);
    if (key?.n === n) return encodeRsaPrivateKey(key);
  }
  throw new InvalidKeyError('the RSA numbers do not belong together');
}

type Primes = readonly [bigint, bigint];

function givenPrimes({ p, q }: RsaNumbers): Primes | undefined {
  return p === undefined || q === undefined ? undefined : [integerFromBytes(p), integerFromBytes(q)];
}

/** The factors of a modulus from both exponents: SP 800-56B C.1, with small bases in place of random ones. */
function factorVartime(n: bigint, e: bigint, d: bigint): Primes | undefined {
  let odd = d * e - 1n;
  if (odd <= 0n || n < 9n || n % 2n === 0n) return undefined;
  let twos = 0;
  for (; odd % 2n === 0n; odd >>= 1n) twos++;
  const exponent = bytesFromInteger(odd, Math.ceil(bitLength(odd) / 8));
  try {
    for (let base = 2n; base < MAX_BASES; base++) {
      const root = rootOfOne(powerVartime(base, exponent, n), twos, n);
      if (root === undefined) return undefined;
      const p = commonDivisorVartime(root + 1n, n);
      if (p !== 1n && p !== n) return [p, n / p];
    }
    return undefined;
  } finally {
    wipe(exponent);
  }
}

/** The last of so many squarings that is not yet 1, or undefined where 1 is never reached: d and e do not fit. */
function rootOfOne(start: bigint, squarings: number, n: bigint): bigint | undefined {
  let root = start;
  for (let i = 0; i <= squarings; i++) {
    const square = (root * root) % n;
    if (square === 1n) return root;
    root = square;
  }
  return undefined;
}
