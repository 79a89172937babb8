/**
 * RSA keys (RFC 8017 §3): their numbers, their encodings (RFC 8017 A.1), and what must hold between the numbers.
 *
 * Every private key that is opened is checked whole, at the price of two multiplications: a key whose numbers do not
 * belong together gives its factors away by the first signature. That p and q are prime is not tested here; that
 * takes longer, and is done once, at import (../private-key.ts). No multi-prime keys (RFC 8017 A.1.2 version 1).
 *
 * @module
 */
import { FormatError } from '../../bytes/reader.ts';
import { decodeKey, expectAlgorithm } from '../der/algorithm.ts';
import {
  type DerNode,
  membersOf,
  readElement,
  sequence,
  unsigned,
  unsignedOf,
  versionOf,
} from '../der/element.ts';
import { decodePkcs8, encodePkcs8 } from '../der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../der/spki.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Bytes } from '../primitives.ts';
import { bitLength, bytesFromInteger, integerFromBytes } from './integer.ts';

/** A public key. */
export interface RsaPublicNumbers {
  /** The modulus. */
  readonly n: bigint;
  /** The public exponent. */
  readonly e: bigint;
}

/** A private key with two primes. */
export interface RsaPrivateNumbers extends RsaPublicNumbers {
  /** The private exponent. */
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  /** d mod p - 1. */
  readonly dP: bigint;
  /** d mod q - 1. */
  readonly dQ: bigint;
  /** The inverse of q modulo p. */
  readonly qInv: bigint;
}

/** A public key as it is written: its numbers big-endian, in the fewest octets; views of the encoding. */
export interface RsaPublicOctets {
  readonly n: Uint8Array;
  readonly e: Uint8Array;
}

/** A private key as it is written; all but n and e are secret. */
export interface RsaPrivateOctets extends RsaPublicOctets {
  readonly d: Uint8Array;
  readonly p: Uint8Array;
  readonly q: Uint8Array;
  readonly dP: Uint8Array;
  readonly dQ: Uint8Array;
  readonly qInv: Uint8Array;
}

/** Which keys are good enough for a purpose. */
export interface RsaKeyRules {
  readonly minimumModulusBits: number;
  readonly minimumExponent: bigint;
}

/** For whatever needs the private key, and for encryption: FIPS 186-5 §5.1, SP 800-56B §6.2. */
export const PRIVATE_KEY_RULES: RsaKeyRules = /* @__PURE__ */ Object.freeze({
  minimumModulusBits: 2048,
  minimumExponent: 65_537n,
});

/** For verification of what was signed long ago: SP 800-131A allows legacy use from 1024 bits. */
export const VERIFICATION_RULES: RsaKeyRules = /* @__PURE__ */ Object.freeze({
  minimumModulusBits: 1024,
  minimumExponent: 3n,
});

/** Beyond these a verification could be made to take as long as an attacker likes. FIPS 186-5 §5.1 bounds e. */
const MAX_MODULUS_BITS = 16_384;
const MAX_EXPONENT_BITS = 256;

/** Reads an RSA public key in SPKI, as it is written. @throws {InvalidKeyError} It is not one. */
export function readRsaPublicKey(spki: Uint8Array): RsaPublicOctets {
  const { algorithm, key } = decodeSpki(spki);
  expectAlgorithm('RSA', algorithm);
  return decodeKey('RSAPublicKey', () => {
    const [n, e, ...others] = membersOf(readElement(key));
    if (others.length !== 0) throw new FormatError();
    return { n: unsignedOf(n), e: unsignedOf(e) };
  });
}

/**
 * Opens an RSA public key in SPKI.
 *
 * @throws {InvalidKeyError} The encoding or the numbers are not an RSA key's, or break the rules.
 */
export function decodeRsaPublicKey(
  spki: Uint8Array,
  rules: RsaKeyRules = VERIFICATION_RULES,
): RsaPublicNumbers {
  const numbers = publicNumbersOf(readRsaPublicKey(spki));
  checkPublicNumbers(numbers, rules);
  return numbers;
}

/** The numbers of a public key, from its octets. */
export function publicNumbersOf({ n, e }: RsaPublicOctets): RsaPublicNumbers {
  return { n: integerFromBytes(n), e: integerFromBytes(e) };
}

/** The SPKI encoding of a public key. */
export function encodeRsaPublicKey({ n, e }: RsaPublicNumbers): Bytes {
  return encodeSpki('RSA', sequence(integer(n), integer(e)));
}

/**
 * Reads an RSA private key in PKCS#8, as it is written: nothing is copied and no number is made of a secret.
 *
 * @throws {InvalidKeyError} It is not one. Whether its numbers belong together is not looked at.
 */
export function readRsaPrivateKey(pkcs8: Uint8Array): RsaPrivateOctets {
  const { algorithm, key } = decodePkcs8(pkcs8);
  expectAlgorithm('RSA', algorithm);
  return decodeKey('RSAPrivateKey', () => {
    const [version, ...members] = membersOf(readElement(key));
    if (versionOf(version) !== 0 || members.length !== 8) throw new FormatError();
    const [n, e, d, p, q, dP, dQ, qInv] = members.map(unsignedOf);
    return { n, e, d, p, q, dP, dQ, qInv };
  });
}

