/** Keys of a line: raw ones get their DER, DER ones pass as they are. */
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { decodePkcs8 } from '../../src/crypto/der/pkcs8.ts';
import { decodeSpki } from '../../src/crypto/der/spki.ts';
import { ec } from '../../src/crypto/ec/ec.ts';
import { decodeEcPrivateKey } from '../../src/crypto/ec/key.ts';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { mlDsa } from '../../src/crypto/mldsa.ts';
import { expandMlDsaSeed } from '../../src/crypto/mldsa-key.ts';
import { mlKem } from '../../src/crypto/mlkem.ts';
import { expandMlKemSeed } from '../../src/crypto/mlkem-expansion.ts';
import type {
  Bytes,
  CurveName,
  KeyPair,
  MlDsaParameterSet,
  MlKemParameterSet,
} from '../../src/crypto/primitives.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { decodeRsaPrivateKey, decodeRsaPublicKey } from '../../src/crypto/rsa/key.ts';
import { rsa } from '../../src/crypto/rsa/rsa.ts';
import { vectorFields } from '../../src/crypto/vector-fields.ts';
import {
  curveOf,
  ecPrivateKey,
  ecPublicKey,
  edPrivateKey,
  edPublicKey,
  mlDsaPrivateKey,
  mlDsaPublicKey,
  mlDsaSetOf,
  mlKemPrivateKey,
  mlKemPublicKey,
  mlKemSetOf,
  rawPublicKey,
  rsaPrivateKey,
  rsaPublicKey,
} from '../../src/crypto/vector-keys.ts';

const random = hostRandom();
const CURVES: readonly CurveName[] = ['P-256', 'P-384', 'P-521', 'secp256k1'];
const SETS: readonly MlDsaParameterSet[] = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'];
const KEM_SETS: readonly MlKemParameterSet[] = ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'];

describe('keys of a line', () => {
  it.each(CURVES)('are scalars and points on %s, or DER', async (curve) => {
    const { privateKey, publicKey } = (await ec.generateKey(curve, random)) as KeyPair;
    const scalar = new Uint8Array(decodeEcPrivateKey(curve, privateKey).scalar);
    expect(toHex(decodeEcPrivateKey(curve, ecPrivateKey(curve, scalar)).scalar)).toBe(toHex(scalar));
    expect(ecPrivateKey(curve, privateKey)).toBe(privateKey);
    expect(toHex(ecPublicKey(curve, rawPublicKey(publicKey)))).toBe(toHex(publicKey));
    expect(ecPublicKey(curve, publicKey)).toBe(publicKey);
    expect(curveOf(vectorFields({ curve }))).toBe(curve);
  });

  it('are 32 bytes of Ed25519, or DER', async () => {
    const seed = random(32);
    const { privateKey, publicKey } = (await ed25519.generateKey(() => seed.slice())) as KeyPair;
    expect(toHex(edPrivateKey(seed))).toBe(toHex(privateKey));
    expect(edPrivateKey(privateKey)).toBe(privateKey);
    expect(toHex(edPublicKey(rawPublicKey(publicKey)))).toBe(toHex(publicKey));
    expect(edPublicKey(publicKey)).toBe(publicKey);
  });

  it.each(SETS)('are a seed or an expanded key of %s, or DER', async (set) => {
    const seed = random(32);
    const { privateKey, publicKey } = (await mlDsa.generateKey(set, () => seed.slice())) as KeyPair;
    const { secretKey } = expandMlDsaSeed(set, seed);
    const of = (members: object): Bytes => mlDsaPrivateKey(set, vectorFields(members));
    expect(toHex(of({ seed: toHex(seed) }))).toBe(toHex(privateKey));
    expect(decodePkcs8(of({ secretKey: toHex(secretKey) })).algorithm).toBe(set);
    expect(toHex(of({ secretKey: toHex(privateKey) }))).toBe(toHex(privateKey));
    expect(toHex(mlDsaPublicKey(set, rawPublicKey(publicKey)))).toBe(toHex(publicKey));
    expect(mlDsaPublicKey(set, publicKey)).toBe(publicKey);
    expect(mlDsaSetOf(vectorFields({ parameterSet: set }))).toBe(set);
  });

  it.each(KEM_SETS)('are a seed or an expanded key of %s, or DER', async (set) => {
    const seed = random(64);
    const { privateKey, publicKey } = (await mlKem.generateKey(set, () => seed.slice())) as KeyPair;
    const { secretKey } = expandMlKemSeed(set, seed);
    const of = (members: object): Bytes => mlKemPrivateKey(set, vectorFields(members));
    expect(toHex(of({ seed: toHex(seed) }))).toBe(toHex(privateKey));
    expect(decodePkcs8(of({ secretKey: toHex(secretKey) })).algorithm).toBe(set);
    expect(toHex(of({ secretKey: toHex(privateKey) }))).toBe(toHex(privateKey));
    expect(toHex(mlKemPublicKey(set, rawPublicKey(publicKey)))).toBe(toHex(publicKey));
    expect(mlKemPublicKey(set, publicKey)).toBe(publicKey);
    expect(mlKemSetOf(vectorFields({ parameterSet: set }))).toBe(set);
  });

  it('are the numbers of RSA, with the primes or without, or DER', async () => {
    const { privateKey, publicKey } = (await rsa.generateKey(2048, random)) as KeyPair;
    const numbers = decodeRsaPrivateKey(privateKey);
    const hexOf = (value: bigint): string => {
      const digits = value.toString(16);
      return digits.length % 2 === 0 ? digits : `0${digits}`;
    };
    const [n, e, d, p, q] = [numbers.n, numbers.e, numbers.d, numbers.p, numbers.q].map(hexOf);
    for (const members of [{ n, e, d }, { n, e, d, p, q }, { privateKey: toHex(privateKey) }]) {
      expect(decodeRsaPrivateKey(rsaPrivateKey(vectorFields(members)))).toEqual(numbers);
    }
    for (const members of [{ n, e }, { publicKey: toHex(publicKey) }]) {
      expect(decodeRsaPublicKey(rsaPublicKey(vectorFields(members)))).toEqual({ n: numbers.n, e: numbers.e });
    }
    expect(decodeSpki(publicKey).algorithm).toBe('RSA');
  });

  it('are unsupported for curves and sets that the seam does not have', () => {
    for (const name of ['P-224', 'toString', '__proto__', '']) {
      expect(() => curveOf(vectorFields({ curve: name }))).toThrow(/no such/);
      expect(() => mlDsaSetOf(vectorFields({ parameterSet: name }))).toThrow(/no such/);
      expect(() => mlKemSetOf(vectorFields({ parameterSet: name }))).toThrow(/^parameter set/);
    }
  });
});
