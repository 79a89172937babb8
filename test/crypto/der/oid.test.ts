import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeDer } from '../../../src/crypto/der/element.ts';
import { HASH_OID, OID, oid } from '../../../src/crypto/der/oid.ts';

test.each([
  // X.690 §8.19.5: the example of the standard.
  ['2.100.3', '0603813403'],
  [OID.rsaEncryption, '06092a864886f70d010101'],
  [OID['P-256'], '06082a8648ce3d030107'],
  [OID.secp256k1, '06052b8104000a'],
  [OID.Ed25519, '06032b6570'],
  [OID['ML-DSA-87'], '0609608648016503040313'],
  [OID['ML-KEM-1024'], '0609608648016503040403'],
  [HASH_OID['SHA-256'], '0609608648016503040201'],
  [HASH_OID['SHA-1'], '06052b0e03021a'],
])('%s is %s', (dotted, hex) => {
  expect(toHex(encodeDer(oid(dotted)))).toBe(hex);
});

test('the identifiers are the ones that node:crypto writes', () => {
  const rows = [
    [OID['P-384'], generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    [OID['P-521'], generateKeyPairSync('ec', { namedCurve: 'P-521' })],
    [OID.ecPublicKey, generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ] as const;
  for (const [dotted, { publicKey }] of rows) {
    const spki = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({
      format: 'der',
      type: 'spki',
    });
    expect(toHex(spki)).toContain(toHex(encodeDer(oid(dotted))));
  }
});
