/**
 * What a grant allows: pure rules, which ask nobody and look nothing up.
 *
 * Whether a caller has a grant at all, and whether something denies it all the same, is the authorizer's to decide; here
 * is whether one grant covers one request, and whether a grant made by right of another stays within it. Source: KMS
 * Developer Guide, "Grants in AWS KMS", and KMS API reference, GrantConstraints.
 *
 * @module
 */
import type { ContextPairs, Grant, GrantConstraints, GrantParty } from './grant.ts';
import { partyText } from './grant.ts';

/** What somebody wants to do with a key, as far as grants care. */
export interface GrantedRequest {
  /** As grants name them: `Encrypt`, `ReEncryptFrom`, `RetireGrant`. */
  readonly operation: string;
  /** Everything that the caller is: its session, its role, its account's root, or the service that calls. */
  readonly parties: readonly GrantParty[];
  /** Empty and absent are the same. */
  readonly encryptionContext?: ContextPairs | undefined;
  /** The value of `aws:SourceArn`: for whose sake a service calls. */
  readonly sourceArn?: string | undefined;
}

/** Operations that have no encryption context of their own: a constraint on it does not bind them. */
const WITHOUT_CONTEXT: readonly string[] = ['DescribeKey', 'RetireGrant', 'CreateGrant'];

/**
 * Whether a grant allows a request.
 *
 * A constraint on the encryption context does not bind DescribeKey and RetireGrant, and binds CreateGrant through
 * {@link isWithin}: a child grant carries the constraint on. A source ARN binds all but RetireGrant.
 */
export function grantAllows(grant: Grant, request: GrantedRequest): boolean {
  if (!grant.operations.includes(request.operation)) return false;
  if (!isAmong(grant.grantee, request.parties)) return false;
  const { constraints = {} } = grant;
  const hasContext = !WITHOUT_CONTEXT.includes(request.operation);
  if (hasContext && !contextFits(constraints, request.encryptionContext ?? {})) return false;
  if (request.operation === 'RetireGrant' || constraints.sourceArn === undefined) return true;
  return constraints.sourceArn === request.sourceArn;
}

/**
 * Whether two grants together allow ReEncrypt: what one source may open, no other source may close.
 *
 * @param from Allows ReEncryptFrom on the source key.
 * @param to Allows ReEncryptTo on the destination key.
 */
export function mayReEncryptTogether(from: Grant, to: Grant): boolean {
  return from.constraints?.sourceArn === to.constraints?.sourceArn;
}

/**
 * Whether a grant that is made by right of another grant stays within it: no operation more, no constraint looser.
 *
 * A subset may gain pairs or become equality; equality stays what it is; a source ARN stays.
 */
export function isWithin(
  child: Pick<Grant, 'operations' | 'constraints'>,
  parent: Pick<Grant, 'operations' | 'constraints'>,
): boolean {
  if (child.operations.some((operation) => !parent.operations.includes(operation))) return false;
  const inner = child.constraints ?? {};
  const outer = parent.constraints ?? {};
  if (outer.sourceArn !== undefined && inner.sourceArn !== outer.sourceArn) return false;
  return isContextWithin(inner, outer);
}

/**
 * Whether somebody may retire a grant by what the grant itself says: its retiring principal, its grantee where it
 * allows RetireGrant, and the root of the account that gave it.
 */
export function mayRetire(grant: Grant, parties: readonly GrantParty[], issuingRoot: string): boolean {
  if (grant.retiring !== undefined && isAmong(grant.retiring, parties)) return true;
  if (isAmong({ principal: issuingRoot }, parties)) return true;
  return grantAllows(grant, { operation: 'RetireGrant', parties });
}

function isContextWithin(inner: GrantConstraints, outer: GrantConstraints): boolean {
  if (outer.encryptionContextEquals !== undefined) {
    return (
      inner.encryptionContextEquals !== undefined &&
      isSame(inner.encryptionContextEquals, outer.encryptionContextEquals)
    );
  }
  if (outer.encryptionContextSubset === undefined) return true;
  const pairs = inner.encryptionContextEquals ?? inner.encryptionContextSubset;
  return pairs !== undefined && includes(pairs, outer.encryptionContextSubset);
}

function contextFits(constraints: GrantConstraints, context: ContextPairs): boolean {
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = constraints;
  if (equals !== undefined) return isSame(context, equals);
  return subset === undefined || includes(context, subset);
}

function isSame(a: ContextPairs, b: ContextPairs): boolean {
  return Object.keys(a).length === Object.keys(b).length && includes(a, b);
}

/** Keys and values are compared to the letter, case included. */
function includes(pairs: ContextPairs, some: ContextPairs): boolean {
  return Object.entries(some).every(([key, value]) => Object.hasOwn(pairs, key) && pairs[key] === value);
}

function isAmong(party: GrantParty, parties: readonly GrantParty[]): boolean {
  return parties.some((one) => partyText(one) === partyText(party));
}
