/**
 * The door of the module for elliptic curves: what it exports, and nothing else.
 *
 * Key generation, ECDSA with the nonces of RFC 6979, and ECDH, on the curves by number: 0 is P-256, 1 P-384, 2 P-521,
 * 3 secp256k1. No imports, no allocation, no randomness, no clock. Input and output lie at the exported addresses,
 * numbers big-endian and as long as the order, points as x and y. Every function takes what it needs away from there:
 * when it returns, working memory holds its output and zeros. Every point that comes in is checked to be on its curve;
 * with a cofactor of 1 that is full validation (SP 800-56A §5.6.2.3.3).
 *
 * @module
 */
import { BASE_X, BASE_Y, BYTES } from './ec-curves';
import { useCurve } from './ec-curve';
import { factorsOf, hasX, signWith, writeX } from './ec-ecdsa';
import {
  copy,
  curve,
  fromBytes,
  inverse,
  negate,
  rootVartime,
  square,
  subtract,
  toBytes,
  zeroMask,
} from './ec-field';
import {
  BRIEF_END,
  GENERATORS,
  IO_DIGEST,
  IO_FRESH,
  IO_MESSAGE,
  IO_MESSAGE_LENGTH,
  IO_POINT,
  IO_SCALAR,
  IO_SIGNATURE,
  HASH_STATE,
  MEMORY_END,
  NUMBERS,
  PUBLIC_START,
  ROW,
  SLOT,
  SLOTS,
  TABLE_COUNT,
  WORK_END,
  WORK_START,
} from './ec-memory';
import { makeComb, multiplyBase, multiplyComb, multiplyCombVartime, multiplyTwoVartime, tableOf } from './ec-multiply';
import { nextNonce, refuseNonce, startNonces } from './ec-nonce';
import { addCompleteVartime, curveMask, rightSide, Y, Z } from './ec-point';
import { multiplyBaseVartime } from './ec-sparse';
import { digestScalar, scalarFromBytes, scalarFromSeed, scalarToBytes, leftmostBits, isScalar } from './ec-scalar';
import { scale } from './ec-table';
import { sha256Finish, sha256Start, sha256Update } from './sha256';
import { sha384Start, sha512Finish, sha512Start, sha512Update } from './sha512';

export const scalarStart: usize = IO_SCALAR;
export const pointStart: usize = IO_POINT;
export const digestStart: usize = IO_DIGEST;
export const signatureStart: usize = IO_SIGNATURE;
export const freshStart: usize = IO_FRESH;
export const messageStart: usize = IO_MESSAGE;
export const messageLength: usize = IO_MESSAGE_LENGTH;
/** The combs of public keys have the numbers from the first to below the last of these. */
export const firstTable: u32 = GENERATORS;
export const lastTable: u32 = TABLE_COUNT;
export const publicStart: usize = PUBLIC_START;
export function publicEnd(): usize {
  return __heap_base;
}
export const workStart: usize = WORK_START;
export const workEnd: usize = WORK_END;
export const memoryEnd: usize = MEMORY_END;

const PRODUCT: usize = SLOTS;
const POINT: usize = SLOTS + 4 * SLOT;
const GENERATOR: usize = SLOTS + 46 * SLOT;
const SCALAR: usize = NUMBERS;
const DIGEST: usize = NUMBERS + ROW;
const NONCE: usize = NUMBERS + 2 * ROW;
const KEY_R: usize = NUMBERS + 3 * ROW;
const FACTOR: usize = NUMBERS + 6 * ROW;
const KEY_FACTOR: usize = NUMBERS + 7 * ROW;

/** Which generators have their combs. */
let made: u32 = 0;

/** Zeroes all working memory: afterwards it is that of an instance never used. Combs are public and stay. */
export function wipe(): void {
  memory.fill(WORK_START, 0, WORK_END - WORK_START);
}

/** Zeroes what a call used, except what lies from `output` on for so many bytes. */
function clear(output: usize, length: usize): void {
  memory.fill(WORK_START, 0, output - WORK_START);
  memory.fill(output + length, 0, BRIEF_END - output - length);
}

/** The comb of the generator, made at its first use. */
function generatorTable(number: u32): usize {
  const table = tableOf(number);
  if (!((made >> number) & 1)) {
    copy(POINT, curve + BASE_X);
    copy(POINT + Y, curve + BASE_Y);
    makeComb(table, POINT);
    made |= 1 << number;
  }
  return table;
}

/** Writes an affine point at IO_POINT, from lane 0 of a point that is not infinity. */
function writePoint(point: usize): void {
  inverse(POINT, point + Z);
  scale(point, point, POINT);
  toBytes(IO_POINT, point, 0);
  toBytes(IO_POINT + load<u32>(curve, BYTES), point + Y, 0);
}

