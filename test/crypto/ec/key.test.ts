import { createPrivateKey, createPublicKey, ECDH } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../src/bytes/concat.ts';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import {
  bits,
  CONTEXT,
  der,
  encodeDer,
  octets,
  sequence,
  TAG,
  unsigned,
} from '../../../src/crypto/der/element.ts';
import { OID, oid } from '../../../src/crypto/der/oid.ts';
import { decodePkcs8, encodePkcs8 } from '../../../src/crypto/der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../../../src/crypto/der/spki.ts';
import { curveOf } from '../../../src/crypto/ec/curves.ts';
import {
  decodeEcPrivateKey,
  decodeEcPublicKey,
  encodeEcPrivateKey,
  encodeEcPublicKey,
  pointOf,
} from '../../../src/crypto/ec/key.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import type { CurveName } from '../../../src/crypto/primitives.ts';
import { bytesFromInteger, integerFromBytes } from '../../../src/crypto/rsa/integer.ts';
import { attack } from '../mutation.ts';
import { CURVES, nodeEcPair, ORDER_LENGTHS, ORDERS } from './keys.ts';

const ONE = unsigned(Uint8Array.of(1));
const NODE_NAMES = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
};

describe.each(CURVES)('%s', (curve) => {
  const pair = nodeEcPair(curve);
  const length = ORDER_LENGTHS[curve];
  const point = decodeSpki(pair.spki).key;
  const { scalar } = decodeEcPrivateKey(curve, pair.pkcs8);

  test('keys of node:crypto open, and re-encode to the same bytes', () => {
    expect(toHex(decodeEcPublicKey(curve, pair.spki))).toBe(toHex(point));
    expect(toHex(encodeEcPublicKey(curve, point))).toBe(toHex(pair.spki));
    expect(toHex(decodeEcPrivateKey(curve, pair.pkcs8).point ?? new Uint8Array())).toBe(toHex(point));
    expect(toHex(encodeEcPrivateKey(curve, scalar, point))).toBe(toHex(pair.pkcs8));
  });

  test('the point of a scalar is the one of node:crypto', () => {
    expect(toHex(pointOf(curve, scalar))).toBe(toHex(point));
  });

  test('a private key without its point opens here and there', () => {
    const bare = encodeEcPrivateKey(curve, scalar);
    expect(decodeEcPrivateKey(curve, bare)).toEqual({ scalar, point: undefined });
    const key = createPrivateKey({ key: Buffer.from(bare), format: 'der', type: 'pkcs8' });
    expect(createPublicKey(key).equals(pair.publicKey)).toBe(true);
  });

  test('a private key may name its curve a second time, and carry its point outside', () => {
    const named = sequence(ONE, octets(scalar), der(CONTEXT.constructed, oid(OID[curve])));
    const opened = decodeEcPrivateKey(curve, encodePkcs8({ algorithm: curve, key: named, publicKey: point }));
    expect([toHex(opened.scalar), toHex(opened.point ?? new Uint8Array())]).toEqual([
      toHex(scalar),
      toHex(point),
    ]);
  });

  test('compressed points are read', () => {
    const compressed = Buffer.from(
      ECDH.convertKey(Buffer.from(point), NODE_NAMES[curve], undefined, undefined, 'compressed') as Buffer,
    );
    const spki = encodeEcPublicKey(curve, compressed);
    expect(toHex(decodeEcPublicKey(curve, spki))).toBe(toHex(compressed));
    expect(
      createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).equals(pair.publicKey),
    ).toBe(true);
  });

  describe('refuses a public key that', () => {
    const x = point.subarray(1, 1 + length);
    const y = point.subarray(1 + length);
    const p = curveOf(curve).Point.Fp.ORDER;
    const other: CurveName = curve === 'P-256' ? 'secp256k1' : 'P-256';
    const refused: Readonly<Record<string, Uint8Array>> = {
      'is infinity': Uint8Array.of(0),
      'is nothing': new Uint8Array(0),
      'has an x off by one': concatBytes(Uint8Array.of(4), plus(x, 1n), y),
      'has a y off by one': concatBytes(Uint8Array.of(4), x, plus(y, 1n)),
      'has x and y turned': concatBytes(Uint8Array.of(4), y, x),
      'is zero': concatBytes(Uint8Array.of(4), new Uint8Array(2 * length)),
      'has an x of p': concatBytes(Uint8Array.of(4), bytesFromInteger(p, length), y),
      'has coordinates of ones': concatBytes(Uint8Array.of(4), new Uint8Array(2 * length).fill(255)),
      'is hybrid (X9.62)': concatBytes(Uint8Array.of(6 | (y[length - 1] & 1)), x, y),
      'is cut short': point.subarray(0, 2 * length),
      'is too long': concatBytes(point, Uint8Array.of(0)),
      'has no prefix': point.subarray(1),
      'has the prefix 05': concatBytes(Uint8Array.of(5), x, y),
      'is compressed and has the prefix 04': concatBytes(Uint8Array.of(4), x),
      'is compressed and has no y': concatBytes(Uint8Array.of(2), xWithoutPoint(curve)),
    };
    test.each(Object.entries(refused))('%s', (_what, bytes) => {
      expect(() => decodeEcPublicKey(curve, encodeSpki(curve, bytes))).toThrow(
        new InvalidKeyError('the EC public key is not a point of the curve'),
      );
    });

    test('is for another curve', () => {
      expect(() => decodeEcPublicKey(curve, nodeEcPair(other).spki)).toThrow(InvalidKeyError);
    });
  });

  describe('refuses a private key that', () => {
    const order = ORDERS[curve];
    const pkcs8 = (key: Uint8Array | ReturnType<typeof sequence>) => encodePkcs8({ algorithm: curve, key });
    const withScalar = (value: bigint, width = length) =>
      encodeEcPrivateKey(curve, bytesFromInteger(value, width));
    const tag = (number: number) => CONTEXT.constructed | number;
    const otherPoint = decodeSpki(nodeEcPair(curve).spki).key;
    const refused: Readonly<Record<string, Uint8Array>> = {
      'is zero': withScalar(0n),
      'is the order': withScalar(order),
      'is the order plus one': withScalar(order + 1n),
      'is all ones': encodeEcPrivateKey(curve, new Uint8Array(length).fill(255)),
      'is a byte too short': encodeEcPrivateKey(curve, scalar.subarray(1)),
      'is a byte too long': encodeEcPrivateKey(curve, concatBytes(Uint8Array.of(0), scalar)),
      'is nothing': encodeEcPrivateKey(curve, new Uint8Array(0)),
      'has version 0': pkcs8(sequence(unsigned(Uint8Array.of(0)), octets(scalar))),
      'has version 2': pkcs8(sequence(unsigned(Uint8Array.of(2)), octets(scalar))),
      'has no version': pkcs8(sequence(octets(scalar))),
      'has no scalar': pkcs8(sequence(ONE)),
      'has a scalar that is an INTEGER': pkcs8(sequence(ONE, unsigned(scalar))),
      'names another curve inside': pkcs8(
        sequence(ONE, octets(scalar), der(tag(0), oid(OID[curve === 'P-256' ? 'P-384' : 'P-256']))),
      ),
      'has its members out of order': pkcs8(
        sequence(ONE, octets(scalar), der(tag(1), bits(point)), der(tag(0), oid(OID[curve]))),
      ),
      'has an unknown member': pkcs8(sequence(ONE, octets(scalar), der(tag(2), octets(scalar)))),
      'has a point that is none': encodeEcPrivateKey(
        curve,
        scalar,
        concatBytes(point.subarray(0, -1), Uint8Array.of(point[2 * length] ^ 1)),
      ),
      'has a point in an OCTET STRING': pkcs8(sequence(ONE, octets(scalar), der(tag(1), octets(point)))),
      'has two points that differ': encodePkcs8({ ...decodePkcs8(pair.pkcs8), publicKey: otherPoint }),
      'has something behind it': pkcs8(concatBytes(decodePkcs8(pair.pkcs8).key, Uint8Array.of(0))),
      'is a bare scalar': pkcs8(scalar),
      'is a bare OCTET STRING': pkcs8(encodeDer(octets(scalar))),
      'is a SET': pkcs8(encodeDer(der(TAG.set, ONE, octets(scalar)))),
      'is a public key': pair.spki,
    };
    test.each(Object.entries(refused))('%s', (_what, bytes) => {
      expect(() => decodeEcPrivateKey(curve, bytes)).toThrow(InvalidKeyError);
    });

    test('is for another curve', () => {
      const other: CurveName = curve === 'P-256' ? 'secp256k1' : 'P-256';
      expect(() => decodeEcPrivateKey(curve, nodeEcPair(other).pkcs8)).toThrow(InvalidKeyError);
    });
  });

  test('takes the first and the last scalar', () => {
    for (const value of [1n, ORDERS[curve] - 1n]) {
      const key = encodeEcPrivateKey(curve, bytesFromInteger(value, length));
      expect(integerFromBytes(decodeEcPrivateKey(curve, key).scalar)).toBe(value);
    }
  });
});

