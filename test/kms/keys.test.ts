import { beforeEach, describe, expect, it } from 'vitest';
import { fromBase64 } from '../../src/bytes/base64.ts';
import { isKeyId } from '../../src/kms/identifier.ts';
import type { Key } from '../../src/kms/key.ts';
import {
  createKey,
  findKey,
  findKeyOfMaterial,
  listKeyIds,
  type NewKey,
  updateKey,
} from '../../src/kms/keys.ts';
import type { Vault } from '../../src/kms/vault.ts';
import { StoreConflictError } from '../../src/store/store.ts';
import { openService, refusalOf, SCOPE, type Service } from '../operations/service.ts';

const NEW: NewKey = { spec: 'SYMMETRIC_DEFAULT', usage: undefined, description: 'd', policy: '{}', tags: [] };

describe('a key', () => {
  let service: Service;
  let vault: Vault;
  let key: Key;
  beforeEach(async () => {
    service = await openService();
    ({ vault } = service);
    key = await createKey(vault, SCOPE, NEW);
  });

  it('is made with an id of the right form, one material and nothing else that nobody asked for', () => {
    expect(isKeyId(key.keyId)).toBe(true);
    expect(key).toEqual({
      ...SCOPE,
      keyId: key.keyId,
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      manager: 'CUSTOMER',
      state: 'Enabled',
      description: 'd',
      createdAtMs: service.nowMs(),
      policy: '{}',
      tags: [],
      aliases: [],
      materials: [{ id: expect.stringMatching(/^[0-9a-f]{64}$/), backingKey: expect.any(String) }],
      currentMaterialId: key.materials[0]?.id,
    });
  });

  it.each([
    ['RSA_2048', 'ENCRYPT_DECRYPT', 294],
    ['ECC_NIST_P256', 'KEY_AGREEMENT', 91],
    ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', 44],
    ['ML_DSA_44', 'SIGN_VERIFY', 1334],
    ['ML_KEM_768', 'ENCAPSULATE_DECAPSULATE', 1206],
  ] as const)('of %s for %s has a public half, and no index by its material', async (spec, usage, length) => {
    const pair = await createKey(vault, SCOPE, { ...NEW, spec, usage });
    expect(fromBase64(pair.publicKey ?? '')).toHaveLength(length);
    expect(pair.materials).toHaveLength(1);
    expect((await findKey(vault, SCOPE, pair.keyId))?.key).toEqual(pair);
    expect(await findKeyOfMaterial(vault, 'us-east-1', pair.materials[0]?.id ?? '')).toBeUndefined();
  });

  it('of HMAC has material as long as its hash, no public half, and no index by its material', async () => {
    for (const [spec, length] of [
      ['HMAC_224', 28],
      ['HMAC_256', 32],
      ['HMAC_384', 48],
      ['HMAC_512', 64],
    ] as const) {
      const mac = await createKey(vault, SCOPE, { ...NEW, spec, usage: 'GENERATE_VERIFY_MAC' });
      expect(mac).not.toHaveProperty('publicKey');
      // 37 bytes of head and 64 of sealing, as in docs/FORMATS.md.
      expect(fromBase64(mac.materials[0]?.backingKey ?? '')).toHaveLength(37 + 64 + length);
      expect(await findKeyOfMaterial(vault, 'us-east-1', mac.materials[0]?.id ?? '')).toBeUndefined();
    }
  });

  it('is found by its id in its own account and Region alone', async () => {
    expect((await findKey(vault, SCOPE, key.keyId))?.key).toEqual(key);
    expect(await findKey(vault, { ...SCOPE, account: '444455556666' }, key.keyId)).toBeUndefined();
    expect(await findKey(vault, { ...SCOPE, region: 'eu-west-1' }, key.keyId)).toBeUndefined();
  });

  it('is found by its material in its own Region alone', async () => {
    const [material] = key.materials;
    expect((await findKeyOfMaterial(vault, 'us-east-1', material?.id ?? ''))?.key.keyId).toBe(key.keyId);
    expect(await findKeyOfMaterial(vault, 'eu-west-1', material?.id ?? '')).toBeUndefined();
    expect(await findKeyOfMaterial(vault, 'us-east-1', '0'.repeat(64))).toBeUndefined();
  });

  it('is gone at the moment at which its deletion falls due, swept or not', async () => {
    const stored = await findKey(vault, SCOPE, key.keyId);
    if (stored === undefined) throw new Error('there is no key');
    await updateKey(vault, stored, { state: 'PendingDeletion', deletionAtMs: service.nowMs() + 1000 });
    service.wait(999);
    expect(await findKey(vault, SCOPE, key.keyId)).toBeDefined();
    service.wait(1);
    expect(await findKey(vault, SCOPE, key.keyId)).toBeUndefined();
    expect(await findKeyOfMaterial(vault, 'us-east-1', key.materials[0]?.id ?? '')).toBeUndefined();
  });

  it('is changed by the one who read it last', async () => {
    const stored = await findKey(vault, SCOPE, key.keyId);
    if (stored === undefined) throw new Error('there is no key');
    await updateKey(vault, stored, { description: 'first' });
    await expect(updateKey(vault, stored, { description: 'second' })).rejects.toThrow(StoreConflictError);
    expect((await findKey(vault, SCOPE, key.keyId))?.key.description).toBe('first');
  });

  it('whose record was carried to another name does not open', async () => {
    const record = await service.store.get(`key/111122223333/us-east-1/${key.keyId}`);
    const name = 'key/444455556666/us-east-1/1234abcd-12ab-34cd-56ef-1234567890ab';
    await service.store.commit([{ name, version: 1, value: record?.value }], []);
    const scope = { ...SCOPE, account: '444455556666' };
    await expect(findKey(vault, scope, '1234abcd-12ab-34cd-56ef-1234567890ab')).rejects.toThrow();
  });

  it('is not made when spec, usage or tags are refused', async () => {
    const before = (await service.store.list('', undefined, 100)).length;
    for (const [change, code] of [
      [{ spec: 'RSA_2048' }, 'ValidationException'],
      [{ spec: 'RSA_2048', usage: 'KEY_AGREEMENT' }, 'ValidationException'],
      [{ spec: 'SM2', usage: 'SIGN_VERIFY' }, 'UnsupportedOperationException'],
      [{ usage: 'SIGN_VERIFY' }, 'ValidationException'],
      [{ tags: [{ key: 'aws:x', value: '' }] }, 'TagException'],
    ] as const) {
      expect((await refusalOf(createKey(vault, SCOPE, { ...NEW, ...change }))).code).toBe(code);
    }
    expect(await service.store.list('', undefined, 100)).toHaveLength(before);
  });

  it('is listed by id, in order, from a marker on', async () => {
    const made = [key, await createKey(vault, SCOPE, NEW), await createKey(vault, SCOPE, NEW)];
    const ids = made.map(({ keyId }) => keyId).sort();
    const first = await listKeyIds(vault, SCOPE, { limit: 2, marker: undefined });
    expect(first.items).toEqual(ids.slice(0, 2));
    const second = await listKeyIds(vault, SCOPE, { limit: 2, marker: first.nextMarker });
    expect(second).toEqual({ items: ids.slice(2), nextMarker: undefined });
  });
});
