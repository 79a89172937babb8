/**
 * Authorisation by policy: key policies, the policies of the caller's account, and grants.
 *
 * Key policies are decided on first; the grants of a key are looked at only where no policy allows and none denies. A key
 * is another account's business only for the operations that AWS opens to other accounts. Somebody of another account
 * whom the key does not let in is told what they would be told of a key that does not exist: nothing in a refusal, not even
 * a Deny of their own that asks for the key's tags or spec, may tell the two apart. Source: KMS Developer Guide,
 * "Key access and permissions"; the decision itself is iam/evaluate.ts.
 *
 * @module
 */
import { parseArn } from '../iam/arn.ts';
import {
  type AccessDecision,
  type AccessRequest,
  type DecidedBy,
  decide,
  type NamedPolicy,
  type PolicyRole,
  type ResourceSide,
} from '../iam/evaluate.ts';
import { type Policy, parsePolicy } from '../iam/policy.ts';
import type { Principal, PrincipalMatch } from '../iam/principal.ts';
import type { Grant, GrantParty } from '../kms/grant.ts';
import { grantAllows, isWithin, mayRetire } from '../kms/grant-rules.ts';
import { findGrantTo } from '../kms/grants.ts';
import { POLICY_NAME } from '../kms/key-policy.ts';
import { rootArn } from '../kms/scope.ts';
import type { Vault } from '../kms/vault.ts';
import type { AuthorizationRequest, Authorizer, Decision } from './authorize.ts';
import { conditionKeys, encryptionContextOf, identityOf } from './condition-keys.ts';
import { constraintsOf } from './grant-members.ts';
import type { GrantConstraintsMember } from './members.ts';

/** Operations on keys of other accounts (KMS Developer Guide, "Allowing users in other accounts to use a KMS key"). */
const CROSS_ACCOUNT: ReadonlySet<string> = /* @__PURE__ */ new Set(
  [
    'CreateGrant',
    'Decapsulate',
    'Decrypt',
    'DeriveSharedSecret',
    'DescribeKey',
    'Encapsulate',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateMac',
    'GetKeyRotationStatus',
    'GetPublicKey',
    'ListGrants',
    'ReEncryptFrom',
    'ReEncryptTo',
    'RetireGrant',
    'RevokeGrant',
    'Sign',
    'Verify',
    'VerifyMac',
  ].map((operation) => `kms:${operation}`),
);

/** Policies that were read lately, by their text: a key's policy is read once, not once a call. */
const CACHED_POLICIES = 1000;

/**
 * The authorizer that asks policies and grants.
 *
 * @param vault Where the grants are; its clock is the time that conditions see.
 */
export function policyAuthorizer(vault: Vault): Authorizer {
  const policies = new PolicyCache();
  return (request) => {
    const access = accessOf(request, vault.clock());
    const { key, action, resource, caller } = request;
    if (key === undefined && isOwnAndWithoutPolicy(resource, caller.account))
      return told(action, decide(access));
    if (key === undefined) return decideBlindly(request, vault.clock());
    if (action === 'kms:RetireGrant') return decideRetiring(request, access, vault.clock());
    const isForeign = key.account !== caller.account;
    if (isForeign && !CROSS_ACCOUNT.has(action)) return decideBlindly(request, vault.clock());
    const named = { name: POLICY_NAME, policy: policies.read(key.policy) };
    const side: ResourceSide = { account: key.account, policy: named, role: 'key policy' };
    const decision = decide(access, side);
    if (decision.allowed) return told(action, decision);
    if (decision.denied !== undefined && !isForeign) return told(action, decision);
    return decideByGrant(vault, request, access, side, decision);
  };
}

/** What a grant makes of a decision of the key's policy. */
async function decideByGrant(
  vault: Vault,
  request: AuthorizationRequest,
  access: AccessRequest,
  side: ResourceSide,
  decision: AccessDecision,
): Promise<Decision> {
  const grant = await findGrant(vault, request, access.principal);
  const isForeign = request.key?.account !== request.caller.account;
  if (isForeign && !opensTo(access, { ...side, grant })) return decideBlindly(request, vault.clock());
  return told(request.action, grant === undefined ? decision : decide(access, { ...side, grant }));
}

/** Own policies that allow everything: with them, only what the resource says is left to decide. */
const WILLING: NamedPolicy = /* @__PURE__ */ (() => ({
  name: 'everything',
  policy: parsePolicy('{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}', 'identity policy'),
}))();

/** A key policy that names nobody. */
const CLOSED: NamedPolicy = /* @__PURE__ */ (() => ({
  name: POLICY_NAME,
  policy: parsePolicy('{"Statement":{"Effect":"Allow","Principal":"*"}}'),
}))();

/** Whether a key of another account lets the caller in, as far as that account is asked. */
function opensTo(access: AccessRequest, side: ResourceSide): boolean {
  const { boundary } = access.policies;
  // Kept in its place: a Deny for everybody but some asks whether there is one.
  const policies = { identity: [WILLING], boundary: boundary && WILLING };
  return decide({ ...access, policies }, side).allowed;
}

