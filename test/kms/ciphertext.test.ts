import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CipherRequest,
  decryptUnder,
  encryptBlobUnder,
  encryptUnder,
  generateDataKeyUnder,
} from '../../src/kms/ciphertext.ts';
import { type Key, toKeyMaterial } from '../../src/kms/key.ts';
import { createKey } from '../../src/kms/keys.ts';
import type { Vault } from '../../src/kms/vault.ts';
import { openService, refusalOf, SCOPE } from '../operations/service.ts';

const REQUEST = { algorithm: 'SYMMETRIC_DEFAULT', context: { a: 'b' } };
const PLAINTEXT = new Uint8Array([1, 2, 3]);

describe('encrypting under a key', () => {
  let vault: Vault;
  let key: Key;
  beforeEach(async () => {
    ({ vault } = await openService());
    key = await newKey();
  });

  const newKey = (): Promise<Key> =>
    createKey(vault, SCOPE, {
      spec: 'SYMMETRIC_DEFAULT',
      usage: undefined,
      description: '',
      policy: '{}',
      tags: [],
    });

  it('and decrypting under it gives the plaintext back, and names the material both times', async () => {
    const { ciphertext, materialId } = await encryptUnder(vault, key, REQUEST, PLAINTEXT);
    expect(materialId).toBe(key.materials[0]?.id);
    expect(await decryptUnder(vault, key, REQUEST, ciphertext)).toEqual({ plaintext: PLAINTEXT, materialId });
  });

  it('uses the current material, and decrypts with whichever encrypted', async () => {
    const { ciphertext } = await encryptUnder(vault, key, REQUEST, PLAINTEXT);
    const newer = toKeyMaterial(await vault.keystore.createBackingKey(`${key.account}/${key.keyId}`));
    const rotated: Key = { ...key, materials: [...key.materials, newer], currentMaterialId: newer.id };
    const again = await encryptUnder(vault, rotated, REQUEST, PLAINTEXT);
    expect(again.materialId).toBe(rotated.materials[1]?.id);
    for (const one of [ciphertext, again.ciphertext]) {
      expect((await decryptUnder(vault, rotated, REQUEST, one)).plaintext).toEqual(PLAINTEXT);
    }
  });

  it('opens under no other key, not even one that holds the same sealed material', async () => {
    const { ciphertext } = await encryptUnder(vault, key, REQUEST, PLAINTEXT);
    const other = await newKey();
    const invalid = { code: 'InvalidCiphertextException', message: '' };
    for (const wrong of [other, { ...other, materials: key.materials }, { ...key, materials: [] }]) {
      expect(await refusalOf(decryptUnder(vault, wrong, REQUEST, ciphertext))).toEqual(invalid);
    }
  });

  it('refuses an absent ciphertext as an invalid one', async () => {
    expect((await refusalOf(decryptUnder(vault, key, REQUEST, undefined))).code).toBe(
      'InvalidCiphertextException',
    );
  });

  it('refuses an algorithm that the spec has not, both ways', async () => {
    const request = { ...REQUEST, algorithm: 'SM2PKE' };
    const refusal = {
      code: 'InvalidKeyUsageException',
      message: 'Algorithm SM2PKE is incompatible with key spec SYMMETRIC_DEFAULT.',
    };
    expect(await refusalOf(encryptUnder(vault, key, request, PLAINTEXT))).toEqual(refusal);
    expect(await refusalOf(decryptUnder(vault, key, request, PLAINTEXT))).toEqual(refusal);
  });

  it('says of a key without material that it is pending import', async () => {
    const empty = { ...key, materials: [] };
    const text = `arn:aws:kms:us-east-1:111122223333:key/${key.keyId} is pending import.`;
    expect(await refusalOf(encryptUnder(vault, empty, REQUEST, PLAINTEXT))).toEqual({
      code: 'KMSInvalidStateException',
      message: text,
    });
  });

  it('lets failures through that are none of the ciphertext', async () => {
    const { ciphertext } = await encryptUnder(vault, key, REQUEST, PLAINTEXT);
    const broken = { ...key, materials: key.materials.map(({ id }) => ({ id, backingKey: '%' })) };
    await expect(decryptUnder(vault, broken, REQUEST, ciphertext)).rejects.toThrow(RangeError);
  });

  it('makes data keys of the length asked for, wrapped under the key', async () => {
    for (const length of [1, 1024]) {
      const { plaintext, ciphertext } = await generateDataKeyUnder(vault, key, REQUEST.context, length);
      expect(plaintext).toHaveLength(length);
      expect((await decryptUnder(vault, key, REQUEST, ciphertext)).plaintext).toEqual(plaintext);
    }
  });

  it('wipes a data key that could not be wrapped', async () => {
    const drawn: Uint8Array[] = [];
    const keystore = new Proxy(vault.keystore, {
      get(target, name) {
        if (name !== 'random') return Reflect.get(target, name).bind(target);
        return (length: number) => {
          const bytes = target.random(length);
          drawn.push(bytes);
          return bytes;
        };
      },
    });
    const call = generateDataKeyUnder({ ...vault, keystore }, { ...key, materials: [] }, undefined, 32);
    expect((await refusalOf(call)).code).toBe('KMSInvalidStateException');
    expect(drawn).toEqual([new Uint8Array(32)]);
  });
});

