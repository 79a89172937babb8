/**
 * The decision: policies and a request in; whether it is allowed out, and by which statement.
 *
 *   1. a Deny that applies, in whatever policy                                  -> refused
 *   2. the key policy allows the principal itself, or a grant does              -> allowed, in the same account
 *   3. the key policy leaves it to the account, and a policy of the principal allows it -> allowed
 *   4. anything else                                                            -> refused
 *
 * Somebody of another account needs both sides: the key's policy, and a policy of their own account. A permissions
 * boundary and a session policy give nothing and take away what they do not allow; a key policy that names a user, a
 * session or everybody is beyond their reach, one that names a role is not. Requests that touch no resource with a policy are decided by the principal's
 * policies alone. Source: IAM User Guide, "Policy evaluation logic"; KMS Developer Guide, "Determining access".
 *
 * It is pure: it looks nothing up and knows no time but what the request's context tells.
 *
 * @module
 */
import { meets } from './condition.ts';
import {
  matchesPattern,
  matchesResourceArn,
  patternOf,
  type RequestContext,
  resolvePattern,
} from './pattern.ts';
import type { Policy, Principals, Selection, Statement } from './policy.ts';
import { matchPrincipals, type Principal, type PrincipalMatch } from './principal.ts';

/** Where a statement stands: what kind of policy, and which one of that kind. */
export type PolicyRole =
  | 'key policy'
  | 'trust policy'
  | 'identity policy'
  | 'permissions boundary'
  | 'session policy';

/** A policy by a name that people know it by. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** The policies of somebody's own account. */
export interface PrincipalPolicies {
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy | undefined;
  readonly session?: readonly NamedPolicy[] | undefined;
}

