import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { wrappingsOf } from '../../src/console/key-facts.ts';
import { fromPem, WrappingError, wrapMaterial } from '../../src/console/wrap-material.ts';
import { createKms } from '../../src/index.ts';

/** Imports material into a new key, wrapped as the page wraps it. */
async function importWith(WrappingAlgorithm: string, material: Uint8Array<ArrayBuffer>, KeySpec: string) {
  const kms = await createKms();
  const usage = KeySpec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY';
  const { KeyMetadata } = await kms.createKey({ Origin: 'EXTERNAL', KeySpec, KeyUsage: usage });
  const { KeyId } = KeyMetadata;
  const { ImportToken, PublicKey } = await kms.getParametersForImport({
    KeyId,
    WrappingAlgorithm,
    WrappingKeySpec: 'RSA_2048',
  });
  const EncryptedKeyMaterial = await wrapMaterial(WrappingAlgorithm, new Uint8Array(PublicKey), material);
  await kms.importKeyMaterial({
    KeyId,
    ImportToken,
    EncryptedKeyMaterial,
    ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
  });
  const { KeyMetadata: after } = await kms.describeKey({ KeyId });
  await kms.close();
  return after.KeyState;
}

describe('material that was wrapped in the page', () => {
  it.each(wrappingsOf('SYMMETRIC_DEFAULT'))('is a secret that is imported with %s', async (algorithm) => {
    expect(await importWith(algorithm, new Uint8Array(32).fill(7), 'SYMMETRIC_DEFAULT')).toBe('Enabled');
  });

  it.each(wrappingsOf('ECC_NIST_P256'))('is a private key that is imported with %s', async (algorithm) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const der = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
    expect(await importWith(algorithm, der, 'ECC_NIST_P256')).toBe('Enabled');
  });

  it('is an RSA key that is imported with the first way that is offered for it', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const der = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
    expect(await importWith(wrappingsOf('RSA_2048')[0] ?? '', der, 'RSA_2048')).toBe('Enabled');
  });

  it('may be a private key in PEM', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = new TextEncoder().encode(String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    const der = fromPem(pem);
    expect([...der]).toEqual([...privateKey.export({ type: 'pkcs8', format: 'der' })]);
    expect(await importWith('RSA_AES_KEY_WRAP_SHA_256', der, 'ECC_NIST_P256')).toBe('Enabled');
  });

  it('that is no PEM is taken as it is', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    expect(fromPem(bytes)).toBe(bytes);
  });
});

describe('material that cannot be wrapped', () => {
  it('is too long for RSAES_OAEP', async () => {
    await expect(importWith('RSAES_OAEP_SHA_256', new Uint8Array(300), 'SYMMETRIC_DEFAULT')).rejects.toThrow(
      WrappingError,
    );
  });

  it('meets a browser without Web Cryptography, which says why', async () => {
    const nothing = {} as Crypto;
    await expect(
      wrapMaterial('RSAES_OAEP_SHA_256', new Uint8Array(1), new Uint8Array(32), nothing),
    ).rejects.toThrow('browsers wrap keys on https: and on localhost only');
  });
});
