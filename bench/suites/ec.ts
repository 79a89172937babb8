/**
 * ECDSA and ECDH on the short Weierstrass curves: what a caller of the public functions gets: keys in DER, hashing, the
 * signature's encoding and the boundary of WebAssembly included.
 *
 * The kernel comes first, so that every ratio is to it. Peers get their keys in the form that suits them best: prepared
 * key objects, raw bytes, for tiny-secp256k1 the digest. The kernel signs with the nonces of RFC 6979, OpenSSL with
 * random ones. That the kernel has met a public key before helps it, so there are cases with more keys than it has
 * combs for; every key of those is used too seldom to get one.
 *
 * @module
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
  randomBytes,
} from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ec as portable } from '../../src/crypto/ec/ec.ts';
import { decodeEcPrivateKey, decodeEcPublicKey } from '../../src/crypto/ec/key.ts';
import { kernelEc } from '../../src/crypto/kernel/ec.ts';
import type { CurveName, Ec } from '../../src/crypto/primitives.ts';
import type { Case, Subject, Suite } from '../suite.ts';

/** More than the kernel remembers. */
const STRANGERS = 300;
const NOBLE = { 'P-256': p256, 'P-384': p384, 'P-521': p521, secp256k1 } as const;
const WEB_CURVES: readonly CurveName[] = ['P-256', 'P-384', 'P-521'];
const CURVES: readonly CurveName[] = [...WEB_CURVES, 'secp256k1'];

/** A key pair, a message that it signed, and another's public key, in every form that a subject takes. */
interface Signed {
  readonly curve: CurveName;
  readonly message: Uint8Array;
  /** In DER, and r and s side by side. */
  readonly signature: Uint8Array;
  readonly compact: Uint8Array;
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
  readonly scalar: Uint8Array;
  readonly point: Uint8Array;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly peer: { readonly spki: Uint8Array; readonly point: Uint8Array; readonly publicKey: KeyObject };
}

function pairOf(curve: CurveName) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const pkcs8 = Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }));
  const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
  const point = Uint8Array.from(decodeEcPublicKey(curve, spki));
  return { privateKey, publicKey, pkcs8, spki, point };
}

function signed(curve: CurveName): Signed {
  const pair = pairOf(curve);
  const message = Uint8Array.from(randomBytes(32));
  const { scalar } = decodeEcPrivateKey(curve, pair.pkcs8);
  const compact = Uint8Array.from(
    nodeSign('sha256', message, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }),
  );
  const signature = Uint8Array.from(nodeSign('sha256', message, pair.privateKey));
  return {
    curve,
    message,
    signature,
    compact,
    ...pair,
    scalar: Uint8Array.from(scalar),
    peer: pairOf(curve),
  };
}

/** Somebody who signs, verifies and agrees on secrets; what somebody does not do is left out. */
interface Party {
  readonly name: string;
  sign?(one: Signed): unknown;
  verify?(one: Signed): unknown;
  derive?(one: Signed): unknown;
}

type Operation = 'sign' | 'verify' | 'derive';

function own(name: string, ec: Ec): Party {
  return {
    name,
    sign: ({ curve, pkcs8, message }) => ec.sign(curve, pkcs8, 'SHA-256', message),
    verify: ({ curve, spki, message, signature }) => ec.verify(curve, spki, 'SHA-256', message, signature),
    derive: ({ curve, pkcs8, peer }) => ec.deriveSharedSecret(curve, pkcs8, peer.spki),
  };
}

const der = (key: Uint8Array) => ({ key: Buffer.from(key), format: 'der' }) as const;

const hosts: readonly Party[] = [
  {
    name: 'node:crypto, key objects',
    sign: ({ privateKey, message }) => nodeSign('sha256', message, privateKey),
    verify: ({ publicKey, message, signature }) => nodeVerify('sha256', message, publicKey, signature),
    derive: ({ privateKey, peer }) => diffieHellman({ privateKey, publicKey: peer.publicKey }),
  },
  {
    name: 'node:crypto, keys in DER',
    sign: ({ pkcs8, message }) =>
      nodeSign('sha256', message, createPrivateKey({ ...der(pkcs8), type: 'pkcs8' })),
    verify: ({ spki, message, signature }) =>
      nodeVerify('sha256', message, createPublicKey({ ...der(spki), type: 'spki' }), signature),
    derive: ({ pkcs8, peer }) =>
      diffieHellman({
        privateKey: createPrivateKey({ ...der(pkcs8), type: 'pkcs8' }),
        publicKey: createPublicKey({ ...der(peer.spki), type: 'spki' }),
      }),
  },
];

/** Its signatures have a low s and are not in DER unless asked; its hash is SHA-256 unless told. */
const noble: Party = {
  name: '@noble/curves',
  sign: ({ curve, scalar, message }) =>
    NOBLE[curve].sign(sha256(message), scalar, { prehash: false, lowS: false, format: 'der' }),
  verify: ({ curve, point, message, signature }) =>
    NOBLE[curve].verify(signature, sha256(message), point, { prehash: false, lowS: false, format: 'der' }),
  derive: ({ curve, scalar, peer }) => NOBLE[curve].getSharedSecret(scalar, peer.point).slice(1),
};

function sha256(message: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(message).digest());
}

interface Tiny {
  sign(digest: Uint8Array, privateKey: Uint8Array): Uint8Array;
  verify(digest: Uint8Array, point: Uint8Array, signature: Uint8Array): boolean;
}

