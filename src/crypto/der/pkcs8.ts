/**
 * PKCS#8, today OneAsymmetricKey (RFC 5958 §2): the private key as everybody exchanges it.
 *
 *   SEQUENCE { version, AlgorithmIdentifier, OCTET STRING, [0] Attributes OPTIONAL, [1] BIT STRING OPTIONAL }
 *
 * Version 0 has no public key, version 1 has one. Attributes are checked for their form, kept and not understood. It
 * does not look into the OCTET STRING: that is the algorithm's. No passwords: EncryptedPrivateKeyInfo is not read.
 *
 * @module
 */
import { compareBytes } from '../../bytes/compare.ts';
import { FormatError } from '../../bytes/reader.ts';
import type { Bytes } from '../primitives.ts';
import { algorithmIdentifier, algorithmOf, decodeKey, type KeyAlgorithm } from './algorithm.ts';
import {
  bitsOf,
  CONTEXT,
  contentOf,
  type DerElement,
  type DerNode,
  der,
  encodeDer,
  isConstructed,
  membersOf,
  octets,
  readElement,
  readElements,
  sequence,
  TAG,
  versionOf,
} from './element.ts';

const ATTRIBUTES = CONTEXT.constructed;
const PUBLIC_KEY = CONTEXT.primitive | 1;
/** How deep an attribute value may nest: an attacker's would exhaust the stack. */
const MAX_DEPTH = 8;

/** A private key, opened by one layer. */
export interface PrivateKeyInfo {
  readonly algorithm: KeyAlgorithm;
  /** What the OCTET STRING holds: a view of the input, and a secret. */
  readonly key: Uint8Array;
  /** What the Attributes hold, where there are some: a view of the input. */
  readonly attributes?: Uint8Array | undefined;
  /** The public key beside it, in the form of the SPKI's BIT STRING, where there is one: a view of the input. */
  readonly publicKey?: Uint8Array | undefined;
}

/** A private key to be written. */
export interface PrivateKeyParts {
  readonly algorithm: KeyAlgorithm;
  readonly key: Uint8Array | DerNode;
  readonly attributes?: Uint8Array | undefined;
  readonly publicKey?: Uint8Array | undefined;
}

/**
 * Opens a PKCS#8 private key.
 *
 * @throws {InvalidKeyError} It is not one in DER, or of an algorithm that this house does not know.
 *
 * @example
 * const { privateKey } = await ec.generateKey('P-256', hostRandom());
 * decodePkcs8(privateKey).algorithm; // 'P-256'
 */
export function decodePkcs8(pkcs8: Uint8Array): PrivateKeyInfo {
  return decodeKey('PKCS#8', () => {
    const [version, algorithm, key, ...optional] = membersOf(readElement(pkcs8));
    const attributes = optional[0]?.tag === ATTRIBUTES ? readAttributes(optional.shift()) : undefined;
    const publicKey = optional[0]?.tag === PUBLIC_KEY ? bitsOf(optional.shift(), PUBLIC_KEY) : undefined;
    if (optional.length !== 0) throw new FormatError();
    if (versionOf(version) !== (publicKey === undefined ? 0 : 1)) throw new FormatError();
    const content = contentOf(key, TAG.octetString);
    return { algorithm: algorithmOf(algorithm), key: content, attributes, publicKey };
  });
}

/** The PKCS#8 encoding of a private key: one new array, the caller's to wipe. */
export function encodePkcs8(parts: PrivateKeyParts): Bytes {
  const { algorithm, key, attributes, publicKey } = parts;
  const version = der(TAG.integer, Uint8Array.of(publicKey === undefined ? 0 : 1));
  const members = [version, algorithmIdentifier(algorithm), octets(key)];
  if (attributes !== undefined) members.push(der(ATTRIBUTES, attributes));
  if (publicKey !== undefined) members.push(der(PUBLIC_KEY, Uint8Array.of(0), publicKey));
  return encodeDer(sequence(...members));
}

/** SET OF Attribute, in the order that X.690 §11.6 gives; each SEQUENCE { OID, SET }, DER all the way down. */
function readAttributes(element: DerElement | undefined): Uint8Array {
  const content = contentOf(element, ATTRIBUTES);
  const attributes = readElements(content);
  attributes.forEach((attribute, i) => {
    const [type, values, ...others] = membersOf(attribute);
    if (contentOf(type, TAG.objectIdentifier).length === 0 || others.length !== 0) throw new FormatError();
    for (const value of readElements(contentOf(values, TAG.set))) readDeep(value, MAX_DEPTH);
    const next = attributes[i + 1];
    if (next !== undefined && compareBytes(attribute.encoded, next.encoded) >= 0) throw new FormatError();
  });
  return content;
}

function readDeep(element: DerElement, depth: number): void {
  if (!isConstructed(element)) return;
  if (depth === 0) throw new FormatError();
  for (const member of readElements(element.content)) readDeep(member, depth - 1);
}
