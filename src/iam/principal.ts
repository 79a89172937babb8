/**
 * Principals: who asks, and whether a policy's Principal or NotPrincipal means them.
 *
 * A name may mean somebody in four ways, and what it gives differs: themselves, the role whose session they are,
 * their account, or everybody. A name of an account gives nobody of it access; it leaves that to the account's own
 * policies (IAM User Guide, "AWS JSON policy elements: Principal"). The root of the account needs no such policy.
 *
 * @module
 */
import { formatArn, parseArn } from './arn.ts';
import type { Principals, Selection } from './policy.ts';

export type PrincipalKind = 'root' | 'user' | 'session' | 'federated' | 'service';

/** Who asks. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** `arn:…:iam::…:root` or `:user/…`, `arn:…:sts::…:assumed-role/…`; of a service its name, `s3.amazonaws.com`. */
  readonly arn: string;
  /** 12 digits. */
  readonly account: string;
  /** The role of a session. */
  readonly roleArn?: string | undefined;
}

/** What a principal's ARN says of it, by the service and what the resource begins with. */
const KINDS: readonly (readonly [service: string, prefix: string, kind: PrincipalKind])[] = [
  ['iam', 'root', 'root'],
  ['iam', 'user/', 'user'],
  ['sts', 'assumed-role/', 'session'],
  ['sts', 'federated-user/', 'federated'],
];

/**
 * The principal that an ARN names; anything that is none of an account is taken for the name of a service. The role of
 * a session is the one without a path: an ARN of a session does not tell its role's path.
 *
 * @example
 * principalOf('arn:aws:sts::111122223333:assumed-role/app/run1').roleArn; // 'arn:aws:iam::111122223333:role/app'
 */
export function principalOf(arn: string): Principal {
  const parsed = parseArn(arn);
  const kind = KINDS.find(
    ([service, prefix]) => parsed?.service === service && parsed.resource.startsWith(prefix),
  )?.[2];
  if (parsed === undefined || kind === undefined) return { kind: 'service', arn, account: '' };
  if (kind !== 'session') return { kind, arn, account: parsed.account };
  const role = parsed.resource.split('/')[1] ?? '';
  const roleArn = formatArn({ ...parsed, service: 'iam', resource: `role/${role}` });
  return { kind, arn, account: parsed.account, roleArn };
}

/** How a name means somebody, the one that gives most first: a boundary limits what a role is given, not `*`. */
export type PrincipalMatch = 'self' | 'everybody' | 'role' | 'account';

const CLOSENESS: readonly PrincipalMatch[] = ['self', 'everybody', 'role', 'account'];

/**
 * How the names of a Principal element mean somebody, in the closest way; `undefined` when they do not.
 *
 * @example
 * const alice = { kind: 'user', arn: 'arn:aws:iam::111122223333:user/alice', account: '111122223333' };
 * matchPrincipal(new Map([['AWS', ['111122223333']]]), alice); // 'account'
 */
export function matchPrincipal(names: Principals, principal: Principal): PrincipalMatch | undefined {
  const type = principal.kind === 'service' ? 'Service' : 'AWS';
  const matches = (names.get(type) ?? []).map((name) => matchName(name, principal));
  if (principal.kind === 'service' && names.get('AWS')?.includes('*') === true) matches.push('everybody');
  return CLOSENESS.find((match) => matches.includes(match));
}

function matchName(name: string, principal: Principal): PrincipalMatch | undefined {
  if (name === principal.arn) return 'self';
  if (name === '*') return 'everybody';
  if (principal.kind === 'service') return undefined;
  if (name === principal.roleArn) return 'role';
  return isAccount(name, principal.account) ? accountMatch(principal) : undefined;
}

/** The account and its root are one name, and the root user is who that name means first. */
function accountMatch({ kind }: Principal): PrincipalMatch {
  return kind === 'root' ? 'self' : 'account';
}

/** Whether a name is that of an account: its id, or its root. */
function isAccount(name: string, account: string): boolean {
  if (name === account) return true;
  const arn = parseArn(name);
  return arn?.service === 'iam' && arn.account === account && arn.resource === 'root';
}

/**
 * How a statement's principals mean somebody, for what it allows and for what it denies.
 *
 * NotPrincipal means everybody whom it does not name. Somebody is a chain: account, role, session. A Deny spares only
 * whom it names whole, an Allow passes by whom it names in part (IAM User Guide, "NotPrincipal with Deny").
 */
export function matchPrincipals(
  principals: Selection<Principals>,
  principal: Principal,
  effect: 'Allow' | 'Deny',
): PrincipalMatch | undefined {
  if (!principals.not) return matchPrincipal(principals.values, principal);
  const named = chainOf(principal).map((link) => isNamed(principals.values, link, principal));
  const spared = effect === 'Deny' ? named.every(Boolean) : named.some(Boolean);
  return spared ? undefined : 'everybody';
}

/** The names under which somebody is known: the account, the role, themselves. */
function chainOf({ kind, arn, account, roleArn }: Principal): readonly string[] {
  if (kind === 'service' || kind === 'root') return [arn];
  return roleArn === undefined ? [account, arn] : [account, roleArn, arn];
}

function isNamed(names: Principals, link: string, principal: Principal): boolean {
  const listed = names.get(principal.kind === 'service' ? 'Service' : 'AWS') ?? [];
  // A star among AWS's names means services too.
  if (names.get('AWS')?.includes('*') === true || listed.includes(link)) return true;
  const isAccountLink = link === principal.account || principal.kind === 'root';
  return isAccountLink && listed.some((name) => isAccount(name, principal.account));
}
