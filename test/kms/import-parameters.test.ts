import { beforeEach, describe, expect, it } from 'vitest';
import { createImportParameters, openImportToken } from '../../src/kms/import-parameters.ts';
import type { Key } from '../../src/kms/key.ts';
import { createKey } from '../../src/kms/keys.ts';
import { openService, refusalOf, SCOPE, type Service } from '../operations/service.ts';

const HOUR_MS = 3_600_000;
const REQUEST = { algorithm: 'RSAES_OAEP_SHA_256', keySpec: 'RSA_2048' };

describe('a set of import parameters', () => {
  let service: Service;
  let key: Key;
  beforeEach(async () => {
    service = await openService();
    key = await createKey(service.vault, SCOPE, {
      spec: 'ECC_NIST_P256',
      usage: 'SIGN_VERIFY',
      origin: 'EXTERNAL',
      description: '',
      policy: '{}',
      tags: [],
    });
  });

  it.each([
    ['RSAES_OAEP_SHA_1', { kind: 'oaep', hash: 'SHA-1' }],
    ['RSAES_OAEP_SHA_256', { kind: 'oaep', hash: 'SHA-256' }],
    ['RSA_AES_KEY_WRAP_SHA_1', { kind: 'rsaAes', hash: 'SHA-1' }],
    ['RSA_AES_KEY_WRAP_SHA_256', { kind: 'rsaAes', hash: 'SHA-256' }],
  ])(
    'for %s leads back to how it unwraps, and to a private key that only the keystore opens',
    async (algorithm, scheme) => {
      const { token, publicKey, validToMs } = await createImportParameters(service.vault, key, {
        ...REQUEST,
        algorithm,
      });
      const opened = await openImportToken(service.vault, key, token);
      expect(opened.scheme).toEqual(scheme);
      expect(validToMs).toBe(service.nowMs() + 24 * HOUR_MS);
      const { keystore } = service.vault;
      expect(await keystore.isSealedFor(opened.wrappingKey.owner, opened.wrappingKey.backingKey)).toBe(true);
      const plaintext = new Uint8Array([1, 2]);
      const ciphertext = await keystore.encryptOaep(publicKey, { hash: 'SHA-1' }, plaintext);
      const material = { ...opened.wrappingKey, materialId: new Uint8Array() };
      expect(await keystore.decryptOaep(material, { hash: 'SHA-1' }, ciphertext)).toEqual(plaintext);
    },
  );

  it('is the key’s alone: of its account, its Region, its id', async () => {
    const { token } = await createImportParameters(service.vault, key, REQUEST);
    for (const other of [{ account: '444455556666' }, { region: 'eu-west-1' }, { keyId: 'other' }]) {
      const call = openImportToken(service.vault, { ...key, ...other }, token);
      expect((await refusalOf(call)).code).toBe('InvalidImportTokenException');
    }
  });

  it('cannot be given a later date or another algorithm', async () => {
    const { token } = await createImportParameters(service.vault, key, REQUEST);
    for (let at = 0; at < 8; at++) {
      const changed = Uint8Array.from(token);
      changed[at] = (changed[at] ?? 0) + 1;
      const call = openImportToken(service.vault, key, changed);
      expect((await refusalOf(call)).code).toBe('InvalidImportTokenException');
    }
  });

  it('is over after 24 hours', async () => {
    const { token } = await createImportParameters(service.vault, key, REQUEST);
    service.wait(24 * HOUR_MS - 1);
    await openImportToken(service.vault, key, token);
    service.wait(1);
    const call = openImportToken(service.vault, key, token);
    expect((await refusalOf(call)).code).toBe('ExpiredImportTokenException');
  });

  it('is not made for what nobody wraps so', async () => {
    for (const request of [
      { ...REQUEST, algorithm: 'RSAES_PKCS1_V1_5' },
      { ...REQUEST, algorithm: 'constructor' },
      { ...REQUEST, keySpec: 'SM2' },
    ]) {
      const { code } = await refusalOf(createImportParameters(service.vault, key, request));
      expect(code).toBe('UnsupportedOperationException');
    }
  });
});
