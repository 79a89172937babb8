import { describe, expect, it } from 'vitest';
import { readRoster, storeOf } from '../../src/kms/store-roster.ts';
import { PASSWORD } from '../external/fake-hsm.ts';
import { CREDENTIAL } from '../external/xks-peer.ts';
import { SCOPE, snapshot } from '../operations/service.ts';
import { makeConnectedStore, openStoreHouse, STORE_KINDS } from '../operations/stores.ts';

describe('custom key stores', () => {
  it('keep their secrets out of the record that is opened, and out of what is answered', async () => {
    const house = await openStoreHouse();
    for (const kind of STORE_KINDS) await makeConnectedStore(house, kind);
    const roster = JSON.stringify(await readRoster(house.vault, SCOPE));
    const answered = JSON.stringify(await house.kms.describeCustomKeyStores({}));
    for (const secret of [PASSWORD, CREDENTIAL.RawSecretAccessKey]) {
      expect(roster).not.toContain(secret);
      expect(answered).not.toContain(secret);
      for (const value of (await snapshot(house.store)).values())
        expect(Buffer.from(value.split(' ')[1] ?? '', 'base64').includes(secret)).toBe(false);
    }
    expect(answered).toContain(CREDENTIAL.AccessKeyId);
  });

  it('are those of an account and Region', async () => {
    const house = await openStoreHouse();
    const id = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    expect(storeOf(await readRoster(house.vault, SCOPE), id).name).toBe('hsm');
    for (const other of [
      { ...SCOPE, region: 'eu-west-1' },
      { ...SCOPE, account: '999999999999' },
    ]) {
      expect((await readRoster(house.vault, other)).stores).toEqual([]);
    }
  });
});
