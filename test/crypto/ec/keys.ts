/** Elliptic curve key pairs by node:crypto: what the tests of this room start from. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { CurveName } from '../../../src/crypto/primitives.ts';

export const CURVES: readonly CurveName[] = ['P-256', 'P-384', 'P-521', 'secp256k1'];

/** Bytes of a scalar. */
export const ORDER_LENGTHS: Readonly<Record<CurveName, number>> = {
  'P-256': 32,
  'P-384': 48,
  'P-521': 66,
  secp256k1: 32,
};

/** Orders (SP 800-186 §3.2.1; SEC 2 §2.4.1), apart from the table under test. */
export const ORDERS: Readonly<Record<CurveName, bigint>> = {
  'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  'P-384':
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  'P-521':
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
};

export interface NodePair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
  readonly pkcs8: Uint8Array;
}

/** A fresh pair. */
export function nodeEcPair(namedCurve: CurveName): NodePair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
  const pkcs8 = Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }));
  return { publicKey, privateKey, spki, pkcs8 };
}