/**
 * Opens an RSA private key in PKCS#8.
 *
 * @throws {InvalidKeyError} The encoding or the numbers are not an RSA key's, or break the rules.
 */
export function decodeRsaPrivateKey(
  pkcs8: Uint8Array,
  rules: RsaKeyRules = PRIVATE_KEY_RULES,
): RsaPrivateNumbers {
  const octets = readRsaPrivateKey(pkcs8);
  const [n, e, d, p, q, dP, dQ, qInv] = MEMBERS.map((member) => integerFromBytes(octets[member]));
  const numbers = { n, e, d, p, q, dP, dQ, qInv };
  checkPrivateNumbers(numbers, rules);
  return numbers;
}

/** The members of RSAPrivateKey behind its version, in their order. */
const MEMBERS = ['n', 'e', 'd', 'p', 'q', 'dP', 'dQ', 'qInv'] as const;

/** The PKCS#8 encoding of a private key: one new array, the caller's to wipe. */
export function encodeRsaPrivateKey(numbers: RsaPrivateNumbers): Bytes {
  const { n, e, d, p, q, dP, dQ, qInv } = numbers;
  const key = sequence(unsigned(Uint8Array.of(0)), ...[n, e, d, p, q, dP, dQ, qInv].map(integer));
  return encodePkcs8({ algorithm: 'RSA', key });
}

/** The length of the modulus in octets: k of RFC 8017. */
export function modulusLength(key: RsaPublicNumbers): number {
  return Math.ceil(bitLength(key.n) / 8);
}

/**
 * Requires numbers that can be a public key.
 *
 * @throws {InvalidKeyError} They cannot, or they break the rules.
 */
export function checkPublicNumbers({ n, e }: RsaPublicNumbers, rules: RsaKeyRules): void {
  const bits = bitLength(n);
  if (bits < rules.minimumModulusBits || bits > MAX_MODULUS_BITS) {
    throw new InvalidKeyError(
      `an RSA modulus has ${rules.minimumModulusBits} to ${MAX_MODULUS_BITS} bits, this one ${bits}`,
    );
  }
  if (n % 2n === 0n) throw new InvalidKeyError('the RSA modulus is even');
  if (e % 2n === 0n || e < rules.minimumExponent || bitLength(e) > MAX_EXPONENT_BITS) {
    throw new InvalidKeyError('the RSA public exponent is even, too small or too large');
  }
}

/**
 * Requires numbers that belong together. SP 800-56B §6.4.1.2.1, but for the primality of p and q.
 *
 * @throws {InvalidKeyError} They do not, or they break the rules.
 */
export function checkPrivateNumbers(key: RsaPrivateNumbers, rules: RsaKeyRules): void {
  checkPublicNumbers(key, rules);
  // Zero would make the remainders below throw; p and q of one fail the product or the inverse.
  if (key.p <= 1n || key.q <= 1n) throw new InvalidKeyError('an RSA prime is too small');
  const fault = privateChecks(key).indexOf(false);
  if (fault !== -1) throw new InvalidKeyError(PRIVATE_KEY_FAULTS[fault]);
}

/** What can be wrong with a private key, in the order in which it is looked at; no reason names a number. */
export const PRIVATE_KEY_FAULTS: readonly string[] = [
  'the RSA modulus is not the product of its primes',
  'an RSA prime is even',
  'the RSA primes differ in length',
  'the RSA primes are too close',
  'the RSA private exponent is out of range',
  'the RSA exponents do not belong together',
  'an RSA exponent for one prime is not the private exponent',
  'the RSA coefficient is not the inverse of the second prime',
];

/** Whether each of PRIVATE_KEY_FAULTS is absent. */
function privateChecks(key: RsaPrivateNumbers): readonly boolean[] {
  const { n, e, d, p, q, dP, dQ, qInv } = key;
  const bits = bitLength(n);
  const half = BigInt(Math.ceil(bits / 2));
  const distance = p > q ? p - q : q - p;
  return [
    p * q === n,
    p % 2n === 1n && q % 2n === 1n,
    p >> half === 0n && q >> half === 0n,
    // FIPS 186-5 A.1.3 step 5.5; p = q among them.
    distance >> BigInt(Math.floor(bits / 2) - 100) !== 0n,
    d >> BigInt(Math.floor(bits / 2)) !== 0n && d < n,
    (d * e) % (p - 1n) === 1n && (d * e) % (q - 1n) === 1n,
    dP === d % (p - 1n) && dQ === d % (q - 1n),
    qInv < p && (qInv * q) % p === 1n,
  ];
}

function integer(value: bigint): DerNode {
  return unsigned(bytesFromInteger(value, Math.max(1, Math.ceil(bitLength(value) / 8))));
}
