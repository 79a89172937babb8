import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../src/bytes/concat.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { CONTEXT, der, encodeDer, octets, sequence } from '../../src/crypto/der/element.ts';
import { encodePkcs8 } from '../../src/crypto/der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../../src/crypto/der/spki.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { digestOf } from '../../src/crypto/hash.ts';
import { expandMlKemSeed } from '../../src/crypto/mlkem-expansion.ts';
import {
  decodeMlKemPublicKey,
  encodeMlKemPublicKey,
  encodeMlKemSecretKey,
  encodeMlKemSeed,
  expectMlKemCiphertext,
  mlKemLengths,
  publicKeyInExpanded,
  readMlKemPrivateKey,
} from '../../src/crypto/mlkem-key.ts';
import type { MlKemParameterSet } from '../../src/crypto/primitives.ts';
import { attack } from './mutation.ts';
import { seededRandom } from './random.ts';

const SETS: readonly MlKemParameterSet[] = ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'];
const random = seededRandom('mlkem-key');

/** The key with the coefficient at `index` of the vector in front set to `value`. */
function withCoefficient(key: Uint8Array, index: number, value: number): Uint8Array {
  const changed = Uint8Array.from(key);
  const at = 3 * (index >> 1);
  if (index % 2 === 0) {
    changed[at] = value & 0xff;
    changed[at + 1] = (changed[at + 1] & 0xf0) | (value >> 8);
  } else {
    changed[at + 1] = (changed[at + 1] & 0x0f) | ((value & 0x0f) << 4);
    changed[at + 2] = value >> 4;
  }
  return changed;
}