/** What somebody wants to do. */
export interface AccessRequest {
  readonly principal: Principal;
  readonly policies: PrincipalPolicies;
  /** Such as `kms:Encrypt`. */
  readonly action: string;
  /** An ARN, or `*` for what has none. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** What the resource says of it. */
export interface ResourceSide {
  /** 12 digits. */
  readonly account: string;
  readonly policy: NamedPolicy;
  readonly role: 'key policy' | 'trust policy';
  /** A grant that allows the request, and whether it names the principal, or the role whose session it is. */
  readonly grant?: { readonly id: string; readonly match: PrincipalMatch } | undefined;
}

/** The statement, or the grant, that decided. */
export type DecidedBy =
  | {
      readonly role: PolicyRole;
      readonly policy: string;
      /** From 1. */
      readonly statement: number;
      readonly sid: string | undefined;
      readonly effect: 'Allow' | 'Deny';
    }
  | { readonly role: 'grant'; readonly grantId: string; readonly effect: 'Allow' }
  | { readonly role: 'root of the account'; readonly effect: 'Allow' };

/** What was decided. Several statements decide together where each is needed. */
export type AccessDecision =
  | { readonly allowed: true; readonly by: readonly DecidedBy[] }
  /** A Deny applies. */
  | { readonly allowed: false; readonly denied: DecidedBy; readonly missing?: undefined }
  /** No policy of this kind allows it. */
  | { readonly allowed: false; readonly denied?: undefined; readonly missing: PolicyRole };

interface Found {
  readonly by: DecidedBy;
  readonly match: PrincipalMatch;
}

/**
 * Decides.
 *
 * @param resource What the resource says; `undefined` for what has no policy of its own.
 *
 * @example
 * const policy = parsePolicy('{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}');
 * const request = {
 *   principal: { kind: 'user', arn: 'arn:aws:iam::111122223333:user/alice', account: '111122223333' },
 *   policies: { identity: [] },
 *   action: 'kms:Encrypt',
 *   resource: 'arn:aws:kms:us-east-1:111122223333:key/x',
 *   context: () => undefined,
 * };
 * decide(request, { account: '111122223333', policy: { name: 'default', policy }, role: 'key policy' }).allowed; // true
 */
export function decide(request: AccessRequest, resource?: ResourceSide): AccessDecision {
  const denied = findDeny(request, resource);
  if (denied !== undefined) return { allowed: false, denied };
  return resource === undefined ? decideByIdentity(request) : decideOnResource(request, resource);
}

function findDeny(request: AccessRequest, resource: ResourceSide | undefined): DecidedBy | undefined {
  const { identity, boundary, session = [] } = request.policies;
  const onResource = resource && findIn(resource.role, resource.policy, 'Deny', request)[0]?.by;
  return (
    onResource ??
    firstIn('identity policy', identity, 'Deny', request) ??
    firstIn('permissions boundary', boundary === undefined ? [] : [boundary], 'Deny', request) ??
    firstIn('session policy', session, 'Deny', request)
  );
}

function decideOnResource(request: AccessRequest, resource: ResourceSide): AccessDecision {
  const granted = foundByGrant(resource);
  const found = [...granted, ...findIn(resource.role, resource.policy, 'Allow', request)];
  const [first] = found;
  if (first === undefined) return { allowed: false, missing: resource.role };
  if (request.principal.account === resource.account) return decideInAccount(found, request);
  // A grant that names somebody of another account asks for no more; an account that it names decides for itself.
  const named = granted.some(({ match }) => match === 'self' || match === 'role');
  return named ? decideInAccount(granted, request) : withOwnAccount(first, request);
}

function foundByGrant({ grant }: ResourceSide): readonly Found[] {
  if (grant === undefined) return [];
  return [{ by: { role: 'grant', grantId: grant.id, effect: 'Allow' }, match: grant.match }];
}

/** In the account of the resource, from the closest way of being named to the widest. */
function decideInAccount(found: readonly Found[], request: AccessRequest): AccessDecision {
  const named = found.find(({ match }) => match === 'self' || match === 'everybody');
  if (named !== undefined) return { allowed: true, by: [named.by] };
  const direct = found.find(({ match }) => match !== 'account');
  if (direct === undefined) return withOwnAccount(found[0] as Found, request);
  const limit = findLimit(request);
  return limit === undefined ? { allowed: true, by: [direct.by] } : { allowed: false, missing: limit };
}

/** What the resource's side leaves to the principal's own account. */
function withOwnAccount({ by }: Found, request: AccessRequest): AccessDecision {
  const own = decideByIdentity(request);
  return own.allowed ? { allowed: true, by: [by, ...own.by] } : own;
}

/** The principal's own policies alone. The root of an account and a service need none. */
function decideByIdentity(request: AccessRequest): AccessDecision {
  const { kind } = request.principal;
  if (kind === 'root') return { allowed: true, by: [{ role: 'root of the account', effect: 'Allow' }] };
  if (kind === 'service') return { allowed: true, by: [] };
  const by = firstIn('identity policy', request.policies.identity, 'Allow', request);
  if (by === undefined) return { allowed: false, missing: 'identity policy' };
  const limit = findLimit(request);
  return limit === undefined ? { allowed: true, by: [by] } : { allowed: false, missing: limit };
}

/** What takes the request away by not allowing it. */
function findLimit(request: AccessRequest): PolicyRole | undefined {
  const { boundary, session } = request.policies;
  if (boundary !== undefined && !firstIn('permissions boundary', [boundary], 'Allow', request)) {
    return 'permissions boundary';
  }
  if (session !== undefined && session.length > 0 && !firstIn('session policy', session, 'Allow', request)) {
    return 'session policy';
  }
  return undefined;
}

function firstIn(
  role: PolicyRole,
  policies: readonly NamedPolicy[],
  effect: 'Allow' | 'Deny',
  request: AccessRequest,
): DecidedBy | undefined {
  for (const policy of policies) {
    const [found] = findIn(role, policy, effect, request);
    if (found !== undefined) return found.by;
  }
  return undefined;
}

/** Every statement of a policy with that effect that applies to the request. */
function findIn(
  role: PolicyRole,
  { name, policy }: NamedPolicy,
  effect: 'Allow' | 'Deny',
  request: AccessRequest,
): readonly Found[] {
  return policy.statements.flatMap((statement, i) => {
    const match = statement.effect === effect ? matchStatement(statement, request) : undefined;
    if (match === undefined) return [];
    return [{ by: { role, policy: name, statement: i + 1, sid: statement.sid, effect }, match }];
  });
}

/**
 * How a statement means the principal of a request, when all of its elements apply; `undefined` when they do not.
 *
 * @example
 * const allow = '{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}';
 * const [statement] = parsePolicy(`{"Statement":${allow}}`).statements;
 * matchStatement(statement, {
 *   principal: { kind: 'user', arn: 'arn:aws:iam::111122223333:user/alice', account: '111122223333' },
 *   policies: { identity: [] },
 *   action: 'kms:Encrypt',
 *   resource: '*',
 *   context: () => undefined,
 * }); // 'account'
 */
export function matchStatement(statement: Statement, request: AccessRequest): PrincipalMatch | undefined {
  const { principals, actions, resources, conditions, effect } = statement;
  const match = principals === undefined ? 'self' : matchWho(principals, effect, request);
  if (match === undefined || !matchesAction(actions, request.action)) return undefined;
  if (!matchesResource(resources, request)) return undefined;
  return conditions.every((condition) => meets(condition, request.context)) ? match : undefined;
}

/**
 * A Deny for everybody but some spares nobody who has a permissions boundary: the boundary is one more guise, which no
 * list can name (IAM User Guide, "NotPrincipal").
 */
function matchWho(
  principals: Selection<Principals>,
  effect: 'Allow' | 'Deny',
  { principal, policies }: AccessRequest,
): PrincipalMatch | undefined {
  if (principals.not && effect === 'Deny' && policies.boundary !== undefined) return 'everybody';
  return matchPrincipals(principals, principal, effect);
}

/** Names of actions have no case. */
function matchesAction({ not, values }: Selection<readonly string[]>, action: string): boolean {
  if (values.length === 0) return false;
  const wanted = action.toLowerCase();
  return values.some((value) => matchesPattern(patternOf(value.toLowerCase()), wanted)) !== not;
}

/** An empty list applies to nothing; in a trust policy, which has none, the request's resource is `*`. */
function matchesResource(
  { not, values }: Selection<readonly string[]>,
  { resource, context, action }: AccessRequest,
): boolean {
  if (values.length === 0) return action.startsWith('sts:');
  return values.some((value) => namesResource(value, resource, context)) !== not;
}

function namesResource(value: string, resource: string, context: RequestContext): boolean {
  if (value === '*' || value === resource) return true;
  const pattern = resolvePattern(value, context);
  return pattern !== undefined && resource !== '*' && matchesResourceArn(pattern, resource);
}
