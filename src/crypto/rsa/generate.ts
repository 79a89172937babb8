/**
 * RSA key pair generation (FIPS 186-5 A.1.1 and A.1.3): two random probable primes, the public exponent 65537.
 *
 * The pairwise test on the new pair is the engine's (../pairwise.ts).
 *
 * @module
 */

import type { KeyGenerationProgress, KeyPair, Random, RsaModulusBits } from '../primitives.ts';
import { commonDivisorVartime, inverseVartime } from './integer.ts';
import { encodeRsaPrivateKey, encodeRsaPublicKey, type RsaPrivateNumbers } from './key.ts';
import { type CandidateCount, findPrime, type PrimeRequest } from './primes.ts';

const PUBLIC_EXPONENT = 65_537n;

/** Rounds of Miller-Rabin for p and q by modulus length. FIPS 186-5 table B.1, the random-primes column. */
export const MILLER_RABIN_ROUNDS: Readonly<Record<RsaModulusBits, number>> = /* @__PURE__ */ Object.freeze({
  2048: 5,
  3072: 4,
  4096: 4,
});

/**
 * Generates a key pair.
 *
 * @param modulusBits 2048, 3072 or 4096.
 * @param onProgress Told the number of candidates tried so far, a few hundred to a few thousand in all.
 * @returns PKCS#8 and SPKI; the private one is the caller's to wipe.
 * @throws {RangeError} Another modulus length, or a random source without primes in it.
 *
 * @example
 * const { publicKey } = await generateRsaKey(2048, hostRandom());
 * decodeRsaPublicKey(publicKey).e; // 65537n
 */
export async function generateRsaKey(
  modulusBits: RsaModulusBits,
  random: Random,
  onProgress: KeyGenerationProgress = () => {},
): Promise<KeyPair> {
  if (MILLER_RABIN_ROUNDS[modulusBits] === undefined) {
    throw new RangeError(`"modulusBits" expected 2048 or 3072 or 4096, got ${modulusBits}`);
  }
  let tried = 0;
  const numbers = await generateNumbers(modulusBits, random, () => onProgress(++tried));
  return { privateKey: encodeRsaPrivateKey(numbers), publicKey: encodeRsaPublicKey(numbers) };
}

async function generateNumbers(
  modulusBits: RsaModulusBits,
  random: Random,
  onCandidate: CandidateCount,
): Promise<RsaPrivateNumbers> {
  const request: PrimeRequest = {
    bits: modulusBits / 2,
    publicExponent: PUBLIC_EXPONENT,
    rounds: MILLER_RABIN_ROUNDS[modulusBits],
    candidates: 5 * modulusBits,
  };
  for (;;) {
    const first = await findPrime(request, random, onCandidate);
    if (first === undefined) throw new RangeError('"random" expected fresh bytes');
    const second = await findPrime(
      { ...request, candidates: 10 * modulusBits, other: first },
      random,
      onCandidate,
    );
    if (second === undefined) throw new RangeError('"random" expected fresh bytes');
    const numbers = assemble(first, second, PUBLIC_EXPONENT);
    // A.1.1 criterion 3: in the extremely rare event that d is too small, all is begun anew.
    if (numbers !== undefined && numbers.d >> BigInt(modulusBits / 2) !== 0n) return numbers;
  }
}

/**
 * The numbers of the key with two primes and a public exponent: d = e^-1 mod lcm(p - 1, q - 1), the larger prime first.
 *
 * @returns undefined where e has no inverse, or q none modulo p.
 */
export function assemble(first: bigint, second: bigint, e: bigint): RsaPrivateNumbers | undefined {
  const [p, q] = first > second ? [first, second] : [second, first];
  const totient = (p - 1n) * (q - 1n);
  const d = inverseVartime(e, totient / commonDivisorVartime(p - 1n, q - 1n));
  const qInv = inverseVartime(q, p);
  if (d === undefined || qInv === undefined) return undefined;
  return { n: p * q, e, d, p, q, dP: d % (p - 1n), dQ: d % (q - 1n), qInv };
}