describe('encrypting under an RSA key', () => {
  let vault: Vault;
  let key: Key;
  beforeAll(async () => {
    ({ vault } = await openService());
    key = await createKey(vault, SCOPE, {
      spec: 'RSA_2048',
      usage: 'ENCRYPT_DECRYPT',
      description: '',
      policy: '{}',
      tags: [],
    });
  });
  const oaep = (algorithm: string): CipherRequest => ({ algorithm, context: undefined });

  it.each(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'])(
    'by %s gives one block that names no material, and back',
    async (algorithm) => {
      const encrypted = await encryptUnder(vault, key, oaep(algorithm), PLAINTEXT);
      expect(encrypted).toEqual({ ciphertext: expect.any(Uint8Array) });
      expect(encrypted.ciphertext).toHaveLength(256);
      const decrypted = await decryptUnder(vault, key, oaep(algorithm), encrypted.ciphertext);
      expect(decrypted).toEqual({ plaintext: PLAINTEXT });
    },
  );

  it('takes an empty context for none, and refuses to lose any other', async () => {
    const algorithm = 'RSAES_OAEP_SHA_256';
    const { ciphertext } = await encryptUnder(vault, key, { algorithm, context: {} }, PLAINTEXT);
    const refusal = {
      code: 'ValidationException',
      message: 'EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.',
    };
    const request = { algorithm, context: { a: 'b' } };
    expect(await refusalOf(encryptUnder(vault, key, request, PLAINTEXT))).toEqual(refusal);
    expect(await refusalOf(decryptUnder(vault, key, request, ciphertext))).toEqual(refusal);
  });

  it('says of a key without material that it is pending import, both ways', async () => {
    const empty: Key = { ...key, materials: [], publicKey: undefined };
    const request = oaep('RSAES_OAEP_SHA_1');
    const code = 'KMSInvalidStateException';
    expect((await refusalOf(encryptUnder(vault, empty, request, PLAINTEXT))).code).toBe(code);
    expect((await refusalOf(decryptUnder(vault, empty, request, PLAINTEXT))).code).toBe(code);
  });

  it('wraps no data key', async () => {
    expect(await refusalOf(generateDataKeyUnder(vault, key, undefined, 32))).toEqual({
      code: 'InvalidKeyUsageException',
      message: 'You cannot generate a data key with an asymmetric CMK',
    });
    expect((await refusalOf(encryptBlobUnder(vault, key, undefined, PLAINTEXT))).code).toBe(
      'InvalidKeyUsageException',
    );
  });
});
