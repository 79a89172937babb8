/**
 * Private keys of the lattice algorithms inside PKCS#8, where one CHOICE serves both families:
 *
 *   CHOICE { [0] seed, OCTET STRING expanded, SEQUENCE { seed, expanded } }
 *
 * RFC 9881 §6 (ML-DSA), RFC 9935 §6 (ML-KEM). All three forms are read; a seed alone is written, or an expanded key
 * where that is all there is. Lengths and what an expanded key holds are the algorithm's to check.
 *
 * @module
 */
import { FormatError } from '../../bytes/reader.ts';
import type { Bytes } from '../primitives.ts';
import { decodeKey, expectAlgorithm, type KeyAlgorithm } from './algorithm.ts';
import { CONTEXT, contentOf, type DerElement, der, membersOf, octets, readElement, TAG } from './element.ts';
import { decodePkcs8, encodePkcs8 } from './pkcs8.ts';

/** seed [0] IMPLICIT OCTET STRING. */
const SEED = CONTEXT.primitive;

/** What a private key may hold: one of the two at least, both views of the input. */
export interface SeedChoice {
  readonly seed?: Uint8Array | undefined;
  readonly secretKey?: Uint8Array | undefined;
}

/**
 * Reads a private key in PKCS#8.
 *
 * @param format What the standard calls the CHOICE, for the refusal's text.
 * @throws {InvalidKeyError} The encoding is malformed, or the key is for another algorithm.
 */
export function decodeSeedChoice(algorithm: KeyAlgorithm, pkcs8: Uint8Array, format: string): SeedChoice {
  const decoded = decodePkcs8(pkcs8);
  expectAlgorithm(algorithm, decoded.algorithm);
  return decodeKey(format, () => choiceOf(readElement(decoded.key)));
}

/** The PKCS#8 encoding of a seed, whose length is not checked: one new array, the caller's to wipe. */
export function encodeSeedChoice(algorithm: KeyAlgorithm, seed: Uint8Array): Bytes {
  return encodePkcs8({ algorithm, key: der(SEED, seed) });
}

/** The PKCS#8 encoding of an expanded key whose seed is not known: one new array, the caller's to wipe. */
export function encodeExpandedChoice(algorithm: KeyAlgorithm, secretKey: Uint8Array): Bytes {
  return encodePkcs8({ algorithm, key: octets(secretKey) });
}

function choiceOf(element: DerElement): SeedChoice {
  if (element.tag === SEED) return { seed: element.content };
  if (element.tag === TAG.octetString) return { secretKey: element.content };
  const [seed, secretKey, ...others] = membersOf(element);
  if (others.length !== 0) throw new FormatError();
  return { seed: contentOf(seed, TAG.octetString), secretKey: contentOf(secretKey, TAG.octetString) };
}
