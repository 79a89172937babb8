import { describe, expect, it } from 'vitest';
import { readRoster, stateOf, storeOf } from '../../src/kms/custom-key-store.ts';
import type { KeyState } from '../../src/kms/key-state.ts';
import { PASSWORD } from '../external/fake-hsm.ts';
import { CREDENTIAL } from '../external/xks-peer.ts';
import { SCOPE, snapshot } from '../operations/service.ts';
import { makeConnectedStore, openStoreHouse, STORE_KINDS } from '../operations/stores.ts';

describe('the state of a key in a custom key store', () => {
  const key = (state: KeyState): { state: KeyState; customKeyStoreId: string } => ({
    state,
    customKeyStoreId: 'cks-1',
  });

  it.each(['CONNECTING', 'FAILED', 'DISCONNECTED', 'DISCONNECTING'] as const)(
    'is Unavailable while the store is %s, but for a deletion that is pending',
    (connectionState) => {
      for (const state of ['Enabled', 'Disabled'] as const)
        expect(stateOf({ key: key(state), store: { connectionState } })).toBe('Unavailable');
      expect(stateOf({ key: key('PendingDeletion'), store: { connectionState } })).toBe('PendingDeletion');
    },
  );

  it('is its own while the store is connected, and Unavailable when there is no store', () => {
    for (const state of ['Enabled', 'Disabled', 'PendingDeletion'] as const)
      expect(stateOf({ key: key(state), store: { connectionState: 'CONNECTED' } })).toBe(state);
    expect(stateOf({ key: key('Enabled') })).toBe('Unavailable');
    expect(stateOf({ key: { state: 'Enabled' } })).toBe('Enabled');
  });
});

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
