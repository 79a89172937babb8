import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BLOB_OVERHEAD,
  type BlobBinding,
  materialIdOf,
  openBlob,
  sealBlob,
} from '../../src/keystore/ciphertext-blob.ts';
import { blobAadByHand, oneUseKeyByHand, openByHand, openGcmByHand, sealByHand } from './by-hand.ts';
import { toolsOf } from './house.ts';
import { expectRefusals } from './tampering.ts';
import { twoKeyCiphertext } from './two-key-ciphertext.ts';

const tools = toolsOf();
const MATERIAL = Uint8Array.from({ length: 32 }, (_, i) => 3 * i);
const OTHER_MATERIAL = Uint8Array.from({ length: 32 }, (_, i) => 5 * i);
const MATERIAL_ID = Uint8Array.from({ length: 32 }, (_, i) => 0xc0 ^ i);
const OWNER = '111122223333/1234abcd-12ab-34cd-56ef-1234567890ab';
const CONTEXT = { purpose: 'test', __proto: 'x', département: 'été' };
const SORTED_PAIRS = [
  ['__proto', 'x'],
  ['département', 'été'],
  ['purpose', 'test'],
] as const;
const BINDING: BlobBinding = { owner: OWNER, materialId: MATERIAL_ID, context: CONTEXT };
const DATA_KEY = new Uint8Array(32).fill(0xdd);

const seal = (plaintext: Uint8Array = DATA_KEY) => sealBlob(tools, MATERIAL, BINDING, plaintext);
const open = (blob: Uint8Array, change: Partial<BlobBinding> = {}, material = MATERIAL) =>
  openBlob(tools, material, { ...BINDING, ...change }, blob);

describe('the layout of FORMATS §3', () => {
  it('has each field at its offset, and opens by hand', async () => {
    const blob = await seal();
    expect([blob[0], blob[1]]).toEqual([0x53, 0x01]);
    expect(blob.subarray(2, 34)).toEqual(MATERIAL_ID);
    const [key, commitment] = oneUseKeyByHand(MATERIAL, 'strongroom ciphertext', blob.subarray(34, 50));
    expect(commitment.equals(blob.subarray(50, 82))).toBe(true);
    const aad = blobAadByHand(blob.subarray(0, 34), OWNER, SORTED_PAIRS);
    expect(openGcmByHand(key, blob.subarray(82), aad).equals(DATA_KEY)).toBe(true);
    expect(openByHand(MATERIAL, 'strongroom ciphertext', blob.subarray(34), aad).equals(DATA_KEY)).toBe(true);
  });

  it('opens when it was made by hand', async () => {
    const head = Buffer.concat([Buffer.from('S\u0001'), MATERIAL_ID]);
    const base = { baseKey: MATERIAL, label: 'strongroom ciphertext', nonce: Buffer.alloc(16, 9) };
    const sealed = sealByHand(base, DATA_KEY, blobAadByHand(head, OWNER, SORTED_PAIRS));
    expect(await open(Buffer.concat([head, sealed]))).toEqual(DATA_KEY);
  });

  it('is 98 bytes longer than the plaintext: 130 for a data key of 32', async () => {
    expect(BLOB_OVERHEAD).toBe(98);
    for (const length of [0, 1, 15, 16, 17, 32, 4096]) {
      const blob = await seal(new Uint8Array(length).fill(7));
      expect(blob.length).toBe(98 + length);
      expect(await open(blob)).toEqual(new Uint8Array(length).fill(7));
    }
  });
});