/** Reads the point at IO_POINT. @returns Whether it is one of the curve. */
function readPoint(): bool {
  const inRange = fromBytes(POINT, IO_POINT) & fromBytes(POINT + Y, IO_POINT + load<u32>(curve, BYTES));
  return <bool>(inRange & <u32>v128.any_true(curveMask(POINT)));
}

/** Makes a scalar at scalarStart from the bytes at freshStart (FIPS 186-5 A.2.1), and its point at pointStart. */
export function generate(number: u32, seedLength: u32): void {
  useCurve(number);
  scalarFromSeed(SCALAR, IO_FRESH, seedLength);
  multiplyComb(PRODUCT, generatorTable(number), SCALAR);
  writePoint(PRODUCT);
  scalarToBytes(IO_SCALAR, SCALAR);
  clear(IO_SCALAR, IO_POINT + 2 * load<u32>(curve, BYTES) - IO_SCALAR);
}

/** The point of the scalar at scalarStart, at pointStart. @returns 1, or 0 where the scalar is out of range. */
export function publicPoint(number: u32): u32 {
  useCurve(number);
  const isGood = scalarFromBytes(SCALAR, IO_SCALAR);
  if (isGood) {
    multiplyComb(PRODUCT, generatorTable(number), SCALAR);
    writePoint(PRODUCT);
  }
  clear(IO_POINT, isGood ? 2 * load<u32>(curve, BYTES) : 0);
  return isGood & 1;
}

/** Whether the point at pointStart is one of the curve: 1, and the point stays, else 0. */
export function isPoint(number: u32): u32 {
  useCurve(number);
  const answer = readPoint();
  clear(IO_POINT, answer ? 2 * load<u32>(curve, BYTES) : 0);
  return answer ? 1 : 0;
}

/** Finds y for the x at pointStart, odd or even, and writes it behind. @returns 1, or 0 where there is none. */
export function decompress(number: u32, isOdd: u32): u32 {
  useCurve(number);
  const bytes = <usize>load<u32>(curve, BYTES);
  const inRange = fromBytes(POINT, IO_POINT);
  rightSide(PRODUCT, POINT);
  rootVartime(PRODUCT + Y, PRODUCT);
  square(PRODUCT + Z, PRODUCT + Y);
  subtract(PRODUCT + Z, PRODUCT + Z, PRODUCT);
  const isRoot = <u32>v128.any_true(zeroMask(PRODUCT + Z));
  toBytes(IO_POINT + bytes, PRODUCT + Y, 0);
  if ((load<u8>(IO_POINT + 2 * bytes - 1) & 1) != isOdd) {
    negate(PRODUCT + Y, PRODUCT + Y);
    toBytes(IO_POINT + bytes, PRODUCT + Y, 0);
  }
  const answer = inRange & isRoot;
  clear(IO_POINT, answer ? 2 * bytes : 0);
  return answer;
}

/** Makes the comb of the point at pointStart under a number. @returns 1, or 0 where it is not of the curve. */
export function makeTable(number: u32, table: u32): u32 {
  useCurve(number);
  const isGood = readPoint();
  if (isGood) makeComb(tableOf(table), POINT);
  clear(IO_POINT, 0);
  return isGood ? 1 : 0;
}

/** Begins a digest of a message that comes in parts: 32, 48 or 64 bytes of SHA-2. */
export function digestBegin(hash: u32): void {
  if (hash == 32) sha256Start(HASH_STATE);
  else if (hash == 48) sha384Start(HASH_STATE);
  else sha512Start(HASH_STATE);
}

/** Adds so many bytes at messageStart, and wipes them. */
export function digestAdd(hash: u32, length: u32): void {
  if (hash == 32) sha256Update(HASH_STATE, IO_MESSAGE, length);
  else sha512Update(HASH_STATE, IO_MESSAGE, length);
  memory.fill(IO_MESSAGE, 0, length);
}

/** Writes the digest at digestStart. */
export function digestEnd(hash: u32): void {
  if (hash == 32) sha256Finish(HASH_STATE, IO_DIGEST);
  else sha512Finish(HASH_STATE, IO_DIGEST);
  memory.fill(HASH_STATE, 0, 848);
}

/**
 * Signs the digest at digestStart with the scalar at scalarStart, with fresh bytes at freshStart where there are some.
 *
 * @param hash The hash of the nonces: 32, 48 or 64 bytes of SHA-2.
 * @returns 1 and the signature at signatureStart, or 0 where the scalar is out of range.
 */
