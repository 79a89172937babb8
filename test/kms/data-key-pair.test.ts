import { beforeEach, describe, expect, it } from 'vitest';
import { decryptUnder } from '../../src/kms/ciphertext.ts';
import { generateDataKeyPairUnder } from '../../src/kms/data-key-pair.ts';
import type { Key } from '../../src/kms/key.ts';
import { createKey } from '../../src/kms/keys.ts';
import type { Vault } from '../../src/kms/vault.ts';
import { createRecordingEngine } from '../operations/engine.ts';
import { openService, refusalOf, SCOPE } from '../operations/service.ts';

const CONTEXT = { a: 'b' };

describe('a data key pair', () => {
  let vault: Vault;
  let key: Key;
  let privateKeys: readonly Uint8Array[];
  beforeEach(async () => {
    const recording = createRecordingEngine();
    ({ privateKeys } = recording);
    ({ vault } = await openService({ engine: recording.engine }));
    key = await createKey(vault, SCOPE, {
      spec: 'SYMMETRIC_DEFAULT',
      usage: undefined,
      description: '',
      policy: '{}',
      tags: [],
    });
  });

  it('comes with its private half encrypted under the key, bound to the context', async () => {
    const pair = await generateDataKeyPairUnder(vault, key, CONTEXT, 'ECC_NIST_P256');
    expect(pair.materialId).toBe(key.materials[0]?.id);
    const request = { algorithm: 'SYMMETRIC_DEFAULT', context: CONTEXT };
    const { plaintext } = await decryptUnder(vault, key, request, pair.ciphertext);
    expect(plaintext).toEqual(pair.privateKey);
    const unbound = { ...request, context: undefined };
    expect((await refusalOf(decryptUnder(vault, key, unbound, pair.ciphertext))).code).toBe(
      'InvalidCiphertextException',
    );
  });

  it('is not made when the key could not wrap it', async () => {
    const rsa: Key = { ...key, spec: 'RSA_2048' };
    const call = generateDataKeyPairUnder(vault, rsa, CONTEXT, 'ECC_NIST_P256');
    expect((await refusalOf(call)).code).toBe('InvalidKeyUsageException');
    expect(privateKeys).toEqual([]);
  });

  it('has its private half wiped when it was not wrapped after all', async () => {
    const call = generateDataKeyPairUnder(vault, { ...key, materials: [] }, CONTEXT, 'ECC_NIST_P256');
    expect((await refusalOf(call)).code).toBe('KMSInvalidStateException');
    expect(privateKeys.map((bytes) => bytes.every((byte) => byte === 0))).toEqual([true]);
  });

  it('is refused where there is no pair to make', async () => {
    const call = generateDataKeyPairUnder(vault, key, CONTEXT, 'SM2');
    expect((await refusalOf(call)).code).toBe('UnsupportedOperationException');
    await expect(generateDataKeyPairUnder(vault, key, CONTEXT, 'HMAC_256')).rejects.toThrow(TypeError);
  });
});
