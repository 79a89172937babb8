/** The curve in BigInt, for what tests need of it: numbers, multiples of the base point, the points of small order. */
import { ed25519 as curve } from '@noble/curves/ed25519.js';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';

/** The field's prime and the order of the base point. RFC 8032 §5.1 */
export const PRIME: bigint = 2n ** 255n - 19n;
export const ORDER: bigint = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The eight points of small order, in their canonical encodings. */
export const TORSION: readonly Uint8Array[] = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
].map((hex) => fromHex(hex));

/** Bytes of a number, least first. */
export function littleEndian(value: bigint, length = 32): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_octet, i) => Number((value >> BigInt(8 * i)) & 255n));
}

/** The number of bytes, least first. */
export function scalarOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(Uint8Array.from(bytes).reverse())}`);
}

/** The encoding of a multiple of the base point. */
export function timesBase(scalar: bigint): Uint8Array {
  return curve.Point.BASE.multiply(scalar).toBytes();
}

/** The encoding of the sum of two points. */
export function addedTo(point: Uint8Array, other: Uint8Array): Uint8Array {
  return curve.Point.fromBytes(point).add(curve.Point.fromBytes(other)).toBytes();
}