export function sign(number: u32, hash: u32, digestLength: u32, freshLength: u32): u32 {
  useCurve(number);
  const isGood = scalarFromBytes(SCALAR, IO_SCALAR);
  if (isGood) {
    const table = generatorTable(number);
    digestScalar(DIGEST, IO_DIGEST, digestLength);
    startNonces(hash, SCALAR, DIGEST, IO_FRESH, freshLength);
    for (;;) {
      nextNonce(NONCE, hash);
      multiplyComb(PRODUCT, table, NONCE);
      if (signWith(PRODUCT, NONCE, SCALAR, DIGEST)) break;
      refuseNonce(hash);
    }
  }
  clear(IO_SIGNATURE, isGood ? 2 * load<u32>(curve, BYTES) : 0);
  return isGood & 1;
}

/** The digest at digestStart modulo the order, as many bytes as the order has, in its place (RFC 6979 §2.3.4). */
export function reduceDigest(number: u32, digestLength: u32): void {
  useCurve(number);
  digestScalar(DIGEST, IO_DIGEST, digestLength);
  scalarToBytes(IO_DIGEST, DIGEST);
  clear(IO_DIGEST, load<u32>(curve, BYTES));
}

/**
 * Signs as `sign` does with the nonce whose candidate lies at freshStart, made outside for a hash that is not here.
 *
 * @returns 1 and the signature, or 0 where the scalar is out of range, or 2 where another nonce is needed.
 */
export function signWithNonce(number: u32, digestLength: u32, nonceLength: u32): u32 {
  useCurve(number);
  const isGood = scalarFromBytes(SCALAR, IO_SCALAR);
  leftmostBits(NONCE, IO_FRESH, nonceLength);
  let serves = isGood & isScalar(NONCE);
  if (serves) {
    digestScalar(DIGEST, IO_DIGEST, digestLength);
    multiplyComb(PRODUCT, generatorTable(number), NONCE);
    serves = signWith(PRODUCT, NONCE, SCALAR, DIGEST);
  }
  clear(IO_SIGNATURE, serves ? 2 * load<u32>(curve, BYTES) : 0);
  return serves ? 1 : isGood ? 2 : 0;
}

/**
 * Whether r and s at signatureStart are a signature of the digest at digestStart.
 *
 * @param table The comb of the public key, or 0 for the point at pointStart.
 * @returns 1 or 0.
 */
export function verify(number: u32, table: u32, digestLength: u32): u32 {
  useCurve(number);
  const answer: u32 = isSignature(number, table, digestLength) ? 1 : 0;
  clear(IO_SIGNATURE, 0);
  return answer;
}

function isSignature(number: u32, table: u32, digestLength: u32): bool {
  const bytes = <usize>load<u32>(curve, BYTES);
  if (!(scalarFromBytes(KEY_R, IO_SIGNATURE) & scalarFromBytes(SCALAR, IO_SIGNATURE + bytes))) return false;
  if (table == 0 && !readPoint()) return false;
  digestScalar(DIGEST, IO_DIGEST, digestLength);
  factorsOf(KEY_R, SCALAR, DIGEST, FACTOR, KEY_FACTOR);
  if (table != 0) multiplyTwoVartime(PRODUCT, generatorTable(number), FACTOR, tableOf(table), KEY_FACTOR);
  else multiplyApartVartime(number);
  return hasX(PRODUCT, KEY_R);
}

/** The sum of a multiple of the generator and one of a point without a comb. */
function multiplyApartVartime(number: u32): void {
  const generator = generatorTable(number);
  multiplyBaseVartime(PRODUCT, POINT, KEY_FACTOR);
  // A factor of 0 has no multiple by the comb, and needs none.
  if (!isScalar(FACTOR)) return;
  multiplyCombVartime(GENERATOR, generator, FACTOR);
  addCompleteVartime(PRODUCT, GENERATOR);
}

/**
 * x of the multiple of a point by the scalar at scalarStart, at pointStart (SP 800-56A §5.7.1.2).
 *
 * @param table The comb of the point, or 0 for the point at pointStart.
 * @returns 1, or 0 where the scalar is out of range or the point not of the curve.
 */
export function derive(number: u32, table: u32): u32 {
  useCurve(number);
  let isGood = scalarFromBytes(SCALAR, IO_SCALAR);
  if (table == 0 && !readPoint()) isGood = 0;
  if (isGood) {
    if (table != 0) multiplyComb(PRODUCT, tableOf(table), SCALAR);
    else multiplyBase(PRODUCT, POINT, SCALAR);
    writeX(IO_POINT, PRODUCT);
  }
  clear(IO_POINT, isGood ? <usize>load<u32>(curve, BYTES) : 0);
  return isGood & 1;
}
