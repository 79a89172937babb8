/**
 * Who else signs and verifies by RSA: peers of bench/package.json, OpenSSL, and BigInt as anybody would write it.
 *
 * Each opens its keys beforehand, the way it likes them best; strongroom takes DER every time, since that is its seam. A
 * peer that is not installed is left out and named on standard error.
 *
 * @module
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import { digestOf } from '../src/crypto/hash.ts';
import type { KeyPair } from '../src/crypto/primitives.ts';
import { bytesFromInteger, integerFromBytes, publicPowerVartime } from '../src/crypto/rsa/integer.ts';
import { decodeRsaPrivateKey, type RsaPrivateNumbers } from '../src/crypto/rsa/key.ts';
import { encodePkcs1 } from '../src/crypto/rsa/pkcs1.ts';

/** Signs and verifies by PKCS #1 v1.5 with SHA-256, with a key that it has opened. */
export interface Signer {
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
  verify(message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
}

/** A peer: what it is, and how it opens a key and makes one. */
export interface RsaPeer {
  readonly name: string;
  open(pair: KeyPair): Promise<Signer>;
  /** Makes a key pair; answers its modulus, in hex. Absent where nobody would wait for it. */
  generate?(modulusBits: number): Promise<string>;
}

function keyObjects({ privateKey, publicKey }: KeyPair): readonly [KeyObject, KeyObject] {
  return [
    createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' }),
    createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }),
  ];
}

const nodeCrypto: RsaPeer = {
  name: 'node:crypto',
  open: async (pair) => {
    const [privateKey, publicKey] = keyObjects(pair);
    return {
      sign: (message) => nodeSign('sha256', message, privateKey),
      verify: (message, signature) => nodeVerify('sha256', message, publicKey, signature),
    };
  },
  generate: async (modulusLength) => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
    return modulusOf(publicKey.export({ format: 'jwk' }).n as string);
  },
};

const nodeCryptoFromDer: RsaPeer = {
  name: 'node:crypto, from DER each time',
  open: async (pair) => ({
    sign: (message) => nodeSign('sha256', message, keyObjects(pair)[0]),
    verify: (message, signature) => nodeVerify('sha256', message, keyObjects(pair)[1], signature),
  }),
};

const webCrypto: RsaPeer = {
  name: 'WebCrypto',
  open: async ({ privateKey, publicKey }) => {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const signing = await crypto.subtle.importKey('pkcs8', privateKey, algorithm, false, ['sign']);
    const verifying = await crypto.subtle.importKey('spki', publicKey, algorithm, false, ['verify']);
    return {
      sign: async (message) =>
        new Uint8Array(await crypto.subtle.sign(algorithm, signing, Uint8Array.from(message))),
      verify: (message, signature) =>
        crypto.subtle.verify(algorithm, verifying, Uint8Array.from(signature), Uint8Array.from(message)),
    };
  },
};

/** The Chinese remainder theorem on BigInt, with windows of five bits; no blinding, no check. */
const bigInt: RsaPeer = {
  name: 'BigInt, CRT',
  open: async ({ privateKey }) => {
    const key = decodeRsaPrivateKey(privateKey);
    const length = (key.n.toString(16).length + 1) >> 1;
    const encode = (message: Uint8Array) =>
      integerFromBytes(encodePkcs1('SHA-256', digestOf('SHA-256', message), length) as Uint8Array);
    return {
      sign: (message) => bytesFromInteger(remainderPower(key, encode(message)), length),
      verify: (message, signature) =>
        publicPowerVartime(integerFromBytes(signature), key.e, key.n) === encode(message),
    };
  },
};

function remainderPower({ p, q, dP, dQ, qInv }: RsaPrivateNumbers, input: bigint): bigint {
  const [first, second] = [windowPower(input % p, dP, p), windowPower(input % q, dQ, q)];
  return second + q * (((((first - second) % p) + p) * qInv) % p);
}

function windowPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const table = [1n];
  for (let i = 1; i < 32; i++) table.push(((table[i - 1] as bigint) * base) % modulus);
  let power = 1n;
  const digits = exponent.toString(32);
  for (const digit of digits) {
    for (let i = 0; i < 5; i++) power = (power * power) % modulus;
    power = (power * (table[Number.parseInt(digit, 32)] as bigint)) % modulus;
  }
  return power;
}

interface Micro {
  readonly PKCS1_SHA256: {
    sign(key: object, message: Uint8Array): Uint8Array;
    verify(key: object, message: Uint8Array, signature: Uint8Array): boolean;
  };
  keygen(modulusBits: number): { readonly publicKey: { readonly n: bigint } };
}

const micro: RsaPeer = {
  name: 'micro-rsa-dsa-dh',
  open: async ({ privateKey }) => {
    const { PKCS1_SHA256 } = (await import(MICRO)) as Micro;
    const { n, e, d } = decodeRsaPrivateKey(privateKey);
    return {
      sign: (message) => PKCS1_SHA256.sign({ n, d }, message),
      verify: (message, signature) => PKCS1_SHA256.verify({ n, e }, message, signature),
    };
  },
  generate: async (modulusBits) => {
    const { keygen } = (await import(MICRO)) as Micro;
    return keygen(modulusBits).publicKey.n.toString(16);
  },
};
const MICRO = 'micro-rsa-dsa-dh/rsa.js';

interface Forge {
  readonly jsbn: { readonly BigInteger: new (digits: string, radix: number) => object };
  readonly md: {
    readonly sha256: { create(): { update(bytes: string): void; digest(): { bytes(): string } } };
  };
  readonly pki: {
    setRsaPrivateKey(...numbers: object[]): { sign(digest: object): string };
    setRsaPublicKey(n: object, e: object): { verify(digest: string, signature: string): boolean };
  };
}

const forge: RsaPeer = {
  name: 'node-forge',
  open: async ({ privateKey }) => {
    const { default: library } = (await import(FORGE)) as { readonly default: Forge };
    const number = (value: bigint) => new library.jsbn.BigInteger(value.toString(16), 16);
    const { n, e, d, p, q, dP, dQ, qInv } = decodeRsaPrivateKey(privateKey);
    const signing = library.pki.setRsaPrivateKey(...[n, e, d, p, q, dP, dQ, qInv].map(number));
    const verifying = library.pki.setRsaPublicKey(number(n), number(e));
    const digest = (message: Uint8Array) => {
      const hash = library.md.sha256.create();
      hash.update(Buffer.from(message).toString('latin1'));
      return hash;
    };
    return {
      sign: (message) => Buffer.from(signing.sign(digest(message)), 'latin1'),
      verify: (message, signature) =>
        verifying.verify(digest(message).digest().bytes(), Buffer.from(signature).toString('latin1')),
    };
  },
};
const FORGE = 'node-forge';

function modulusOf(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('hex');
}

/** All of them, the fast ones first. */
export const RSA_PEERS: readonly RsaPeer[] = [nodeCrypto, nodeCryptoFromDer, webCrypto, bigInt, micro, forge];

/** The peers that are installed, with a key. */
export async function openRsaPeers(pair: KeyPair): Promise<readonly (readonly [RsaPeer, Signer])[]> {
  const ready: (readonly [RsaPeer, Signer])[] = [];
  for (const peer of RSA_PEERS) {
    try {
      ready.push([peer, await peer.open(pair)]);
    } catch (error) {
      console.error(`left out: ${peer.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return ready;
}
