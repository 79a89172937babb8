/**
 * Private keys from elsewhere: what they are, whether they hold, and their public halves.
 *
 * The primitives check the form and the numbers of every key that they open; here is what takes longer and is asked
 * once, at import (SP 800-56B §6.4.1, SP 800-56A §5.6.2): that RSA's primes are prime, that a public key which stands
 * beside a private one belongs to it, and that the pair signs what it verifies or finds what was encapsulated to it. Which algorithms and lengths a service
 * takes is not decided here.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { expectBytes } from '../bytes/expect.ts';
import type { KeyAlgorithm } from './der/algorithm.ts';
import { decodePkcs8 } from './der/pkcs8.ts';
import { decodeSpki } from './der/spki.ts';
import { curveOf } from './ec/curves.ts';
import { decodeEcPrivateKey, encodeEcPublicKey, pointOf, readEcPrivateKey } from './ec/key.ts';
import { decodeEd25519PrivateKey, ed25519PublicKeyOf, encodeEd25519PublicKey } from './ed25519.ts';
import type { Engine } from './engine.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from './errors.ts';
import { encodeMlDsaPublicKey, mlDsaPublicKeyOf } from './mldsa-key.ts';
import { mlKemPublicKeyOf } from './mlkem-expansion.ts';
import { encodeMlKemPublicKey } from './mlkem-key.ts';
import { isConsistentPair, type PairMaker } from './pairwise.ts';
import type {
  Bytes,
  CurveName,
  Ec,
  InspectedRsaKey,
  KeyPair,
  MlDsaParameterSet,
  MlKemParameterSet,
  Primitives,
  Random,
  Rsa,
} from './primitives.ts';
import { bitLength } from './rsa/integer.ts';
import { decodeRsaPrivateKey, encodeRsaPublicKey } from './rsa/key.ts';
import { isProbablePrime, yieldToEventLoop } from './rsa/primes.ts';

/** A composite that was made to deceive passes with a probability of 2^-128 at most. FIPS 186-5 B.3 */
const MILLER_RABIN_ROUNDS = 64;
/** Rounds between two turns of the event loop. */
const ROUNDS_AT_ONCE = 8;

/** What a private key turned out to be. */
export interface InspectedKey {
  readonly algorithm: KeyAlgorithm;
  /** RSA's modulus; undefined for the others, whose algorithm says it all. */
  readonly modulusBits?: number | undefined;
  /** SPKI of the public half. */
  readonly publicKey: Bytes;
}

/**
 * Inspects a private key in PKCS#8, and refuses it where anything about it does not hold.
 *
 * @param engine Whose primitives put the pair to the test.
 * @returns The algorithm and the public half; the private key stays the caller's to wipe.
 * @throws {InvalidKeyError} The key is malformed, its numbers break their standard, or its halves disagree.
 *
 * @example
 * const { privateKey } = await ec.generateKey('P-384', hostRandom());
 * const { algorithm } = await inspectPrivateKey(createPortableEngine(), privateKey, hostRandom());
 * algorithm; // 'P-384'
 */
export async function inspectPrivateKey(
  engine: Engine,
  pkcs8: Uint8Array,
  random: Random,
): Promise<InspectedKey> {
  expectBytes('pkcs8', pkcs8);
  const { algorithm } = decodePkcs8(pkcs8);
  switch (algorithm) {
    case 'RSA':
      return inspectRsa(engine, pkcs8, random);
    case 'Ed25519':
      return inspectEd25519(engine, pkcs8, random);
    case 'ML-DSA-44':
    case 'ML-DSA-65':
    case 'ML-DSA-87':
      return inspectMlDsa(engine, algorithm, pkcs8, random);
    case 'ML-KEM-512':
    case 'ML-KEM-768':
    case 'ML-KEM-1024':
      return inspectMlKem(engine, algorithm, pkcs8, random);
    default:
      return inspectEc(engine, algorithm, pkcs8, random);
  }
}

/** SP 800-56B §6.4.1.2.1: by the engine itself where it can, so that no number of the key leaves it. */
async function inspectRsa(engine: Engine, pkcs8: Uint8Array, random: Random): Promise<InspectedKey> {
  const { modulusBits, publicKey } = await inspectNumbers(await engine.use('rsa'), pkcs8, random);
  checkKeyBeside(pkcs8, publicKey);
  await testPair(engine, 'rsa', pairOf(pkcs8, publicKey), [2048, random]);
  return { algorithm: 'RSA', modulusBits, publicKey };
}

