/** RSA over raw operations is the portable RSA, scheme for scheme, with the same randomness. */
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { nodePrimitives } from '../../../src/crypto/host/node.ts';
import { createRawRsa } from '../../../src/crypto/host/raw-rsa.ts';
import type { Bytes, KeyPair, OaepScheme, Rsa, RsaSignatureScheme } from '../../../src/crypto/primitives.ts';
import { hostRandom } from '../../../src/crypto/random.ts';
import { rsa as portable } from '../../../src/crypto/rsa/rsa.ts';

const host = nodePrimitives().rsa as Rsa;
const random = hostRandom();
/** The same salt or seed for both; whatever else is drawn blinds, and leaves no trace. */
const fixed = (length: number): Bytes => new Uint8Array(length).fill(0x3c);
const message = Uint8Array.of(1, 2, 3);

const SIGNATURES: readonly RsaSignatureScheme[] = [
  { scheme: 'PKCS1', hash: 'SHA-256' },
  { scheme: 'PKCS1', hash: 'SHA3-512' },
  { scheme: 'PSS', hash: 'SHA-256' },
  { scheme: 'PSS', hash: 'SHA-512', mgfHash: 'SHA-1', saltLength: 0 },
  { scheme: 'PSS', hash: 'SHA-384', saltLength: 100 },
];
const ENCRYPTIONS: readonly OaepScheme[] = [
  { hash: 'SHA-256' },
  { hash: 'SHA-1', mgfHash: 'SHA-512' },
  { hash: 'SHA-512', mgfHash: 'SHA-1', label: Uint8Array.of(9, 9) },
];

let pair: KeyPair;
beforeAll(async () => {
  pair = await host.generateKey(2048, random);
});

describe('RSA over raw operations', () => {
  it.each(SIGNATURES)('signs and verifies like the portable one: %o', async (scheme) => {
    const signature = await host.sign(pair.privateKey, scheme, message, fixed);
    const theirs = await portable.sign(pair.privateKey, scheme, message, fixed);
    expect(toHex(signature)).toBe(toHex(theirs));
    expect(await host.verify(pair.publicKey, scheme, message, theirs)).toBe(true);
    expect(await host.verify(pair.publicKey, scheme, Uint8Array.of(1, 2), theirs)).toBe(false);
    const other = { ...scheme, hash: 'SHA-224' } as RsaSignatureScheme;
    expect(await host.verify(pair.publicKey, other, message, theirs)).toBe(false);
  });

  it.each(ENCRYPTIONS)('encrypts and decrypts like the portable one: %o', async (scheme) => {
    const ciphertext = await host.encrypt(pair.publicKey, scheme, message, fixed);
    expect(toHex(ciphertext)).toBe(toHex(await portable.encrypt(pair.publicKey, scheme, message, fixed)));
    expect(toHex(await host.decrypt(pair.privateKey, scheme, ciphertext, random))).toBe(toHex(message));
    const label = Uint8Array.of(1);
    const decrypt = async () => await host.decrypt(pair.privateKey, { ...scheme, label }, ciphertext, random);
    await expect(decrypt()).rejects.toMatchObject({ name: 'AuthenticationError' });
  });

  it('refuses what the portable one refuses, with the same class', async () => {
    const scheme: RsaSignatureScheme = { scheme: 'PSS', hash: 'SHA-512', saltLength: 220 };
    const calls: readonly ((rsa: Rsa) => unknown)[] = [
      (rsa) => rsa.sign(pair.privateKey, scheme, message, fixed),
      (rsa) => rsa.signDigest(pair.privateKey, { scheme: 'PKCS1', hash: 'SHA-256' }, message, fixed),
      (rsa) => rsa.encrypt(pair.publicKey, { hash: 'SHA-256' }, new Uint8Array(191), fixed),
      (rsa) => rsa.encrypt(pair.privateKey, { hash: 'SHA-256' }, message, fixed),
      (rsa) => rsa.decrypt(pair.privateKey, { hash: 'SHA-256' }, new Uint8Array(256).fill(255), fixed),
      (rsa) => rsa.decrypt(pair.privateKey, { hash: 'SHA-256' }, new Uint8Array(255), fixed),
      (rsa) => rsa.sign(pair.privateKey, { scheme: 'PSS', hash: 'MD5' as never }, message, fixed),
    ];
    for (const call of calls) {
      const names = await Promise.all([host, portable].map(async (rsa) => nameOf(() => call(rsa))));
      expect(names[0], String(call)).not.toBe('none');
      expect(names[0], String(call)).toBe(names[1]);
    }
  });

  it('answers false to a number that is not below the modulus, and never asks the host', async () => {
    const refuse = (): never => {
      throw new Error('the host was asked');
    };
    const raw = createRawRsa({ generateKey: refuse, privateOperation: refuse, publicOperation: refuse });
    const tooLarge = new Uint8Array(256).fill(255);
    expect(await raw.verify(pair.publicKey, SIGNATURES[0], message, tooLarge)).toBe(false);
    expect(await raw.verify(pair.publicKey, SIGNATURES[0], message, tooLarge.subarray(1))).toBe(false);
  });
});

async function nameOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'none';
  } catch (error) {
    return (error as Error).name;
  }
}
