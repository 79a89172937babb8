/**
 * UpdateCustomKeyStore: https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateCustomKeyStore.html
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import type { StoreChange } from '../kms/store-settings.ts';
import {
  cloudHsmClusterId,
  keyStorePassword,
  type XksProxyMembers,
  xksProxyChangeOf,
  xksProxyMembers,
} from './custom-key-store-members.ts';
import { customKeyStoreId, customKeyStoreName } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface UpdateCustomKeyStoreRequest extends XksProxyMembers {
  readonly CustomKeyStoreId: string;
  readonly NewCustomKeyStoreName?: string | undefined;
  /** Of a CloudHSM key store, as the next: the crypto user's password as it is now. */
  readonly KeyStorePassword?: string | undefined;
  readonly CloudHsmClusterId?: string | undefined;
}

export const updateCustomKeyStore: Operation<UpdateCustomKeyStoreRequest, NoMembers> = {
  name: 'UpdateCustomKeyStore',
  input: {
    CustomKeyStoreId: { shape: customKeyStoreId, required: true },
    NewCustomKeyStoreName: { shape: customKeyStoreName },
    KeyStorePassword: { shape: keyStorePassword },
    CloudHsmClusterId: { shape: cloudHsmClusterId },
    ...xksProxyMembers,
  },
  output: [],
  action: 'kms:UpdateCustomKeyStore',
  keys: {},
  readOnly: false,
  check: (input) => void changeOf(input),
  async run({ input, caller, vault }) {
    const { updateStore } = await import('../kms/store-settings.ts');
    await updateStore(vault, caller, input.CustomKeyStoreId, changeOf(input));
    return {};
  },
};

/** What is to change. @throws {KmsError} ValidationException: nothing is, or settings of both types of store. */
function changeOf(input: UpdateCustomKeyStoreRequest): StoreChange {
  const { NewCustomKeyStoreName: name, KeyStorePassword: password, CloudHsmClusterId: clusterId } = input;
  const xks = xksProxyChangeOf(input);
  const hasXks = Object.values(xks).some((value) => value !== undefined);
  const hasHsm = password !== undefined || clusterId !== undefined;
  if (hasXks && hasHsm) throw invalid('A custom key store has a CloudHSM cluster or a proxy, not both.');
  if (hasXks) return { name, type: 'EXTERNAL_KEY_STORE', ...xks };
  if (hasHsm) return { name, type: 'AWS_CLOUDHSM', password, clusterId };
  if (name === undefined) throw invalid('At least one property of the custom key store must be given.');
  return { name };
}

function invalid(text: string): KmsError {
  return new KmsError('ValidationException', text);
}
