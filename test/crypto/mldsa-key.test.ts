import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../src/bytes/concat.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { CONTEXT, der, encodeDer, octets, sequence } from '../../src/crypto/der/element.ts';
import { decodePkcs8, encodePkcs8 } from '../../src/crypto/der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../../src/crypto/der/spki.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import {
  decodeMlDsaPublicKey,
  encodeMlDsaPublicKey,
  encodeMlDsaSecretKey,
  encodeMlDsaSeed,
  expandMlDsaSeed,
  mlDsaPublicKeyOf,
  schemeOf,
  withMlDsaSecretKey,
} from '../../src/crypto/mldsa-key.ts';
import type { MlDsaParameterSet } from '../../src/crypto/primitives.ts';
import { attack } from './mutation.ts';
import { seededRandom } from './random.ts';

const SETS: readonly MlDsaParameterSet[] = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'];
const LENGTHS = { 'ML-DSA-44': [1312, 2560], 'ML-DSA-65': [1952, 4032], 'ML-DSA-87': [2592, 4896] };
/** FIPS 204 §4: eta, and octets of one packed polynomial. */
const WIDTHS = { 'ML-DSA-44': 3, 'ML-DSA-65': 4, 'ML-DSA-87': 3 };
/** FIPS 204 table 1: k. */
const ROWS = { 'ML-DSA-44': 4, 'ML-DSA-65': 6, 'ML-DSA-87': 8 };
const random = seededRandom('mldsa-key');

