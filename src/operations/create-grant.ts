/**
 * CreateGrant: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
 *
 * @module
 */
import type { NewGrant } from '../kms/grant.ts';
import { createGrant as giveGrant } from '../kms/grants.ts';
import { constraintsOf, partyOf, requirePartyOf } from './grant-members.ts';
import {
  boolean,
  type GrantConstraintsMember,
  grantConstraints,
  grantName,
  grantOperations,
  grantTokens,
  keyId,
  principal,
  servicePrincipal,
} from './members.ts';
import type { Operation } from './operation.ts';

export interface CreateGrantRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** The ARN of whoever is to use the key; or GranteeServicePrincipal. */
  readonly GranteePrincipal?: string | undefined;
  readonly RetiringPrincipal?: string | undefined;
  /** Such as Decrypt; only what the key can do. */
  readonly Operations: readonly string[];
  readonly Constraints?: GrantConstraintsMember | undefined;
  readonly GrantTokens?: readonly string[] | undefined;
  /** A request with a name that is repeated gives no second grant. */
  readonly Name?: string | undefined;
  readonly DryRun?: boolean | undefined;
  /** Needs Constraints.SourceArn and somebody who may retire the grant. */
  readonly GranteeServicePrincipal?: string | undefined;
  readonly RetiringServicePrincipal?: string | undefined;
}

export interface CreateGrantResponse {
  readonly GrantToken: string;
  /** 64 hex digits. */
  readonly GrantId: string;
}

export const createGrant: Operation<CreateGrantRequest, CreateGrantResponse, 'key'> = {
  name: 'CreateGrant',
  input: {
    KeyId: { shape: keyId, required: true },
    GranteePrincipal: { shape: principal },
    RetiringPrincipal: { shape: principal },
    Operations: { shape: grantOperations, required: true },
    Constraints: { shape: grantConstraints },
    GrantTokens: { shape: grantTokens },
    Name: { shape: grantName },
    DryRun: { shape: boolean },
    GranteeServicePrincipal: { shape: servicePrincipal },
    RetiringServicePrincipal: { shape: servicePrincipal },
  },
  output: ['GrantToken', 'GrantId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:CreateGrant',
      states: 'grant',
    },
  },
  readOnly: false,
  check: (input) => void wantedBy(input),
  async run({ input, caller, keys, vault }) {
    const { grant, token } = await giveGrant(vault, keys.key, caller.account, wantedBy(input));
    return { GrantToken: token, GrantId: grant.grantId };
  },
};

function wantedBy(input: CreateGrantRequest): NewGrant {
  return {
    name: input.Name,
    grantee: requirePartyOf('Grantee', input.GranteePrincipal, input.GranteeServicePrincipal),
    retiring: partyOf('Retiring', input.RetiringPrincipal, input.RetiringServicePrincipal),
    operations: input.Operations,
    constraints: constraintsOf(input.Constraints),
  };
}
