/**
 * DisconnectCustomKeyStore: https://docs.aws.amazon.com/kms/latest/APIReference/API_DisconnectCustomKeyStore.html
 *
 * @module
 */
import { customKeyStoreId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface DisconnectCustomKeyStoreRequest {
  readonly CustomKeyStoreId: string;
}

export const disconnectCustomKeyStore: Operation<DisconnectCustomKeyStoreRequest, NoMembers> = {
  name: 'DisconnectCustomKeyStore',
  input: { CustomKeyStoreId: { shape: customKeyStoreId, required: true } },
  output: [],
  action: 'kms:DisconnectCustomKeyStore',
  keys: {},
  readOnly: false,
  async run({ input, caller, vault }) {
    const { disconnectStore } = await import('../kms/store-connection.ts');
    await disconnectStore(vault, caller, input.CustomKeyStoreId);
    return {};
  },
};
