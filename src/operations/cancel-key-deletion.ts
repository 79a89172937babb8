/**
 * CancelKeyDeletion: https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface CancelKeyDeletionRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
}

export interface CancelKeyDeletionResponse {
  /** The ARN of the key, which is disabled now. */
  readonly KeyId: string;
}

export const cancelKeyDeletion: Operation<CancelKeyDeletionRequest, CancelKeyDeletionResponse, 'key'> = {
  name: 'CancelKeyDeletion',
  input: { KeyId: { shape: keyId, required: true } },
  output: ['KeyId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:CancelKeyDeletion',
      states: 'cancelDeletion',
    },
  },
  readOnly: false,
  async run({ keys, vault }) {
    const { cancelDeletion } = await import('../kms/deletion.ts');
    await cancelDeletion(vault, keys.key);
    return { KeyId: arnOf(keys.key.key) };
  },
};
