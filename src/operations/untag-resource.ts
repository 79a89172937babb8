/**
 * UntagResource: https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html
 *
 * @module
 */
import { updateKey } from '../kms/keys.ts';
import { removeTags } from '../kms/tags.ts';
import { keyId, tagKey } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface UntagResourceRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** Keys that the key has no tag for are passed over. */
  readonly TagKeys: readonly string[];
}

export const untagResource: Operation<UntagResourceRequest, NoMembers, 'key'> = {
  name: 'UntagResource',
  input: {
    KeyId: { shape: keyId, required: true },
    TagKeys: { shape: { kind: 'list', member: tagKey }, required: true },
  },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:UntagResource',
      states: 'annotate',
    },
  },
  readOnly: false,
  async run({ input, keys, vault }) {
    await updateKey(vault, keys.key, { tags: removeTags(keys.key.key.tags, input.TagKeys) });
    return {};
  },
};
