/**
 * COSE_Sign1 (RFC 9052 §4.2) with ES384 (RFC 9053 §2.1) and nothing else: the form of AWS's attestation documents.
 *
 *   [ protected: bstr .cbor { 1: -35 }, unprotected: {}, payload: bstr, signature: bstr of 96 ]
 *
 * with or without the tag 18. The protected header holds the algorithm alone; the unprotected one is looked at by nobody.
 * The payload is what the signature is for: it is not looked into here.
 *
 * @module
 */
import { FormatError } from '../../bytes/reader.ts';
import { toUtf8 } from '../../bytes/utf8.ts';
import { Writer } from '../../bytes/writer.ts';
import type { Bytes, Ec } from '../primitives.ts';
import { type CborItem, decodeCbor } from './cbor.ts';

/** A signed message, opened by one layer. Views of the input. */
export interface CoseSign1 {
  /** The encoded protected header, which is signed with the payload. */
  readonly protectedHeader: Uint8Array;
  readonly payload: Uint8Array;
  /** r and s, 48 bytes each. */
  readonly signature: Uint8Array;
}

const TAG = 18;
/** RFC 9052 §3.1 and RFC 9053 table 1. */
const ALGORITHM = 1;
const ES384 = -35;
const SIGNATURE_LENGTH = 96;

/**
 * Opens a COSE_Sign1.
 *
 * @throws {FormatError} It is not one, or of another algorithm.
 */
export function decodeCoseSign1(bytes: Uint8Array): CoseSign1 {
  const item = decodeCbor(bytes);
  const message = item.kind === 'tag' && item.tag === TAG ? item.content : item;
  if (message.kind !== 'array' || message.indefinite || message.items.length !== 4) throw new FormatError();
  const [header, unprotected, payload, signature] = message.items;
  if (unprotected.kind !== 'map') throw new FormatError();
  const protectedHeader = bytesOf(header);
  requireEs384(decodeCbor(protectedHeader));
  const signatureBytes = bytesOf(signature);
  if (signatureBytes.length !== SIGNATURE_LENGTH) throw new FormatError();
  return { protectedHeader, payload: bytesOf(payload), signature: signatureBytes };
}

/**
 * Whether the signature is good.
 *
 * @param publicKey SPKI of a key on P-384.
 * @throws {InvalidKeyError} The key is not one.
 */
export async function verifyCoseSign1(ec: Ec, message: CoseSign1, publicKey: Uint8Array): Promise<boolean> {
  const { signature } = message;
  return await ec.verify('P-384', publicKey, 'SHA-384', toBeSigned(message), signature, 'p1363');
}

/** RFC 9052 §4.4: Sig_structure = [ "Signature1", protected header, external data, of which there is none, payload ]. */
export function toBeSigned({ protectedHeader, payload }: Omit<CoseSign1, 'signature'>): Bytes {
  const context = toUtf8('Signature1');
  const writer = new Writer()
    .u8(0x84)
    .u8(0x60 + context.length)
    .bytes(context);
  return string(string(string(writer, protectedHeader), new Uint8Array()), payload).finish();
}

/** A byte string (RFC 8949 §3.1), its length in the fewest bytes. */
function string(writer: Writer, bytes: Uint8Array): Writer {
  const { length } = bytes;
  if (length < 24) writer.u8(0x40 + length);
  else if (length < 2 ** 8) writer.u8(0x58).u8(length);
  else if (length < 2 ** 16) writer.u8(0x59).u16(length);
  else writer.u8(0x5a).u32(length);
  return writer.bytes(bytes);
}

function requireEs384(header: CborItem): void {
  if (header.kind !== 'map' || header.entries.length !== 1) throw new FormatError();
  const [key, value] = header.entries[0];
  if (key.kind !== 'integer' || key.value !== ALGORITHM) throw new FormatError();
  if (value.kind !== 'integer' || value.value !== ES384) throw new FormatError();
}

function bytesOf(item: CborItem): Uint8Array {
  if (item.kind !== 'bytes') throw new FormatError();
  return item.value;
}
