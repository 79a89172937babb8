/**
 * Probable primes for RSA: trial division, Miller-Rabin (FIPS 186-5 B.3.1), random candidates (A.1.3 steps 4 and 5).
 *
 * The search takes a time that depends on the candidates; those that are thrown away are no secrets, and the one that
 * is kept goes through every step to its end. It yields to the event loop between tests and says how far it is.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import type { Random } from '../primitives.ts';
import {
  bitLength,
  bytesFromInteger,
  commonDivisorVartime,
  integerFromBytes,
  powerVartime,
} from './integer.ts';

/** Trial division stops here: beyond, a division costs more than it spares. Below 2^15, so that sums fit 31 bits. */
const SMALL_PRIME_BOUND = 16_384;

/** A probable prime is wanted. */
export interface PrimeRequest {
  /** Length in bits, a multiple of 16. */
  readonly bits: number;
  /** p - 1 must have no divisor in common with it. */
  readonly publicExponent: bigint;
  /** Rounds of Miller-Rabin: FIPS 186-5 table B.1. */
  readonly rounds: number;
  /** Candidates of full size before the search is given up: steps 4.7 and 5.8. */
  readonly candidates: number;
  /** The other prime, from which this one must be far (step 5.5). */
  readonly other?: bigint | undefined;
}

/** Called once for each candidate of full size. */
export type CandidateCount = () => void;

/**
 * Searches for a probable prime. FIPS 186-5 A.1.3 steps 4 and 5.
 *
 * @returns undefined when the standard's number of candidates is spent: the random source is to blame.
 */
export async function findPrime(
  request: PrimeRequest,
  random: Random,
  onCandidate: CandidateCount = () => {},
): Promise<bigint | undefined> {
  for (let tried = 0; tried < request.candidates; ) {
    const octets = random(request.bits / 8);
    try {
      // Steps 4.3 and 5.3: the lowest bit makes it odd.
      octets[octets.length - 1] |= 1;
      const candidate = integerFromBytes(octets);
      if (!isFarEnough(candidate, request)) continue;
      tried++;
      onCandidate();
      if (commonDivisorVartime(request.publicExponent, candidate - 1n) !== 1n) continue;
      if (hasSmallDivisor(octets)) continue;
      await yieldToEventLoop();
      if (isProbablePrime(candidate, request.rounds, random)) return candidate;
    } finally {
      wipe(octets);
    }
  }
  return undefined;
}

/**
 * Miller-Rabin with random bases. FIPS 186-5 B.3.1.
 *
 * @param value Odd, and 5 or more.
 */
export function isProbablePrime(value: bigint, rounds: number, random: Random): boolean {
  const even = value - 1n;
  let twos = 0n;
  while ((even >> twos) % 2n === 0n) twos++;
  const length = Math.ceil(bitLength(value) / 8);
  const odd = bytesFromInteger(even >> twos, length);
  try {
    for (let i = 0; i < rounds; i++) {
      if (!passesRound(value, odd, twos, drawBase(value, length, random))) return false;
    }
    return true;
  } finally {
    wipe(odd);
  }
}

/** B.3.1 steps 4.3 to 4.7 for one base. */
function passesRound(value: bigint, odd: Uint8Array, twos: bigint, base: bigint): boolean {
  let z = powerVartime(base, odd, value);
  if (z === 1n || z === value - 1n) return true;
  for (let j = 1n; j < twos; j++) {
    z = (z * z) % value;
    if (z === value - 1n) return true;
    if (z === 1n) return false;
  }
  return false;
}

/** B.3.1 steps 4.1 and 4.2: a base from 2 to below value - 1; 64 bits more than needed make the bias negligible. */
function drawBase(value: bigint, length: number, random: Random): bigint {
  const drawn = random(length + 8);
  const base = 2n + (integerFromBytes(drawn) % (value - 3n));
  wipe(drawn);
  return base;
}

/**
 * Steps 4.4, 5.4 and 5.5: at least sqrt(2) 2^(bits - 1), and more than 2^(bits - 100) from the other prime.
 * The first by its square, which needs no root.
 */
function isFarEnough(candidate: bigint, { bits, other }: PrimeRequest): boolean {
  if ((candidate * candidate) >> BigInt(2 * bits - 1) === 0n) return false;
  if (other === undefined) return true;
  const distance = candidate > other ? candidate - other : other - candidate;
  return distance > 1n << BigInt(bits - 100);
}

/** Whether an odd prime below the bound divides the octets, two at a time by Horner's rule. */
export function hasSmallDivisor(octets: Uint8Array): boolean {
  for (const prime of smallPrimes()) {
    let rest = 0;
    for (let i = 0; i < octets.length; i += 2) {
      rest = ((rest << 16) | (octets[i] << 8) | octets[i + 1]) % prime;
    }
    if (rest === 0) return true;
  }
  return false;
}

let cache: readonly number[] | undefined;

/** The odd primes below the bound, by the sieve of Eratosthenes at the first call. */
function smallPrimes(): readonly number[] {
  if (cache !== undefined) return cache;
  const composite = new Uint8Array(SMALL_PRIME_BOUND);
  const primes: number[] = [];
  for (let n = 3; n < SMALL_PRIME_BOUND; n += 2) {
    if (composite[n] === 1) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < SMALL_PRIME_BOUND; multiple += n) composite[multiple] = 1;
  }
  cache = primes;
  return primes;
}

/** A macrotask: timers and input of the host get their turn. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
