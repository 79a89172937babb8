/**
 * ListResourceTags: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html
 *
 * @module
 */
import { listTags } from '../kms/tags.ts';
import { keyId, limit, marker, type TagMember } from './members.ts';
import type { Operation } from './operation.ts';
import { type PageMembers, pageMembers, requireLimit } from './page-members.ts';

export interface ListResourceTagsRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** 1 to 50; 50 when absent. */
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

export interface ListResourceTagsResponse extends PageMembers {
  readonly Tags: readonly TagMember[];
}

const MAX_LIMIT = 50;

export const listResourceTags: Operation<ListResourceTagsRequest, ListResourceTagsResponse, 'key'> = {
  name: 'ListResourceTags',
  input: { KeyId: { shape: keyId, required: true }, Limit: { shape: limit }, Marker: { shape: marker } },
  output: ['Tags', 'NextMarker', 'Truncated'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:ListResourceTags',
      states: 'read',
    },
  },
  readOnly: true,
  check: ({ Limit }) => requireLimit(Limit, MAX_LIMIT),
  async run({ input, keys }) {
    const page = listTags(keys.key.key.tags, { limit: input.Limit ?? MAX_LIMIT, marker: input.Marker });
    return {
      Tags: page.items.map(({ key, value }) => ({ TagKey: key, TagValue: value })),
      ...pageMembers(page),
    };
  },
};
