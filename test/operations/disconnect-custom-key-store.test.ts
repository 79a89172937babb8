import { describe, expect, it } from 'vitest';
import { expectRefusal } from './service.ts';
import { connectionOf, makeConnectedStore, openStoreHouse } from './stores.ts';

describe('DisconnectCustomKeyStore', () => {
  it('disconnects a store, and answers nothing', async () => {
    const house = await openStoreHouse();
    const CustomKeyStoreId = await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    expect(await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId })).toEqual({});
    expect(await connectionOf(house, CustomKeyStoreId)).toBe('DISCONNECTED');
  });

  it('knows no store that is not there', async () => {
    const house = await openStoreHouse();
    const call = (): Promise<unknown> => house.kms.disconnectCustomKeyStore({ CustomKeyStoreId: 'cks-1' });
    const text = "Custom key store 'cks-1' does not exist.";
    await expectRefusal(house, call, 'CustomKeyStoreNotFoundException', text);
  });
});