describe.each(SETS)('%s', (parameterSet) => {
  const seed = random(64);
  const lengths = mlKemLengths(parameterSet);
  const { publicKey, secretKey } = expandMlKemSeed(parameterSet, seed);
  const node = generateKeyPairSync(parameterSet.toLowerCase() as 'ml-kem-512');
  const nodeSpki = Uint8Array.from(node.publicKey.export({ format: 'der', type: 'spki' }));
  const nodePkcs8 = Uint8Array.from(node.privateKey.export({ format: 'der', type: 'pkcs8' }));
  const last = 256 * lengths.polynomials - 1;

  test('keys have the lengths of FIPS 203 table 3', () => {
    expect([publicKey.length, secretKey.length]).toEqual([lengths.publicKey, lengths.secretKey]);
  });

  test('public keys go both ways between node:crypto and here', () => {
    const raw = decodeMlKemPublicKey(parameterSet, nodeSpki);
    expect(toHex(encodeMlKemPublicKey(parameterSet, raw))).toBe(toHex(nodeSpki));
    const ours = encodeMlKemPublicKey(parameterSet, publicKey);
    const key = createPublicKey({ key: Buffer.from(ours), format: 'der', type: 'spki' });
    expect(toHex(key.export({ format: 'der', type: 'spki' }))).toBe(toHex(ours));
  });

  test('private keys go both ways between node:crypto and here', () => {
    const { seed: theirs, secretKey: expanded } = readMlKemPrivateKey(parameterSet, nodePkcs8);
    const grown = expandMlKemSeed(parameterSet, theirs ?? new Uint8Array());
    expect(toHex(grown.secretKey)).toBe(toHex(expanded ?? new Uint8Array()));
    expect(toHex(grown.publicKey)).toBe(toHex(decodeSpki(nodeSpki).key));
    for (const ours of [encodeMlKemSeed(parameterSet, seed), encodeMlKemSecretKey(parameterSet, secretKey)]) {
      const key = createPrivateKey({ key: Buffer.from(ours), format: 'der', type: 'pkcs8' });
      const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
      expect(toHex(spki)).toBe(toHex(encodeMlKemPublicKey(parameterSet, publicKey)));
    }
  });

  test('the encapsulation key lies in the expanded key, its hash behind it', () => {
    expect(toHex(publicKeyInExpanded(lengths, secretKey))).toBe(toHex(publicKey));
    expect(toHex(secretKey.subarray(-64, -32))).toBe(toHex(digestOf('SHA3-256', publicKey)));
    expect(toHex(secretKey.subarray(-32))).toBe(toHex(seed.subarray(32)));
  });

  test('every coefficient of a public key may be 3328, and none more (FIPS 203 §7.2)', () => {
    for (const index of [0, 1, 2, 255, 256, last - 1, last]) {
      const spki = (value: number) => encodeSpki(parameterSet, withCoefficient(publicKey, index, value));
      expect(decodeMlKemPublicKey(parameterSet, spki(3328)).length).toBe(publicKey.length);
      for (const value of [3329, 3330, 4095]) {
        expect(() => decodeMlKemPublicKey(parameterSet, spki(value))).toThrow(
          new InvalidKeyError('the ML-KEM public key has a coefficient beyond the modulus'),
        );
      }
    }
  });

  test.each([
    ['a byte short', (key: Uint8Array) => key.subarray(1)],
    ['a byte long', (key: Uint8Array) => concatBytes(key, Uint8Array.of(0))],
    ['empty', () => new Uint8Array(0)],
  ])('refuses a public key that is %s', (_what, change) => {
    const spki = encodeSpki(parameterSet, change(publicKey));
    expect(() => decodeMlKemPublicKey(parameterSet, spki)).toThrow(InvalidKeyError);
  });

  describe('refuses a private key', () => {
    const withKey = (key: Uint8Array | ReturnType<typeof octets>) =>
      encodePkcs8({ algorithm: parameterSet, key });
    const withOctet = (at: number) =>
      encodeMlKemSecretKey(
        parameterSet,
        secretKey.map((octet, i) => (i === at ? octet ^ 1 : octet)),
      );
    const vector = 384 * lengths.polynomials;
    const refused: Readonly<Record<string, Uint8Array>> = {
      'whose seed has 63 bytes': withKey(der(CONTEXT.primitive, seed.subarray(1))),
      'whose seed has 65 bytes': withKey(der(CONTEXT.primitive, concatBytes(seed, Uint8Array.of(0)))),
      'whose seed is constructed': withKey(der(CONTEXT.constructed, octets(seed))),
      'that is a bare seed': withKey(seed),
      'that is a seed in an OCTET STRING': withKey(octets(seed)),
      'with something behind its seed': withKey(
        concatBytes(encodeDer(der(CONTEXT.primitive, seed)), Uint8Array.of(0)),
      ),
      'whose expanded key is cut short': encodeMlKemSecretKey(parameterSet, secretKey.subarray(1)),
      'whose expanded key is too long': encodeMlKemSecretKey(parameterSet, concatBytes(secretKey, seed)),
      'that is nothing': withKey(octets(new Uint8Array(0))),
      'whose hash is of another public key (FIPS 203 §7.3)': withOctet(secretKey.length - 64),
      'whose public key is another than the hash says': withOctet(vector),
      'whose first secret coefficient is beyond the modulus': encodeMlKemSecretKey(
        parameterSet,
        withCoefficient(secretKey, 0, 3329),
      ),
      'whose last secret coefficient is beyond the modulus': encodeMlKemSecretKey(
        parameterSet,
        withCoefficient(secretKey, last, 4095),
      ),
      'with a third member': withKey(sequence(octets(seed), octets(secretKey), octets(seed))),
      'with its members turned': withKey(sequence(octets(secretKey), octets(seed))),
      'with a seed alone in its SEQUENCE': withKey(sequence(octets(seed))),
      'that is a public key': nodeSpki,
      'of another set': encodeMlKemSeed(parameterSet === 'ML-KEM-512' ? 'ML-KEM-768' : 'ML-KEM-512', seed),
    };
    test.each(Object.entries(refused))('%s', (_what, pkcs8) => {
      expect(() => readMlKemPrivateKey(parameterSet, pkcs8)).toThrow(InvalidKeyError);
    });
  });

  test('an expanded key whose public key is beyond the modulus is refused, with its hash right', () => {
    const changed = withCoefficient(publicKey, 7, 3329);
    const hash = digestOf('SHA3-256', changed);
    const vector = secretKey.subarray(0, 384 * lengths.polynomials);
    const pkcs8 = encodeMlKemSecretKey(
      parameterSet,
      concatBytes(vector, changed, hash, secretKey.subarray(-32)),
    );
    expect(() => readMlKemPrivateKey(parameterSet, pkcs8)).toThrow(
      new InvalidKeyError('the ML-KEM expanded key has a coefficient beyond the modulus'),
    );
  });

  test('a ciphertext has one length', () => {
    expectMlKemCiphertext(parameterSet, new Uint8Array(lengths.ciphertext));
    for (const length of [0, lengths.ciphertext - 1, lengths.ciphertext + 1]) {
      expect(() => expectMlKemCiphertext(parameterSet, new Uint8Array(length))).toThrow(RangeError);
    }
  });
});

test('misuse is told', () => {
  for (const name of ['ML-KEM-256', 'toString', '__proto__']) {
    expect(() => mlKemLengths(name as never)).toThrow(UnsupportedAlgorithmError);
  }
  expect(() => encodeMlKemSeed('ML-KEM-512', new Uint8Array(32))).toThrow(RangeError);
  expect(() => readMlKemPrivateKey('ML-KEM-512', 'key' as never)).toThrow(TypeError);
  expect(() => decodeMlKemPublicKey('ML-KEM-512', 'key' as never)).toThrow(TypeError);
});

test('3,000 mutated keys are refused as documented', () => {
  const decoder = {
    name: 'ML-KEM private key',
    seeds: [encodeMlKemSeed('ML-KEM-512', random(64))],
    roundTrip: (input: Uint8Array) => {
      const { seed } = readMlKemPrivateKey('ML-KEM-512', input);
      return seed !== undefined && input.length === 86 ? encodeMlKemSeed('ML-KEM-512', seed) : input;
    },
    refusals: ['InvalidKeyError'],
  };
  expect(attack(decoder, 1000, 11).refused).toBeGreaterThan(300);
});
