/**
 * ECDSA (FIPS 186-5 §6) and ECDH (SP 800-56A §5.7.1.2) as the seam wants them, over @noble/curves.
 *
 * Nonces are those of RFC 6979, from the hash of the message; fresh bytes are mixed in on request (§3.6). Any hash goes
 * with any curve: longer digests are cut to the order's bits (FIPS 186-5 §6.4.1 step 2). Low s is neither made nor
 * required: the standard does not ask for it. noble computes on BigInt with blinded nonces and a fixed pattern of
 * point operations; it is not called constant-time here (docs/SIDE-CHANNELS.md).
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { expectBytes } from '../../bytes/expect.ts';
import { FormatError } from '../../bytes/reader.ts';
import { wipe } from '../../bytes/wipe.ts';
import { decodeEcdsaSignature, encodeEcdsaSignature } from '../der/ecdsa-signature.ts';
import { digestOf, nobleHash } from '../hash.ts';
import type {
  Bytes,
  CurveName,
  Ec,
  EcdsaEncoding,
  EcdsaOptions,
  HashName,
  KeyPair,
  Random,
} from '../primitives.ts';
import { curveOf, ecdsaOf } from './curves.ts';
import {
  decodeEcPrivateKey,
  decodeEcPublicKey,
  encodeEcPrivateKey,
  encodeEcPublicKey,
  pointOf,
} from './key.ts';

/** ECDSA and ECDH of the portable engine. */
export const ec: Ec = /* @__PURE__ */ Object.freeze({
  generateKey,
  sign: (curve, privateKey, hash, message, options) => {
    expectBytes('message', message);
    return signDigest(curve, privateKey, hash, digestOf(hash, message), options);
  },
  signDigest,
  verify: (curve, publicKey, hash, message, signature, encoding) => {
    expectBytes('message', message);
    return verifyDigest(curve, publicKey, hash, digestOf(hash, message), signature, encoding);
  },
  verifyDigest,
  deriveSharedSecret,
} satisfies Ec);

/** FIPS 186-5 A.2.1: half as many bits more than the order has, modulo n - 1, plus 1. */
function generateKey(curve: CurveName, random: Random): KeyPair {
  const { utils, lengths } = ecdsaOf(curve, 'SHA-256');
  const seed = random(lengths.seed ?? 0);
  const scalar = utils.randomSecretKey(seed);
  try {
    const point = pointOf(curve, scalar);
    return {
      privateKey: encodeEcPrivateKey(curve, scalar, point),
      publicKey: encodeEcPublicKey(curve, point),
    };
  } finally {
    wipe(seed, scalar);
  }
}

/** FIPS 186-5 §6.4.1 with the nonces of RFC 6979 §3.2. */
function signDigest(
  curve: CurveName,
  privateKey: Uint8Array,
  hash: HashName,
  digest: Uint8Array,
  { encoding = 'der', random }: EcdsaOptions = {},
): Bytes {
  expectEncoding(encoding);
  const { orderLength } = curveOf(curve);
  expectBytes('digest', digest, nobleHash(hash).outputLen);
  const { scalar } = decodeEcPrivateKey(curve, privateKey);
  const signature = withEntropy(random, orderLength, (extraEntropy) => {
    const signed = { prehash: false, lowS: false, format: 'compact', extraEntropy } as const;
    return ecdsaOf(curve, hash).sign(digest, scalar, signed) as Bytes;
  });
  if (encoding === 'p1363') return signature;
  return encodeEcdsaSignature({
    r: signature.subarray(0, orderLength),
    s: signature.subarray(orderLength),
  });
}

/** RFC 6979 §3.6: as many fresh bytes as the order has, or none, for which noble takes `false`. */
function withEntropy<T>(
  random: Random | undefined,
  length: number,
  use: (entropy: Uint8Array | false) => T,
): T {
  if (random === undefined) return use(false);
  const entropy = random(length);
  try {
    return use(entropy);
  } finally {
    wipe(entropy);
  }
}

/** FIPS 186-5 §6.4.2. A signature that does not read is a bad signature, like any other. */
function verifyDigest(
  curve: CurveName,
  publicKey: Uint8Array,
  hash: HashName,
  digest: Uint8Array,
  signature: Uint8Array,
  encoding: EcdsaEncoding = 'der',
): boolean {
  expectEncoding(encoding);
  expectBytes('digest', digest, nobleHash(hash).outputLen);
  expectBytes('signature', signature);
  const point = decodeEcPublicKey(curve, publicKey);
  const { orderLength } = curveOf(curve);
  const compact = encoding === 'der' ? compactOf(signature, orderLength) : signature;
  if (compact?.length !== 2 * orderLength) return false;
  // noble answers false for r and s that are not from 1 to n - 1 (step 1).
  return ecdsaOf(curve, hash).verify(compact, digest, point, {
    prehash: false,
    lowS: false,
    format: 'compact',
  });
}

/** r and s side by side, each as long as the order, or undefined where the signature does not have that form. */
function compactOf(signature: Uint8Array, orderLength: number): Bytes | undefined {
  try {
    const { r, s } = decodeEcdsaSignature(signature);
    if (r.length > orderLength || s.length > orderLength) return undefined;
    return concatBytes(new Uint8Array(orderLength - r.length), r, new Uint8Array(orderLength - s.length), s);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** SP 800-56A §5.7.1.2: the x coordinate of d Q, as long as the field; with a cofactor of 1 it is never infinity. */
function deriveSharedSecret(curve: CurveName, privateKey: Uint8Array, peerPublicKey: Uint8Array): Bytes {
  const { Point } = curveOf(curve);
  const { scalar } = decodeEcPrivateKey(curve, privateKey);
  const peer = Point.fromBytes(decodeEcPublicKey(curve, peerPublicKey));
  const shared = peer.multiply(Point.Fn.fromBytes(scalar));
  return Point.Fp.toBytes(shared.toAffine().x) as Bytes;
}

function expectEncoding(encoding: EcdsaEncoding): void {
  if (encoding !== 'der' && encoding !== 'p1363') throw new TypeError('"encoding" expected der or p1363');
}
