/**
 * DeleteCustomKeyStore: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteCustomKeyStore.html
 *
 * @module
 */
import { customKeyStoreId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface DeleteCustomKeyStoreRequest {
  readonly CustomKeyStoreId: string;
}

export const deleteCustomKeyStore: Operation<DeleteCustomKeyStoreRequest, NoMembers> = {
  name: 'DeleteCustomKeyStore',
  input: { CustomKeyStoreId: { shape: customKeyStoreId, required: true } },
  output: [],
  action: 'kms:DeleteCustomKeyStore',
  keys: {},
  readOnly: false,
  async run({ input, caller, vault }) {
    const { deleteStore } = await import('../kms/store-settings.ts');
    await deleteStore(vault, caller, input.CustomKeyStoreId);
    return {};
  },
};
