/**
 * DER elements (ITU-T X.690 §8, §10, §11): one tag, one length, one content, and only one way to write each.
 *
 * Reading is strict: definite lengths in the fewest octets (§10.1), tags below 31, INTEGERs in the fewest octets
 * (§8.3.2) and never negative, BIT STRINGs of whole octets, nothing left over. What is read re-encodes to the same
 * bytes. Writing lays the whole tree into one array, so that a private key leaves no copies behind.
 *
 * It knows no key formats; those are its neighbours. Views share memory with the input.
 *
 * @module
 */
import { FormatError, Reader } from '../../bytes/reader.ts';
import type { Bytes } from '../primitives.ts';

/** Identifier octets (X.690 §8.1.2; X.680 §8.6). */
export const TAG: {
  readonly integer: 0x02;
  readonly bitString: 0x03;
  readonly octetString: 0x04;
  readonly null: 0x05;
  readonly objectIdentifier: 0x06;
  readonly sequence: 0x30;
  readonly set: 0x31;
} = /* @__PURE__ */ Object.freeze({
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
});

/** Context-specific tags: `primitive` for IMPLICIT strings, `constructed` for EXPLICIT ones and structures. */
export const CONTEXT: { readonly primitive: 0x80; readonly constructed: 0xa0 } =
  /* @__PURE__ */ Object.freeze({ primitive: 0x80, constructed: 0xa0 });

const CONSTRUCTED = 0x20;
const TAG_NUMBER = 0x1f;

/** One element as it was read. */
export interface DerElement {
  readonly tag: number;
  /** The content octets: a view. */
  readonly content: Uint8Array;
  /** The whole element, tag and length included: a view. */
  readonly encoded: Uint8Array;
}

/**
 * Reads bytes that are one element and nothing else.
 *
 * @throws {FormatError} They are not.
 *
 * @example
 * readElement(new Uint8Array([0x02, 0x01, 0x05])).tag; // 2, INTEGER
 */
export function readElement(bytes: Uint8Array): DerElement {
  const [element, ...others] = readElements(bytes);
  if (element === undefined || others.length !== 0) throw new FormatError();
  return element;
}

/**
 * Reads elements one after the other until nothing is left: the content of a SEQUENCE.
 *
 * @throws {FormatError} The bytes are not whole elements in DER.
 */
export function readElements(bytes: Uint8Array): DerElement[] {
  const reader = new Reader(bytes);
  const elements: DerElement[] = [];
  while (reader.left > 0) {
    const start = bytes.length - reader.left;
    const tag = reader.u8();
    if ((tag & TAG_NUMBER) === TAG_NUMBER) throw new FormatError();
    const content = reader.bytes(readLength(reader));
    elements.push({ tag, content, encoded: bytes.subarray(start, bytes.length - reader.left) });
  }
  return elements;
}

/** X.690 §8.1.3 and §10.1: short form below 128, otherwise the fewest octets; no indefinite form. */
function readLength(reader: Reader): number {
  const first = reader.u8();
  if (first < 0x80) return first;
  const octets = first & 0x7f;
  if (octets < 1 || octets > 4) throw new FormatError();
  let length = 0;
  for (let i = 0; i < octets; i++) {
    length = length * 256 + reader.u8();
    if (length === 0) throw new FormatError();
  }
  if (length < 0x80) throw new FormatError();
  return length;
}

/**
 * The content of an element that must be there and have this tag.
 *
 * @throws {FormatError} It is missing, or another.
 */
export function contentOf(element: DerElement | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw new FormatError();
  return element.content;
}

/** The members of a SEQUENCE. @throws {FormatError} The element is not one. */
export function membersOf(element: DerElement | undefined): DerElement[] {
  return readElements(contentOf(element, TAG.sequence));
}

/**
 * The magnitude of an INTEGER that is zero or more: big-endian, without the sign octet; zero is one octet 00.
 *
 * @throws {FormatError} It is negative, or has an octet too many (X.690 §8.3.2).
 */
