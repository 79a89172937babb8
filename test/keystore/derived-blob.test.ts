import { describe, expect, it } from 'vitest';
import type { BlobBinding } from '../../src/keystore/ciphertext-blob.ts';
import { type DeriveBaseKey, openDerivedBlob, sealDerivedBlob } from '../../src/keystore/derived-blob.ts';
import { blobAadByHand, deriveByHand, openByHand, sealByHand } from './by-hand.ts';
import { toolsOf } from './house.ts';
import { expectRefusals } from './tampering.ts';

const tools = toolsOf();
const OWNER = '111122223333/1234abcd-12ab-34cd-56ef-1234567890ab';
const MATERIAL_ID = Uint8Array.from({ length: 32 }, (_, i) => 0xc0 ^ i);
const BINDING: BlobBinding = { owner: OWNER, materialId: MATERIAL_ID, context: { a: 'b' } };
const HEAD = Buffer.concat([Buffer.from([0x53, 2]), MATERIAL_ID]);
const AAD = blobAadByHand(HEAD, OWNER, [['a', 'b']]);
const DATA_KEY = new Uint8Array(32).fill(0xdd);

/** What an HSM does, in its place: a function of a secret and the nonce; every answer is kept. */
function hsm(secret: number): { readonly derive: DeriveBaseKey; readonly answers: Uint8Array[] } {
  const answers: Uint8Array[] = [];
  const derive: DeriveBaseKey = async (nonce) => {
    const answer = new Uint8Array(deriveByHand(new Uint8Array(32).fill(secret), 'test', nonce, 32));
    answers.push(answer);
    return answer;
  };
  return { derive, answers };
}

const baseKeyOf = (nonce: Uint8Array): Buffer => deriveByHand(new Uint8Array(32).fill(1), 'test', nonce, 32);

describe('the layout of FORMATS §3.2', () => {
  it('has each field at its offset, and opens by hand', async () => {
    const blob = await sealDerivedBlob(tools, hsm(1).derive, BINDING, DATA_KEY);
    expect(blob).toHaveLength(114 + 32);
    expect(blob.subarray(0, 34)).toEqual(new Uint8Array(HEAD));
    const baseKey = baseKeyOf(blob.subarray(34, 50));
    expect(openByHand(baseKey, 'strongroom ciphertext', blob.subarray(50), AAD).equals(DATA_KEY)).toBe(true);
  });

  it('opens when it was made by hand', async () => {
    const nonce = Buffer.alloc(16, 5);
    const base = { baseKey: baseKeyOf(nonce), label: 'strongroom ciphertext', nonce: Buffer.alloc(16, 9) };
    const blob = Buffer.concat([HEAD, nonce, sealByHand(base, DATA_KEY, AAD)]);
    expect(await openDerivedBlob(tools, hsm(1).derive, BINDING, blob)).toEqual(DATA_KEY);
  });
});

describe('a blob under a key in an HSM', () => {
  it('opens as it is or not at all', async () => {
    const { derive } = hsm(1);
    const blob = await sealDerivedBlob(tools, derive, BINDING, new Uint8Array([1, 2, 3]));
    await expectRefusals(
      blob,
      (forged) => openDerivedBlob(tools, derive, BINDING, forged),
      'AuthenticationError',
    );
  });

  it.each([
    ['owner', { owner: 'x' }],
    ['context', { context: {} }],
    ['material', { materialId: new Uint8Array(32) }],
  ])('is bound to its %s', async (_, change) => {
    const { derive } = hsm(1);
    const blob = await sealDerivedBlob(tools, derive, BINDING, DATA_KEY);
    const call = openDerivedBlob(tools, derive, { ...BINDING, ...change }, blob);
    await expect(call).rejects.toThrow('authentication failed');
  });

  it('does not open under another key of the HSM', async () => {
    const blob = await sealDerivedBlob(tools, hsm(1).derive, BINDING, DATA_KEY);
    await expect(openDerivedBlob(tools, hsm(2).derive, BINDING, blob)).rejects.toThrow(
      'authentication failed',
    );
  });

  it('asks for a fresh base key each time, and wipes it after its one use, also when that fails', async () => {
    const { derive, answers } = hsm(1);
    const blob = await sealDerivedBlob(tools, derive, BINDING, DATA_KEY);
    const other = await sealDerivedBlob(tools, derive, BINDING, DATA_KEY);
    expect(blob.subarray(34, 50)).not.toEqual(other.subarray(34, 50));
    await openDerivedBlob(tools, derive, BINDING, blob);
    await openDerivedBlob(tools, derive, { ...BINDING, owner: 'x' }, blob).catch(() => undefined);
    expect(answers).toEqual(Array.from({ length: 4 }, () => new Uint8Array(32)));
  });
});
