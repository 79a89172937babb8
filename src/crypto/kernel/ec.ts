/**
 * ECDSA (FIPS 186-5 §6) and ECDH (SP 800-56A §5.7.1.2) of the kernel, as the seam wants them.
 *
 * Scalars and nonces go from the caller's array into the kernel's memory and nowhere else, never through a BigInt or a
 * string; every call leaves that memory without them. For hashes that the kernel has, messages are hashed and nonces
 * made (RFC 6979) inside it. Public keys are remembered (ec-points.ts).
 *
 * @module
 */
import { expectBytes } from '../../bytes/expect.ts';
import { FormatError } from '../../bytes/reader.ts';
import { wipe } from '../../bytes/wipe.ts';
import { decodeEcdsaSignature, type EcdsaSignature, encodeEcdsaSignature } from '../der/ecdsa-signature.ts';
import type { EcPrivateKey } from '../ec/key.ts';
import { InvalidKeyError } from '../errors.ts';
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
import { type EcKernel, loadEcKernel } from './ec-kernel.ts';
import { encodeCoordinates, encodePair, openPrivateKey, openPublicKey } from './ec-keys.ts';
import { createNonces } from './ec-nonces.ts';
import { type EcPlaces, ecPlacesOf, type KernelCurve, kernelCurveOf } from './ec-places.ts';
import { createEcPoints, type EcPoints, pointOf, readyPoint } from './ec-points.ts';
import { requireLoaded } from './loader.ts';

/** The hashes that the kernel has, by their lengths. */
const KERNEL_HASHES: { readonly [H in HashName]?: number } = /* @__PURE__ */ Object.freeze({
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
});

const OUT_OF_RANGE = 'the EC private scalar is out of range';
const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

/** ECDSA and ECDH on one instance of the kernel: the seam's primitive, at once. */
export interface KernelEc extends Ec {
  generateKey(curve: CurveName, random: Random): KeyPair;
  publicKeyOf(curve: CurveName, privateKey: Uint8Array): Bytes;
  sign(
    curve: CurveName,
    privateKey: Uint8Array,
    hash: HashName,
    message: Uint8Array,
    options?: EcdsaOptions,
  ): Bytes;
  signDigest(
    curve: CurveName,
    privateKey: Uint8Array,
    hash: HashName,
    digest: Uint8Array,
    options?: EcdsaOptions,
  ): Bytes;
  verify(
    curve: CurveName,
    publicKey: Uint8Array,
    hash: HashName,
    message: Uint8Array,
    signature: Uint8Array,
    encoding?: EcdsaEncoding,
  ): boolean;
  verifyDigest(
    curve: CurveName,
    publicKey: Uint8Array,
    hash: HashName,
    digest: Uint8Array,
    signature: Uint8Array,
    encoding?: EcdsaEncoding,
  ): boolean;
  deriveSharedSecret(curve: CurveName, privateKey: Uint8Array, peerPublicKey: Uint8Array): Bytes;
}

/**
 * ECDSA and ECDH on an instance of the kernel, which nobody else uses.
 *
 * @example
 * const { kernel } = loadEcKernel();
 * const ec = createKernelEc(kernel);
 * const { privateKey } = ec.generateKey('P-256', hostRandom());
 * ec.sign('P-256', privateKey, 'SHA-256', new Uint8Array([1, 2, 3]), { encoding: 'p1363' }).length; // 64
 */
export function createKernelEc(kernel: EcKernel): KernelEc {
  const places = ecPlacesOf(kernel);
  const points = createEcPoints(places);
  return {
    generateKey: (curve, random) => generateKey(places, kernelCurveOf(curve), random),
    publicKeyOf: (curve, privateKey) => publicKeyOf(points, kernelCurveOf(curve), privateKey),
    sign: (curve, privateKey, hash, message, options) => {
      const putDigest = digestOfMessage(places, hash, message);
      return sign(points, kernelCurveOf(curve), privateKey, hash, putDigest, options);
    },
    signDigest: (curve, privateKey, hash, digest, options) => {
      const putDigest = givenDigest(places, hash, digest);
      return sign(points, kernelCurveOf(curve), privateKey, hash, putDigest, options);
    },
    verify: (curve, publicKey, hash, message, signature, encoding) => {
      const putDigest = digestOfMessage(places, hash, message);
      return verify(points, kernelCurveOf(curve), publicKey, putDigest, signature, encoding);
    },
    verifyDigest: (curve, publicKey, hash, digest, signature, encoding) => {
      const putDigest = givenDigest(places, hash, digest);
      return verify(points, kernelCurveOf(curve), publicKey, putDigest, signature, encoding);
    },
    deriveSharedSecret: (curve, privateKey, peerPublicKey) =>
      deriveSharedSecret(points, kernelCurveOf(curve), privateKey, peerPublicKey),
  };
}