export function unsignedOf(element: DerElement | undefined): Uint8Array {
  const content = contentOf(element, TAG.integer);
  if (content.length === 0 || content[0] >= 0x80) throw new FormatError();
  if (content.length === 1 || content[0] !== 0) return content;
  if (content[1] < 0x80) throw new FormatError();
  return content.subarray(1);
}

/** A small INTEGER, such as a version. @throws {FormatError} It is not one octet below 128. */
export function versionOf(element: DerElement | undefined): number {
  const magnitude = unsignedOf(element);
  if (magnitude.length !== 1 || magnitude[0] >= 0x80) throw new FormatError();
  return magnitude[0];
}

/** The octets of a BIT STRING with no unused bits. @throws {FormatError} It has some (X.690 §8.6.2). */
export function bitsOf(element: DerElement | undefined, tag: number = TAG.bitString): Uint8Array {
  const content = contentOf(element, tag);
  if (content.length === 0 || content[0] !== 0) throw new FormatError();
  return content.subarray(1);
}

/** Whether an element is constructed, so that its content is elements in turn (X.690 §8.1.2.5). */
export function isConstructed(element: DerElement): boolean {
  return (element.tag & CONSTRUCTED) !== 0;
}

/** An element to be written: its content is bytes and elements, in order. */
export interface DerNode {
  readonly tag: number;
  readonly content: readonly (Uint8Array | DerNode)[];
}

/** An element with a tag and its content. */
export function der(tag: number, ...content: (Uint8Array | DerNode)[]): DerNode {
  return { tag, content };
}

/** A SEQUENCE. */
export function sequence(...members: (Uint8Array | DerNode)[]): DerNode {
  return der(TAG.sequence, ...members);
}

/** An INTEGER from a big-endian magnitude of one octet or more; leading zeros are dropped (X.690 §8.3.2). */
export function unsigned(magnitude: Uint8Array): DerNode {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const digits = magnitude.subarray(start);
  return digits[0] >= 0x80 ? der(TAG.integer, Uint8Array.of(0), digits) : der(TAG.integer, digits);
}

/** A BIT STRING of whole octets. */
export function bits(...content: (Uint8Array | DerNode)[]): DerNode {
  return der(TAG.bitString, Uint8Array.of(0), ...content);
}

/** An OCTET STRING. */
export function octets(...content: (Uint8Array | DerNode)[]): DerNode {
  return der(TAG.octetString, ...content);
}

/**
 * The DER encoding of an element, in one new array.
 *
 * @example
 * encodeDer(sequence(unsigned(Uint8Array.of(5)))); // 30 03 02 01 05
 */
export function encodeDer(node: DerNode): Bytes {
  const bytes = new Uint8Array(encodedLength(node));
  write(node, bytes, 0);
  return bytes;
}

function encodedLength(node: DerNode): number {
  const content = contentLength(node);
  return 1 + lengthOctets(content) + content;
}

function contentLength(node: DerNode): number {
  let length = 0;
  for (const part of node.content) length += part instanceof Uint8Array ? part.length : encodedLength(part);
  return length;
}

function lengthOctets(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x100) return 2;
  if (length < 0x10000) return 3;
  return length < 0x1000000 ? 4 : 5;
}

/** Writes one element at an offset; answers the offset behind it. */
function write(node: DerNode, bytes: Uint8Array, offset: number): number {
  const length = contentLength(node);
  const octetCount = lengthOctets(length);
  let at = offset;
  bytes[at++] = node.tag;
  if (octetCount === 1) bytes[at++] = length;
  else {
    bytes[at++] = 0x80 | (octetCount - 1);
    for (let i = octetCount - 2; i >= 0; i--) bytes[at++] = (length / 2 ** (8 * i)) & 0xff;
  }
  for (const part of node.content) {
    if (part instanceof Uint8Array) {
      bytes.set(part, at);
      at += part.length;
    } else at = write(part, bytes, at);
  }
  return at;
}
