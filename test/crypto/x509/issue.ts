/**
 * Certificates made for tests, laid out by hand and signed by node:crypto.
 *
 * @module
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Any element: its tag, a length, what it holds. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
}

export const hex = (text: string): Buffer => Buffer.from(text, 'hex');
export const ECDSA_WITH_SHA384: Buffer = hex('300a06082a8648ce3d040303');

/** A Name of one common name. */
export function nameOf(commonName: string): Buffer {
  return tlv(0x30, tlv(0x31, tlv(0x30, hex('0603550403'), tlv(0x0c, Buffer.from(commonName)))));
}

/** UTCTime until 2049, GeneralizedTime from then on. */
export function timeOf(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14);
  return Number(digits.slice(0, 4)) < 2050
    ? tlv(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : tlv(0x18, Buffer.from(`${digits}Z`));
}

export function extension(oid: string, isCritical: boolean, value: Uint8Array): Buffer {
  return tlv(0x30, hex(oid), ...(isCritical ? [hex('0101ff')] : []), tlv(0x04, value));
}

export const BASIC_CONSTRAINTS = '0603551d13';
export const KEY_USAGE = '0603551d0f';
/** keyCertSign and cRLSign; digitalSignature. */
export const CA_USAGE: Buffer = extension(KEY_USAGE, true, hex('03020106'));
export const SIGNING_USAGE: Buffer = extension(KEY_USAGE, true, hex('03020780'));
export const END_ENTITY: Buffer = extension(BASIC_CONSTRAINTS, true, hex('3000'));

/** An authority, perhaps with a path length. */
export function authority(pathLength?: number): Buffer {
  const length = pathLength === undefined ? [] : [tlv(0x02, Buffer.of(pathLength))];
  return extension(BASIC_CONSTRAINTS, true, tlv(0x30, hex('0101ff'), ...length));
}

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function p384(): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: 'P-384' });
}

/** Somebody who issues, or is issued to. */
export interface Party {
  readonly name: string;
  readonly keys: KeyPair;
}

/** What of a certificate is not usual. */
export interface Certified {
  readonly issuer: Party;
  readonly subject: Party;
  readonly fromMs: number;
  readonly toMs: number;
  readonly extensions: readonly Buffer[];
  readonly version?: Buffer;
  readonly serial?: Buffer;
  readonly algorithm?: Buffer;
  readonly innerAlgorithm?: Buffer;
  readonly publicKey?: Buffer;
  readonly validity?: Buffer;
  readonly hash?: string;
  readonly more?: readonly Buffer[];
}

/** The certificate in DER. */
export function issue(certified: Certified): Buffer {
  const { issuer, subject, fromMs, toMs, extensions, algorithm = ECDSA_WITH_SHA384 } = certified;
  const body = tlv(
    0x30,
    certified.version ?? hex('a003020102'),
    certified.serial ?? hex('0202abcd').fill(0x2a, 2),
    certified.innerAlgorithm ?? algorithm,
    nameOf(issuer.name),
    certified.validity ?? tlv(0x30, timeOf(fromMs), timeOf(toMs)),
    nameOf(subject.name),
    certified.publicKey ?? subject.keys.publicKey.export({ format: 'der', type: 'spki' }),
    tlv(0xa3, tlv(0x30, ...extensions)),
    ...(certified.more ?? []),
  );
  const signature = sign(certified.hash ?? 'sha384', body, issuer.keys.privateKey);
  return tlv(0x30, body, algorithm, tlv(0x03, Buffer.of(0), signature));
}
