/**
 * RSA of the kernel against node:crypto, which is OpenSSL, at length: 10,000 private operations over many keys, edges of
 * the range among the inputs, and 200 generated keys of each size in full, imported and used there. 0 differences are allowed.
 */
import { checkPrimeSync, constants, privateDecrypt, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeptKeys } from '../../../src/crypto/kernel/rsa-keys.ts';
import { openPrivateKey } from '../../../src/crypto/kernel/rsa-private.ts';
import type { RsaModulusBits } from '../../../src/crypto/primitives.ts';
import { bytesFromInteger } from '../../../src/crypto/rsa/integer.ts';
import { decodeRsaPrivateKey, readRsaPrivateKey, VERIFICATION_RULES } from '../../../src/crypto/rsa/key.ts';
import { isClean, ownRsaKernel } from '../../crypto/kernel/rsa-instances.ts';
import { seededRandom } from '../../crypto/random.ts';
import {
  type NodePair,
  nodePrivateKey,
  nodePublicKey,
  nodeRsaPair,
  numbersOf,
} from '../../crypto/rsa/keys.ts';
import { atLength } from '../length.ts';

const SEED = 20_261_127;
/** Keys of each length, and how many inputs each takes: 10,000 operations in all. */
const OPERATIONS: readonly (readonly [bits: number, keys: number, inputs: number])[] = [
  [1024, 50, 60],
  [1536, 20, 50],
  [2048, 50, 80],
  [2056, 10, 50],
  [3072, 15, 60],
  [4096, 10, 60],
];
const GENERATED = atLength(200);
const random = seededRandom(SEED);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function inputsOf(pair: NodePair, count: number): readonly Uint8Array[] {
  const { n, p, q } = numbersOf(pair);
  const { length } = readRsaPrivateKey(pair.pkcs8).n;
  const factors = [1n, 2n, 3n, 65_537n, 2n ** 64n];
  const multiples = factors.flatMap((factor) => [p * factor, q * factor, n - p * factor, n - q * factor]);
  const inputs = [0n, 1n, 2n, n - 1n, n - 2n, n >> 1n, ...multiples].map((edge) =>
    bytesFromInteger(edge % n, length),
  );
  while (inputs.length < count) {
    const drawn = random(length);
    drawn[0] = 0;
    inputs.push(drawn);
  }
  return inputs;
}

describe(`the private operation, seed ${SEED}`, () => {
  test('10,000 operations are planned', () => {
    const planned = OPERATIONS.reduce((sum, [, keys, inputs]) => sum + keys * inputs, 0);
    expect(planned).toBeGreaterThanOrEqual(10_000);
  });

  test.each(OPERATIONS)('%i bits, %i keys, %i inputs each', (bits, keys, inputs) => {
    const { places, kernel } = ownRsaKernel();
    const kept = createKeptKeys(places);
    for (let i = 0; i < keys; i++) {
      const pair = nodeRsaPair(bits, i % 3 === 0 ? 3 : 65_537);
      const key = openPrivateKey(places, kept, pair.pkcs8, VERIFICATION_RULES, random);
      const raw = { key: pair.privateKey, padding: constants.RSA_NO_PADDING };
      for (const input of inputsOf(pair, inputs)) {
        expect(hex(key.raise(input))).toBe(hex(privateDecrypt(raw, input)));
      }
      expect(isClean(kernel)).toBe(true);
    }
  });
});

describe(`generated keys, seed ${SEED}`, () => {
  test.each<RsaModulusBits>([2048, 3072, 4096])(`${GENERATED} of %i bits serve node:crypto`, async (bits) => {
    const { rsa } = ownRsaKernel();
    const message = random(50);
    const moduli = new Set<bigint>();
    for (let i = 0; i < GENERATED; i++) {
      const { privateKey, publicKey } = await rsa.generateKey(bits, random);
      const { n, p, q } = decodeRsaPrivateKey(privateKey);
      moduli.add(n);
      for (const prime of [p, q]) expect(checkPrimeSync(prime)).toBe(true);
      const signature = sign('sha256', message, nodePrivateKey(privateKey));
      expect(verify('sha256', message, nodePublicKey(publicKey), signature)).toBe(true);
      const scheme = { scheme: 'PKCS1', hash: 'SHA-256' } as const;
      expect(hex(await rsa.sign(privateKey, scheme, message, random))).toBe(hex(signature));
    }
    expect(moduli.size).toBe(GENERATED);
  });
});
