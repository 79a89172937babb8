/**
 * The rows of elliptic curves in the kernel: ECDSA by classes of keys and of nonces, and ECDH by classes of keys.
 *
 * @module
 */
import { encodeEcPrivateKey, encodeEcPublicKey, pointOf } from '../../src/crypto/ec/key.ts';
import { kernelEc } from '../../src/crypto/kernel/ec.ts';
import { loadEcKernel } from '../../src/crypto/kernel/ec-kernel.ts';
import { randomBytes, type Subject } from './subject.ts';

const MESSAGE = randomBytes(64);

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

/** Rows of elliptic curves in the kernel. */
export const CURVE_SUBJECTS: readonly Subject[] = [
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
