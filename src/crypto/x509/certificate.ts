/**
 * Certificates (RFC 5280 §4.1) of the one kind that attestation needs: version 3, ECDSA with SHA-384, keys on P-384.
 *
 * Reading is strict DER. Extensions that decide on a chain are read: basic constraints and key usage. A critical one that
 * is neither is refused (§4.2), another one is passed over. Names are compared as whole bytes by whoever builds a chain;
 * nothing here says whom to trust.
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { FormatError } from '../../bytes/reader.ts';
import {
  bitsOf,
  CONTEXT,
  contentOf,
  type DerElement,
  encodeDer,
  membersOf,
  readElement,
  sequence,
  TAG,
  unsignedOf,
  versionOf,
} from '../der/element.ts';
import { oid } from '../der/oid.ts';
import { decodeSpki } from '../der/spki.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Bytes } from '../primitives.ts';
import { timeOf } from './time.ts';

/** What of a certificate decides. Views of the input. */
export interface Certificate {
  /** The whole certificate. */
  readonly encoded: Uint8Array;
  /** What is signed. */
  readonly signed: Uint8Array;
  /** ECDSA-Sig-Value. */
  readonly signature: Uint8Array;
  /** Whole Names in DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since 1970; both ends belong to the period. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SPKI. */
  readonly publicKey: Uint8Array;
  readonly isAuthority: boolean;
  /** How many authorities may follow below this one; any number when absent. */
  readonly pathLength: number | undefined;
  readonly maySignCertificates: boolean;
  readonly maySignData: boolean;
}

type Purposes = Pick<Certificate, 'isAuthority' | 'pathLength' | 'maySignCertificates' | 'maySignData'>;

const VERSION_3 = 2;
const MAX_SERIAL_LENGTH = 20;
/** RFC 5758 §3.2: without parameters. */
const ECDSA_WITH_SHA384: Bytes = /* @__PURE__ */ (() => encodeDer(sequence(oid('1.2.840.10045.4.3.3'))))();
const BASIC_CONSTRAINTS: Bytes = /* @__PURE__ */ (() => encodeDer(oid('2.5.29.19')))();
const KEY_USAGE: Bytes = /* @__PURE__ */ (() => encodeDer(oid('2.5.29.15')))();
const BOOLEAN = 0x01;
/** Bits of KeyUsage (§4.2.1.3), the first one being the highest. */
const DIGITAL_SIGNATURE = 0x80;
const KEY_CERT_SIGN = 0x04;

/**
 * Reads a certificate.
 *
 * @throws {FormatError} It is not one in DER, or not of the kind above.
 */
export function decodeCertificate(bytes: Uint8Array): Certificate {
  try {
    return read(readElement(bytes));
  } catch (error) {
    if (error instanceof InvalidKeyError) throw new FormatError();
    throw error;
  }
}

function read(certificate: DerElement): Certificate {
  const [body, algorithm, signature, ...others] = membersOf(certificate);
  if (others.length !== 0 || body === undefined) throw new FormatError();
  requireAlgorithm(algorithm);
  const [version, serial, inner, issuer, validity, subject, key, extensions, ...more] = membersOf(body);
  if (more.length !== 0 || issuer === undefined || subject === undefined || key === undefined) {
    throw new FormatError();
  }
  const versionNumber = versionOf(readElement(contentOf(version, CONTEXT.constructed)));
  if (versionNumber !== VERSION_3 || unsignedOf(serial).length > MAX_SERIAL_LENGTH) throw new FormatError();
  requireAlgorithm(inner);
  void membersOf(issuer);
  void membersOf(subject);
  const [notBefore, notAfter, ...times] = membersOf(validity);
  if (times.length !== 0 || decodeSpki(key.encoded).algorithm !== 'P-384') throw new FormatError();
  return {
    encoded: certificate.encoded,
    signed: body.encoded,
    signature: bitsOf(signature),
    issuer: issuer.encoded,
    subject: subject.encoded,
    notBeforeMs: timeOf(notBefore),
    notAfterMs: timeOf(notAfter),
    publicKey: key.encoded,
    ...readPurposes(extensions),
  };
}

function requireAlgorithm(element: DerElement | undefined): void {
  if (element === undefined || !equalBytes(element.encoded, ECDSA_WITH_SHA384)) throw new FormatError();
}

/** Extensions are EXPLICIT [3]; each comes once (§4.2). */
function readPurposes(extensions: DerElement | undefined): Purposes {
  const list = membersOf(readElement(contentOf(extensions, CONTEXT.constructed | 3)));
  let purposes: Purposes = {
    isAuthority: false,
    pathLength: undefined,
    maySignCertificates: false,
    maySignData: false,
  };
  const seen: Uint8Array[] = [];
  for (const extension of list) {
    const { type, isCritical, value } = readExtension(extension);
    if (seen.some((other) => equalBytes(other, type))) throw new FormatError();
    seen.push(type);
    if (equalBytes(type, BASIC_CONSTRAINTS)) purposes = { ...purposes, ...readBasicConstraints(value) };
    else if (equalBytes(type, KEY_USAGE)) purposes = { ...purposes, ...readKeyUsage(value) };
    else if (isCritical) throw new FormatError();
  }
  return purposes;
}

interface Extension {
  /** The whole OBJECT IDENTIFIER. */
  readonly type: Uint8Array;
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

function readExtension(extension: DerElement): Extension {
  const [type, ...rest] = membersOf(extension);
  contentOf(type, TAG.objectIdentifier);
  const isCritical = readDefaultFalse(rest);
  const [value, ...others] = rest;
  if (others.length !== 0 || type === undefined) throw new FormatError();
  return { type: type.encoded, isCritical, value: contentOf(value, TAG.octetString) };
}

/** Takes a BOOLEAN DEFAULT FALSE from the front: when it is there it is TRUE, one octet ff (X.690 §11.1, §11.5). */
function readDefaultFalse(members: DerElement[]): boolean {
  if (members[0]?.tag !== BOOLEAN) return false;
  const { content } = members.shift() as DerElement;
  if (content.length !== 1 || content[0] !== 0xff) throw new FormatError();
  return true;
}

/** §4.2.1.9: a path length is for authorities. */
function readBasicConstraints(value: Uint8Array): Pick<Purposes, 'isAuthority' | 'pathLength'> {
  const members = membersOf(readElement(value));
  const isAuthority = readDefaultFalse(members);
  const [pathLength, ...others] = members;
  if (others.length !== 0 || (pathLength !== undefined && !isAuthority)) throw new FormatError();
  return { isAuthority, pathLength: pathLength === undefined ? undefined : versionOf(pathLength) };
}

/** A named BIT STRING: trailing zero bits are left out (X.690 §11.2.2). */
function readKeyUsage(value: Uint8Array): Pick<Purposes, 'maySignCertificates' | 'maySignData'> {
  const content = contentOf(readElement(value), TAG.bitString);
  const [unused, first, last = first] = content;
  if (content.length < 2 || content.length > 3 || unused > 7) throw new FormatError();
  if ((last & ((1 << unused) - 1)) !== 0 || (last & (1 << unused)) === 0) throw new FormatError();
  return {
    maySignCertificates: (first & KEY_CERT_SIGN) !== 0,
    maySignData: (first & DIGITAL_SIGNATURE) !== 0,
  };
}
