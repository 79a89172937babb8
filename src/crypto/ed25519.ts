/**
 * Ed25519 and Ed25519ph (RFC 8032 §5.1) as the seam wants them, over @noble/curves; keys as RFC 8410 encodes them.
 *
 * Verification is strict: S below the order, canonical points, no key of small order (RFC 8032 §5.1.7 leaves the last
 * open; a small-order key signs for anybody). The equation is checked with the cofactor. Ed25519ph has an empty
 * context. The curve is built at the first use: noble's ready-made module draws random bytes when it is imported.
 *
 * @module
 */
import { type EdDSA, eddsa, edwards } from '@noble/curves/abstract/edwards.js';
import { concatBytes } from '../bytes/concat.ts';
import { expectBytes } from '../bytes/expect.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import { decodeKey, expectAlgorithm } from './der/algorithm.ts';
import { contentOf, octets, readElement, TAG } from './der/element.ts';
import { decodePkcs8, encodePkcs8 } from './der/pkcs8.ts';
import { decodeSpki, encodeSpki } from './der/spki.ts';
import { InvalidKeyError } from './errors.ts';
import { nobleHash } from './hash.ts';
import type { Bytes, Ed25519, EdVariant, KeyPair, Random } from './primitives.ts';

const KEY_LENGTH = 32;
const SIGNATURE_LENGTH = 64;

/** Ed25519 of the portable engine. */
export const ed25519: Ed25519 = /* @__PURE__ */ Object.freeze({
  generateKey,
  sign,
  verify,
} satisfies Ed25519);

function generateKey(random: Random): KeyPair {
  const seed = random(KEY_LENGTH);
  try {
    return {
      privateKey: encodeEd25519PrivateKey(seed),
      publicKey: encodeEd25519PublicKey(ed25519PublicKeyOf(seed)),
    };
  } finally {
    wipe(seed);
  }
}

/** RFC 8032 §5.1.6 */
function sign(variant: EdVariant, privateKey: Uint8Array, message: Uint8Array): Bytes {
  const signer = signerOf(variant);
  expectBytes('message', message);
  return signer.sign(message, decodeEd25519PrivateKey(privateKey).seed) as Bytes;
}

/** RFC 8032 §5.1.7 */
function verify(
  variant: EdVariant,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const signer = signerOf(variant);
  expectBytes('message', message);
  expectBytes('signature', signature);
  const key = readEd25519PublicKey(publicKey);
  if (signature.length === SIGNATURE_LENGTH && signer.verify(signature, message, key)) return true;
  // noble answers false for a key that is no point; what is malformed is told apart here, off the good path.
  pointOf(key);
  return false;
}

/**
 * Reads a public key in SPKI, and does not look whether it is a point.
 *
 * @returns 32 bytes: a view of the input.
 * @throws {InvalidKeyError} The encoding is malformed.
 */
export function readEd25519PublicKey(spki: Uint8Array): Uint8Array {
  expectBytes('publicKey', spki);
  const { algorithm, key } = decodeSpki(spki);
  expectAlgorithm('Ed25519', algorithm);
  if (key.length !== KEY_LENGTH) throw new InvalidKeyError('the Ed25519 public key has another length');
  return key;
}

/**
 * Opens a public key in SPKI.
 *
 * @returns 32 bytes: a view of the input.
 * @throws {InvalidKeyError} The encoding is malformed, or the key not a point, or one of small order.
 */
export function decodeEd25519PublicKey(spki: Uint8Array): Uint8Array {
  const key = readEd25519PublicKey(spki);
  if (pointOf(key).isSmallOrder()) throw new InvalidKeyError('the Ed25519 public key has a small order');
  return key;
}

/** The SPKI encoding of a raw public key of 32 bytes; it is not checked. */
export function encodeEd25519PublicKey(key: Uint8Array): Bytes {
  expectBytes('key', key, KEY_LENGTH);
  return encodeSpki('Ed25519', key);
}

