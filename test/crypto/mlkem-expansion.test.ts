import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { octets, sequence } from '../../src/crypto/der/element.ts';
import { encodePkcs8 } from '../../src/crypto/der/pkcs8.ts';
import { decodeSpki } from '../../src/crypto/der/spki.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import {
  expandMlKemSeed,
  mlKemPublicKeyOf,
  schemeOf,
  withMlKemSecretKey,
} from '../../src/crypto/mlkem-expansion.ts';
import { encodeMlKemSecretKey, encodeMlKemSeed } from '../../src/crypto/mlkem-key.ts';
import type { MlKemParameterSet } from '../../src/crypto/primitives.ts';
import { seededRandom } from './random.ts';

const SETS: readonly MlKemParameterSet[] = ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'];
const random = seededRandom('mlkem-expansion');

describe.each(SETS)('%s', (parameterSet) => {
  const seed = random(64);
  const { publicKey, secretKey } = expandMlKemSeed(parameterSet, seed);
  const both = (one: Uint8Array, other: Uint8Array) =>
    encodePkcs8({ algorithm: parameterSet, key: sequence(octets(one), octets(other)) });

  test('all three forms of RFC 9935 §6 lend the same expanded key', () => {
    for (const pkcs8 of [
      encodeMlKemSeed(parameterSet, seed),
      encodeMlKemSecretKey(parameterSet, secretKey),
      both(seed, secretKey),
    ]) {
      expect(withMlKemSecretKey(parameterSet, pkcs8, toHex)).toBe(toHex(secretKey));
      expect(toHex(mlKemPublicKeyOf(parameterSet, pkcs8))).toBe(toHex(publicKey));
    }
  });

  test('the public half of a key of node:crypto is its own', () => {
    const pair = generateKeyPairSync(parameterSet.toLowerCase() as 'ml-kem-512');
    const pkcs8 = Uint8Array.from(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
    const { key } = decodeSpki(pair.publicKey.export({ format: 'der', type: 'spki' }));
    expect(toHex(mlKemPublicKeyOf(parameterSet, pkcs8))).toBe(toHex(key));
  });

  test('a seed with the expanded key of another is refused (RFC 9935 §8)', () => {
    expect(() => withMlKemSecretKey(parameterSet, both(random(64), secretKey), toHex)).toThrow(
      new InvalidKeyError('the ML-KEM seed and expanded key do not belong together'),
    );
  });

  test('what was expanded is wiped after its use, also when the use throws', () => {
    let lent = new Uint8Array(1).fill(1) as Uint8Array;
    const failing = () =>
      withMlKemSecretKey(parameterSet, encodeMlKemSeed(parameterSet, seed), (key) => {
        lent = key;
        throw new Error('stop');
      });
    expect(failing).toThrow('stop');
    expect(lent.length === secretKey.length && lent.every((octet) => octet === 0)).toBe(true);
  });
});

test('misuse is told', () => {
  expect(() => schemeOf('toString' as never)).toThrow(UnsupportedAlgorithmError);
  expect(() => expandMlKemSeed('ML-KEM-99' as never, new Uint8Array(64))).toThrow(UnsupportedAlgorithmError);
  expect(() => expandMlKemSeed('ML-KEM-512', new Uint8Array(32))).toThrow(RangeError);
});
