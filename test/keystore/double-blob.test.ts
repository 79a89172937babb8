import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../src/crypto/errors.ts';
import type { BlobBinding } from '../../src/keystore/ciphertext-blob.ts';
import {
  InnerLayerError,
  type OuterCipher,
  openDoubleBlob,
  sealDoubleBlob,
} from '../../src/keystore/double-blob.ts';
import { blobAadByHand, openByHand } from './by-hand.ts';
import { toolsOf } from './house.ts';
import { expectRefusals } from './tampering.ts';

const tools = toolsOf();
const OWNER = '111122223333/1234abcd-12ab-34cd-56ef-1234567890ab';
const MATERIAL = Uint8Array.from({ length: 32 }, (_, i) => 3 * i);
const MATERIAL_ID = Uint8Array.from({ length: 32 }, (_, i) => 0xc0 ^ i);
const BINDING: BlobBinding = { owner: OWNER, materialId: MATERIAL_ID, context: { a: 'b' } };
const HEAD = Buffer.concat([Buffer.from([0x53, 4]), MATERIAL_ID]);
const AAD = blobAadByHand(HEAD, OWNER, [['a', 'b']]);
const DATA_KEY = new Uint8Array(32).fill(0xdd);
const EXTERNAL_KEY = Buffer.alloc(32, 0x11);

/** An external key: AES-256-GCM by node:crypto, the metadata authenticated with the AAD. */
function outer(ivLength = 12, metadata: Uint8Array = new Uint8Array(), key = EXTERNAL_KEY): OuterCipher {
  return {
    async encrypt(plaintext, aad) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.concat([aad, metadata]));
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return { ciphertext, iv, tag: cipher.getAuthTag(), metadata };
    },
    async decrypt({ ciphertext, iv, tag, metadata: given }, aad) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.concat([aad, given]));
        decipher.setAuthTag(tag);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
      } catch {
        throw new AuthenticationError();
      }
    },
  };
}

describe('the layout of FORMATS §3.3', () => {
  it('has each field at its offset, and opens by hand: first the external key, then the material', async () => {
    const blob = await sealDoubleBlob(tools, MATERIAL, outer(12, Buffer.from('v1')), BINDING, DATA_KEY);
    expect(blob.subarray(0, 34)).toEqual(new Uint8Array(HEAD));
    expect(Buffer.from(blob.subarray(34, 38)).toString('latin1')).toBe('\u0002v1\u000c');
    const [iv, tag, ciphertext] = [blob.subarray(38, 50), blob.subarray(50, 66), blob.subarray(66)];
    const decipher = createDecipheriv('aes-256-gcm', EXTERNAL_KEY, iv);
    decipher.setAAD(Buffer.concat([AAD, Buffer.from('v1')])).setAuthTag(tag);
    const inner = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    expect(openByHand(MATERIAL, 'strongroom ciphertext', inner, AAD).equals(DATA_KEY)).toBe(true);
  });

  it.each([
    [12, 0, 160],
    [16, 20, 184],
  ])(
    'wraps a data key of 32 bytes with an IV of %i and metadata of %i in %i bytes',
    async (iv, more, length) => {
      const cipher = outer(iv, new Uint8Array(more));
      const blob = await sealDoubleBlob(tools, MATERIAL, cipher, BINDING, DATA_KEY);
      expect(blob).toHaveLength(length);
      expect(await openDoubleBlob(tools, MATERIAL, cipher, BINDING, blob)).toEqual(DATA_KEY);
    },
  );
});

describe('a blob that is encrypted twice', () => {
  it('opens as it is or not at all', async () => {
    const cipher = outer(12, Buffer.from('v1'));
    const blob = await sealDoubleBlob(tools, MATERIAL, cipher, BINDING, new Uint8Array([1]));
    const open = (forged: Uint8Array): Promise<unknown> =>
      openDoubleBlob(tools, MATERIAL, cipher, BINDING, forged);
    await expectRefusals(blob, open, 'AuthenticationError');
  });

  it('opens with both keys alone', async () => {
    const blob = await sealDoubleBlob(tools, MATERIAL, outer(), BINDING, DATA_KEY);
    const open = (material: Uint8Array, cipher: OuterCipher): Promise<unknown> =>
      openDoubleBlob(tools, material, cipher, BINDING, blob);
    await expect(open(MATERIAL, outer(12, undefined, Buffer.alloc(32)))).rejects.toThrow(AuthenticationError);
    await expect(open(new Uint8Array(32), outer())).rejects.toThrow(InnerLayerError);
    const liar: OuterCipher = { ...outer(), decrypt: async ({ ciphertext }) => ciphertext };
    await expect(open(MATERIAL, liar)).rejects.toThrow(InnerLayerError);
    const short: OuterCipher = { ...outer(), decrypt: async () => new Uint8Array() };
    await expect(open(MATERIAL, short)).rejects.toThrow(InnerLayerError);
  });

  it('lets failures of the outer cipher through as they are', async () => {
    const blob = await sealDoubleBlob(tools, MATERIAL, outer(), BINDING, DATA_KEY);
    const broken: OuterCipher = { ...outer(), decrypt: () => Promise.reject(new RangeError('the network')) };
    await expect(openDoubleBlob(tools, MATERIAL, broken, BINDING, blob)).rejects.toThrow('the network');
  });
});
