/**
 * EnableKey: https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html
 *
 * @module
 */
import { keyId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface EnableKeyRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
}

export const enableKey: Operation<EnableKeyRequest, NoMembers, 'key'> = {
  name: 'EnableKey',
  input: { KeyId: { shape: keyId, required: true } },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:EnableKey',
      states: 'switch',
    },
  },
  readOnly: false,
  async run({ keys, vault }) {
    const { enableKey: enable } = await import('../kms/enabling.ts');
    await enable(vault, keys.key);
    return {};
  },
};
