import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { FormatError } from '../../../src/bytes/reader.ts';
import { decodeEcdsaSignature, encodeEcdsaSignature } from '../../../src/crypto/der/ecdsa-signature.ts';
import { decoders } from '../decoders.ts';
import { attack } from '../mutation.ts';

test('what node:crypto signs reads, and what is written node:crypto verifies', () => {
  const message = Buffer.from('sample');
  for (const namedCurve of ['P-256', 'P-521', 'secp256k1']) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
    const written = encodeEcdsaSignature(decodeEcdsaSignature(sign('sha256', message, privateKey)));
    expect(verify('sha256', message, publicKey, written)).toBe(true);
  }
});

test('leading zeros of a magnitude are dropped', () => {
  expect(toHex(encodeEcdsaSignature({ r: fromHex('0000ff'), s: fromHex('0001') }))).toBe(
    '3007020200ff020101',
  );
});

describe('refuses', () => {
  test.each([
    ['nothing', ''],
    ['r alone', '3003020105'],
    ['a third number', '3009020105020107020101'],
    ['a negative r', '3006020185020107'],
    ['a padded s', '300702010502020007'],
    ['a length in the long form', '308106020105020107'],
    ['an indefinite length', '30800201050201070000'],
    ['a byte behind', '300602010502010700'],
    ['an empty r', '30050200020107'],
  ])('%s', (_what, hex) => {
    expect(() => decodeEcdsaSignature(fromHex(hex))).toThrow(FormatError);
  });
});

test('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const { accepted, refused } = attack(decoders()[4], 20_000, 5);
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(5_000);
});
