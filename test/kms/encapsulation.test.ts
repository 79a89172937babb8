import { beforeAll, describe, expect, it } from 'vitest';
import { decapsulateUnder, encapsulateUnder } from '../../src/kms/encapsulation.ts';
import type { Key } from '../../src/kms/key.ts';
import { createKey } from '../../src/kms/keys.ts';
import type { Vault } from '../../src/kms/vault.ts';
import { openService, refusalOf, SCOPE } from '../operations/service.ts';

const ALGORITHM = 'ML_KEM';

describe('encapsulating under a key', () => {
  let vault: Vault;
  let key: Key;
  beforeAll(async () => {
    ({ vault } = await openService());
    const usage = 'ENCAPSULATE_DECAPSULATE';
    key = await createKey(vault, SCOPE, {
      spec: 'ML_KEM_768',
      usage,
      description: '',
      policy: '{}',
      tags: [],
    });
  });

  it('gives a secret of 32 bytes that the key finds again', async () => {
    const { sharedSecret, ciphertext } = await encapsulateUnder(vault, key, ALGORITHM);
    expect([sharedSecret.length, ciphertext.length]).toEqual([32, 1088]);
    expect(await decapsulateUnder(vault, key, ALGORITHM, ciphertext)).toEqual(sharedSecret);
  });

  it('answers a ciphertext of nobody with 32 bytes, the same every time', async () => {
    const nobodys = new Uint8Array(1088).fill(3);
    const secret = await decapsulateUnder(vault, key, ALGORITHM, nobodys);
    expect(secret).toHaveLength(32);
    expect(await decapsulateUnder(vault, key, ALGORITHM, nobodys)).toEqual(secret);
  });

  it('refuses a ciphertext of another length, without a text', async () => {
    for (const length of [1, 768, 1087, 1089, 1568]) {
      const call = decapsulateUnder(vault, key, ALGORITHM, new Uint8Array(length));
      expect(await refusalOf(call)).toEqual({ code: 'InvalidCiphertextException', message: '' });
    }
  });

  it('refuses what is no algorithm of the key, and a key without material', async () => {
    const bytes = new Uint8Array(1088);
    const signing: Key = { ...key, spec: 'ML_DSA_44', usage: 'SIGN_VERIFY' };
    for (const call of [
      encapsulateUnder(vault, signing, ALGORITHM),
      decapsulateUnder(vault, signing, ALGORITHM, bytes),
      encapsulateUnder(vault, key, 'ECDH'),
    ]) {
      expect((await refusalOf(call)).code).toBe('InvalidKeyUsageException');
    }
    const empty = decapsulateUnder(vault, { ...key, materials: [] }, ALGORITHM, bytes);
    expect((await refusalOf(empty)).code).toBe('KMSInvalidStateException');
  });

  it('lets failures through that are none of the ciphertext', async () => {
    const damaged = { ...key, materials: key.materials.map(({ id }) => ({ id, backingKey: 'AA==' })) };
    const call = decapsulateUnder(vault, damaged, ALGORITHM, new Uint8Array(1088));
    await expect(call).rejects.not.toHaveProperty('code');
  });
});
