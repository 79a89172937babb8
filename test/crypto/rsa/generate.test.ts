import { checkPrimeSync, constants, publicEncrypt, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { assemble, generateRsaKey } from '../../../src/crypto/rsa/generate.ts';
import {
  checkPrivateNumbers,
  decodeRsaPrivateKey,
  decodeRsaPublicKey,
  PRIVATE_KEY_RULES,
} from '../../../src/crypto/rsa/key.ts';
import { rsa } from '../../../src/crypto/rsa/rsa.ts';
import { seededRandom } from '../random.ts';
import { nodePrivateKey, nodePublicKey, nodeRsaPair, numbersOf } from './keys.ts';

describe('a generated pair of 2048 bits', async () => {
  let candidates = 0;
  const pair = await generateRsaKey(2048, seededRandom('generate'), (tried) => {
    expect(tried).toBe(candidates + 1);
    candidates = tried;
  });
  const key = decodeRsaPrivateKey(pair.privateKey);

  test('meets FIPS 186-5 A.1.1', () => {
    const { p, q, d, n } = key;
    expect([n.toString(2).length, key.e, p > q]).toEqual([2048, 65_537n, true]);
    expect(checkPrimeSync(p) && checkPrimeSync(q)).toBe(true);
    // Criterion 2.b: both primes at least sqrt(2) 2^1023; 2.d: more than 2^924 apart; 3.a: 2^1024 < d.
    expect(p * p >= 1n << 2047n && q * q >= 1n << 2047n).toBe(true);
    expect(p - q > 1n << 924n).toBe(true);
    expect(d > 1n << 1024n).toBe(true);
    // Criterion 3.a: d below the least common multiple of p - 1 and q - 1.
    expect(d < ((p - 1n) * (q - 1n)) / 2n + 1n).toBe(true);
    expect(() => checkPrivateNumbers(key, PRIVATE_KEY_RULES)).not.toThrow();
  });

  test('has the public key of its private key', () => {
    expect(decodeRsaPublicKey(pair.publicKey)).toEqual({ n: key.n, e: key.e });
  });

  test('serves node:crypto', async () => {
    const message = Buffer.from('message');
    const signature = sign('sha256', message, nodePrivateKey(pair.privateKey));
    expect(verify('sha256', message, nodePublicKey(pair.publicKey), signature)).toBe(true);
    const sealed = publicEncrypt(
      { key: nodePublicKey(pair.publicKey), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      message,
    );
    const opened = await rsa.decrypt(pair.privateKey, { hash: 'SHA-256' }, sealed, seededRandom('d'));
    expect(Buffer.from(opened).toString()).toBe('message');
  });

  test('took as many candidates as it said', () => {
    expect(candidates).toBeGreaterThan(1);
  });
});

test.each([3072, 4096] as const)('%i bits have that many bits', async (bits) => {
  const { publicKey } = await generateRsaKey(bits, seededRandom(bits));
  expect(decodeRsaPublicKey(publicKey).n.toString(2).length).toBe(bits);
});

test.each([1024, 2047, 2049, 8192, 0])('%i bits are not generated', async (bits) => {
  await expect(generateRsaKey(bits as 2048, seededRandom(0))).rejects.toThrow(RangeError);
});

test('a source that is stuck ends the search', async () => {
  await expect(generateRsaKey(2048, (length) => new Uint8Array(length).fill(0xff))).rejects.toThrow(
    new RangeError('"random" expected fresh bytes'),
  );
});

test('the numbers are put together as node:crypto does, the larger prime first', () => {
  const { n, e, p, q, qInv } = numbersOf(nodeRsaPair(2048));
  const [larger, smaller] = p > q ? [p, q] : [q, p];
  const made = assemble(smaller, larger, e);
  expect([made?.n, made?.p, made?.q]).toEqual([n, larger, smaller]);
  if (p > q) expect(made?.qInv).toBe(qInv);
});

test('numbers that cannot be put together are none', () => {
  const { p, q } = numbersOf(nodeRsaPair(2048));
  expect(assemble(p, q, 2n)).toBeUndefined();
  expect(assemble(p, p, 65_537n)).toBeUndefined();
});
