/**
 * The asymmetric rows: OAEP's decoding, and ECDSA, which computes on BigInt.
 *
 * @module
 */
import { ec } from '../../src/crypto/ec/ec.ts';
import { encodeEcPrivateKey } from '../../src/crypto/ec/key.ts';
import { decodeOaep, encodeOaep, type OaepOptions } from '../../src/crypto/rsa/oaep.ts';
import { randomBytes, type Subject } from './subject.ts';

const MESSAGE = randomBytes(64);

function oaepWithLabel(label: number): OaepOptions {
  return { hash: 'SHA-256', mgfHash: 'SHA-256', label: Uint8Array.of(label) };
}

/** An encoded message that is refused under label 0: in class 0 for its first octet, in class 1 for its label. */
function falseOaep(kind: 0 | 1): Uint8Array {
  const encoded = encodeOaep(oaepWithLabel(kind), randomBytes(32), randomBytes(32), 256);
  encoded[0] = 1 - kind;
  return encoded;
}

function isRefused(encoded: Uint8Array): number {
  try {
    return decodeOaep(oaepWithLabel(0), new Uint8Array(encoded))[0];
  } catch {
    return 1;
  }
}

/** A private key of P-256: 16 random bits in class 0, 248 in class 1. */
function keyOfP256(kind: 0 | 1): Uint8Array {
  const scalar = randomBytes(32).map((byte, i) => (i === 0 ? 0 : byte & -(kind | Number(i >= 30))));
  scalar[31] |= 1;
  return encodeEcPrivateKey('P-256', scalar);
}

/** Rows of asymmetric algorithms. */
export const ASYMMETRIC_SUBJECTS: readonly Subject[] = [
  {
    family: 'RSA-OAEP decoding, 256 bytes',
    name: 'decodeOaep, false text',
    role: 'measured',
    classes: 'first octet or label hash is wrong',
    batch: 1,
    share: 0.1,
    prepare: (kind) => [falseOaep(kind)],
    bind:
      ([encoded]) =>
      () =>
        isRefused(encoded),
  },
  {
    family: 'ECDSA P-256',
    name: 'sign, key',
    role: 'measured',
    classes: 'key of 16 bits or of 248',
    batch: 1,
    share: 0.05,
    prepare: (kind) => [keyOfP256(kind)],
    bind:
      ([key]) =>
      () =>
        (ec.sign('P-256', key, 'SHA-256', MESSAGE) as Uint8Array)[8],
  },
];
