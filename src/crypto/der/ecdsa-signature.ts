/**
 * ECDSA-Sig-Value (RFC 3279 §2.2.3): SEQUENCE { INTEGER r, INTEGER s }.
 *
 * It knows no curve: whether r and s are in range is the verifier's to say. Signatures are many and short, so that
 * both ways are written out for them; what is not plainly one is left to the general reader to judge.
 *
 * @module
 */
import { FormatError } from '../../bytes/reader.ts';
import type { Bytes } from '../primitives.ts';
import { encodeDer, membersOf, readElement, sequence, TAG, unsigned, unsignedOf } from './element.ts';

/** The two numbers of a signature, as big-endian magnitudes. */
export interface EcdsaSignature {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
}

/** Contents below this many octets have a length of one octet (X.690 §8.1.3.4). */
const SHORT = 0x80;

/**
 * Reads an ECDSA-Sig-Value.
 *
 * @throws {FormatError} It is not one in DER; negative numbers are not.
 *
 * @example
 * decodeEcdsaSignature(new Uint8Array([0x30, 6, 2, 1, 5, 2, 1, 7])).s; // 7
 */
export function decodeEcdsaSignature(bytes: Uint8Array): EcdsaSignature {
  const first = bytes[1] === 0x81 && bytes[2] >= SHORT ? 3 : 2;
  const rAt = first + 2;
  const rLength = bytes[rAt - 1];
  const sAt = rAt + rLength + 2;
  const sLength = bytes[sAt - 1];
  if (
    bytes[0] === TAG.sequence &&
    bytes[first - 1] === bytes.length - first &&
    bytes[first - 1] < (first === 3 ? 0x100 : SHORT) &&
    isPlainInteger(bytes, rAt, rLength) &&
    isPlainInteger(bytes, sAt, sLength) &&
    sAt + sLength === bytes.length
  ) {
    return { r: magnitudeOf(bytes, rAt, rLength), s: magnitudeOf(bytes, sAt, sLength) };
  }
  const [r, s, ...others] = membersOf(readElement(bytes));
  if (others.length !== 0) throw new FormatError();
  return { r: unsignedOf(r), s: unsignedOf(s) };
}

/** Whether the content at `at` is that of an INTEGER of zero or more in the fewest octets (X.690 §8.3.2). */
function isPlainInteger(bytes: Uint8Array, at: number, length: number): boolean {
  if (bytes[at - 2] !== TAG.integer || !(length > 0 && length < SHORT)) return false;
  return bytes[at] > 0 ? bytes[at] < 0x80 : length === 1 || bytes[at + 1] >= 0x80;
}

function magnitudeOf(bytes: Uint8Array, at: number, length: number): Uint8Array {
  return bytes.subarray(bytes[at] === 0 && length > 1 ? at + 1 : at, at + length);
}

/** Writes an ECDSA-Sig-Value; leading zeros of the magnitudes are dropped. */
export function encodeEcdsaSignature({ r, s }: EcdsaSignature): Bytes {
  const [rFrom, sFrom] = [firstOctet(r), firstOctet(s)];
  const [rLength, sLength] = [integerLength(r, rFrom), integerLength(s, sFrom)];
  const length = rLength + sLength + 4;
  if (rLength >= SHORT || sLength >= SHORT || length >= 0x100) {
    return encodeDer(sequence(unsigned(r), unsigned(s)));
  }
  const first = length < SHORT ? 2 : 3;
  const bytes = new Uint8Array(first + length);
  bytes[0] = TAG.sequence;
  bytes[1] = 0x81;
  bytes[first - 1] = length;
  writeInteger(bytes, first, r, rFrom, rLength);
  writeInteger(bytes, first + 2 + rLength, s, sFrom, sLength);
  return bytes;
}

/** Where a magnitude begins behind its zeros; its last octet stays. */
function firstOctet(magnitude: Uint8Array): number {
  let from = 0;
  while (from < magnitude.length - 1 && magnitude[from] === 0) from++;
  return from;
}

/** With an octet of zero in front where the sign would be taken for one. */
function integerLength(magnitude: Uint8Array, from: number): number {
  return magnitude.length - from + (magnitude[from] >= 0x80 ? 1 : 0);
}

function writeInteger(
  bytes: Uint8Array,
  at: number,
  magnitude: Uint8Array,
  from: number,
  length: number,
): void {
  bytes[at] = TAG.integer;
  bytes[at + 1] = length;
  let to = at + 2 + length;
  for (let i = magnitude.length; i > from; ) bytes[--to] = magnitude[--i];
}
