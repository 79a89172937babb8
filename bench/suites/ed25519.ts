/**
 * Ed25519: what a caller of the public functions gets: keys in DER, hashing and the boundary of WebAssembly included.
 *
 * The kernel comes first, so that every ratio is to it. Peers get their keys in the form that suits them best: prepared
 * key objects, raw bytes, the public key beside the private one. That the kernel has met a key before helps it, so
 * there are cases with more keys than it remembers; every key of those is strange to it each time.
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
  randomBytes,
} from 'node:crypto';
import { ed25519 as noble } from '@noble/curves/ed25519.js';
import { decodeEd25519PrivateKey, ed25519 as portable } from '../../src/crypto/ed25519.ts';
import { kernelEd25519 } from '../../src/crypto/kernel/ed25519.ts';
import type { Case, Subject, Suite } from '../suite.ts';

/** More than the kernel remembers: of keys that signed, and of keys that verified. */
const STRANGERS = { sign: 10_000, verify: 128 } as const;

/** One key pair, and a message that it signed, in every form that a subject takes. */
interface Signed {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
  readonly seed: Uint8Array;
  readonly raw: Uint8Array;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function signed(length: number): Signed {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const message = Uint8Array.from(randomBytes(length));
  const pkcs8 = Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
  const signature = Uint8Array.from(nodeSign(null, message, privateKey));
  const seed = Uint8Array.from(decodeEd25519PrivateKey(pkcs8).seed);
  return { message, signature, pkcs8, spki, seed, raw: spki.slice(-32), privateKey, publicKey };
}

/** Somebody who signs and verifies. */
interface Signer {
  readonly name: string;
  sign(one: Signed): unknown;
  verify(one: Signed): unknown;
}

const der = (key: Uint8Array) => ({ key: Buffer.from(key), format: 'der' }) as const;

function ownSigners(): readonly Signer[] {
  const kernel = kernelEd25519();
  return [
    {
      name: 'strongroom kernel',
      sign: ({ pkcs8, message }) => kernel.sign('Ed25519', pkcs8, message),
      verify: ({ spki, message, signature }) => kernel.verify('Ed25519', spki, message, signature),
    },
    {
      name: 'strongroom portable',
      sign: ({ pkcs8, message }) => portable.sign('Ed25519', pkcs8, message),
      verify: ({ spki, message, signature }) => portable.verify('Ed25519', spki, message, signature),
    },
  ];
}

const hosts: readonly Signer[] = [
  {
    name: 'node:crypto, key objects',
    sign: ({ privateKey, message }) => nodeSign(null, message, privateKey),
    verify: ({ publicKey, message, signature }) => nodeVerify(null, message, publicKey, signature),
  },
  {
    name: 'node:crypto, keys in DER',
    sign: ({ pkcs8, message }) => nodeSign(null, message, createPrivateKey({ ...der(pkcs8), type: 'pkcs8' })),
    verify: ({ spki, message, signature }) =>
      nodeVerify(null, message, createPublicKey({ ...der(spki), type: 'spki' }), signature),
  },
  {
    name: '@noble/curves',
    sign: ({ seed, message }) => noble.sign(message, seed),
    verify: ({ raw, message, signature }) => noble.verify(signature, message, raw),
  },
];

interface Sodium {
  readonly ready: Promise<void>;
  crypto_sign_detached(message: Uint8Array, privateKey: Uint8Array): Uint8Array;
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

/** Its private key has the public one behind it. */
async function sodium(): Promise<Signer> {
  const { default: library } = (await import('libsodium-wrappers-sumo' as string)) as { default: Sodium };
  await library.ready;
  const pairs = new WeakMap<Signed, Uint8Array>();
  const pairOf = (one: Signed): Uint8Array => {
    const pair = pairs.get(one) ?? Uint8Array.from([...one.seed, ...one.raw]);
    pairs.set(one, pair);
    return pair;
  };
  return {
    name: 'libsodium (wasm)',
    sign: (one) => library.crypto_sign_detached(one.message, pairOf(one)),
    verify: ({ raw, message, signature }) => library.crypto_sign_verify_detached(signature, message, raw),
  };
}

interface Wallet {
  readonly curves: {
    readonly ed25519: {
      sign(message: Uint8Array, seed: Uint8Array): Uint8Array;
      verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
    };
  };
}

async function opensslWasm(): Promise<Signer> {
  const { default: init } = (await import('hd-wallet-wasm' as string)) as { default: () => Promise<Wallet> };
  const { ed25519 } = (await init()).curves;
  return {
    name: 'hd-wallet-wasm (OpenSSL)',
    sign: ({ seed, message }) => ed25519.sign(message, seed),
    verify: ({ raw, message, signature }) => ed25519.verify(message, signature, raw),
  };
}

async function webCrypto(keys: readonly Signed[]): Promise<Signer> {
  const { subtle } = crypto;
  const prepared = new Map<Signed, { readonly own: CryptoKey; readonly their: CryptoKey }>();
  for (const one of keys) {
    const own = await subtle.importKey('pkcs8', Uint8Array.from(one.pkcs8), 'Ed25519', false, ['sign']);
    const their = await subtle.importKey('raw', Uint8Array.from(one.raw), 'Ed25519', false, ['verify']);
    prepared.set(one, { own, their });
  }
  const keyOf = (one: Signed, half: 'own' | 'their'): CryptoKey => prepared.get(one)?.[half] as CryptoKey;
  const bytes = (view: Uint8Array) => view as Uint8Array<ArrayBuffer>;
  return {
    name: 'WebCrypto',
    sign: async (one) => new Uint8Array(await subtle.sign('Ed25519', keyOf(one, 'own'), bytes(one.message))),
    verify: (one) => subtle.verify('Ed25519', keyOf(one, 'their'), bytes(one.signature), bytes(one.message)),
  };
}

/** All that are installed; one that is missing is named on standard error. */
async function signers(keys: readonly Signed[]): Promise<readonly Signer[]> {
  const all: Signer[] = [...ownSigners(), ...hosts];
  for (const prepare of [sodium, opensslWasm, () => webCrypto(keys)]) {
    try {
      all.push(await prepare());
    } catch (error) {
      console.error(`left out: ${error instanceof Error ? error.message : error}`);
    }
  }
  return all;
}

/** One operation with each of some keys in turn. */
async function rounds(name: string, keys: readonly Signed[], operation: 'sign' | 'verify'): Promise<Case> {
  const subjects: Subject[] = (await signers(keys)).map((signer) => {
    let next = 0;
    const run = (): unknown => signer[operation](keys[next++ % keys.length] as Signed);
    return { name: signer.name, run };
  });
  return { name, subjects };
}

function keyPairs(): Case {
  const kernel = kernelEd25519();
  const random = (length: number) => Uint8Array.from(randomBytes(length));
  const subjects: Subject[] = [
    { name: 'strongroom kernel', run: () => kernel.generateKey(random) },
    { name: 'strongroom portable', run: () => portable.generateKey(random) },
    {
      name: 'node:crypto, to DER',
      run: () => {
        const { privateKey, publicKey } = generateKeyPairSync('ed25519');
        return {
          privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
          publicKey: publicKey.export({ format: 'der', type: 'spki' }),
        };
      },
    },
  ];
  const accepts = (pair: unknown): boolean => {
    const { privateKey, publicKey } = pair as { privateKey: Uint8Array; publicKey: Uint8Array };
    const signature = nodeSign(null, publicKey, createPrivateKey({ ...der(privateKey), type: 'pkcs8' }));
    return nodeVerify(null, publicKey, createPublicKey({ ...der(publicKey), type: 'spki' }), signature);
  };
  return { name: 'generate a key pair', subjects, accepts };
}

export const suite: Suite = {
  name: 'ed25519',
  cases: async () => {
    const one = [signed(32)];
    const strangers = Array.from({ length: STRANGERS.sign }, () => signed(32));
    return [
      await rounds('sign 32 B', one, 'sign'),
      await rounds('verify 32 B, a key met before', one, 'verify'),
      await rounds('sign 4 KiB', [signed(4096)], 'sign'),
      await rounds(`sign 32 B, ${STRANGERS.sign} keys in turn`, strangers, 'sign'),
      await rounds(
        `verify 32 B, ${STRANGERS.verify} keys in turn`,
        strangers.slice(0, STRANGERS.verify),
        'verify',
      ),
      keyPairs(),
    ];
  },
};