/** A private key, opened. */
export interface Ed25519PrivateKey {
  /** 32 bytes: a view of the input, and a secret. */
  readonly seed: Uint8Array;
  /** The public key that stands beside it, where one does: a view of the input. */
  readonly publicKey?: Uint8Array | undefined;
}

/**
 * Opens a private key in PKCS#8 (RFC 8410 §7).
 *
 * @throws {InvalidKeyError} The encoding is malformed.
 */
export function decodeEd25519PrivateKey(pkcs8: Uint8Array): Ed25519PrivateKey {
  expectBytes('privateKey', pkcs8);
  const { algorithm, key, publicKey } = decodePkcs8(pkcs8);
  expectAlgorithm('Ed25519', algorithm);
  const seed = decodeKey('CurvePrivateKey', () => contentOf(readElement(key), TAG.octetString));
  if (seed.length !== KEY_LENGTH) throw new InvalidKeyError('the Ed25519 private key has another length');
  return { seed, publicKey };
}

/** The PKCS#8 encoding of a raw private key of 32 bytes: one new array, the caller's to wipe. */
export function encodeEd25519PrivateKey(seed: Uint8Array): Bytes {
  expectBytes('seed', seed, KEY_LENGTH);
  return encodePkcs8({ algorithm: 'Ed25519', key: octets(seed) });
}

/** The raw public key of a raw private one. RFC 8032 §5.1.5 */
export function ed25519PublicKeyOf(seed: Uint8Array): Bytes {
  return signerOf('Ed25519').getPublicKey(seed) as Bytes;
}

/** @throws {TypeError} There is no such variant. */
export function expectEdVariant(variant: EdVariant): void {
  if (variant === 'Ed25519' || variant === 'Ed25519ph') return;
  throw new TypeError('"variant" expected Ed25519 or Ed25519ph');
}

/** What is said of 32 bytes that are no point. */
export function notAPoint(): InvalidKeyError {
  return new InvalidKeyError('the Ed25519 public key is not a point');
}

type Point = ReturnType<EdDSA['Point']['fromBytes']>;

function pointOf(key: Uint8Array): Point {
  try {
    return signerOf('Ed25519').Point.fromBytes(key);
  } catch {
    throw notAPoint();
  }
}

type Signers = { readonly [V in EdVariant]: EdDSA };

let built: Signers | undefined;

function signerOf(variant: EdVariant): EdDSA {
  expectEdVariant(variant);
  built ??= buildSigners();
  return built[variant];
}

/** RFC 8032 §5.1: the parameters, the two functions that the generic scheme leaves open, and the two variants. */
function buildSigners(): Signers {
  const p = 2n ** 255n - 19n;
  const curve = edwards({
    p,
    n: 2n ** 252n + 0x14def9dea2f79cd65812631a5cf5d3edn,
    h: 8n,
    a: p - 1n,
    d: 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n,
    Gx: 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
    Gy: 0x6666666666666666666666666666666666666666666666666666666666666658n,
  });
  const sha512 = nobleHash('SHA-512');
  const common = { adjustScalarBytes: clamp, zip215: false };
  return {
    Ed25519: eddsa(curve, sha512, common),
    Ed25519ph: eddsa(curve, sha512, { ...common, domain: dom2, prehash: sha512 }),
  };
}

/** §5.1.5 step 2. */
function clamp(head: Uint8Array): Uint8Array {
  head[0] &= 0xf8;
  head[31] &= 0x7f;
  head[31] |= 0x40;
  return head;
}

/** §5.1 dom2(x, y), with x = 1 for the prehashed variant and an empty y. */
function dom2(data: Uint8Array, context: Uint8Array, prehashed: boolean): Uint8Array {
  const flags = Uint8Array.of(prehashed ? 1 : 0, context.length);
  return concatBytes(toUtf8('SigEd25519 no Ed25519 collisions'), flags, context, data);
}
