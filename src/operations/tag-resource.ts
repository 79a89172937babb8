/**
 * TagResource: https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html
 *
 * @module
 */
import { updateKey } from '../kms/keys.ts';
import { addTags } from '../kms/tags.ts';
import { keyId, type TagMember, tags } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';
import { tagsOf } from './tag-members.ts';

export interface TagResourceRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  readonly Tags: readonly TagMember[];
}

export const tagResource: Operation<TagResourceRequest, NoMembers, 'key'> = {
  name: 'TagResource',
  input: { KeyId: { shape: keyId, required: true }, Tags: { shape: tags, required: true } },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:TagResource',
      states: 'annotate',
    },
  },
  readOnly: false,
  async run({ input, keys, vault }) {
    await updateKey(vault, keys.key, { tags: addTags(keys.key.key.tags, tagsOf(input.Tags)) });
    return {};
  },
};
