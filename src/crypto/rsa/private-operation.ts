/**
 * The RSA private operation, RSASP1 and RSADP (RFC 8017 §5.1.2, §5.2.1), by the Chinese remainder theorem.
 *
 * Three protections, all on every call:
 * - base blinding (Kocher 1996): the input is multiplied by r^e for a fresh r, the output by the inverse of r, so that
 *   no exponentiation sees what the caller chose;
 * - exponent blinding (Coron 1999): each prime's exponent gets a fresh 64-bit multiple of p - 1 or q - 1;
 * - the result is raised to the public exponent and compared with the input before it leaves: one faulty half would
 *   give away the factors (Boneh, DeMillo, Lipton 1997; Lenstra).
 *
 * The arithmetic itself is BigInt's and not of constant time: see integer.ts.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Random } from '../primitives.ts';
import {
  bitLength,
  bytesFromInteger,
  integerFromBytes,
  inverseVartime,
  powerVartime,
  publicPowerVartime,
} from './integer.ts';
import { modulusLength, type RsaPrivateNumbers, type RsaPublicNumbers } from './key.ts';

const EXPONENT_BLIND_LENGTH = 8;
/** Draws of a blinding factor without an inverse before the generator is held to be broken. */
const MAX_DRAWS = 8;

/** How the private operation raises to a power: injected so that tests can make it fail. */
export type Power = typeof powerVartime;

/**
 * RSAEP and RSAVP1 (RFC 8017 §5.1.1, §5.2.2): the public operation.
 *
 * @param input From 0 to below the modulus.
 */
export function publicOperation(key: RsaPublicNumbers, input: bigint): bigint {
  return publicPowerVartime(input, key.e, key.n);
}

/**
 * The private operation.
 *
 * @param input From 0 to below the modulus.
 * @throws {InvalidKeyError} The result does not agree with the public exponent: a composite "prime", or a fault.
 * @throws {RangeError} The random source gives no usable blinding factor.
 */
export function privateOperation(
  key: RsaPrivateNumbers,
  input: bigint,
  random: Random,
  power: Power = powerVartime,
): bigint {
  const { n } = key;
  const { blind, unblind } = drawBlinding(key, random);
  const blinded = (input * publicOperation(key, blind)) % n;
  const output = (remainderOperation(key, blinded, random, power) * unblind) % n;
  if (publicOperation(key, output) !== input) {
    throw new InvalidKeyError('the RSA private key does not agree with its public exponent');
  }
  return output;
}

/** RFC 8017 §5.1.2 step 2.b: Garner's recombination of the two halves. */
function remainderOperation(key: RsaPrivateNumbers, input: bigint, random: Random, power: Power): bigint {
  const { p, q, dP, dQ, qInv } = key;
  const first = blindedPower(input % p, dP, p, random, power);
  const second = blindedPower(input % q, dQ, q, random, power);
  // BigInt's remainder keeps the sign: p is added so that the difference is never negative.
  const difference = (first - (second % p) + p) % p;
  return second + q * ((difference * qInv) % p);
}

/** base^(exponent + b (prime - 1)) for a fresh b: the same power by Fermat, by another exponent each time. */
function blindedPower(base: bigint, exponent: bigint, prime: bigint, random: Random, power: Power): bigint {
  const drawn = random(EXPONENT_BLIND_LENGTH);
  const length = Math.ceil(bitLength(prime) / 8) + EXPONENT_BLIND_LENGTH;
  const octets = bytesFromInteger(exponent + integerFromBytes(drawn) * (prime - 1n), length);
  try {
    return power(base, octets, prime);
  } finally {
    wipe(drawn, octets);
  }
}

/** A factor from 1 to below n and its inverse; 64 bits more than n has are drawn, so that the bias is below 2^-64. */
function drawBlinding(
  key: RsaPublicNumbers,
  random: Random,
): { readonly blind: bigint; readonly unblind: bigint } {
  for (let i = 0; i < MAX_DRAWS; i++) {
    const drawn = random(modulusLength(key) + 8);
    const blind = integerFromBytes(drawn) % key.n;
    wipe(drawn);
    const unblind = inverseVartime(blind, key.n);
    if (unblind !== undefined) return { blind, unblind };
  }
  throw new RangeError('"random" expected fresh bytes');
}