/** The decision on a key of another account of which nothing is known but how the caller named it. */
function decideBlindly(request: AuthorizationRequest, nowMs: number): Decision {
  const resource = request.named ?? request.resource;
  const unseen = { ...request, resource, key: undefined, grant: undefined, unusedSinceMs: undefined };
  const account = parseArn(resource)?.account ?? '';
  const side: ResourceSide = { account, policy: CLOSED, role: 'key policy' };
  return told(request.action, decide(accessOf({ ...unseen, keyArns: [resource] }, nowMs), side));
}

function accessOf(request: AuthorizationRequest, nowMs: number): AccessRequest {
  const { caller, action, resource } = request;
  const { principal, policies } = identityOf(caller);
  return { principal, policies, action, resource, context: conditionKeys({ ...request, nowMs }) };
}

/** What has no policy of its own: the account as a whole, and its aliases. */
function isOwnAndWithoutPolicy(resource: string, account: string): boolean {
  if (resource === '*') return true;
  const arn = parseArn(resource);
  return arn?.account === account && arn.resource.startsWith('alias/');
}

/** Everything under which a grant may name the caller, the closest first. */
function partiesOf(principal: Principal, region: string): readonly (readonly [PrincipalMatch, GrantParty])[] {
  const { kind, arn, account, roleArn } = principal;
  if (kind === 'service') return [['self', { service: arn }]];
  const root: readonly [PrincipalMatch, GrantParty] = [
    'account',
    { principal: rootArn({ account, region }) },
  ];
  if (kind === 'root') return [['self', { principal: arn }]];
  if (roleArn === undefined) return [['self', { principal: arn }], root];
  return [['self', { principal: arn }], ['role', { principal: roleArn }], root];
}

/** A grant that covers the request, and how it names the caller. */
async function findGrant(
  vault: Vault,
  request: AuthorizationRequest,
  principal: Principal,
): Promise<ResourceSide['grant']> {
  const { caller, action, key } = request;
  if (key === undefined) return undefined;
  const operation = action.slice('kms:'.length);
  for (const [match, party] of partiesOf(principal, caller.region)) {
    const asked = {
      operation,
      parties: [party],
      encryptionContext: encryptionContextOf(request),
      sourceArn: caller.connection?.sourceArn,
    };
    const covers = (grant: Grant): boolean => grantAllows(grant, asked) && staysWithin(request, grant);
    const grant = await findGrantTo(vault, key, [party], covers);
    if (grant !== undefined) return { id: grant.grantId, match };
  }
  return undefined;
}

/** A grant that is given by right of a grant must stay within it. */
function staysWithin({ action, input }: AuthorizationRequest, parent: Grant): boolean {
  if (action !== 'kms:CreateGrant') return true;
  const child = {
    operations: input['Operations'] as readonly string[],
    constraints: constraintsOf(input['Constraints'] as GrantConstraintsMember | undefined),
  };
  return isWithin(child, parent);
}

/** By the grant itself, or by IAM in the account that gave it; a key policy has no say. */
function decideRetiring(request: AuthorizationRequest, access: AccessRequest, nowMs: number): Decision {
  const { caller, action, grant, key } = request;
  if (grant === undefined && key?.account !== caller.account) return decideBlindly(request, nowMs);
  const own = decide(access);
  // A grant that is not there: whoever may know of the key is told so by the operation.
  if (grant === undefined || (!own.allowed && own.denied !== undefined)) return told(action, own);
  const parties = partiesOf(access.principal, caller.region).map(([, party]) => party);
  const issuer = rootArn({ account: grant.issuingAccount, region: grant.region });
  const direct = parties.filter((party) => access.principal.kind === 'root' || !isRoot(party));
  if (mayRetire(grant, direct, issuer)) {
    return { allowed: true, by: [{ role: 'grant', grantId: grant.grantId, effect: 'Allow' }] };
  }
  if (own.allowed && access.principal.account === grant.issuingAccount) return told(action, own);
  return refused(action, 'key policy');
}

function isRoot(party: GrantParty): boolean {
  return 'principal' in party && party.principal.endsWith(':root');
}

/** How AWS ends its sentence, by the kind of policy that did not allow. */
const KINDS: { readonly [R in PolicyRole]: string } = {
  'key policy': 'resource-based policy',
  'trust policy': 'resource-based policy',
  'identity policy': 'identity-based policy',
  'permissions boundary': 'permissions boundary',
  'session policy': 'session policy',
};

function refused(action: string, missing: PolicyRole): Decision {
  return { allowed: false, reason: `because no ${KINDS[missing]} allows the ${action} action` };
}

function told(action: string, decision: AccessDecision): Decision {
  if (decision.allowed) return { allowed: true, by: decision.by };
  if (decision.denied === undefined) return refused(action, decision.missing);
  return {
    allowed: false,
    reason: `with an explicit deny in ${articleOf(decision.denied)}`,
    by: [decision.denied],
  };
}

function articleOf({ role }: DecidedBy): string {
  const kind = role === 'grant' || role === 'root of the account' ? role : KINDS[role];
  return `${kind.startsWith('i') ? 'an' : 'a'} ${kind}`;
}

/** What was read stays read, as long as there is room. */
class PolicyCache {
  readonly #policies = new Map<string, Policy>();

  read(text: string): Policy {
    const known = this.#policies.get(text);
    if (known !== undefined) return known;
    if (this.#policies.size >= CACHED_POLICIES) this.#policies.clear();
    const policy = parsePolicy(text);
    this.#policies.set(text, policy);
    return policy;
  }
}
