import { describe, expect, it } from 'vitest';
import { expectRefusal } from './service.ts';
import { HSM_REQUEST, openStoreHouse } from './stores.ts';

describe('UpdateCustomKeyStore', () => {
  it('changes what is given and nothing else, and answers nothing', async () => {
    const house = await openStoreHouse();
    const { CustomKeyStoreId } = await house.kms.createCustomKeyStore(HSM_REQUEST);
    const describeStore = async (): Promise<unknown> =>
      (await house.kms.describeCustomKeyStores({})).CustomKeyStores[0];
    const before = await describeStore();
    expect(await house.kms.updateCustomKeyStore({ CustomKeyStoreId, NewCustomKeyStoreName: 'b' })).toEqual(
      {},
    );
    expect(await describeStore()).toEqual({ ...(before as object), CustomKeyStoreName: 'b' });
    await house.kms.updateCustomKeyStore({ CustomKeyStoreId, KeyStorePassword: 'another-1' });
    expect(await describeStore()).toEqual({ ...(before as object), CustomKeyStoreName: 'b' });
  });

  it.each([
    [{}, 'At least one property of the custom key store must be given.'],
    [
      { KeyStorePassword: 'password', XksProxyUriPath: '/kms/xks/v1' },
      'A custom key store has a CloudHSM cluster or a proxy, not both.',
    ],
  ])('refuses %o', async (change, text) => {
    const house = await openStoreHouse();
    const { CustomKeyStoreId } = await house.kms.createCustomKeyStore(HSM_REQUEST);
    const call = (): Promise<unknown> => house.kms.updateCustomKeyStore({ CustomKeyStoreId, ...change });
    await expectRefusal(house, call, 'ValidationException', text);
  });
});
