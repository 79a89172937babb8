/**
 * Asymmetric primitives against node:crypto, which is OpenSSL: every signature, ciphertext and shared secret that one
 * side makes, the other must take, and what is deterministic must be the same bytes. 0 differences are allowed.
 */
import {
  constants,
  decapsulate,
  diffieHellman,
  encapsulate,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ec } from '../../../src/crypto/ec/ec.ts';
import { ed25519 } from '../../../src/crypto/ed25519.ts';
import { HASH_NAMES, OUTPUT_LENGTHS } from '../../../src/crypto/hash.ts';
import { mlDsa } from '../../../src/crypto/mldsa.ts';
import { mlKem } from '../../../src/crypto/mlkem.ts';
import type {
  CurveName,
  HashName,
  MlDsaParameterSet,
  MlKemParameterSet,
} from '../../../src/crypto/primitives.ts';
import { powerVartime } from '../../../src/crypto/rsa/integer.ts';
import { privateOperation } from '../../../src/crypto/rsa/private-operation.ts';
import { rsa } from '../../../src/crypto/rsa/rsa.ts';
import { seededRandom } from '../../crypto/random.ts';
import { nodeRsaPair, numbersOf } from '../../crypto/rsa/keys.ts';
import { atLength } from '../length.ts';

/** 5,000 on the NIST curves and 5,000 on secp256k1. */
const EC_RUNS = {
  'P-256': atLength(5000),
  'P-384': atLength(5000),
  'P-521': atLength(5000),
  secp256k1: atLength(10_000),
} as const;
const RSA_RUNS = 500;
const ED25519_RUNS = 2000;
const ML_DSA_RUNS = 300;
const ML_KEM_RUNS = atLength(2000);
/** Faults injected into each half of the private operation; each must be refused. */
const FAULTS = 10_000;
const SEED = 20_261_125;
const CURVES: readonly CurveName[] = ['P-256', 'P-384', 'P-521', 'secp256k1'];
const SETS: readonly MlDsaParameterSet[] = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'];
const KEM_SETS: readonly MlKemParameterSet[] = ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'];
const random = seededRandom(SEED);

const nodeName = (hash: HashName) => hash.toLowerCase().replace('sha-', 'sha').replace('/', '-');
const messages = fc.uint8Array({ maxLength: 300 });
const hashes = fc.constantFrom(...HASH_NAMES);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
  readonly pkcs8: Uint8Array;
}

function withEncodings({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): Pair {
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { publicKey, privateKey, spki, pkcs8 };
}

describe.each(CURVES)('%s', (curve) => {
  const pairs = Array.from({ length: 20 }, () =>
    withEncodings(generateKeyPairSync('ec', { namedCurve: curve })),
  );
  const arbitrary = fc.record({
    own: fc.constantFrom(...pairs),
    peer: fc.constantFrom(...pairs),
    hash: hashes,
    message: messages,
    hedged: fc.boolean(),
    dsaEncoding: fc.constantFrom('der', 'ieee-p1363'),
  });

  test(`${EC_RUNS[curve]} keys, messages and hashes: signatures both ways, and shared secrets`, async () => {
    const property = fc.asyncProperty(
      arbitrary,
      async ({ own, peer, hash, message, hedged, dsaEncoding }) => {
        const encoding = dsaEncoding === 'der' ? 'der' : 'p1363';
        const options = { encoding, random: hedged ? random : undefined } as const;
        const ours = await ec.sign(curve, own.pkcs8, hash, message, options);
        const name = nodeName(hash);
        const nodeEncoding = dsaEncoding as 'der';
        expect(verify(name, message, { key: own.publicKey, dsaEncoding: nodeEncoding }, ours)).toBe(true);
        const theirs = sign(name, message, { key: own.privateKey, dsaEncoding: nodeEncoding });
        expect(await ec.verify(curve, own.spki, hash, message, theirs, encoding)).toBe(true);
        expect(await ec.verify(curve, peer.spki, hash, message, theirs, encoding)).toBe(own === peer);
        const shared = await ec.deriveSharedSecret(curve, own.pkcs8, peer.spki);
        expect(hex(shared)).toBe(
          hex(diffieHellman({ privateKey: own.privateKey, publicKey: peer.publicKey })),
        );
      },
    );
    await fc.assert(property, { seed: SEED, numRuns: EC_RUNS[curve] });
  });
});

describe('RSA', () => {
  const pairs = [2048, 2048, 2049, 2056, 3072, 4096].map((modulusLength) => nodeRsaPair(modulusLength));
  const arbitrary = fc.record({
    pair: fc.constantFrom(...pairs),
    hash: hashes,
    saltLength: fc.integer({ min: 0, max: 100 }),
    message: messages,
    label: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  });

  test(`${RSA_RUNS} keys, messages, hashes, salts and labels: PKCS #1, PSS and OAEP both ways`, async () => {
    const property = fc.asyncProperty(arbitrary, async ({ pair, hash, saltLength, message, label }) => {
      const name = nodeName(hash);
      const pkcs1 = { scheme: 'PKCS1', hash } as const;
      expect(hex(await rsa.sign(pair.pkcs8, pkcs1, message, random))).toBe(
        hex(sign(name, message, pair.privateKey)),
      );

      const pss = { scheme: 'PSS', hash, saltLength } as const;
      const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
      const ours = await rsa.sign(pair.pkcs8, pss, message, random);
      expect(verify(name, message, { key: pair.publicKey, ...options }, ours)).toBe(true);
      const theirs = sign(name, message, { key: pair.privateKey, ...options });
      expect(await rsa.verify(pair.spki, pss, message, theirs)).toBe(true);

      const text = message.subarray(0, 256 - 2 * OUTPUT_LENGTHS[hash] - 2);
      const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: name, oaepLabel: label };
      const sealed = await rsa.encrypt(pair.spki, { hash, label }, text, random);
      expect(hex(privateDecrypt({ key: pair.privateKey, ...oaep }, sealed))).toBe(hex(text));
      const sealedThere = publicEncrypt({ key: pair.publicKey, ...oaep }, text);
      expect(hex(await rsa.decrypt(pair.pkcs8, { hash, label }, sealedThere, random))).toBe(hex(text));
    });
    await fc.assert(property, { seed: SEED, numRuns: RSA_RUNS });
  });

  test(`${FAULTS} faults in each half of the private operation: none leaves`, () => {
    // A real key of 1024 bits keeps the run short; the check does not depend on the length.
    const key = numbersOf(nodeRsaPair(1024));
    for (const half of [key.p, key.q]) {
      let refused = 0;
      for (let fault = 0; fault < FAULTS; fault++) {
        const wrong = BigInt(1 + fault) << BigInt(fault % 480);
        try {
          privateOperation(key, BigInt(fault + 2), random, (base, exponent, modulus) => {
            const power = powerVartime(base, exponent, modulus);
            return modulus === half ? (power + wrong) % modulus : power;
          });
        } catch {
          refused++;
        }
      }
      expect(refused).toBe(FAULTS);
    }
  });
});

