/**
 * The asymmetric rows: OAEP's decoding; ECDSA, which computes on BigInt; Ed25519 of the kernel.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { ec } from '../../src/crypto/ec/ec.ts';
import { encodeEcPrivateKey } from '../../src/crypto/ec/key.ts';
import { encodeEd25519PrivateKey } from '../../src/crypto/ed25519.ts';
import { kernelEd25519 } from '../../src/crypto/kernel/ed25519.ts';
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

const SEED = randomBytes(32);
const ED25519_KEY = encodeEd25519PrivateKey(SEED);
/** The order of the base point. RFC 8032 §5.1 */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function sha512(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Bytes for which a number of 252 bits has few of them set in class 0, many in class 1: found by trying. */
function withBits(kind: 0 | 1, length: number, numberOf: (bytes: Uint8Array) => bigint): Uint8Array {
  for (;;) {
    const bytes = randomBytes(length);
    const bits = numberOf(bytes).toString(2).replaceAll('0', '').length;
    if (kind === 0 ? bits <= 114 : bits >= 138) return bytes;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

/** A key by the bits of its scalar, §5.1.5. */
function keyOfEd25519(kind: 0 | 1): Uint8Array {
  return encodeEd25519PrivateKey(withBits(kind, 32, (seed) => littleEndian(sha512(seed).subarray(0, 32))));
}

/** A message by the bits of its nonce under one key, §5.1.6 step 2. */
function messageOfEd25519(kind: 0 | 1): Uint8Array {
  const prefix = sha512(SEED).subarray(32);
  return withBits(kind, 64, (message) => littleEndian(sha512(prefix, message)) % ORDER);
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
  {
    family: 'Ed25519 of the kernel',
    name: 'sign, key',
    role: 'measured',
    classes: 'scalar of few bits or of many',
    batch: 1,
    share: 0.2,
    prepare: (kind) => [keyOfEd25519(kind)],
    bind:
      ([key]) =>
      () =>
        kernelEd25519().sign('Ed25519', key, MESSAGE)[8],
  },
  {
    family: 'Ed25519 of the kernel',
    name: 'sign, nonce',
    role: 'measured',
    classes: 'nonce of few bits or of many',
    batch: 1,
    share: 0.2,
    prepare: (kind) => [messageOfEd25519(kind)],
    bind:
      ([message]) =>
      () =>
        kernelEd25519().sign('Ed25519', ED25519_KEY, message)[8],
  },
];
