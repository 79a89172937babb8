import { describe, expect, it } from 'vitest';
import { expectRefusal } from './service.ts';
import { HSM_REQUEST, openStoreHouse } from './stores.ts';

describe('DeleteCustomKeyStore', () => {
  it('deletes a store, and answers nothing', async () => {
    const house = await openStoreHouse();
    const made = await house.kms.createCustomKeyStore(HSM_REQUEST);
    expect(await house.kms.deleteCustomKeyStore(made)).toEqual({});
    expect((await house.kms.describeCustomKeyStores({})).CustomKeyStores).toEqual([]);
  });

  it('knows no store that is not there', async () => {
    const house = await openStoreHouse();
    const call = (): Promise<unknown> => house.kms.deleteCustomKeyStore({ CustomKeyStoreId: 'cks-1' });
    const text = "Custom key store 'cks-1' does not exist.";
    await expectRefusal(house, call, 'CustomKeyStoreNotFoundException', text);
  });
});
