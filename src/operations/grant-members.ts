/**
 * Grants on the wire: what requests say of them, and what lists answer.
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import type { ContextPairs, Grant, GrantConstraints, GrantParty } from '../kms/grant.ts';
import { keyArn, rootArn } from '../kms/scope.ts';
import type { GrantConstraintsMember } from './members.ts';

/** A grant, as lists answer it. */
export interface GrantListEntry {
  /** The key's ARN. */
  readonly KeyId: string;
  readonly GrantId: string;
  /** Empty when it was given none. */
  readonly Name: string;
  readonly CreationDate: Date;
  readonly GranteePrincipal?: string;
  readonly RetiringPrincipal?: string;
  /** The ARN of the root of the account that gave it. */
  readonly IssuingAccount: string;
  readonly Operations: readonly string[];
  readonly Constraints?: GrantConstraintsMember;
  readonly GranteeServicePrincipal?: string;
  readonly RetiringServicePrincipal?: string;
}

/** A grant as lists answer it. */
export function entryOf(grant: Grant): GrantListEntry {
  const { grantee, retiring, constraints } = grant;
  return {
    KeyId: keyArn(grant, grant.keyId),
    GrantId: grant.grantId,
    Name: grant.name ?? '',
    CreationDate: new Date(grant.createdAtMs),
    ...partyMembers('Grantee', grantee),
    ...(retiring === undefined ? {} : partyMembers('Retiring', retiring)),
    IssuingAccount: rootArn({ account: grant.issuingAccount, region: grant.region }),
    Operations: grant.operations,
    ...(constraints === undefined ? {} : { Constraints: constraintMembers(constraints) }),
  };
}

/**
 * The party that a request names by one of two members; `undefined` when it names none.
 *
 * @throws {KmsError} ValidationException: it names two.
 *
 * @example
 * partyOf('Retiring', undefined, 's3.amazonaws.com'); // { service: 's3.amazonaws.com' }
 */
export function partyOf(
  role: 'Grantee' | 'Retiring',
  principal: string | undefined,
  service: string | undefined,
): GrantParty | undefined {
  if (principal !== undefined && service !== undefined) {
    throw new KmsError(
      'ValidationException',
      `Only one of ${role}Principal and ${role}ServicePrincipal can be specified.`,
    );
  }
  if (principal !== undefined) return { principal };
  return service === undefined ? undefined : { service };
}

/**
 * The party that a request must name.
 *
 * @throws {KmsError} ValidationException: it names none, or two.
 *
 * @example
 * requirePartyOf('Retiring', undefined, 's3.amazonaws.com'); // { service: 's3.amazonaws.com' }
 */
export function requirePartyOf(
  role: 'Grantee' | 'Retiring',
  principal: string | undefined,
  service: string | undefined,
): GrantParty {
  const party = partyOf(role, principal, service);
  if (party !== undefined) return party;
  throw new KmsError(
    'ValidationException',
    `Either ${role}Principal or ${role}ServicePrincipal must be specified.`,
  );
}

/** The constraints of a request; `undefined` when it has none. A context without pairs constrains nothing. */
export function constraintsOf(member: GrantConstraintsMember = {}): GrantConstraints | undefined {
  const constraints = {
    encryptionContextSubset: pairsOf(member.EncryptionContextSubset),
    encryptionContextEquals: pairsOf(member.EncryptionContextEquals),
    sourceArn: member.SourceArn,
  };
  return Object.values(constraints).every((value) => value === undefined) ? undefined : constraints;
}

function pairsOf(context: ContextPairs = {}): ContextPairs | undefined {
  return Object.keys(context).length === 0 ? undefined : context;
}

function constraintMembers(constraints: GrantConstraints): GrantConstraintsMember {
  const { encryptionContextSubset, encryptionContextEquals, sourceArn } = constraints;
  return {
    ...(encryptionContextSubset === undefined ? {} : { EncryptionContextSubset: encryptionContextSubset }),
    ...(encryptionContextEquals === undefined ? {} : { EncryptionContextEquals: encryptionContextEquals }),
    ...(sourceArn === undefined ? {} : { SourceArn: sourceArn }),
  };
}

function partyMembers(role: 'Grantee' | 'Retiring', party: GrantParty): Partial<GrantListEntry> {
  if ('service' in party) return { [`${role}ServicePrincipal`]: party.service };
  return { [`${role}Principal`]: party.principal };
}
