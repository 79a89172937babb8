/** The decoders of the crypto room, each with well-formed inputs made by node:crypto: for the mutation runs. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readAttestationDocument } from '../../src/attestation/document.ts';
import { decodeCbor } from '../../src/crypto/cose/cbor.ts';
import { decodeCoseSign1 } from '../../src/crypto/cose/sign1.ts';
import { decodeEcdsaSignature, encodeEcdsaSignature } from '../../src/crypto/der/ecdsa-signature.ts';
import {
  type DerElement,
  type DerNode,
  der,
  encodeDer,
  isConstructed,
  readElement,
  readElements,
} from '../../src/crypto/der/element.ts';
import { decodePkcs8, encodePkcs8 } from '../../src/crypto/der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../../src/crypto/der/spki.ts';
import { decodePem, encodePem } from '../../src/crypto/pem.ts';
import { decodeCertificate } from '../../src/crypto/x509/certificate.ts';
import { createNitro } from '../attestation/nitro.ts';
import { reencode } from './cose/encode.ts';
import type { Decoder } from './mutation.ts';

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function pairs(): readonly Pair[] {
  return [
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    generateKeyPairSync('ec', { namedCurve: 'P-521' }),
    generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    generateKeyPairSync('ed25519'),
  ];
}

/** A tree of elements, read down to the last and written again. */
function rebuild(element: DerElement): DerNode {
  if (!isConstructed(element)) return der(element.tag, element.content);
  return der(element.tag, ...readElements(element.content).map(rebuild));
}

/** Every decoder of the room that reads a format of its own. */
export function decoders(): readonly Decoder[] {
  const made = pairs();
  const spkis = made.map(({ publicKey }) => publicKey.export({ format: 'der', type: 'spki' }));
  const pkcs8s = made.map(({ privateKey }) => privateKey.export({ format: 'der', type: 'pkcs8' }));
  const nitro = createNitro();
  // Short ones: it is the structure that the mutations are to reach, and a million of them take their time.
  const short = (length: number): Uint8Array => new Uint8Array(length).fill(1);
  const members = {
    pcrs: new Map([
      [0, short(32)],
      [31, short(48)],
    ]),
    certificate: short(9),
    cabundle: [short(5), short(7)],
    public_key: short(11),
  };
  const documents = [
    nitro.document({ members }),
    nitro.document({ members, isIndefinite: true, isTagged: true }),
  ];
  const signatures = made.slice(1, 4).map(({ privateKey }) => sign('sha256', Buffer.from('m'), privateKey));
  return [
    {
      name: 'DER',
      seeds: [...spkis, ...pkcs8s, ...signatures],
      roundTrip: (input) => encodeDer(rebuild(readElement(input))),
      refusals: ['FormatError'],
    },
    {
      name: 'PEM',
      seeds: made.map(({ publicKey }) => Buffer.from(publicKey.export({ format: 'pem', type: 'spki' }))),
      roundTrip: roundTripPem,
      refusals: ['FormatError'],
    },
    {
      name: 'SPKI',
      seeds: spkis,
      roundTrip: (input) => {
        const { algorithm, key } = decodeSpki(input);
        return encodeSpki(algorithm, key);
      },
      refusals: ['InvalidKeyError'],
    },
    {
      name: 'PKCS#8',
      seeds: [...pkcs8s, ...pkcs8s.map(withMore)],
      roundTrip: (input) => encodePkcs8(decodePkcs8(input)),
      refusals: ['InvalidKeyError'],
    },
    {
      name: 'ECDSA signature',
      seeds: signatures,
      roundTrip: (input) => encodeEcdsaSignature(decodeEcdsaSignature(input)),
      refusals: ['FormatError'],
    },
    {
      name: 'CBOR',
      seeds: [...documents, ...documents.map((document) => decodeCoseSign1(document).payload)],
      roundTrip: (input) => reencode(decodeCbor(input)),
      refusals: ['FormatError'],
    },
    {
      name: 'COSE_Sign1',
      seeds: documents,
      roundTrip: (input) => {
        decodeCoseSign1(input);
        return reencode(decodeCbor(input));
      },
      refusals: ['FormatError'],
    },
    {
      name: 'certificate',
      seeds: [nitro.root, ...nitro.certificates],
      roundTrip: (input) => {
        decodeCertificate(input);
        return encodeDer(rebuild(readElement(input)));
      },
      refusals: ['FormatError'],
    },
    {
      name: 'attestation document',
      seeds: documents.map((document) => decodeCoseSign1(document).payload),
      roundTrip: (input) => {
        readAttestationDocument(input);
        return reencode(decodeCbor(input));
      },
      refusals: ['FormatError'],
    },
  ];
}

/** Line ends are the reader's choice: the text is compared as it would be written with its own. */
function roundTripPem(input: Uint8Array): Uint8Array {
  const text = Buffer.from(input).toString('latin1');
  const { label, bytes } = decodePem(text);
  const written = encodePem(label, bytes);
  const asRead = text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
  const end = asRead.endsWith('\r\n') ? 2 : 1;
  return Buffer.from(text.endsWith('\n') ? asRead : asRead.slice(0, -end), 'latin1');
}

/** The same key with attributes and a public key beside it: version 1. */
function withMore(pkcs8: Uint8Array): Uint8Array {
  // RFC 5958 §2: attribute 2.5.29.15 (key usage) with one BIT STRING, as Windows writes it.
  const attributes = Buffer.from('300b0603551d0f310403020010', 'hex');
  return encodePkcs8({ ...decodePkcs8(pkcs8), attributes, publicKey: Uint8Array.of(1, 2, 3) });
}
