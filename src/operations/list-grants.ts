/**
 * ListGrants: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html
 *
 * @module
 */
import { requireGrantId } from '../kms/grant.ts';
import { listGrants as listAll } from '../kms/grants.ts';
import { entryOf, type GrantListEntry, partyOf } from './grant-members.ts';
import { grantId, keyId, limit, marker, principal, servicePrincipal } from './members.ts';
import type { Operation } from './operation.ts';
import { type PageMembers, pageMembers, requireLimit } from './page-members.ts';

export interface ListGrantsRequest {
  /** 1 to 100; 50 when absent. */
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** Only this one. */
  readonly GrantId?: string | undefined;
  /** Only grants to this principal. */
  readonly GranteePrincipal?: string | undefined;
  /** Only grants to this service. */
  readonly GranteeServicePrincipal?: string | undefined;
}

export interface ListGrantsResponse extends PageMembers {
  readonly Grants: readonly GrantListEntry[];
}

export const listGrants: Operation<ListGrantsRequest, ListGrantsResponse, 'key'> = {
  name: 'ListGrants',
  input: {
    Limit: { shape: limit },
    Marker: { shape: marker },
    KeyId: { shape: keyId, required: true },
    GrantId: { shape: grantId },
    GranteePrincipal: { shape: principal },
    GranteeServicePrincipal: { shape: servicePrincipal },
  },
  output: ['Grants', 'NextMarker', 'Truncated'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:ListGrants',
      states: 'read',
    },
  },
  readOnly: true,
  check: (input) => {
    requireLimit(input.Limit, 100);
    if (input.GrantId !== undefined) requireGrantId(input.GrantId);
    void partyOf('Grantee', input.GranteePrincipal, input.GranteeServicePrincipal);
  },
  async run({
    input,
    keys: {
      key: { key },
    },
    vault,
  }) {
    const grantee = partyOf('Grantee', input.GranteePrincipal, input.GranteeServicePrincipal);
    const request = { limit: input.Limit ?? 50, marker: input.Marker };
    const page = await listAll(vault, key, { grantId: input.GrantId, grantee }, request);
    return { Grants: page.items.map(entryOf), ...pageMembers(page) };
  },
};