test(`Ed25519: ${ED25519_RUNS} keys and messages sign to the same bytes`, async () => {
  const pairs = Array.from({ length: 50 }, () => withEncodings(generateKeyPairSync('ed25519')));
  const property = fc.asyncProperty(fc.constantFrom(...pairs), messages, async (pair, message) => {
    const theirs = sign(null, message, pair.privateKey);
    expect(hex(await ed25519.sign('Ed25519', pair.pkcs8, message))).toBe(hex(theirs));
    expect(await ed25519.verify('Ed25519', pair.spki, message, theirs)).toBe(true);
  });
  await fc.assert(property, { seed: SEED, numRuns: ED25519_RUNS });
});

test.each(SETS)(`%s: ${ML_DSA_RUNS} keys and messages, both ways`, async (parameterSet) => {
  const type = parameterSet.toLowerCase() as 'ml-dsa-44';
  const pairs = Array.from({ length: 20 }, () => withEncodings(generateKeyPairSync(type)));
  const property = fc.asyncProperty(fc.constantFrom(...pairs), messages, async (pair, message) => {
    const ours = await mlDsa.sign(parameterSet, pair.pkcs8, message, { random });
    expect(verify(null, message, pair.publicKey, ours)).toBe(true);
    const theirs = sign(null, message, pair.privateKey);
    expect(await mlDsa.verify(parameterSet, pair.spki, message, theirs)).toBe(true);
  });
  await fc.assert(property, { seed: SEED, numRuns: ML_DSA_RUNS });
});

test.each(KEM_SETS)(
  `%s: ${ML_KEM_RUNS} secrets, both ways, and refused ones the same`,
  async (parameterSet) => {
    const type = parameterSet.toLowerCase() as 'ml-kem-512';
    const pairs = Array.from({ length: 20 }, () => withEncodings(generateKeyPairSync(type)));
    const property = fc.asyncProperty(fc.constantFrom(...pairs), fc.nat(), async (pair, place) => {
      const ours = await mlKem.encapsulate(parameterSet, pair.spki, random);
      expect(hex(decapsulate(pair.privateKey, ours.ciphertext))).toBe(hex(ours.sharedSecret));
      const theirs = encapsulate(pair.publicKey);
      const found = await mlKem.decapsulate(parameterSet, pair.pkcs8, theirs.ciphertext);
      expect(hex(found)).toBe(hex(theirs.sharedKey));
      const bad = Uint8Array.from(theirs.ciphertext);
      bad[place % bad.length] ^= 1 << (place % 8);
      const refused = await mlKem.decapsulate(parameterSet, pair.pkcs8, bad);
      expect(hex(refused)).toBe(hex(decapsulate(pair.privateKey, bad)));
    });
    await fc.assert(property, { seed: SEED, numRuns: ML_KEM_RUNS });
  },
);