let shared: KernelEc | undefined;

/**
 * ECDSA and ECDH of the kernel, on the one instance of this process.
 *
 * @throws {UnsupportedAlgorithmError} This host does not run the kernel; the reason is in its message.
 */
export function kernelEc(): KernelEc {
  shared ??= createKernelEc(requireLoaded(loadEcKernel()).kernel);
  return shared;
}

/** The same as the seam's primitive, which compiles the module when it is first called. */
export const lateKernelEc: Ec = /* @__PURE__ */ Object.freeze({
  generateKey: (...input) => kernelEc().generateKey(...input),
  publicKeyOf: (...input) => kernelEc().publicKeyOf(...input),
  sign: (...input) => kernelEc().sign(...input),
  signDigest: (...input) => kernelEc().signDigest(...input),
  verify: (...input) => kernelEc().verify(...input),
  verifyDigest: (...input) => kernelEc().verifyDigest(...input),
  deriveSharedSecret: (...input) => kernelEc().deriveSharedSecret(...input),
} satisfies Ec);

/** FIPS 186-5 A.2.1: half as many bits more than the order has, modulo n - 1, plus 1; reduced inside the kernel. */
function generateKey(places: EcPlaces, curve: KernelCurve, random: Random): KeyPair {
  const { kernel, memory, scalar, point, fresh } = places;
  const seed = random(curve.seedLength);
  expectBytes('random', seed, curve.seedLength);
  memory.set(seed, fresh);
  wipe(seed);
  kernel.generate(curve.number, curve.seedLength);
  const pair = encodePair(
    curve,
    memory.subarray(scalar, scalar + curve.length),
    memory.subarray(point, point + 2 * curve.length),
  );
  forget(places, scalar, curve.length);
  forget(places, point, 2 * curve.length);
  return pair;
}

function publicKeyOf(points: EcPoints, curve: KernelCurve, privateKey: Uint8Array): Bytes {
  const { places } = points;
  const { scalar } = openChecked(points, curve, privateKey);
  putBytes(places, places.scalar, scalar);
  if (places.kernel.publicPoint(curve.number) === 0) throw new InvalidKeyError(OUT_OF_RANGE);
  const publicKey = encodeCoordinates(
    curve,
    places.memory.subarray(places.point, places.point + 2 * curve.length),
  );
  forget(places, places.point, 2 * curve.length);
  return publicKey;
}

/** A private key whose point, where it has one, is on the curve. */
function openChecked(points: EcPoints, curve: KernelCurve, privateKey: Uint8Array): EcPrivateKey {
  const key = openPrivateKey(curve, privateKey);
  if (key.point !== undefined) pointOf(points, curve, key.point);
  return key;
}

function forget({ memory }: EcPlaces, from: number, length: number): void {
  memory.fill(0, from, from + length);
}

/** Puts a digest in its place once everything else is ready, and answers its length. */
type PutDigest = () => number;

function digestOfMessage(places: EcPlaces, hash: HashName, message: Uint8Array): PutDigest {
  expectBytes('message', message);
  const length = KERNEL_HASHES[hash];
  if (length !== undefined) return () => digestInside(places, length, message);
  const digest = digestOf(hash, message);
  return () => putBytes(places, places.digest, digest);
}

function digestInside(places: EcPlaces, hash: number, message: Uint8Array): number {
  const { kernel, messageLength } = places;
  kernel.digestBegin(hash);
  for (let at = 0; at < message.length; at += messageLength) {
    const part = message.subarray(at, at + messageLength);
    kernel.digestAdd(hash, putBytes(places, places.message, part));
  }
  kernel.digestEnd(hash);
  return hash;
}

function givenDigest(places: EcPlaces, hash: HashName, digest: Uint8Array): PutDigest {
  expectBytes('digest', digest, nobleHash(hash).outputLen);
  return () => putBytes(places, places.digest, digest);
}

function putBytes({ memory }: EcPlaces, at: number, bytes: Uint8Array): number {
  memory.set(bytes, at);
  return bytes.length;
}

/** What one signature is made with. */
interface Signing {
  readonly points: EcPoints;
  readonly curve: KernelCurve;
  readonly hash: HashName;
  readonly putDigest: PutDigest;
  readonly scalar: Uint8Array;
}

/** FIPS 186-5 §6.4.1 with the nonces of RFC 6979 §3.2. */
function sign(
  points: EcPoints,
  curve: KernelCurve,
  privateKey: Uint8Array,
  hash: HashName,
  putDigest: PutDigest,
  { encoding = 'der', random }: EcdsaOptions = {},
): Bytes {
  expectEncoding(encoding);
  const { scalar } = openChecked(points, curve, privateKey);
  const fresh = random === undefined ? NOTHING : random(curve.length);
  if (random !== undefined) expectBytes('random', fresh, curve.length);
  try {
    const signing = { points, curve, hash, putDigest, scalar };
    if (KERNEL_HASHES[hash] === undefined) signOutside(signing, fresh);
    else signInside(signing, KERNEL_HASHES[hash], fresh);
  } finally {
    wipe(fresh);
  }
  return takeSignature(points.places, curve, encoding);
}