describe.each(SETS)('%s', (parameterSet) => {
  const seed = random(32);
  const { publicKey, secretKey } = expandMlDsaSeed(parameterSet, seed);
  const node = generateKeyPairSync(parameterSet.toLowerCase() as 'ml-dsa-44');
  const nodeSpki = Uint8Array.from(node.publicKey.export({ format: 'der', type: 'spki' }));
  const nodePkcs8 = Uint8Array.from(node.privateKey.export({ format: 'der', type: 'pkcs8' }));

  test('keys have the lengths of FIPS 204 table 2', () => {
    expect([publicKey.length, secretKey.length]).toEqual(LENGTHS[parameterSet]);
    expect(schemeOf(parameterSet).lengths.publicKey).toBe(publicKey.length);
  });

  test('keys go both ways between node:crypto and here', () => {
    expect(toHex(mlDsaPublicKeyOf(parameterSet, nodePkcs8))).toBe(toHex(decodeSpki(nodeSpki).key));
    const raw = decodeMlDsaPublicKey(parameterSet, nodeSpki);
    expect(toHex(encodeMlDsaPublicKey(parameterSet, raw))).toBe(toHex(nodeSpki));
    const ours = encodeMlDsaSeed(parameterSet, seed);
    const key = createPrivateKey({ key: Buffer.from(ours), format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
    expect(toHex(spki)).toBe(toHex(encodeMlDsaPublicKey(parameterSet, publicKey)));
  });

  test('all three forms of RFC 9881 §6 lend the same expanded key', () => {
    const both = encodePkcs8({ algorithm: parameterSet, key: sequence(octets(seed), octets(secretKey)) });
    for (const pkcs8 of [
      encodeMlDsaSeed(parameterSet, seed),
      encodeMlDsaSecretKey(parameterSet, secretKey),
      both,
    ]) {
      expect(withMlDsaSecretKey(parameterSet, pkcs8, toHex)).toBe(toHex(secretKey));
      expect(toHex(mlDsaPublicKeyOf(parameterSet, pkcs8))).toBe(toHex(publicKey));
    }
  });

  test('what was expanded is wiped after its use, also when the use throws', () => {
    let lent = new Uint8Array(1).fill(1) as Uint8Array;
    const failing = () =>
      withMlDsaSecretKey(parameterSet, encodeMlDsaSeed(parameterSet, seed), (key) => {
        lent = key;
        throw new Error('stop');
      });
    expect(failing).toThrow('stop');
    expect(lent.length === secretKey.length && lent.every((octet) => octet === 0)).toBe(true);
  });

  describe('refuses a private key', () => {
    const withKey = (key: Uint8Array | ReturnType<typeof octets>) =>
      encodePkcs8({ algorithm: parameterSet, key });
    const width = WIDTHS[parameterSet];
    // The secret vectors end where t0 begins: k polynomials of 416 octets.
    const vectors = secretKey.length - 416 * ROWS[parameterSet];
    const withOctet = (at: number, octet: number) => secretKey.map((old, i) => (i === at ? octet : old));
    const refused: Readonly<Record<string, Uint8Array>> = {
      'whose seed has 31 bytes': withKey(der(CONTEXT.primitive, seed.subarray(1))),
      'whose seed has 33 bytes': withKey(der(CONTEXT.primitive, concatBytes(seed, Uint8Array.of(0)))),
      'whose seed is constructed': withKey(der(CONTEXT.constructed, octets(seed))),
      'that is a bare seed': withKey(seed),
      'that is a seed in an OCTET STRING': withKey(octets(seed)),
      'with something behind its seed': withKey(
        concatBytes(encodeDer(der(CONTEXT.primitive, seed)), Uint8Array.of(0)),
      ),
      'whose expanded key is cut short': encodeMlDsaSecretKey(parameterSet, secretKey.subarray(1)),
      'whose expanded key is too long': encodeMlDsaSecretKey(parameterSet, concatBytes(secretKey, seed)),
      'that is nothing': withKey(octets(new Uint8Array(0))),
      'whose first coefficient is out of range': encodeMlDsaSecretKey(
        parameterSet,
        withOctet(128, width === 3 ? 5 : 9),
      ),
      'whose last coefficient is out of range': encodeMlDsaSecretKey(
        parameterSet,
        withOctet(vectors - 1, 0xff),
      ),
      'whose seed and expanded key differ': withKey(
        sequence(octets(seed), octets(withOctet(200, secretKey[200] ^ 1))),
      ),
      'with another seed beside it': withKey(sequence(octets(random(32)), octets(secretKey))),
      'with a third member': withKey(sequence(octets(seed), octets(secretKey), octets(seed))),
      'with its members turned': withKey(sequence(octets(secretKey), octets(seed))),
      'with a seed alone in its SEQUENCE': withKey(sequence(octets(seed))),
      'that is a public key': nodeSpki,
      'of another set': encodeMlDsaSeed(parameterSet === 'ML-DSA-44' ? 'ML-DSA-65' : 'ML-DSA-44', seed),
    };
    test.each(Object.entries(refused))('%s', (_what, pkcs8) => {
      expect(() => withMlDsaSecretKey(parameterSet, pkcs8, toHex)).toThrow(InvalidKeyError);
    });

    test('whose hash of the public key is another', () => {
      const pkcs8 = encodeMlDsaSecretKey(parameterSet, withOctet(64, secretKey[64] ^ 1));
      expect(() => mlDsaPublicKeyOf(parameterSet, pkcs8)).toThrow(
        new InvalidKeyError('the ML-DSA expanded key is for another public key'),
      );
    });
  });

  test.each([
    ['a byte short', (key: Uint8Array) => key.subarray(1)],
    ['a byte long', (key: Uint8Array) => concatBytes(key, Uint8Array.of(0))],
    ['empty', () => new Uint8Array(0)],
  ])('refuses a public key that is %s', (_what, change) => {
    const spki = encodeSpki(parameterSet, change(publicKey));
    expect(() => decodeMlDsaPublicKey(parameterSet, spki)).toThrow(InvalidKeyError);
  });
});

test('expanding the seed of node:crypto gives the expanded key beside it', () => {
  const { privateKey } = generateKeyPairSync('ml-dsa-44');
  const { key } = decodePkcs8(privateKey.export({ format: 'der', type: 'pkcs8' }));
  // RFC 9881 §6, both: SEQUENCE { 04 20 seed, 04 82 0a00 expanded }.
  const { secretKey } = expandMlDsaSeed('ML-DSA-44', key.subarray(6, 38));
  expect(toHex(secretKey)).toBe(toHex(key.subarray(42)));
});

test('misuse is told', () => {
  expect(() => expandMlDsaSeed('ML-DSA-99' as never, new Uint8Array(32))).toThrow(UnsupportedAlgorithmError);
  expect(() => expandMlDsaSeed('ML-DSA-44', new Uint8Array(31))).toThrow(RangeError);
  expect(() => encodeMlDsaSeed('ML-DSA-44', new Uint8Array(64))).toThrow(RangeError);
});

test('3,000 mutated keys are refused as documented', () => {
  const seed = random(32);
  const decoder = {
    name: 'ML-DSA private key',
    seeds: [encodeMlDsaSeed('ML-DSA-44', seed)],
    roundTrip: (input: Uint8Array) => {
      const { key } = decodePkcs8(input);
      withMlDsaSecretKey('ML-DSA-44', input, () => 0);
      return key.length === 34 && input.length === 54 ? encodeMlDsaSeed('ML-DSA-44', key.subarray(2)) : input;
    },
    refusals: ['InvalidKeyError'],
  };
  expect(attack(decoder, 1000, 11).refused).toBeGreaterThan(300);
});
