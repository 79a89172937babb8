/**
 * SubjectPublicKeyInfo (RFC 5280 §4.1): the public key as everybody exchanges it.
 *
 *   SEQUENCE { AlgorithmIdentifier, BIT STRING }
 *
 * It does not look into the BIT STRING: that is the algorithm's.
 *
 * @module
 */
import { FormatError } from '../../bytes/reader.ts';
import type { Bytes } from '../primitives.ts';
import { algorithmIdentifier, algorithmOf, decodeKey, type KeyAlgorithm } from './algorithm.ts';
import { bits, bitsOf, type DerNode, encodeDer, membersOf, readElement, sequence } from './element.ts';

/** A public key, opened by one layer. */
export interface PublicKeyInfo {
  readonly algorithm: KeyAlgorithm;
  /** What the BIT STRING holds: a view of the input. */
  readonly key: Uint8Array;
}

/**
 * Opens a SubjectPublicKeyInfo.
 *
 * @throws {InvalidKeyError} It is not one in DER, or of an algorithm that this house does not know.
 *
 * @example
 * const { publicKey } = await ec.generateKey('P-256', hostRandom());
 * decodeSpki(publicKey).algorithm; // 'P-256'
 */
export function decodeSpki(spki: Uint8Array): PublicKeyInfo {
  return decodeKey('SubjectPublicKeyInfo', () => {
    const members = membersOf(readElement(spki));
    if (members.length !== 2) throw new FormatError();
    return { algorithm: algorithmOf(members[0]), key: bitsOf(members[1]) };
  });
}

/** The SubjectPublicKeyInfo of a key. */
export function encodeSpki(algorithm: KeyAlgorithm, key: Uint8Array | DerNode): Bytes {
  return encodeDer(sequence(algorithmIdentifier(algorithm), bits(key)));
}