function signInside({ points, curve, putDigest, scalar }: Signing, hash: number, fresh: Uint8Array): void {
  const { places } = points;
  const length = putDigest();
  putBytes(places, places.scalar, scalar);
  putBytes(places, places.fresh, fresh);
  if (places.kernel.sign(curve.number, hash, length, fresh.length) === 0)
    throw new InvalidKeyError(OUT_OF_RANGE);
}

/** With nonces made outside, for the hashes that the kernel does not have. */
function signOutside({ points, curve, hash, putDigest, scalar }: Signing, fresh: Uint8Array): void {
  const { kernel, memory, digest } = points.places;
  kernel.reduceDigest(curve.number, putDigest());
  const reduced = memory.slice(digest, digest + curve.length);
  const nonces = createNonces(hash, scalar, reduced, fresh);
  try {
    let answer = 2;
    while (answer === 2) {
      const length = putDigest();
      putBytes(points.places, points.places.scalar, scalar);
      const candidate = nonces.next();
      putBytes(points.places, points.places.fresh, candidate);
      answer = kernel.signWithNonce(curve.number, length, candidate.length);
    }
    if (answer === 0) throw new InvalidKeyError(OUT_OF_RANGE);
  } finally {
    nonces.release();
  }
}

/** Takes r and s out of the kernel and leaves zeros. */
function takeSignature(places: EcPlaces, { length }: KernelCurve, encoding: EcdsaEncoding): Bytes {
  const { memory, signature } = places;
  const end = signature + 2 * length;
  const taken =
    encoding === 'p1363'
      ? memory.slice(signature, end)
      : encodeEcdsaSignature({
          r: memory.subarray(signature, signature + length),
          s: memory.subarray(signature + length, end),
        });
  memory.fill(0, signature, end);
  return taken;
}

/** FIPS 186-5 §6.4.2. A signature that does not read is a bad signature, like any other. */
function verify(
  points: EcPoints,
  curve: KernelCurve,
  publicKey: Uint8Array,
  putDigest: PutDigest,
  signature: Uint8Array,
  encoding: EcdsaEncoding = 'der',
): boolean {
  expectEncoding(encoding);
  expectBytes('signature', signature);
  const { places } = points;
  const held = pointOf(points, curve, openPublicKey(curve, publicKey));
  const numbers = numbersOf(curve, signature, encoding);
  if (numbers === undefined) return false;
  const table = readyPoint(points, held);
  const length = putDigest();
  putNumber(places, places.signature, curve, numbers.r);
  putNumber(places, places.signature + curve.length, curve, numbers.s);
  return places.kernel.verify(curve.number, table, length) === 1;
}

/** r and s, at most as long as the order, or undefined where the signature does not have the form. */
function numbersOf(
  { length }: KernelCurve,
  signature: Uint8Array,
  encoding: EcdsaEncoding,
): EcdsaSignature | undefined {
  if (encoding === 'p1363') {
    if (signature.length !== 2 * length) return undefined;
    return { r: signature.subarray(0, length), s: signature.subarray(length) };
  }
  try {
    const numbers = decodeEcdsaSignature(signature);
    return numbers.r.length > length || numbers.s.length > length ? undefined : numbers;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Puts a number where as many bytes as the order has are read; those before it are zero. */
function putNumber({ memory }: EcPlaces, at: number, { length }: KernelCurve, number: Uint8Array): void {
  memory.fill(0, at, at + length - number.length);
  memory.set(number, at + length - number.length);
}

/** SP 800-56A §5.7.1.2: the x coordinate of d Q, as long as the field; with a cofactor of 1 it is never infinity. */
function deriveSharedSecret(
  points: EcPoints,
  curve: KernelCurve,
  privateKey: Uint8Array,
  peerPublicKey: Uint8Array,
): Bytes {
  const { places } = points;
  const { scalar } = openChecked(points, curve, privateKey);
  const table = readyPoint(points, pointOf(points, curve, openPublicKey(curve, peerPublicKey)));
  putBytes(places, places.scalar, scalar);
  if (places.kernel.derive(curve.number, table) === 0) throw new InvalidKeyError(OUT_OF_RANGE);
  const secret = places.memory.slice(places.point, places.point + curve.length);
  forget(places, places.point, curve.length);
  return secret;
}

function expectEncoding(encoding: EcdsaEncoding): void {
  if (encoding !== 'der' && encoding !== 'p1363') throw new TypeError('"encoding" expected der or p1363');
}
