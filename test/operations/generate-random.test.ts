import { beforeEach, describe, expect, it } from 'vitest';
import { broken, expectRefusal, openService, type Service } from './service.ts';
import { makeConnectedStore, openStoreHouse } from './stores.ts';

describe('GenerateRandom', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it.each([1, 32, 1024])('gives %i bytes and nothing else', async (NumberOfBytes) => {
    const answer = await service.kms.generateRandom({ NumberOfBytes });
    expect(answer).toEqual({ Plaintext: expect.any(Uint8Array) });
    expect(answer.Plaintext).toHaveLength(NumberOfBytes);
  });

  it('never gives the same bytes twice', async () => {
    const drawn = new Set<string>();
    for (let i = 0; i < 100; i++) {
      drawn.add(String((await service.kms.generateRandom({ NumberOfBytes: 16 })).Plaintext));
    }
    expect(drawn.size).toBe(100);
  });

  it('requires a number of bytes, which the model does not (recorded row 1)', async () => {
    const call = (): Promise<unknown> => service.kms.generateRandom({});
    await expectRefusal(service, call, 'ValidationException', 'NumberOfBytes is required.');
  });

  it.each([
    [0, 'Member must have value greater than or equal to 1'],
    [-1, 'Member must have value greater than or equal to 1'],
    [1025, 'Member must have value less than or equal to 1024'],
  ])('refuses %i bytes (recorded rows 2 and 3)', async (NumberOfBytes, constraint) => {
    const message = broken(String(NumberOfBytes), 'numberOfBytes', constraint);
    const call = (): Promise<unknown> => service.kms.generateRandom({ NumberOfBytes });
    await expectRefusal(service, call, 'ValidationException', message);
  });

  it('draws from the HSM of a store that is named, and from no external one', async () => {
    const house = await openStoreHouse();
    const CustomKeyStoreId = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    const { Plaintext } = await house.kms.generateRandom({ NumberOfBytes: 4, CustomKeyStoreId });
    expect(Plaintext).toEqual(new Uint8Array(4).fill(0x5a));
    const external = await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    const call = (): Promise<unknown> =>
      house.kms.generateRandom({ NumberOfBytes: 4, CustomKeyStoreId: external });
    const text = 'GenerateRandom is not supported in an external key store.';
    await expectRefusal(house, call, 'UnsupportedOperationException', text);
  });
});
