import { beforeAll, describe, expect, it } from 'vitest';
import { deriveUnder } from '../../src/kms/agreement.ts';
import { type Key, requirePublicKey } from '../../src/kms/key.ts';
import type { KeyUsage } from '../../src/kms/key-spec.ts';
import { createKey } from '../../src/kms/keys.ts';
import type { Vault } from '../../src/kms/vault.ts';
import { openService, refusalOf, SCOPE } from '../operations/service.ts';

describe('agreeing under a key', () => {
  let vault: Vault;
  let key: Key;
  let peer: Uint8Array;
  beforeAll(async () => {
    ({ vault } = await openService());
    key = await newKey(vault, 'ECC_NIST_P384', 'KEY_AGREEMENT');
    peer = requirePublicKey(await newKey(vault, 'ECC_NIST_P384', 'KEY_AGREEMENT'));
  });

  it('gives a secret as long as a coordinate of the curve', async () => {
    const secret = await deriveUnder(vault, key, { algorithm: 'ECDH', peer });
    expect(secret).toHaveLength(48);
    expect(await deriveUnder(vault, key, { algorithm: 'ECDH', peer })).toEqual(secret);
  });

  it('refuses a peer that is no point of the curve, without a text', async () => {
    for (const bad of [new Uint8Array(120), peer.subarray(1), new Uint8Array(1)]) {
      const call = deriveUnder(vault, key, { algorithm: 'ECDH', peer: bad });
      expect(await refusalOf(call)).toEqual({ code: 'ValidationException', message: '' });
    }
  });

  it('refuses what is no algorithm of the key, and a key without material', async () => {
    const signing: Key = { ...key, usage: 'SIGN_VERIFY' };
    const call = deriveUnder(vault, signing, { algorithm: 'ECDH', peer });
    expect((await refusalOf(call)).code).toBe('InvalidKeyUsageException');
    const empty = deriveUnder(vault, { ...key, materials: [] }, { algorithm: 'ECDH', peer });
    expect((await refusalOf(empty)).code).toBe('KMSInvalidStateException');
  });

  it('lets failures through that are none of the peer', async () => {
    const damaged = { ...key, materials: key.materials.map(({ id }) => ({ id, backingKey: 'AA==' })) };
    const call = deriveUnder(vault, damaged, { algorithm: 'ECDH', peer });
    await expect(call).rejects.not.toHaveProperty('code');
  });
});

function newKey(vault: Vault, spec: string, usage: KeyUsage): Promise<Key> {
  return createKey(vault, SCOPE, { spec, usage, description: '', policy: '{}', tags: [] });
}
