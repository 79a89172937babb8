/**
 * ConnectCustomKeyStore: https://docs.aws.amazon.com/kms/latest/APIReference/API_ConnectCustomKeyStore.html
 *
 * @module
 */
import { customKeyStoreId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface ConnectCustomKeyStoreRequest {
  readonly CustomKeyStoreId: string;
}

export const connectCustomKeyStore: Operation<ConnectCustomKeyStoreRequest, NoMembers> = {
  name: 'ConnectCustomKeyStore',
  input: { CustomKeyStoreId: { shape: customKeyStoreId, required: true } },
  output: [],
  action: 'kms:ConnectCustomKeyStore',
  keys: {},
  readOnly: false,
  async run({ input, caller, vault }) {
    const { connectStore } = await import('../kms/store-connection.ts');
    await connectStore(vault, caller, input.CustomKeyStoreId);
    return {};
  },
};
