/**
 * UpdateKeyDescription: https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html
 *
 * @module
 */
import { updateKey } from '../kms/keys.ts';
import { description, keyId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface UpdateKeyDescriptionRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  readonly Description: string;
}

export const updateKeyDescription: Operation<UpdateKeyDescriptionRequest, NoMembers, 'key'> = {
  name: 'UpdateKeyDescription',
  input: { KeyId: { shape: keyId, required: true }, Description: { shape: description, required: true } },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:UpdateKeyDescription',
      states: 'annotate',
    },
  },
  readOnly: false,
  async run({ input, keys, vault }) {
    await updateKey(vault, keys.key, { description: input.Description });
    return {};
  },
};
