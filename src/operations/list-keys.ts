/**
 * ListKeys: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html
 *
 * @module
 */
import { listKeyIds } from '../kms/keys.ts';
import { keyArn } from '../kms/scope.ts';
import { limit, marker } from './members.ts';
import type { Operation } from './operation.ts';
import { type PageMembers, pageMembers } from './page-members.ts';

export interface ListKeysRequest {
  /** 1 to 1000; 100 when absent. */
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

export interface ListKeysResponse extends PageMembers {
  readonly Keys: readonly { readonly KeyId: string; readonly KeyArn: string }[];
}

export const listKeys: Operation<ListKeysRequest, ListKeysResponse> = {
  name: 'ListKeys',
  input: { Limit: { shape: limit }, Marker: { shape: marker } },
  output: ['Keys', 'NextMarker', 'Truncated'],
  action: 'kms:ListKeys',
  keys: {},
  readOnly: true,
  async run({ input, caller, vault }) {
    const page = await listKeyIds(vault, caller, { limit: input.Limit ?? 100, marker: input.Marker });
    const keys = page.items.map((id) => ({ KeyId: id, KeyArn: keyArn(caller, id) }));
    return { Keys: keys, ...pageMembers(page) };
  },
};
