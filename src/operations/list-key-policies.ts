/**
 * ListKeyPolicies: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html
 *
 * @module
 */
import { POLICY_NAME } from '../kms/key-policy.ts';
import { keyId, limit, marker } from './members.ts';
import type { Operation } from './operation.ts';
import type { PageMembers } from './page-members.ts';

export interface ListKeyPoliciesRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  readonly Limit?: number | undefined;
  /** Passed over: the list has one item. */
  readonly Marker?: string | undefined;
}

export interface ListKeyPoliciesResponse extends PageMembers {
  readonly PolicyNames: readonly string[];
}

export const listKeyPolicies: Operation<ListKeyPoliciesRequest, ListKeyPoliciesResponse, 'key'> = {
  name: 'ListKeyPolicies',
  input: { KeyId: { shape: keyId, required: true }, Limit: { shape: limit }, Marker: { shape: marker } },
  output: ['PolicyNames', 'NextMarker', 'Truncated'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:ListKeyPolicies',
      states: 'read',
    },
  },
  readOnly: true,
  async run() {
    // There is one policy, so the list is never truncated. The model names no error for a marker: any is passed over.
    return { PolicyNames: [POLICY_NAME], Truncated: false };
  },
};