describe('a blob opens for what it was sealed, or not at all', () => {
  it('refuses every flipped bit, every truncation and every extension', async () => {
    for (const plaintext of [DATA_KEY, new Uint8Array()]) {
      const blob = await seal(plaintext);
      const counts = await expectRefusals(blob, (forged) => open(forged), 'AuthenticationError');
      expect(counts['AuthenticationError']).toBe(10 * blob.length + 24);
    }
  });

  it.each([
    ['another owner', { owner: `${OWNER}0` }],
    ['no owner', { owner: '' }],
    ['another material id', { materialId: new Uint8Array(32) }],
    ['no context', { context: undefined }],
    ['a pair less', { context: { purpose: 'test', __proto: 'x' } }],
    ['a pair more', { context: { ...CONTEXT, more: '' } }],
    ['another value', { context: { ...CONTEXT, purpose: 'tesT' } }],
    [
      'a key in another normal form',
      { context: { purpose: 'test', __proto: 'x', 'de\u0301partement': 'été' } },
    ],
  ])('refuses %s', async (_, change) => {
    const blob = await seal();
    await expect(open(blob, change)).rejects.toThrow('authentication failed');
  });

  it('refuses another material', async () => {
    await expect(open(await seal(), {}, OTHER_MATERIAL)).rejects.toThrow('authentication failed');
  });

  it('takes an absent context for the empty one', async () => {
    const blob = await sealBlob(tools, MATERIAL, { ...BINDING, context: undefined }, DATA_KEY);
    expect(await open(blob, { context: {} })).toEqual(DATA_KEY);
  });

  it('lets no byte move between owner and context', async () => {
    const context = { a: 'b' };
    const blob = await sealBlob(tools, MATERIAL, { ...BINDING, owner: 'me', context }, DATA_KEY);
    for (const owner of ['me\0\0\0\u0001', 'me\0', 'm']) {
      await expect(open(blob, { owner, context })).rejects.toThrow('authentication failed');
    }
  });

  it('refuses an owner that shares its bytes with another one', async () => {
    await expect(sealBlob(tools, MATERIAL, { ...BINDING, owner: 'a\ud800' }, DATA_KEY)).rejects.toThrow(
      RangeError,
    );
  });
});

describe('a blob commits to its key', () => {
  it('and is refused under the second of two keys that AES-GCM would take', async () => {
    const nonce = Buffer.alloc(16, 5);
    const head = Buffer.concat([Buffer.from('S\u0001'), MATERIAL_ID]);
    const aad = blobAadByHand(head, OWNER, SORTED_PAIRS);
    const [keyA, commitmentA] = oneUseKeyByHand(MATERIAL, 'strongroom ciphertext', nonce);
    const [keyB] = oneUseKeyByHand(OTHER_MATERIAL, 'strongroom ciphertext', nonce);
    const forged = twoKeyCiphertext(keyA, keyB, aad);
    openGcmByHand(keyA, forged, aad);
    openGcmByHand(keyB, forged, aad);
    const blob = Buffer.concat([head, nonce, commitmentA, forged]);
    expect((await open(blob)).length).toBe(16);
    await expect(open(blob, {}, OTHER_MATERIAL)).rejects.toThrow('authentication failed');
  });
});

describe('materialIdOf', () => {
  it('reads the id from the blob alone', async () => {
    expect(materialIdOf(await seal())).toEqual(MATERIAL_ID);
    expect(materialIdOf(await seal(new Uint8Array()))).toEqual(MATERIAL_ID);
  });

  it('knows no blob that is too short, or that begins otherwise', async () => {
    const blob = await seal();
    for (let length = 0; length < 98; length++)
      expect(materialIdOf(blob.subarray(0, length))).toBeUndefined();
    expect(materialIdOf(blob.subarray(0, 98))).toEqual(MATERIAL_ID);
    for (let bit = 0; bit < 16; bit++) {
      const other = blob.slice();
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(materialIdOf(other)).toBeUndefined();
    }
  });

  it('never throws, whatever the bytes, and openBlob throws AuthenticationError alone', async () => {
    const prefixed = fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.of(0x53, 1, ...bytes));
    const property = fc.asyncProperty(
      fc.oneof(fc.uint8Array({ maxLength: 200 }), prefixed),
      async (bytes) => {
        const id = materialIdOf(bytes);
        await expect(open(bytes, id && { materialId: id })).rejects.toThrow('authentication failed');
      },
    );
    await fc.assert(property, { seed: 20_261_124, numRuns: 500 });
  });
});
