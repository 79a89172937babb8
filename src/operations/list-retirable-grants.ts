/**
 * ListRetirableGrants: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html
 *
 * @module
 */
import { parseArn } from '../iam/arn.ts';
import { KmsError } from '../kms/errors.ts';
import { type GrantParty, requireParty } from '../kms/grant.ts';
import { listRetirableGrants as listAll } from '../kms/grants.ts';
import type { Scope } from '../kms/scope.ts';
import { entryOf, type GrantListEntry, requirePartyOf } from './grant-members.ts';
import { limit, marker, principal, servicePrincipal } from './members.ts';
import type { Caller, Operation } from './operation.ts';
import { type PageMembers, pageMembers, requireLimit } from './page-members.ts';

export interface ListRetirableGrantsRequest {
  /** 1 to 100; 50 when absent. */
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
  /** A principal of the caller's account; or RetiringServicePrincipal. */
  readonly RetiringPrincipal?: string | undefined;
  readonly RetiringServicePrincipal?: string | undefined;
}

export interface ListRetirableGrantsResponse extends PageMembers {
  readonly Grants: readonly GrantListEntry[];
}

export const listRetirableGrants: Operation<ListRetirableGrantsRequest, ListRetirableGrantsResponse> = {
  name: 'ListRetirableGrants',
  input: {
    Limit: { shape: limit },
    Marker: { shape: marker },
    RetiringPrincipal: { shape: principal },
    RetiringServicePrincipal: { shape: servicePrincipal },
  },
  output: ['Grants', 'NextMarker', 'Truncated'],
  action: 'kms:ListRetirableGrants',
  keys: {},
  readOnly: true,
  check: (input) => {
    requireLimit(input.Limit, 100);
    void requirePartyOf('Retiring', input.RetiringPrincipal, input.RetiringServicePrincipal);
  },
  async run({ input, caller, vault }) {
    const retiring = requirePartyOf('Retiring', input.RetiringPrincipal, input.RetiringServicePrincipal);
    const request = { limit: input.Limit ?? 50, marker: input.Marker };
    const page = await listAll(vault, placeOf(caller, retiring), retiring, request);
    return { Grants: page.items.map(entryOf), ...pageMembers(page) };
  },
};

/** A principal's grants lie on keys of any account; of a service, which belongs to nobody, only the caller's are told. */
function placeOf(caller: Caller, retiring: GrantParty): Pick<Scope, 'region'> & Partial<Scope> {
  const { account, region, principalArn } = caller;
  requireParty(region, retiring);
  const owner = 'service' in retiring ? undefined : parseArn(retiring.principal)?.account;
  if (owner === undefined) return { region, account };
  if (owner === account) return { region };
  throw new KmsError(
    'AccessDeniedException',
    `User: ${principalArn} is not authorized to perform: kms:ListRetirableGrants on resource: * ` +
      'because the retiring principal belongs to another account',
  );
}
