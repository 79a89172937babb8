import { describe, expect, it } from 'vitest';
import { expectRefusal } from './service.ts';
import { connectionOf, openStoreHouse, XKS_REQUEST } from './stores.ts';

describe('ConnectCustomKeyStore', () => {
  it('connects a store, and answers nothing', async () => {
    const house = await openStoreHouse();
    const made = await house.kms.createCustomKeyStore(XKS_REQUEST);
    expect(await house.kms.connectCustomKeyStore(made)).toEqual({});
    expect(await connectionOf(house, made.CustomKeyStoreId)).toBe('CONNECTED');
  });

  it('knows no store that is not there', async () => {
    const house = await openStoreHouse();
    const call = (): Promise<unknown> => house.kms.connectCustomKeyStore({ CustomKeyStoreId: 'cks-1' });
    const text = "Custom key store 'cks-1' does not exist.";
    await expectRefusal(house, call, 'CustomKeyStoreNotFoundException', text);
  });
});
