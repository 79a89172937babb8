import { expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { CONTEXT, der, octets, sequence } from '../../../src/crypto/der/element.ts';
import { decodePkcs8, encodePkcs8 } from '../../../src/crypto/der/pkcs8.ts';
import {
  decodeSeedChoice,
  encodeExpandedChoice,
  encodeSeedChoice,
} from '../../../src/crypto/der/seed-choice.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';

const [SEED, EXPANDED] = [Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5)];
const ALGORITHM = 'ML-KEM-512';
const read = (pkcs8: Uint8Array) => decodeSeedChoice(ALGORITHM, pkcs8, 'ML-KEM-PrivateKey');
const withKey = (key: Parameters<typeof encodePkcs8>[0]['key']) => encodePkcs8({ algorithm: ALGORITHM, key });

test('a seed is [0], an expanded key an OCTET STRING', () => {
  expect(toHex(decodePkcs8(encodeSeedChoice(ALGORITHM, SEED)).key)).toBe('80020102');
  expect(toHex(decodePkcs8(encodeExpandedChoice(ALGORITHM, EXPANDED)).key)).toBe('0403030405');
});

test('each of the three forms says what it holds', () => {
  expect(read(encodeSeedChoice(ALGORITHM, SEED))).toEqual({ seed: SEED });
  expect(read(encodeExpandedChoice(ALGORITHM, EXPANDED))).toEqual({ secretKey: EXPANDED });
  expect(read(withKey(sequence(octets(SEED), octets(EXPANDED))))).toEqual({
    seed: SEED,
    secretKey: EXPANDED,
  });
});

test.each([
  ['a constructed seed', der(CONTEXT.constructed, octets(SEED))],
  ['one member', sequence(octets(SEED))],
  ['three members', sequence(octets(SEED), octets(EXPANDED), octets(SEED))],
  ['an implicit seed beside the expanded key', sequence(der(CONTEXT.primitive, SEED), octets(EXPANDED))],
  ['bare bytes', SEED],
])('%s is refused by the name of the format', (_what, key) => {
  expect(() => read(withKey(key))).toThrow(new InvalidKeyError('the key is not ML-KEM-PrivateKey in DER'));
});

test('a key of another algorithm is refused', () => {
  const other = encodeSeedChoice('ML-DSA-44', SEED);
  expect(() => read(other)).toThrow(new InvalidKeyError('the key is for ML-DSA-44, not for ML-KEM-512'));
});
