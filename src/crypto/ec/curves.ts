/**
 * The short Weierstrass curves (SP 800-186 §3.2.1; SEC 2 version 2 §2.4.1), and their arithmetic by @noble/curves.
 *
 * The curves are built from their parameters at the first use, not taken from noble's ready-made modules: those draw
 * random bytes when they are imported, which edge isolates forbid and snapshots would repeat. noble draws from the
 * host's generator to blind its multiplications; no result depends on what it draws.
 *
 * @module
 */
import {
  type ECDSA,
  ecdsa,
  type WeierstrassPointCons,
  weierstrass,
} from '@noble/curves/abstract/weierstrass.js';
import { UnsupportedAlgorithmError } from '../errors.ts';
import { nobleHash } from '../hash.ts';
import type { CurveName, HashName } from '../primitives.ts';

/** A curve that can be computed with. */
export interface Curve {
  readonly name: CurveName;
  readonly Point: WeierstrassPointCons<bigint>;
  /** Bytes of a coordinate, and of a shared secret. */
  readonly fieldLength: number;
  /** Bytes of a scalar, and of each number of a P1363 signature. */
  readonly orderLength: number;
}

/** Domain parameters in hexadecimal, without leading zeros; the cofactor is 1 everywhere. */
interface Domain {
  readonly p: string;
  readonly n: string;
  readonly a: string;
  readonly b: string;
  readonly gx: string;
  readonly gy: string;
}

const DOMAINS: { readonly [C in CurveName]: Domain } = /* @__PURE__ */ Object.freeze({
  'P-256': {
    p: 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
    n: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    a: 'ffffffff00000001000000000000000000000000fffffffffffffffffffffffc',
    b: '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
    gx: '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
    gy: '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  },
  'P-384': {
    p: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
    n: 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    a: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc',
    b: 'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
    gx: 'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
    gy: '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
  },
  'P-521': {
    p: '1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    n: '1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    a: '1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc',
    b: '51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
    gx: 'c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66',
    gy: '11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650',
  },
  secp256k1: {
    p: 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f',
    n: 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
    a: '0',
    b: '7',
    gx: '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    gy: '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
  },
});

const curves = /* @__PURE__ */ new Map<CurveName, Curve>();
const signers = /* @__PURE__ */ new Map<string, ECDSA>();

/**
 * A curve by name, built at the first call.
 *
 * @throws {UnsupportedAlgorithmError} There is no such curve here.
 *
 * @example
 * curveOf('P-521').orderLength; // 66
 */
export function curveOf(name: CurveName): Curve {
  let curve = curves.get(name);
  if (curve === undefined) {
    curve = buildCurve(name);
    curves.set(name, curve);
  }
  return curve;
}

/** noble's ECDSA over a curve, with the hash from which RFC 6979 makes its nonces. */
export function ecdsaOf(name: CurveName, hash: HashName): ECDSA {
  const key = `${name}/${hash}`;
  let signer = signers.get(key);
  if (signer === undefined) {
    signer = ecdsa(curveOf(name).Point, nobleHash(hash));
    signers.set(key, signer);
  }
  return signer;
}

/** Domain parameters as numbers: the prime, the order, the coefficients, and the generator. */
export interface DomainNumbers {
  readonly p: bigint;
  readonly n: bigint;
  readonly a: bigint;
  readonly b: bigint;
  readonly gx: bigint;
  readonly gy: bigint;
}

/**
 * The domain parameters of a curve.
 *
 * @throws {UnsupportedAlgorithmError} There is no such curve here.
 *
 * @example
 * domainOf('secp256k1').b; // 7n
 */
export function domainOf(name: CurveName): DomainNumbers {
  if (!Object.hasOwn(DOMAINS, name)) throw new UnsupportedAlgorithmError(`curve ${String(name)}`);
  const { p, n, a, b, gx, gy } = DOMAINS[name];
  const number = (digits: string): bigint => BigInt(`0x${digits}`);
  return { p: number(p), n: number(n), a: number(a), b: number(b), gx: number(gx), gy: number(gy) };
}

function buildCurve(name: CurveName): Curve {
  const { gx, gy, ...rest } = domainOf(name);
  const Point = weierstrass<bigint>({ ...rest, h: 1n, Gx: gx, Gy: gy });
  return { name, Point, fieldLength: Point.Fp.BYTES, orderLength: Point.Fn.BYTES };
}
