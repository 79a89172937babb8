import { describe, expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes/hex.ts';
import { FormatError } from '../../../src/bytes/reader.ts';
import {
  algorithmIdentifier,
  algorithmOf,
  decodeKey,
  expectAlgorithm,
  type KeyAlgorithm,
} from '../../../src/crypto/der/algorithm.ts';
import { encodeDer, readElement } from '../../../src/crypto/der/element.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';

const ALGORITHMS: readonly KeyAlgorithm[] = [
  'RSA',
  'P-256',
  'P-384',
  'P-521',
  'secp256k1',
  'Ed25519',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
  'ML-KEM-512',
  'ML-KEM-768',
  'ML-KEM-1024',
];

test.each(ALGORITHMS)('the identifier of %s is read back', (algorithm) => {
  expect(algorithmOf(readElement(encodeDer(algorithmIdentifier(algorithm))))).toBe(algorithm);
});

describe('an identifier is refused', () => {
  test.each([
    ['RSA without its NULL (RFC 8017 A.1)', '300b06092a864886f70d010101'],
    ['RSA with other parameters', '300f06092a864886f70d0101010402aabb'],
    ['id-RSASSA-PSS', '300d06092a864886f70d01010a0500'],
    ['a curve without a name', '300906072a8648ce3d0201'],
    ['P-224', '301006072a8648ce3d020106052b81040021'],
    ['Ed25519 with a NULL (RFC 8410 §3)', '300706032b65700500'],
    ['X25519', '300506032b656e'],
    ['ML-DSA with a NULL (RFC 9881 §2)', '300d06096086480165030403110500'],
    ['ML-KEM with a NULL (RFC 9935 §3)', '300d06096086480165030404010500'],
    ['an element that is no sequence', '0500'],
  ])('%s', (_what, hex) => {
    expect(() => algorithmOf(readElement(fromHex(hex)))).toThrow(InvalidKeyError);
  });

  test('and so is none at all', () => {
    expect(() => algorithmOf(undefined)).toThrow(FormatError);
  });
});

test('a format error becomes an InvalidKeyError that names the format, other errors pass', () => {
  const malformed = () =>
    decodeKey('PKCS#8', () => {
      throw new FormatError();
    });
  expect(malformed).toThrow(new InvalidKeyError('the key is not PKCS#8 in DER'));
  const other = () =>
    decodeKey('PKCS#8', () => {
      throw new InvalidKeyError('composite');
    });
  expect(other).toThrow('composite');
});

test('a key of another algorithm is refused', () => {
  expect(() => expectAlgorithm('RSA', 'P-256')).toThrow(
    new InvalidKeyError('the key is for P-256, not for RSA'),
  );
  expect(() => expectAlgorithm('RSA', 'RSA')).not.toThrow();
});
