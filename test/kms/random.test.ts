import { describe, expect, it } from 'vitest';
import { drawBytes } from '../../src/kms/random.ts';
import { refusalOf, SCOPE } from '../operations/service.ts';
import { makeConnectedStore, openStoreHouse } from '../operations/stores.ts';

describe('random bytes', () => {
  it('come from the HSM that is named', async () => {
    const house = await openStoreHouse();
    const id = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    expect(await drawBytes(house.vault, SCOPE, 32, id)).toEqual(new Uint8Array(32).fill(0x5a));
  });

  it('are refused by a store that is not there, is external, is not connected, or has a broken HSM', async () => {
    const house = await openStoreHouse();
    const code = async (id: string): Promise<string> =>
      (await refusalOf(drawBytes(house.vault, SCOPE, 1, id))).code;
    expect(await code('cks-1234567890abcdef0')).toBe('CustomKeyStoreNotFoundException');
    expect(await code(await makeConnectedStore(house, 'EXTERNAL_KEY_STORE'))).toBe(
      'UnsupportedOperationException',
    );
    const CustomKeyStoreId = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    house.hsm.failures.set('random', 'INTERNAL_ERROR');
    expect(await code(CustomKeyStoreId)).toBe('CustomKeyStoreInvalidStateException');
    house.hsm.failures.clear();
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId });
    expect(await code(CustomKeyStoreId)).toBe('CustomKeyStoreInvalidStateException');
  });
});
