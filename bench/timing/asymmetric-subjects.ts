/**
 * The asymmetric rows: OAEP's decoding, ECDSA on BigInt, and ECDSA and ECDH of the kernel.
 *
 * @module
 */
import { ec } from '../../src/crypto/ec/ec.ts';
import { encodeEcPrivateKey, encodeEcPublicKey, pointOf } from '../../src/crypto/ec/key.ts';
import { kernelEc } from '../../src/crypto/kernel/ec.ts';
import { loadEcKernel } from '../../src/crypto/kernel/ec-kernel.ts';
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

/** A scalar of P-256: 16 random bits in class 0, 248 in class 1. */
function scalarOfP256(kind: 0 | 1): Uint8Array {
  const scalar = randomBytes(32).map((byte, i) => (i === 0 ? 0 : byte & -(kind | Number(i >= 30))));
  scalar[31] |= 1;
  return scalar;
}

/** A private key of such a scalar. */
function keyOfP256(kind: 0 | 1): Uint8Array {
  return encodeEcPrivateKey('P-256', scalarOfP256(kind));
}

/** Signs in the kernel with the nonce that is given, by a key and of a digest that stay. */
function signerWithNonce(nonce: Uint8Array): () => number {
  const { kernel } = loadEcKernel();
  if (kernel === undefined) throw new Error('this host does not run the kernel');
  const memory = new Uint8Array(kernel.memory.buffer);
  const [scalar, digest] = [randomBytes(32).fill(0, 0, 1), randomBytes(32)];
  return () => {
    memory.set(scalar, kernel.scalarStart.value);
    memory.set(digest, kernel.digestStart.value);
    memory.set(nonce, kernel.freshStart.value);
    kernel.signWithNonce(0, 32, 32);
    return memory[kernel.signatureStart.value + 8];
  };
}

/** A public key that has its comb, or one of many that have none. */
const PEERS = Array.from({ length: 300 }, () =>
  encodeEcPublicKey('P-256', pointOf('P-256', randomBytes(32).fill(0, 0, 1))),
);

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
    family: 'ECDSA P-256, kernel',
    name: 'sign, key',
    role: 'measured',
    classes: 'key of 16 bits or of 248',
    batch: 1,
    share: 0.5,
    prepare: (kind) => [keyOfP256(kind)],
    bind:
      ([key]) =>
      () =>
        kernelEc().sign('P-256', key, 'SHA-256', MESSAGE, { encoding: 'p1363' })[8],
  },
  {
    family: 'ECDSA P-256, kernel',
    name: 'sign, nonce',
    role: 'measured',
    classes: 'nonce of 16 bits or of 248',
    batch: 1,
    share: 0.5,
    prepare: (kind) => [scalarOfP256(kind)],
    bind: ([nonce]) => signerWithNonce(nonce),
  },
  {
    family: 'ECDSA P-256, kernel',
    name: 'sign, key, classes alike',
    role: 'null control',
    classes: 'key of 248 bits in both',
    batch: 1,
    share: 0.5,
    prepare: () => [keyOfP256(1)],
    bind:
      ([key]) =>
      () =>
        kernelEc().sign('P-256', key, 'SHA-256', MESSAGE, { encoding: 'p1363' })[8],
  },
  {
    family: 'ECDH P-256, kernel',
    name: 'agree, key, a comb',
    role: 'measured',
    classes: 'key of 16 bits or of 248',
    batch: 1,
    share: 0.5,
    prepare: (kind) => [keyOfP256(kind)],
    bind:
      ([key]) =>
      () =>
        kernelEc().deriveSharedSecret('P-256', key, PEERS[0])[8],
  },
  {
    family: 'ECDH P-256, kernel',
    name: 'agree, key, no comb',
    role: 'measured',
    classes: 'key of 16 bits or of 248',
    batch: 1,
    share: 0.2,
    prepare: (kind) => [keyOfP256(kind)],
    bind: ([key]) => {
      let next = 0;
      return () => kernelEc().deriveSharedSecret('P-256', key, PEERS[++next % PEERS.length])[8];
    },
  },
];
