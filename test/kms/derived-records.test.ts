import { beforeEach, describe, expect, it } from 'vitest';
import { changeDerivedRecords, duesOf } from '../../src/kms/derived-records.ts';
import type { Key } from '../../src/kms/key.ts';
import type { KeyState } from '../../src/kms/key-state.ts';
import { openService, SCOPE, type Service } from '../operations/service.ts';

const IDS = ['1', '2'].map((digit) => digit.repeat(64));
const KEY: Key = {
  ...SCOPE,
  keyId: 'x',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  manager: 'CUSTOMER',
  state: 'Enabled',
  description: '',
  createdAtMs: 0,
  policy: '{}',
  tags: [],
  aliases: [],
  materials: [{ id: IDS[0] ?? '', backingKey: 'AA==', expiresAtMs: 30 }],
  rotation: { periodDays: 90, nextAtMs: 20 },
  deletionAtMs: 10,
};
const PLACE = { scope: SCOPE, keyId: 'x' };
const DUE_NAMES = [
  'due/000000000000010/deletion/111122223333/us-east-1/x',
  'due/000000000000020/rotation/111122223333/us-east-1/x',
  'due/000000000000030/expiry/111122223333/us-east-1/x',
];

describe('what falls due of a key', () => {
  it('is its deletion, its next rotation and the expiry of its materials', () => {
    expect(duesOf(KEY)).toEqual([
      { kind: 'deletion', atMs: 10, ...PLACE },
      { kind: 'rotation', atMs: 20, ...PLACE },
      { kind: 'expiry', atMs: 30, ...PLACE },
    ]);
    const quiet = { ...KEY, deletionAtMs: undefined, rotation: undefined, materials: [] };
    expect(duesOf(quiet)).toEqual([]);
  });

  it('is a rotation only in the states in which a key rotates', () => {
    const rotates = (state: KeyState): boolean =>
      duesOf({ ...KEY, state }).some(({ kind }) => kind === 'rotation');
    const states: readonly KeyState[] = ['Enabled', 'Updating', 'Disabled', 'PendingDeletion', 'Unavailable'];
    expect(states.filter(rotates)).toEqual(['Enabled', 'Updating']);
  });
});

describe('what follows from a key', () => {
  let service: Service;
  const expected: number[] = [];
  beforeEach(async () => {
    service = await openService();
    expected.length = 0;
  });

  async function change(before: Key | undefined, after: Key | undefined): Promise<readonly string[]> {
    const vault = { ...service.vault, expectDue: (atMs: number) => void expected.push(atMs) };
    const changes = await changeDerivedRecords(vault, before, after);
    await service.vault.keystore.commit(changes);
    return changes.map(({ name, value }) => (value === undefined ? `-${name}` : name));
  }

  it('is written with a new key, changed with it and erased with it', async () => {
    const index = IDS.map((id) => `material/us-east-1/${id}`);
    expect(await change(undefined, KEY)).toEqual([index[0], ...DUE_NAMES]);
    const materials = [...KEY.materials, { id: IDS[1] ?? '', backingKey: 'AA==' }];
    const next: Key = { ...KEY, materials, deletionAtMs: undefined };
    expect(await change(KEY, next)).toEqual([index[1], `-${DUE_NAMES[0]}`]);
    expect([...(await change(next, undefined))].sort()).toEqual(
      [index[0], index[1], DUE_NAMES[1], DUE_NAMES[2]].map((name) => `-${name}`).sort(),
    );
    const left = await service.store.list('', undefined, 100);
    expect(left.filter(({ name }) => !name.startsWith('strongroom/'))).toEqual([]);
  });

  it('is waited for, all that is still to come', async () => {
    await change(undefined, KEY);
    expect(expected).toEqual([10, 20, 30]);
    await change(KEY, undefined);
    expect(expected).toHaveLength(3);
  });

  it('replaces a leftover, and does not miss what is gone', async () => {
    await change(undefined, KEY);
    expect(await change(undefined, KEY)).toHaveLength(4);
    await change(KEY, undefined);
    expect(await change(KEY, undefined)).toEqual([]);
  });

  it('is no index by material when the key is not symmetric', async () => {
    expect(await change(undefined, { ...KEY, spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' })).toEqual(
      DUE_NAMES,
    );
  });

  it('is one record for two materials that expire at one moment', async () => {
    const materials = IDS.map((id) => ({ id, backingKey: 'AA==', expiresAtMs: 30 }));
    const key: Key = { ...KEY, materials, rotation: undefined, deletionAtMs: undefined };
    expect(await change(undefined, key)).toHaveLength(3);
  });
});