async function inspectNumbers(rsa: Rsa, pkcs8: Uint8Array, random: Random): Promise<InspectedRsaKey> {
  try {
    if (rsa.inspectPrivateKey !== undefined) return await rsa.inspectPrivateKey(pkcs8, random);
  } catch (error) {
    if (!(error instanceof UnsupportedAlgorithmError)) throw error;
  }
  // The numbers are checked by the decoder, the primes here.
  const { n, e, p, q } = decodeRsaPrivateKey(pkcs8);
  for (const prime of [p, q]) await requirePrime(prime, random);
  return { modulusBits: bitLength(n), publicKey: encodeRsaPublicKey({ n, e }) };
}

async function requirePrime(value: bigint, random: Random): Promise<void> {
  for (let i = 0; i < MILLER_RABIN_ROUNDS; i += ROUNDS_AT_ONCE) {
    if (!isProbablePrime(value, ROUNDS_AT_ONCE, random))
      throw new InvalidKeyError('an RSA prime is composite');
    await yieldToEventLoop();
  }
}

/** SP 800-56A §5.6.2.1.4: the point is that of the scalar. */
async function inspectEc(
  engine: Engine,
  algorithm: CurveName,
  pkcs8: Uint8Array,
  random: Random,
): Promise<InspectedKey> {
  const publicKey = await ecPublicKeyOf(await engine.use('ec'), algorithm, pkcs8);
  const { point } = readEcPrivateKey(algorithm, pkcs8);
  const own = decodeSpki(publicKey).key;
  if (point !== undefined && !equalBytes(uncompressed(algorithm, point), own)) throw mismatch();
  await testPair(engine, 'ec', pairOf(pkcs8, publicKey), [algorithm, random]);
  return { algorithm, publicKey };
}

/** By the engine itself where it can, so that the scalar does not leave it. */
async function ecPublicKeyOf(ec: Ec, curve: CurveName, pkcs8: Uint8Array): Promise<Bytes> {
  try {
    if (ec.publicKeyOf !== undefined) return await ec.publicKeyOf(curve, pkcs8);
  } catch (error) {
    if (!(error instanceof UnsupportedAlgorithmError)) throw error;
  }
  return encodeEcPublicKey(curve, pointOf(curve, decodeEcPrivateKey(curve, pkcs8).scalar));
}

async function inspectEd25519(engine: Engine, pkcs8: Uint8Array, random: Random): Promise<InspectedKey> {
  const publicKey = encodeEd25519PublicKey(ed25519PublicKeyOf(decodeEd25519PrivateKey(pkcs8).seed));
  checkKeyBeside(pkcs8, publicKey);
  await testPair(engine, 'ed25519', pairOf(pkcs8, publicKey), [random]);
  return { algorithm: 'Ed25519', publicKey };
}

async function inspectMlDsa(
  engine: Engine,
  algorithm: MlDsaParameterSet,
  pkcs8: Uint8Array,
  random: Random,
): Promise<InspectedKey> {
  const publicKey = encodeMlDsaPublicKey(algorithm, mlDsaPublicKeyOf(algorithm, pkcs8));
  checkKeyBeside(pkcs8, publicKey);
  await testPair(engine, 'mlDsa', pairOf(pkcs8, publicKey), [algorithm, random]);
  return { algorithm, publicKey };
}

/** FIPS 203 §7.3, and the pair put to use. */
async function inspectMlKem(
  engine: Engine,
  algorithm: MlKemParameterSet,
  pkcs8: Uint8Array,
  random: Random,
): Promise<InspectedKey> {
  const publicKey = encodeMlKemPublicKey(algorithm, mlKemPublicKeyOf(algorithm, pkcs8));
  checkKeyBeside(pkcs8, publicKey);
  await testPair(engine, 'mlKem', pairOf(pkcs8, publicKey), [algorithm, random]);
  return { algorithm, publicKey };
}

/** RFC 5958 §2: a public key in the private one has the form of the SPKI's BIT STRING. */
function checkKeyBeside(pkcs8: Uint8Array, publicKey: Uint8Array): void {
  const beside = decodePkcs8(pkcs8).publicKey;
  if (beside !== undefined && !equalBytes(beside, decodeSpki(publicKey).key)) throw mismatch();
}

/** A pair that somebody else made may disagree with itself without anything being wrong with the engine. */
async function testPair<N extends PairMaker>(
  engine: Engine,
  name: N,
  pair: KeyPair,
  input: Parameters<Primitives[N]['generateKey']>,
): Promise<void> {
  if (!(await isConsistentPair(name, await engine.use(name), pair, input))) throw mismatch();
}

function pairOf(pkcs8: Uint8Array, publicKey: Bytes): KeyPair {
  return { privateKey: pkcs8 as Bytes, publicKey };
}

function uncompressed(curve: CurveName, point: Uint8Array): Bytes {
  return curveOf(curve).Point.fromBytes(point).toBytes(false) as Bytes;
}

function mismatch(): InvalidKeyError {
  return new InvalidKeyError('the private key does not belong to its public key');
}
