import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/bytes/reader.ts';
import { decodeCertificate } from '../../../src/crypto/x509/certificate.ts';
import { decoders } from '../decoders.ts';
import { attack } from '../mutation.ts';
import {
  authority,
  BASIC_CONSTRAINTS,
  CA_USAGE,
  type Certified,
  END_ENTITY,
  extension,
  hex,
  issue,
  KEY_USAGE,
  p384,
  SIGNING_USAGE,
  timeOf,
  tlv,
} from './issue.ts';

const root = { name: 'root', keys: p384() };
const leaf = { name: 'leaf', keys: p384() };
const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2051, 0, 1);
const USUAL: Certified = {
  issuer: root,
  subject: leaf,
  fromMs: FROM,
  toMs: TO,
  extensions: [END_ENTITY, SIGNING_USAGE],
};

describe('a certificate', () => {
  it('reads as node:crypto reads it', () => {
    const der = issue(USUAL);
    const peer = new X509Certificate(der);
    const read = decodeCertificate(der);
    expect(peer.verify(root.keys.publicKey)).toBe(true);
    expect(new Date(peer.validFrom).getTime()).toBe(read.notBeforeMs);
    expect(new Date(peer.validTo).getTime()).toBe(read.notAfterMs);
    expect(Buffer.from(read.publicKey)).toEqual(peer.publicKey.export({ format: 'der', type: 'spki' }));
    expect(peer.ca).toBe(read.isAuthority);
    expect([read.notBeforeMs, read.notAfterMs]).toEqual([FROM, TO]);
    expect(Buffer.from(read.encoded)).toEqual(der);
  });

  it.each([
    [
      [authority(), CA_USAGE],
      [true, undefined, true, false],
    ],
    [
      [authority(0), CA_USAGE],
      [true, 0, true, false],
    ],
    [[authority(3)], [true, 3, false, false]],
    [
      [END_ENTITY, SIGNING_USAGE],
      [false, undefined, false, true],
    ],
    [[extension(KEY_USAGE, true, hex('03020284'))], [false, undefined, true, true]],
    [[extension(KEY_USAGE, false, hex('0303070080'))], [false, undefined, false, false]],
    [[extension('0603551d0e', false, hex('040101'))], [false, undefined, false, false]],
  ] as const)(
    'says what its key may do (%#)',
    (extensions, [isAuthority, pathLength, mayCertify, maySign]) => {
      const read = decodeCertificate(issue({ ...USUAL, extensions }));
      expect(read).toMatchObject({ isAuthority, maySignCertificates: mayCertify, maySignData: maySign });
      expect(read.pathLength).toBe(pathLength);
    },
  );

  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
    format: 'der',
    type: 'spki',
  });
  it.each<[string, Partial<Certified>]>([
    ['of version 1', { version: Buffer.alloc(0) }],
    ['of version 2', { version: hex('a003020101') }],
    ['with a negative serial number', { serial: hex('020180') }],
    ['with a serial number of 21 bytes', { serial: tlv(0x02, Buffer.alloc(21, 1)) }],
    ['signed with SHA-256', { algorithm: hex('300a06082a8648ce3d040302'), hash: 'sha256' }],
    ['whose algorithm has parameters', { algorithm: hex('300c06082a8648ce3d0403030500') }],
    ['with one algorithm inside and another outside', { innerAlgorithm: hex('300a06082a8648ce3d040302') }],
    ['with a key on P-256', { publicKey: p256 }],
    ['with a key that is none', { publicKey: hex('3000') }],
    ['with three times', { validity: tlv(0x30, timeOf(FROM), timeOf(TO), timeOf(TO)) }],
    ['with a ninth member', { more: [hex('0500')] }],
    ['without extensions', { extensions: [], more: [] }],
    [
      'with an unknown critical extension',
      { extensions: [END_ENTITY, extension('0603551d1e', true, hex('3000'))] },
    ],
    ['with an extension twice', { extensions: [END_ENTITY, END_ENTITY] }],
    [
      'with a path length and no authority',
      { extensions: [extension(BASIC_CONSTRAINTS, true, hex('3003020100'))] },
    ],
    ['with a FALSE written out', { extensions: [extension(BASIC_CONSTRAINTS, true, hex('3003010100'))] }],
    ['with a TRUE that is not ff', { extensions: [extension(BASIC_CONSTRAINTS, true, hex('3003010101'))] }],
    [
      'with a key usage that has trailing zeros',
      { extensions: [extension(KEY_USAGE, true, hex('03020080'))] },
    ],
    [
      'with a key usage that has bits too many',
      { extensions: [extension(KEY_USAGE, true, hex('030207ff'))] },
    ],
    ['with a key usage of no bits', { extensions: [extension(KEY_USAGE, true, hex('030100'))] }],
    [
      'with an extension of four members',
      { extensions: [tlv(0x30, hex('0603551d0e'), hex('0101ff'), hex('0400'), hex('0500'))] },
    ],
    ['with an extension without its value', { extensions: [tlv(0x30, hex('0603551d0e'))] }],
  ])('%s is refused', (what, change) => {
    const isEmpty = what === 'without extensions';
    const der = isEmpty ? withoutExtensions(issue(USUAL)) : issue({ ...USUAL, ...change });
    expect(() => decodeCertificate(der)).toThrow(FormatError);
  });

  it('is one SEQUENCE and nothing else', () => {
    const der = issue(USUAL);
    for (const bytes of [
      Buffer.alloc(0),
      der.subarray(1),
      Buffer.concat([der, hex('00')]),
      hex('3000'),
      hex('0500'),
    ]) {
      expect(() => decodeCertificate(bytes)).toThrow(FormatError);
    }
  });
});

/** The same with the last member of its body cut off; nobody gets as far as its signature. */
function withoutExtensions(der: Buffer): Buffer {
  const at = der.indexOf(tlv(0xa3, tlv(0x30, END_ENTITY, SIGNING_USAGE)));
  const body = der.subarray(8, at);
  return tlv(0x30, tlv(0x30, body), hex('300a06082a8648ce3d040303'), hex('030100'));
}

it('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const { accepted, refused } = attack(decoders()[7], 20_000, 22);
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(5000);
});
