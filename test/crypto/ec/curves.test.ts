import { execFileSync } from 'node:child_process';
import { createECDH } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { curveOf, ecdsaOf } from '../../../src/crypto/ec/curves.ts';
import { UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { CURVES, ORDER_LENGTHS, ORDERS } from './keys.ts';

const NODE_NAMES = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
};

describe.each(CURVES)('%s', (name) => {
  const { Point, fieldLength, orderLength } = curveOf(name);

  test('has the generator of node:crypto', () => {
    const ecdh = createECDH(NODE_NAMES[name]);
    ecdh.setPrivateKey(Buffer.from('01'.padStart(2 * orderLength, '0'), 'hex'));
    expect(toHex(Point.BASE.toBytes(false))).toBe(ecdh.getPublicKey('hex'));
  });

  test('has the order: n G is infinity, (n - 1) G is -G', () => {
    expect(Point.Fn.ORDER).toBe(ORDERS[name]);
    expect(Point.BASE.multiplyUnsafe(ORDERS[name] - 1n).equals(Point.BASE.negate())).toBe(true);
    expect(
      Point.BASE.multiplyUnsafe(ORDERS[name] - 1n)
        .add(Point.BASE)
        .is0(),
    ).toBe(true);
  });

  test('has the lengths', () => {
    expect([fieldLength, orderLength]).toEqual([ORDER_LENGTHS[name], ORDER_LENGTHS[name]]);
  });

  test('multiplies as node:crypto does', () => {
    for (let i = 0; i < 5; i++) {
      const ecdh = createECDH(NODE_NAMES[name]);
      const point = ecdh.generateKeys('hex');
      const scalar = BigInt(`0x${ecdh.getPrivateKey('hex')}`);
      expect(toHex(Point.BASE.multiply(scalar).toBytes(false))).toBe(point);
    }
  });

  test('is built once, and so are its signers', () => {
    expect(curveOf(name)).toBe(curveOf(name));
    expect(ecdsaOf(name, 'SHA-256')).toBe(ecdsaOf(name, 'SHA-256'));
    expect(ecdsaOf(name, 'SHA-256')).not.toBe(ecdsaOf(name, 'SHA-384'));
  });
});

test.each(['P-224', 'toString', ''])('there is no curve %j', (name) => {
  expect(() => curveOf(name as 'P-256')).toThrow(UnsupportedAlgorithmError);
});

test('importing draws no random bytes: edge isolates forbid it, snapshots would repeat them', () => {
  const code = `
    let draws = 0;
    crypto.getRandomValues = (array) => { draws++; return array; };
    await import('./src/crypto/ec/ec.ts');
    await import('./src/crypto/ed25519.ts');
    await import('./src/crypto/mldsa.ts');
    await import('./src/crypto/mlkem.ts');
    await import('./src/crypto/rsa/rsa.ts');
    console.log(draws);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
  });
  expect(output.trim()).toBe('0');
});