async function tinySecp256k1(): Promise<Party> {
  const library = (await import('tiny-secp256k1' as string)) as Tiny;
  return {
    name: 'tiny-secp256k1 (libsecp256k1, wasm)',
    sign: ({ scalar, message }) => library.sign(sha256(message), scalar),
    verify: ({ point, message, compact }) => library.verify(sha256(message), point, compact),
  };
}

async function webCrypto(keys: readonly Signed[]): Promise<Party> {
  const { subtle } = crypto;
  const prepared = new Map<Signed, readonly [CryptoKey, CryptoKey, CryptoKey, CryptoKey]>();
  const bytes = (view: Uint8Array) => view as Uint8Array<ArrayBuffer>;
  for (const one of keys) {
    const [dsa, ecdh] = ['ECDSA', 'ECDH'].map((name) => ({ name, namedCurve: one.curve }));
    prepared.set(one, [
      await subtle.importKey('pkcs8', bytes(one.pkcs8), dsa as EcKeyImportParams, false, ['sign']),
      await subtle.importKey('spki', bytes(one.spki), dsa as EcKeyImportParams, false, ['verify']),
      await subtle.importKey('pkcs8', bytes(one.pkcs8), ecdh as EcKeyImportParams, false, ['deriveBits']),
      await subtle.importKey('spki', bytes(one.peer.spki), ecdh as EcKeyImportParams, false, []),
    ]);
  }
  const key = (one: Signed, i: number): CryptoKey => prepared.get(one)?.[i] as CryptoKey;
  const ecdsa = { name: 'ECDSA', hash: 'SHA-256' };
  return {
    name: 'WebCrypto',
    sign: async (one) => new Uint8Array(await subtle.sign(ecdsa, key(one, 0), bytes(one.message))),
    verify: (one) => subtle.verify(ecdsa, key(one, 1), bytes(one.compact), bytes(one.message)),
    derive: async (one) =>
      new Uint8Array(
        await subtle.deriveBits({ name: 'ECDH', public: key(one, 3) }, key(one, 2), bitsOf(one)),
      ),
  };
}

/** Whole bytes: P-521 has 528 bits in 66. */
function bitsOf({ point }: Signed): number {
  return 4 * (point.length - 1);
}

/** All that are installed and know the curve; one that is missing is named on standard error. */
async function parties(keys: readonly Signed[]): Promise<readonly Party[]> {
  const curve = (keys[0] as Signed).curve;
  const all: Party[] = [own('strongroom kernel', kernelEc()), own('strongroom portable', portable)];
  all.push(...hosts, noble);
  const late = WEB_CURVES.includes(curve) ? () => webCrypto(keys) : tinySecp256k1;
  try {
    all.push(await late());
  } catch (error) {
    console.error(`left out: ${error instanceof Error ? error.message : error}`);
  }
  return all;
}

/** Signatures differ by their nonces: each must be one, in either encoding. */
function isSignatureOf({ message, publicKey }: Signed): (output: unknown) => boolean {
  return (output) => {
    const signature = output as Uint8Array;
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    return (
      nodeVerify('sha256', message, publicKey, signature) || nodeVerify('sha256', message, key, signature)
    );
  };
}

/** One operation with each of some keys in turn. */
async function rounds(name: string, keys: readonly Signed[], operation: Operation): Promise<Case> {
  const subjects: Subject[] = [];
  for (const party of await parties(keys)) {
    const perform = party[operation];
    if (perform === undefined) continue;
    let next = 0;
    subjects.push({ name: party.name, run: () => perform(keys[next++ % keys.length] as Signed) });
  }
  if (operation !== 'sign') return { name, subjects };
  return { name, subjects, accepts: isSignatureOf(keys[0] as Signed) };
}

function keyPairs(curve: CurveName): Case {
  const kernel = kernelEc();
  const random = (length: number) => Uint8Array.from(randomBytes(length));
  const subjects: Subject[] = [
    { name: 'strongroom kernel', run: () => kernel.generateKey(curve, random) },
    { name: 'strongroom portable', run: () => portable.generateKey(curve, random) },
    {
      name: 'node:crypto, to DER',
      run: () => {
        const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
        return {
          privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
          publicKey: publicKey.export({ format: 'der', type: 'spki' }),
        };
      },
    },
  ];
  const accepts = (pair: unknown): boolean => {
    const { privateKey, publicKey } = pair as { privateKey: Uint8Array; publicKey: Uint8Array };
    const signature = nodeSign('sha256', publicKey, createPrivateKey({ ...der(privateKey), type: 'pkcs8' }));
    return nodeVerify('sha256', publicKey, createPublicKey({ ...der(publicKey), type: 'spki' }), signature);
  };
  return { name: `${curve}: generate a key pair`, subjects, accepts };
}

async function casesOf(curve: CurveName): Promise<readonly Case[]> {
  const one = [signed(curve)];
  const strangers = Array.from({ length: STRANGERS }, () => signed(curve));
  return [
    await rounds(`${curve}: sign 32 B`, one, 'sign'),
    await rounds(`${curve}: verify 32 B, a key met before`, one, 'verify'),
    await rounds(`${curve}: agree, a key met before`, one, 'derive'),
    await rounds(`${curve}: verify 32 B, ${STRANGERS} keys in turn`, strangers, 'verify'),
    await rounds(`${curve}: agree, ${STRANGERS} keys in turn`, strangers, 'derive'),
    keyPairs(curve),
  ];
}

export const suite: Suite = {
  name: 'ec',
  cases: async () => (await Promise.all(CURVES.map(casesOf))).flat(),
};
