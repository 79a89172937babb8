/** RSA of the kernel behind the seam: the portable one, scheme for scheme, and nothing left behind. */
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { HASH_NAMES } from '../../../src/crypto/hash.ts';
import { kernelRsa, newRsaKernel } from '../../../src/crypto/kernel/rsa.ts';
import type { Bytes, OaepScheme, Rsa, RsaSignatureScheme } from '../../../src/crypto/primitives.ts';
import { hostRandom } from '../../../src/crypto/random.ts';
import { decodeRsaPrivateKey } from '../../../src/crypto/rsa/key.ts';
import { rsa as portable } from '../../../src/crypto/rsa/rsa.ts';
import { nodeRsaPair } from '../rsa/keys.ts';
import { isClean, ownRsaKernel } from './rsa-instances.ts';

const random = hostRandom();
/** The same salt or seed for both; whatever else is drawn blinds, and leaves no trace. */
const fixed = (length: number): Bytes => new Uint8Array(length).fill(0x3c);
const message = Uint8Array.of(1, 2, 3);
const PAIR = nodeRsaPair(2048);
const { kernel, rsa, others } = ownRsaKernel();

describe.each(HASH_NAMES)('with %s', (hash) => {
  const schemes: readonly RsaSignatureScheme[] = [
    { scheme: 'PKCS1', hash },
    { scheme: 'PSS', hash },
    { scheme: 'PSS', hash, mgfHash: 'SHA-1', saltLength: 9 },
  ];
  it.each(schemes)('signs and verifies like the portable one: $scheme', async (scheme) => {
    const signature = await rsa.sign(PAIR.pkcs8, scheme, message, fixed);
    expect(toHex(signature)).toBe(toHex(await portable.sign(PAIR.pkcs8, scheme, message, fixed)));
    expect(isClean(kernel)).toBe(true);
    expect(await rsa.verify(PAIR.spki, scheme, message, signature)).toBe(true);
    expect(await rsa.verify(PAIR.spki, scheme, Uint8Array.of(1, 2), signature)).toBe(false);
    signature[100] ^= 1;
    expect(await rsa.verify(PAIR.spki, scheme, message, signature)).toBe(false);
    expect(isClean(kernel)).toBe(true);
  });

  it('encrypts and decrypts like the portable one', async () => {
    const scheme: OaepScheme = { hash, label: message };
    const ciphertext = await rsa.encrypt(PAIR.spki, scheme, message, fixed);
    expect(isClean(kernel)).toBe(true);
    expect(toHex(ciphertext)).toBe(toHex(await portable.encrypt(PAIR.spki, scheme, message, fixed)));
    expect(toHex(await rsa.decrypt(PAIR.pkcs8, scheme, ciphertext, random))).toBe(toHex(message));
    expect(isClean(kernel)).toBe(true);
  });
});

describe('RSA of the kernel', () => {
  it('refuses what the portable one refuses, with the same class, and forgets', async () => {
    const long: RsaSignatureScheme = { scheme: 'PSS', hash: 'SHA-512', saltLength: 220 };
    const small = nodeRsaPair(1024);
    const calls: readonly ((one: Rsa) => unknown)[] = [
      (one) => one.sign(PAIR.pkcs8, long, message, fixed),
      (one) => one.signDigest(PAIR.pkcs8, { scheme: 'PKCS1', hash: 'SHA-256' }, message, fixed),
      (one) => one.encrypt(PAIR.spki, { hash: 'SHA-256' }, new Uint8Array(191), fixed),
      (one) => one.encrypt(PAIR.pkcs8, { hash: 'SHA-256' }, message, fixed),
      (one) => one.encrypt(small.spki, { hash: 'SHA-1' }, message, fixed),
      (one) => one.sign(PAIR.spki, { scheme: 'PKCS1', hash: 'SHA-256' }, message, fixed),
      (one) => one.sign(small.pkcs8, { scheme: 'PKCS1', hash: 'SHA-256' }, message, fixed),
      (one) => one.decrypt(PAIR.pkcs8, { hash: 'SHA-256' }, new Uint8Array(256), random),
      (one) => one.decrypt(PAIR.pkcs8, { hash: 'SHA-256' }, new Uint8Array(256).fill(0xff), random),
      (one) => one.decrypt(PAIR.pkcs8, { hash: 'SHA-256' }, new Uint8Array(255), random),
      (one) => one.sign(PAIR.pkcs8, { scheme: 'X', hash: 'SHA-256' } as never, message, fixed),
      (one) => one.verify(PAIR.spki, { scheme: 'PKCS1', hash: 'MD5' } as never, message, message),
    ];
    for (const call of calls) {
      const [ours, theirs] = [await refusalOf(() => call(rsa)), await refusalOf(() => call(portable))];
      expect(ours.constructor).toBe(theirs.constructor);
      expect(ours.message).toBe(theirs.message);
      expect(isClean(kernel)).toBe(true);
    }
  });

  it('generates and inspects on instances of their own, which are zero afterwards', async () => {
    const before = others.length;
    const { privateKey } = await rsa.generateKey(2048, random);
    expect((await rsa.inspectPrivateKey(privateKey, random)).modulusBits).toBe(2048);
    expect(decodeRsaPrivateKey(privateKey).e).toBe(65_537n);
    expect(others.length).toBe(before + 2);
    expect(others.every(isClean)).toBe(true);
  });

  it('signs while a key is generated, and two generations at once do not meet', async () => {
    const scheme: RsaSignatureScheme = { scheme: 'PKCS1', hash: 'SHA-256' };
    let signed = 0;
    const timer = setInterval(() => {
      void rsa.sign(PAIR.pkcs8, scheme, message, random);
      signed++;
    }, 1);
    const pairs = await Promise.all([rsa.generateKey(2048, random), rsa.generateKey(2048, random)]);
    clearInterval(timer);
    expect(signed).toBeGreaterThan(0);
    for (const pair of pairs) {
      const signature = await rsa.sign(pair.privateKey, scheme, message, random);
      expect(await portable.verify(pair.publicKey, scheme, message, signature)).toBe(true);
    }
  });

  it('leaves moduli of more than 4096 bits to others', async () => {
    const { spki } = nodeRsaPair(4104);
    const scheme: RsaSignatureScheme = { scheme: 'PKCS1', hash: 'SHA-256' };
    expect(await refusalOf(() => rsa.verify(spki, scheme, message, message))).toBeInstanceOf(
      UnsupportedAlgorithmError,
    );
  });

  it('works the same when its public keys were released', async () => {
    const scheme: RsaSignatureScheme = { scheme: 'PKCS1', hash: 'SHA-256' };
    const signature = await rsa.sign(PAIR.pkcs8, scheme, message, random);
    rsa.releasePublicKeys();
    expect(await rsa.verify(PAIR.spki, scheme, message, signature)).toBe(true);
  });

  it('is one for the process, made at the first use', () => {
    expect(kernelRsa()).toBe(kernelRsa());
    expect(newRsaKernel()).not.toBe(newRsaKernel());
  });
});

async function refusalOf(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was refused');
}
