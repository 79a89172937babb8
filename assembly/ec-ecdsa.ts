/**
 * ECDSA (FIPS 186-5 §6.4): signing in constant time, verifying in variable time, on the curve in use.
 *
 * The digest is public. The scalar, the nonce and everything on the way from them to r and s are secret.
 *
 * @module
 */
import { BYTES, ORDER, ORDER_LIMBS, PRIME_30 } from './ec-curves';
import {
  curve,
  fromBytes,
  inverse,
  inverseWithScalar,
  multiply,
  square,
  subtract,
  toBytes,
  zeroMask,
} from './ec-field';
import { IO_POINT, IO_SIGNATURE, NUMBERS, ROW, SLOT, SLOTS } from './ec-memory';
import { Z } from './ec-point';
import {
  addScalars,
  coordinateScalar,
  invertScalar,
  isScalar,
  multiplyScalars,
  scalarToBytes,
  toMontgomery,
} from './ec-scalar';

const FIRST: usize = SLOTS + 4 * SLOT;
const SECOND: usize = SLOTS + 5 * SLOT;
const R: usize = NUMBERS + 4 * ROW;
const S: usize = NUMBERS + 5 * ROW;

/** Writes x of a point, which is not infinity, big-endian. */
export function writeX(to: usize, point: usize): void {
  inverse(FIRST, point + Z);
  square(FIRST, FIRST);
  multiply(FIRST, FIRST, point);
  toBytes(to, FIRST, 0);
}

/**
 * Writes r and s, from the multiple of the generator by the nonce (§6.4.1 steps 5 to 11).
 *
 * @returns All ones when neither is zero; else another nonce is needed.
 */
export function signWith(point: usize, nonce: usize, scalar: usize, digest: usize): i32 {
  memory.copy(S, nonce, ROW);
  inverseWithScalar(FIRST, point + Z, S);
  square(FIRST, FIRST);
  multiply(FIRST, FIRST, point);
  toBytes(IO_SIGNATURE, FIRST, 0);
  coordinateScalar(R, IO_SIGNATURE);
  toMontgomery(S, S);
  scalarToBytes(IO_SIGNATURE, R);
  const isGood = isScalar(R);
  toMontgomery(R, R);
  multiplyScalars(R, R, scalar);
  addScalars(R, R, digest);
  multiplyScalars(S, S, R);
  scalarToBytes(IO_SIGNATURE + load<u32>(curve, BYTES), S);
  return isGood & isScalar(S);
}

/** The factors of the generator and of the public key (§6.4.2 steps 3 and 4), from r, s and the digest. */
export function factorsOf(r: usize, s: usize, digest: usize, generator: usize, key: usize): void {
  invertScalar(S, s);
  toMontgomery(S, S);
  multiplyScalars(generator, S, digest);
  multiplyScalars(key, S, r);
}

/**
 * Whether x of a point modulo the order is r, without dividing: r z^2 = x, or (r + n) z^2 = x where that is below p.
 */
export function hasX(point: usize, r: usize): bool {
  if (v128.any_true(zeroMask(point + Z))) return false;
  square(FIRST, point + Z);
  return equalsX(point, r) || (addOrder(r) && equalsX(point, r));
}

function equalsX(point: usize, r: usize): bool {
  scalarToBytes(IO_POINT, r);
  fromBytes(SECOND, IO_POINT);
  multiply(SECOND, SECOND, FIRST);
  subtract(SECOND, SECOND, point);
  return v128.any_true(zeroMask(SECOND));
}

/** r = r + n. @returns Whether that is below p. */
function addOrder(r: usize): bool {
  const count = <usize>load<u32>(curve, ORDER_LIMBS);
  let carry: i32 = 0;
  let borrow: i32 = 0;
  for (let i: usize = 0; i < count; i++) {
    carry += load<i32>(r + (i << 2)) + load<i32>(curve + (i << 2), ORDER);
    store<i32>(r + (i << 2), carry & 0x3fffffff);
    borrow = ((carry & 0x3fffffff) - load<i32>(curve + (i << 2), PRIME_30) + borrow) >> 30;
    carry >>= 30;
  }
  return borrow != 0;
}
