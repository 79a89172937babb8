/**
 * RSA private keys from elsewhere, inspected in the kernel: whether their numbers belong together, and p and q are prime.
 *
 * SP 800-56B §6.4.1.2.1. It takes long, so that it has an instance of its own, yields, and wipes that when it is done.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import { sequence, unsigned } from '../der/element.ts';
import { encodeSpki } from '../der/spki.ts';
import { InvalidKeyError } from '../errors.ts';
import type { InspectedRsaKey, Random } from '../primitives.ts';
import { type RsaKeyRules, readRsaPrivateKey } from '../rsa/key.ts';
import { yieldToEventLoop } from '../rsa/primes.ts';
import type { RsaPlaces } from './rsa-kernel.ts';
import { createKeptKeys } from './rsa-keys.ts';
import { loadPrivateKey } from './rsa-private.ts';

/** A composite that was made to deceive passes with a probability of 2^-128 at most. FIPS 186-5 B.3 */
const MILLER_RABIN_ROUNDS = 64;
/** Rounds between two turns of the event loop. */
const ROUNDS_AT_ONCE = 8;

/**
 * Inspects a private key.
 *
 * @param places An instance that nobody else uses.
 * @throws {InvalidKeyError} It is malformed, breaks the rules, its numbers do not belong together or are not prime.
 * @throws {UnsupportedAlgorithmError} It has more bits than the kernel takes.
 */
export async function inspectKernelKey(
  places: RsaPlaces,
  pkcs8: Uint8Array,
  rules: RsaKeyRules,
  random: Random,
): Promise<InspectedRsaKey> {
  try {
    const octets = readRsaPrivateKey(pkcs8);
    const publicKey = encodeSpki('RSA', sequence(unsigned(octets.n), unsigned(octets.e)));
    const key = createKeptKeys(places).openOctets(octets, rules);
    loadPrivateKey(places, key, octets);
    const primeBits = Math.ceil(key.modulusBits / 2);
    for (const second of [0, 1] as const) await requirePrime(places, primeBits, second, random);
    return { modulusBits: key.modulusBits, publicKey };
  } finally {
    places.kernel.wipe();
  }
}

async function requirePrime(
  { kernel, memory, random: place }: RsaPlaces,
  primeBits: number,
  second: 0 | 1,
  random: Random,
): Promise<void> {
  for (let round = 0; round < MILLER_RABIN_ROUNDS; round++) {
    const drawn = random(2 * Math.ceil(primeBits / 8));
    memory.set(drawn, place);
    wipe(drawn);
    if (kernel.primeRoundOf(primeBits, second) === 0) throw new InvalidKeyError('an RSA prime is composite');
    if (round % ROUNDS_AT_ONCE === 0) await yieldToEventLoop();
  }
}
