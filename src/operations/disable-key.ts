/**
 * DisableKey: https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html
 *
 * @module
 */
import { updateKey } from '../kms/keys.ts';
import { keyId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface DisableKeyRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
}

export const disableKey: Operation<DisableKeyRequest, NoMembers, 'key'> = {
  name: 'DisableKey',
  input: { KeyId: { shape: keyId, required: true } },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:DisableKey',
      states: 'switch',
    },
  },
  readOnly: false,
  async run({ keys, vault }) {
    await updateKey(vault, keys.key, { state: 'Disabled' });
    return {};
  },
};
