import { beforeEach, describe, expect, it } from 'vitest';
import type { Key } from '../../src/kms/key.ts';
import type { KeyUsage } from '../../src/kms/key-spec.ts';
import { createKey } from '../../src/kms/keys.ts';
import { macUnder, verifyMacUnder } from '../../src/kms/mac.ts';
import type { Vault } from '../../src/kms/vault.ts';
import { openService, refusalOf, SCOPE } from '../operations/service.ts';

const REQUEST = { algorithm: 'HMAC_SHA_384', message: new Uint8Array([1, 2, 3]) };

describe('a MAC under a key', () => {
  let vault: Vault;
  let key: Key;
  beforeEach(async () => {
    ({ vault } = await openService());
    key = await newKey(vault, 'HMAC_384', 'GENERATE_VERIFY_MAC');
  });

  it('is as long as the hash, always the same, and verifies', async () => {
    const mac = await macUnder(vault, key, REQUEST);
    expect(mac).toHaveLength(48);
    expect(await macUnder(vault, key, REQUEST)).toEqual(mac);
    expect(await verifyMacUnder(vault, key, REQUEST, mac)).toBeUndefined();
  });

  it('that is another is refused without a text', async () => {
    const mac = await macUnder(vault, key, REQUEST);
    const other = await newKey(vault, 'HMAC_384', 'GENERATE_VERIFY_MAC');
    const refusal = { code: 'KMSInvalidMacException', message: '' };
    expect(await refusalOf(verifyMacUnder(vault, other, REQUEST, mac))).toEqual(refusal);
    expect(await refusalOf(verifyMacUnder(vault, key, REQUEST, mac.subarray(0, 24)))).toEqual(refusal);
    expect(await refusalOf(verifyMacUnder(vault, key, REQUEST, new Uint8Array()))).toEqual(refusal);
  });

  it('is made by the key’s own algorithm alone', async () => {
    const request = { ...REQUEST, algorithm: 'HMAC_SHA_256' };
    const refusal = {
      code: 'InvalidKeyUsageException',
      message: 'Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_384.',
    };
    expect(await refusalOf(macUnder(vault, key, request))).toEqual(refusal);
    expect(await refusalOf(verifyMacUnder(vault, key, request, new Uint8Array(32)))).toEqual(refusal);
  });

  it('is not made by a key without material', async () => {
    const empty = { ...key, materials: [] };
    expect((await refusalOf(macUnder(vault, empty, REQUEST))).code).toBe('KMSInvalidStateException');
  });
});

function newKey(vault: Vault, spec: string, usage: KeyUsage): Promise<Key> {
  return createKey(vault, SCOPE, { spec, usage, description: '', policy: '{}', tags: [] });
}
