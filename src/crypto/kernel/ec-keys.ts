/**
 * Keys for the kernel: where the scalar and the point lie in PKCS#8 and SPKI.
 *
 * Nearly all keys are encoded alike: the bytes around the numbers are compared with a sample, and only what differs is
 * read as DER (../ec/key.ts). Scalars stay views of the caller's array; the kernel checks their range.
 *
 * @module
 */
import { expectBytes } from '../../bytes/expect.ts';
import {
  type EcPrivateKey,
  encodeEcPrivateKey,
  encodeEcPublicKey,
  readEcPrivateKey,
  readEcPublicKey,
} from '../ec/key.ts';
import { InvalidKeyError } from '../errors.ts';
import type { Bytes, CurveName, KeyPair } from '../primitives.ts';
import type { KernelCurve } from './ec-places.ts';

/** An encoding whose numbers are zero, and where they lie. */
interface Sample {
  readonly privateKey: Bytes;
  readonly scalarAt: number;
  readonly pointAt: number;
  readonly publicKey: Bytes;
  readonly publicPointAt: number;
}

const samples = /* @__PURE__ */ new Map<CurveName, Sample>();

function sampleOf({ name, length }: KernelCurve): Sample {
  let sample = samples.get(name);
  if (sample === undefined) {
    sample = makeSample(name, length);
    samples.set(name, sample);
  }
  return sample;
}

function makeSample(name: CurveName, length: number): Sample {
  const point = new Uint8Array(1 + 2 * length);
  point[0] = 4;
  const privateKey = encodeEcPrivateKey(name, new Uint8Array(length), point);
  const other = encodeEcPrivateKey(name, new Uint8Array(length).fill(1), point);
  const publicKey = encodeEcPublicKey(name, point);
  return {
    privateKey,
    scalarAt: other.findIndex((octet, i) => octet !== privateKey[i]),
    pointAt: privateKey.length - point.length,
    publicKey,
    publicPointAt: publicKey.length - point.length,
  };
}

/** Whether bytes from `from` to `to` are those of the sample. */
function isAlike(sample: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (sample[i] !== bytes[i]) return false;
  return true;
}

/**
 * Opens a private key; neither its scalar's range nor its point is checked.
 *
 * @throws {InvalidKeyError} The encoding is malformed, the curve another, or the scalar has another length.
 */
export function openPrivateKey(curve: KernelCurve, pkcs8: Uint8Array): EcPrivateKey {
  expectBytes('privateKey', pkcs8);
  const { privateKey, scalarAt, pointAt } = sampleOf(curve);
  const end = scalarAt + curve.length;
  if (
    pkcs8.length === privateKey.length &&
    isAlike(privateKey, pkcs8, 0, scalarAt) &&
    isAlike(privateKey, pkcs8, end, pointAt + 1)
  ) {
    return { scalar: pkcs8.subarray(scalarAt, end), point: pkcs8.subarray(pointAt) };
  }
  const key = readEcPrivateKey(curve.name, pkcs8);
  if (key.scalar.length === curve.length) return key;
  throw new InvalidKeyError('the EC private scalar has another length');
}

/**
 * Opens a public key; its point is not checked.
 *
 * @throws {InvalidKeyError} The encoding is malformed, or the curve another.
 */
export function openPublicKey(curve: KernelCurve, spki: Uint8Array): Uint8Array {
  expectBytes('publicKey', spki);
  const { publicKey, publicPointAt } = sampleOf(curve);
  if (spki.length === publicKey.length && isAlike(publicKey, spki, 0, publicPointAt + 1)) {
    return spki.subarray(publicPointAt);
  }
  return readEcPublicKey(curve.name, spki);
}

/** A pair as it travels, from a scalar and the coordinates of its point. */
export function encodePair(curve: KernelCurve, scalar: Uint8Array, coordinates: Uint8Array): KeyPair {
  const sample = sampleOf(curve);
  const privateKey = sample.privateKey.slice();
  privateKey.set(scalar, sample.scalarAt);
  privateKey.set(coordinates, sample.pointAt + 1);
  return { privateKey, publicKey: encodeCoordinates(curve, coordinates) };
}

/** The SPKI of a point, from its coordinates. */
export function encodeCoordinates(curve: KernelCurve, coordinates: Uint8Array): Bytes {
  const sample = sampleOf(curve);
  const publicKey = sample.publicKey.slice();
  publicKey.set(coordinates, sample.publicPointAt + 1);
  return publicKey;
}