test('5,000 mutated keys are refused as documented or re-encode to themselves', () => {
  const { spki, pkcs8 } = nodeEcPair('P-256');
  const publicDecoder = {
    name: 'EC public key',
    seeds: [spki],
    roundTrip: (input: Uint8Array) => encodeEcPublicKey('P-256', decodeEcPublicKey('P-256', input)),
    refusals: ['InvalidKeyError'],
  };
  const privateDecoder = {
    name: 'EC private key',
    seeds: [pkcs8],
    roundTrip: (input: Uint8Array) => {
      const { scalar, point } = decodeEcPrivateKey('P-256', input);
      // Attributes and the curve named twice are read and not kept: what was read is compared without them.
      return point === undefined || input.length !== pkcs8.length
        ? input
        : encodeEcPrivateKey('P-256', scalar, point);
    },
    refusals: ['InvalidKeyError'],
  };
  expect(attack(publicDecoder, 5000, 8).refused).toBeGreaterThan(4000);
  expect(attack(privateDecoder, 5000, 9).refused).toBeGreaterThan(3000);
});

test('what is not bytes is misuse', () => {
  expect(() => decodeEcPublicKey('P-256', 'text' as never)).toThrow(TypeError);
  expect(() => decodeEcPrivateKey('P-256', undefined as never)).toThrow(TypeError);
  expect(() => decodeEcPublicKey('P-256', fromHex('00'))).toThrow(InvalidKeyError);
});

function plus(octetsOf: Uint8Array, value: bigint): Uint8Array {
  return bytesFromInteger(
    BigInt.asUintN(8 * octetsOf.length, integerFromBytes(octetsOf) + value),
    octetsOf.length,
  );
}

/** The first x for which the curve's equation has no y. */
function xWithoutPoint(curve: CurveName): Uint8Array {
  const { Point, fieldLength } = curveOf(curve);
  for (let x = 2n; ; x++) {
    const octetsOfX = bytesFromInteger(x, fieldLength);
    try {
      Point.fromBytes(concatBytes(Uint8Array.of(2), octetsOfX));
    } catch {
      return octetsOfX;
    }
  }
}
