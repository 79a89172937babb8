/**
 * Elliptic curve keys: points (SEC 1 §2.3.3) in SPKI (RFC 5480 §2), scalars in ECPrivateKey (RFC 5915 §3) in PKCS#8.
 *
 *   ECPrivateKey = SEQUENCE { 1, OCTET STRING scalar, [0] curve OPTIONAL, [1] BIT STRING point OPTIONAL }
 *
 * A point is on its curve or it is refused; with a cofactor of 1 that is full validation (SP 800-56A §5.6.2.3.3).
 * Uncompressed and compressed points are read, uncompressed ones written; the hybrid form and infinity are refused.
 * Whether the point in a private key is that of its scalar is asked once, at import (../private-key.ts).
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { expectBytes } from '../../bytes/expect.ts';
import { FormatError } from '../../bytes/reader.ts';
import { decodeKey, expectAlgorithm } from '../der/algorithm.ts';
import {
  bits,
  bitsOf,
  CONTEXT,
  contentOf,
  type DerElement,
  der,
  encodeDer,
  membersOf,
  octets,
  readElement,
  sequence,
  TAG,
  unsigned,
  versionOf,
} from '../der/element.ts';
import { OID, oid } from '../der/oid.ts';
import { decodePkcs8, encodePkcs8, type PrivateKeyInfo } from '../der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../der/spki.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Bytes, CurveName } from '../primitives.ts';
import { curveOf } from './curves.ts';

const PARAMETERS = CONTEXT.constructed;
const PUBLIC_KEY = CONTEXT.constructed | 1;

/** A private key, opened. */
export interface EcPrivateKey {
  /** From 1 to below the order, as long as the order: a view of the input, and a secret. */
  readonly scalar: Uint8Array;
  /** The point that the key says is its own, where it says so: on the curve, a view of the input. */
  readonly point?: Uint8Array | undefined;
}

/**
 * Reads a public key and does not check its point: for those who check it themselves.
 *
 * @returns The point in the form in which it came: a view of the input.
 * @throws {InvalidKeyError} The encoding is malformed, or the curve another.
 */
export function readEcPublicKey(curve: CurveName, spki: Uint8Array): Uint8Array {
  expectBytes('publicKey', spki);
  const { algorithm, key } = decodeSpki(spki);
  expectAlgorithm(curve, algorithm);
  return key;
}

/**
 * Opens a public key.
 *
 * @returns The point in the form in which it came: a view of the input.
 * @throws {InvalidKeyError} The encoding is malformed, the curve another, or the point not on it.
 */
export function decodeEcPublicKey(curve: CurveName, spki: Uint8Array): Uint8Array {
  const key = readEcPublicKey(curve, spki);
  checkPoint(curve, key);
  return key;
}

/** The SPKI encoding of a point; the point is not checked. */
export function encodeEcPublicKey(curve: CurveName, point: Uint8Array): Bytes {
  return encodeSpki(curve, point);
}

/**
 * Reads a private key and checks neither its scalar nor its point: for those who check them themselves.
 *
 * @throws {InvalidKeyError} The encoding is malformed, or the curve another.
 */
export function readEcPrivateKey(curve: CurveName, pkcs8: Uint8Array): EcPrivateKey {
  expectBytes('privateKey', pkcs8);
  const info = decodePkcs8(pkcs8);
  expectAlgorithm(curve, info.algorithm);
  return decodeKey('ECPrivateKey', () => readPrivateKey(curve, info));
}

/**
 * Opens a private key.
 *
 * @throws {InvalidKeyError} The encoding is malformed, the curve another, or the scalar out of range.
 */
export function decodeEcPrivateKey(curve: CurveName, pkcs8: Uint8Array): EcPrivateKey {
  const key = readEcPrivateKey(curve, pkcs8);
  checkScalar(curve, key.scalar);
  if (key.point !== undefined) checkPoint(curve, key.point);
  return key;
}

/**
 * The PKCS#8 encoding of a scalar, with its point where it is given: one new array, the caller's to wipe.
 *
 * @param scalar As long as the order; it is not checked.
 */
export function encodeEcPrivateKey(curve: CurveName, scalar: Uint8Array, point?: Uint8Array): Bytes {
  const members = [unsigned(Uint8Array.of(1)), octets(scalar)];
  if (point !== undefined) members.push(der(PUBLIC_KEY, bits(point)));
  return encodePkcs8({ algorithm: curve, key: sequence(...members) });
}

/** The uncompressed point of a scalar. */
export function pointOf(curve: CurveName, scalar: Uint8Array): Bytes {
  const { Point } = curveOf(curve);
  return Point.BASE.multiply(Point.Fn.fromBytes(scalar)).toBytes(false) as Bytes;
}

function readPrivateKey(curve: CurveName, info: PrivateKeyInfo): EcPrivateKey {
  const [version, scalar, ...optional] = membersOf(readElement(info.key));
  if (versionOf(version) !== 1) throw new FormatError();
  if (optional[0]?.tag === PARAMETERS) checkCurve(curve, optional.shift());
  const point = optional[0]?.tag === PUBLIC_KEY ? readPoint(optional.shift()) : undefined;
  if (optional.length !== 0) throw new FormatError();
  if (point !== undefined && info.publicKey !== undefined && !equalBytes(point, info.publicKey)) {
    throw new InvalidKeyError('the EC private key has two different public keys');
  }
  return { scalar: contentOf(scalar, TAG.octetString), point: point ?? info.publicKey };
}

/** RFC 5915 §3: the curve may be named a second time, and must be the same. */
function checkCurve(curve: CurveName, element: DerElement | undefined): void {
  if (!equalBytes(contentOf(element, PARAMETERS), encodeDer(oid(OID[curve])))) throw new FormatError();
}

function readPoint(element: DerElement | undefined): Uint8Array {
  return bitsOf(readElement(contentOf(element, PUBLIC_KEY)));
}

/** FIPS 186-5 §6.2: from 1 to n - 1; RFC 5915 §3: as long as the order. */
function checkScalar(curve: CurveName, scalar: Uint8Array): void {
  const { Point, orderLength } = curveOf(curve);
  if (scalar.length !== orderLength) throw new InvalidKeyError('the EC private scalar has another length');
  let valid = false;
  try {
    valid = Point.Fn.isValidNot0(Point.Fn.fromBytes(scalar));
  } catch {
    // noble's reader throws where the scalar is not below the order.
  }
  if (!valid) throw new InvalidKeyError('the EC private scalar is out of range');
}

function checkPoint(curve: CurveName, point: Uint8Array): void {
  try {
    curveOf(curve).Point.fromBytes(point).assertValidity();
  } catch {
    throw new InvalidKeyError('the EC public key is not a point of the curve');
  }
}
