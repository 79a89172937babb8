import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { inspectPrivateKey } from '../../src/crypto/private-key.ts';
import { toPkcs8 } from '../../src/crypto/private-key-forms.ts';
import { hostRandom } from '../../src/crypto/random.ts';

const engine = createPortableEngine();
const CURVES = [
  ['P-256', 'prime256v1'],
  ['P-384', 'secp384r1'],
  ['P-521', 'secp521r1'],
  ['secp256k1', 'secp256k1'],
] as const;

const inspect = async (pkcs8: Uint8Array) => await inspectPrivateKey(engine, pkcs8, hostRandom());
const spkiOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ type: 'spki', format: 'der' }) as Buffer);

describe('a private key of another form', () => {
  it.each(CURVES)('is read as SEC 1, as PKCS#8 and as a bare scalar: %s', async (curve, namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    const scalar = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
    for (const form of [
      privateKey.export({ type: 'sec1', format: 'der' }),
      privateKey.export({ type: 'pkcs8', format: 'der' }),
      scalar,
    ]) {
      const { algorithm, publicKey: spki } = await inspect(toPkcs8(curve, new Uint8Array(form as Buffer)));
      expect(algorithm).toBe(curve);
      expect(spki).toEqual(spkiOf(publicKey));
    }
  });

  it('is read as PKCS#1: RSA', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const type of ['pkcs1', 'pkcs8'] as const) {
      const form = privateKey.export({ type, format: 'der' }) as Buffer;
      const inspected = await inspect(toPkcs8('RSA', new Uint8Array(form)));
      expect(inspected).toMatchObject({ algorithm: 'RSA', modulusBits: 2048, publicKey: spkiOf(publicKey) });
    }
  });

  it('is read as 32 bare bytes: Ed25519 and ML-DSA', async () => {
    for (const algorithm of ['Ed25519', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const) {
      expect(await inspect(toPkcs8(algorithm, new Uint8Array(32).fill(7)))).toMatchObject({ algorithm });
      expect(() => toPkcs8(algorithm, new Uint8Array(31))).toThrow('neither PKCS#8 in DER nor 32 bare bytes');
    }
  });

  it('is read as 64 bare bytes: ML-KEM', async () => {
    for (const algorithm of ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'] as const) {
      expect(await inspect(toPkcs8(algorithm, new Uint8Array(64).fill(7)))).toMatchObject({ algorithm });
      expect(() => toPkcs8(algorithm, new Uint8Array(32))).toThrow('neither PKCS#8 in DER nor 64 bare bytes');
    }
  });

  it('that is none of them is refused when it is inspected', async () => {
    for (const algorithm of ['RSA', 'P-256'] as const) {
      await expect(inspect(toPkcs8(algorithm, new Uint8Array(7)))).rejects.toThrow('in DER');
    }
  });

  it('comes out as a copy, which the caller may wipe', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const given = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }) as Buffer);
    const before = Uint8Array.from(given);
    toPkcs8('Ed25519', given).fill(0);
    expect(given).toEqual(before);
  });
});
