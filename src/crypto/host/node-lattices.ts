/**
 * ML-DSA (FIPS 204) and ML-KEM (FIPS 203) over `node:crypto`, in hosts that have them: Node from 24.7, with OpenSSL 3.5.
 *
 * Deterministic ML-DSA, an external mu, and ML-KEM with its m given are refused by UnsupportedAlgorithmError: the host
 * draws for itself. Private keys are seeds in PKCS#8 (RFC 9881, RFC 9935), checked by this house first. Whether the host
 * has the two is asked when they are first wanted, once in a process, and never at import time.
 *
 * @module
 */
import nodeCrypto, { sign as hostSign, verify as hostVerify, type KeyObject } from 'node:crypto';
import { expectBytes } from '../../bytes/expect.ts';
import { CONTEXT } from '../der/element.ts';
import { UnsupportedAlgorithmError } from '../errors.ts';
import {
  decodeMlKemPublicKey,
  expectMlKemCiphertext,
  ML_KEM_SEED_LENGTH,
  readMlKemPrivateKey,
} from '../mlkem-key.ts';
import type { Bytes, KeyPair, MlDsa, MlKem } from '../primitives.ts';
import { own, pairOfSeed, privateKeyOf, publicKeyOf, verified } from './node-keys.ts';

const EMPTY: Bytes = /* @__PURE__ */ new Uint8Array();
const MAX_CONTEXT = 255;

function expectContext(context: Uint8Array): void {
  expectBytes('context', context);
  if (context.length > MAX_CONTEXT) {
    throw new RangeError(`"context" expected at most ${MAX_CONTEXT} bytes, got ${context.length}`);
  }
}

const refuseMu = (): never => {
  throw new UnsupportedAlgorithmError('the host has no external mu');
};

/** A seed of ML-DSA or ML-KEM inside PKCS#8 (RFC 9881 §6, RFC 9935 §6): [0] IMPLICIT OCTET STRING. */
const SEED = CONTEXT.primitive;

const mlDsa: MlDsa = {
  generateKey: (parameterSet, random) => pairOfSeed(parameterSet, random, SEED),
  sign: (parameterSet, privateKey, message, { context = EMPTY, random } = {}) => {
    expectBytes('message', message);
    expectContext(context);
    const key = privateKeyOf(privateKey, parameterSet);
    if (random === undefined) throw new UnsupportedAlgorithmError('the host has no deterministic ML-DSA');
    return own(hostSign(null, message, withContext(key, context)));
  },
  signMu: refuseMu,
  verify: (parameterSet, publicKey, message, signature, context = EMPTY) => {
    expectBytes('message', message);
    expectBytes('signature', signature);
    expectContext(context);
    const key = publicKeyOf(publicKey, parameterSet);
    return verified(() => hostVerify(null, message, withContext(key, context), signature));
  },
  verifyMu: refuseMu,
};

/** A key with a context string; without one, a host that does not know the option is not asked for it. */
function withContext(key: KeyObject, context: Uint8Array): { key: KeyObject } {
  const options = { key, context };
  return context.length === 0 ? { key } : options;
}

/** Whether this host has ML-DSA: it can read the shortest key there is, and says no to a wrong context. */
function hasMlDsa(): boolean {
  const seed = (): Bytes => new Uint8Array(32);
  try {
    const pair = mlDsa.generateKey('ML-DSA-44', seed) as KeyPair;
    const options = { context: Uint8Array.of(1), random: seed };
    const signature = mlDsa.sign('ML-DSA-44', pair.privateKey, EMPTY, options) as Bytes;
    return mlDsa.verify('ML-DSA-44', pair.publicKey, EMPTY, signature) === false;
  } catch {
    return false;
  }
}

/** Node 24.7 and later have these; a host that has not lacks the names too, so that they are looked up, not imported. */
const { encapsulate: hostEncapsulate, decapsulate: hostDecapsulate } = nodeCrypto;

const mlKem: MlKem = {
  generateKey: (parameterSet, random) => pairOfSeed(parameterSet, random, SEED, ML_KEM_SEED_LENGTH),
  encapsulate: (parameterSet, publicKey) => {
    decodeMlKemPublicKey(parameterSet, publicKey);
    const { sharedKey, ciphertext } = hostEncapsulate(publicKeyOf(publicKey, parameterSet));
    return { sharedSecret: own(sharedKey), ciphertext: own(ciphertext) };
  },
  encapsulateMessage: () => {
    throw new UnsupportedAlgorithmError('the host draws its own m');
  },
  decapsulate: (parameterSet, privateKey, ciphertext) => {
    expectMlKemCiphertext(parameterSet, ciphertext);
    readMlKemPrivateKey(parameterSet, privateKey);
    return own(hostDecapsulate(privateKeyOf(privateKey, parameterSet), ciphertext));
  },
};

/** Whether this host has ML-KEM: the shortest key finds what was encapsulated to it. */
function hasMlKem(): boolean {
  try {
    const pair = mlKem.generateKey('ML-KEM-512', (length) => new Uint8Array(length)) as KeyPair;
    const { ciphertext } = hostEncapsulate(publicKeyOf(pair.publicKey, 'ML-KEM-512'));
    return hostDecapsulate(privateKeyOf(pair.privateKey, 'ML-KEM-512'), ciphertext).length === 32;
  } catch {
    return false;
  }
}

/** What of the lattices a host offers. */
export interface HostLattices {
  readonly mlDsa: MlDsa | undefined;
  readonly mlKem: MlKem | undefined;
}

let found: HostLattices | undefined;

/**
 * What this host offers: probed at the first call, and remembered for the process.
 *
 * @example
 * const { mlKem } = hostLattices(); // undefined before Node 24.7
 */
export function hostLattices(): HostLattices {
  found ??= { mlDsa: hasMlDsa() ? mlDsa : undefined, mlKem: hasMlKem() ? mlKem : undefined };
  return found;
}
