import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { decodeSpki, encodeSpki } from '../../../src/crypto/der/spki.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { decoders } from '../decoders.ts';
import { attack } from '../mutation.ts';

// RFC 8410 §10.1.
const ED25519 = '302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1';

test('the published Ed25519 key opens', () => {
  const { algorithm, key } = decodeSpki(fromHex(ED25519));
  expect([algorithm, toHex(key)]).toEqual(['Ed25519', ED25519.slice(24)]);
});

test.each([
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ['Ed25519', generateKeyPairSync('ed25519')],
  ['ML-DSA-65', generateKeyPairSync('ml-dsa-65')],
  ['ML-KEM-768', generateKeyPairSync('ml-kem-768')],
])('%s keys go both ways between node:crypto and here', (name, { publicKey }) => {
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const { algorithm, key } = decodeSpki(spki);
  expect(algorithm).toBe(name);
  const written = encodeSpki(algorithm, key);
  expect(createPublicKey({ key: Buffer.from(written), format: 'der', type: 'spki' }).equals(publicKey)).toBe(
    true,
  );
});

describe('refuses', () => {
  test.each([
    ['nothing', ''],
    ['a key cut short', ED25519.slice(0, -2)],
    ['a byte behind the key', `${ED25519}00`],
    ['unused bits in the BIT STRING', ED25519.replace('03210019', '03210119')],
    ['an OCTET STRING in place of the BIT STRING', ED25519.replace('0321', '0421')],
    ['a third member', `302c300506032b6570${ED25519.slice(18)}0500`],
    ['the algorithm alone', '3007300506032b6570'],
    ['a SET', `31${ED25519.slice(2)}`],
  ])('%s', (_what, hex) => {
    expect(() => decodeSpki(fromHex(hex))).toThrow(InvalidKeyError);
  });

  test('saying what is wrong with the form, and nothing of the key', () => {
    expect(() => decodeSpki(fromHex('00'))).toThrow(
      new InvalidKeyError('the key is not SubjectPublicKeyInfo in DER'),
    );
  });
});

test('20,000 mutated inputs are refused as documented or re-encode to themselves', () => {
  const { accepted, refused } = attack(decoders()[2], 20_000, 3);
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(5_000);
});
