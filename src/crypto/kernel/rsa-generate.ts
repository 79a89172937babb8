/**
 * RSA key generation in the kernel (FIPS 186-5 A.1.1, A.1.3): random octets go in, a whole key comes out.
 *
 * Primes, candidates and exponents live in the module's memory alone. Each generation has an instance of its own: it
 * takes long, and others sign in between. On the thread that it runs on it yields every few milliseconds.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import { sequence, unsigned } from '../der/element.ts';
import { encodePkcs8 } from '../der/pkcs8.ts';
import { encodeSpki } from '../der/spki.ts';
import type { Bytes, KeyGenerationProgress, KeyPair, Random, RsaModulusBits } from '../primitives.ts';
import { MILLER_RABIN_ROUNDS } from '../rsa/generate.ts';
import { yieldToEventLoop } from '../rsa/primes.ts';
import type { RsaPlaces } from './rsa-kernel.ts';

const PUBLIC_EXPONENT: Uint8Array = /* @__PURE__ */ Uint8Array.of(1, 0, 1);
/** How long others wait at most, but for one round of Miller-Rabin. */
const TURN_MS = 12;
const PRIME_MEMBERS = 5;
/** As many are drawn for each candidate that the standard allows, at most. */
const DRAWS = 4;

/** One generation under way. */
interface Generation {
  readonly places: RsaPlaces;
  readonly modulusBits: RsaModulusBits;
  readonly random: Random;
  readonly onProgress: KeyGenerationProgress;
  tried: number;
  /** When the event loop had its last turn. */
  turn: number;
}

/**
 * Generates a key pair on an instance that nobody else uses; its working memory is zero afterwards.
 *
 * @param modulusBits 2048, 3072 or 4096.
 * @param onProgress Told the number of candidates of full size tried so far.
 * @returns PKCS#8 and SPKI; the private one is the caller's to wipe.
 * @throws {RangeError} Another modulus length, or a random source without primes in it.
 */
export async function generateKernelKey(
  newPlaces: () => RsaPlaces,
  modulusBits: RsaModulusBits,
  random: Random,
  onProgress: KeyGenerationProgress = () => {},
): Promise<KeyPair> {
  if (MILLER_RABIN_ROUNDS[modulusBits] === undefined) {
    throw new RangeError(`"modulusBits" expected 2048 or 3072 or 4096, got ${modulusBits}`);
  }
  const places = newPlaces();
  const generation: Generation = { places, modulusBits, random, onProgress, tried: 0, turn: Date.now() };
  try {
    // A.1.1 criterion 3: in the extremely rare event that d is too small, all is begun anew.
    do {
      await findPrime(generation, 0, 5 * modulusBits);
      await findPrime(generation, 1, 10 * modulusBits);
    } while (places.kernel.primeKey(modulusBits) === 0);
    return takeKey(places, modulusBits);
  } finally {
    places.kernel.wipe();
  }
}

/** A.1.3 steps 4 and 5: candidates by the batch, until one passes every round. */
async function findPrime(generation: Generation, second: 0 | 1, candidates: number): Promise<void> {
  const { places, modulusBits, random } = generation;
  const length = modulusBits / 16;
  const atOnce = Math.floor(places.candidatesLength / length);
  const end = generation.tried + candidates;
  // Three of five that are drawn are of full size: a source whose are not has no primes in it either.
  for (let left = DRAWS * candidates; left > 0 && generation.tried < end; left -= atOnce) {
    const drawn = random(atOnce * length);
    places.memory.set(drawn, places.candidates);
    wipe(drawn);
    for (let from = 0; from < atOnce; from++) {
      from = places.kernel.primeCandidate(modulusBits / 2, from, atOnce, second);
      countTried(generation);
      if (from < atOnce && (await isProbablePrime(generation, second))) return;
      await takeTurns(generation);
    }
  }
  throw new RangeError('"random" expected fresh bytes');
}

/** Tells each candidate that the last search looked at. */
function countTried(generation: Generation): void {
  const { places, onProgress } = generation;
  const count = new DataView(places.memory.buffer).getUint32(places.output, true);
  for (let i = 0; i < count; i++) onProgress(++generation.tried);
}

async function isProbablePrime(generation: Generation, second: 0 | 1): Promise<boolean> {
  const { places, modulusBits, random } = generation;
  for (let round = 0; round < MILLER_RABIN_ROUNDS[modulusBits]; round++) {
    const drawn = random(modulusBits / 8);
    places.memory.set(drawn, places.random);
    wipe(drawn);
    if (places.kernel.primeRound(modulusBits / 2, second) === 0) return false;
    await takeTurns(generation);
  }
  return true;
}

async function takeTurns(generation: Generation): Promise<void> {
  if (Date.now() - generation.turn < TURN_MS) return;
  await yieldToEventLoop();
  generation.turn = Date.now();
}

/** Copies the key out of the module into its encodings. */
function takeKey({ memory, modulus, privateExponent, primes, primeField }: RsaPlaces, bits: number): KeyPair {
  const [n, d] = [modulus, privateExponent].map((at) => memory.subarray(at, at + bits / 8));
  const members: Bytes[] = [];
  for (let i = 0; i < PRIME_MEMBERS; i++) {
    const at = primes + i * primeField;
    members.push(memory.subarray(at, at + bits / 16));
  }
  const e = unsigned(PUBLIC_EXPONENT);
  const key = sequence(unsigned(Uint8Array.of(0)), unsigned(n), e, unsigned(d), ...members.map(unsigned));
  return {
    privateKey: encodePkcs8({ algorithm: 'RSA', key }),
    publicKey: encodeSpki('RSA', sequence(unsigned(n), e)),
  };
}
