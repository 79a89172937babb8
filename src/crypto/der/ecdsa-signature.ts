/**
 * ECDSA-Sig-Value (RFC 3279 §2.2.3): SEQUENCE { INTEGER r, INTEGER s }.
 *
 * It knows no curve: whether r and s are in range is the verifier's to say.
 *
 * @module
 */
import { FormatError } from '../../bytes/reader.ts';
import type { Bytes } from '../primitives.ts';
import { encodeDer, membersOf, readElement, sequence, unsigned, unsignedOf } from './element.ts';

/** The two numbers of a signature, as big-endian magnitudes. */
export interface EcdsaSignature {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
}

/**
 * Reads an ECDSA-Sig-Value.
 *
 * @throws {FormatError} It is not one in DER; negative numbers are not.
 *
 * @example
 * decodeEcdsaSignature(new Uint8Array([0x30, 6, 2, 1, 5, 2, 1, 7])).s; // 7
 */
export function decodeEcdsaSignature(bytes: Uint8Array): EcdsaSignature {
  const [r, s, ...others] = membersOf(readElement(bytes));
  if (others.length !== 0) throw new FormatError();
  return { r: unsignedOf(r), s: unsignedOf(s) };
}

/** Writes an ECDSA-Sig-Value; leading zeros of the magnitudes are dropped. */
export function encodeEcdsaSignature(signature: EcdsaSignature): Bytes {
  return encodeDer(sequence(unsigned(signature.r), unsigned(signature.s)));
}
