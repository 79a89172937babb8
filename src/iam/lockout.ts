/**
 * The lock-out check: would the policy still let its author change it? (KMS Developer Guide, "Creating a key policy".)
 *
 * Only statements without a condition count, on either side: what a condition will say of a later request cannot be
 * known now, and one that the caller cannot meet must not pass for access.
 *
 * @module
 */
import { parseArn } from './arn.ts';
import type { Policy, Principals, Statement } from './policy.ts';
import { matchesWildcard } from './wildcard.ts';

/**
 * Whether a principal may do an action by a key policy: directly, or since the policy leaves it to the account's IAM.
 *
 * @param principal The ARN of a root, user, role or session.
 *
 * @example
 * const policy = parsePolicy('{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}');
 * keepsAccess(policy, 'arn:aws:iam::111122223333:root', 'kms:PutKeyPolicy'); // true
 */
export function keepsAccess(policy: Policy, principal: string, action: string): boolean {
  const applicable = policy.statements.filter((statement) => applies(statement, principal, action));
  if (applicable.some(({ effect, condition }) => effect === 'Deny' && condition === undefined)) return false;
  return applicable.some(({ effect, condition }) => effect === 'Allow' && condition === undefined);
}

function applies(statement: Statement, principal: string, action: string): boolean {
  const { principals, actions, resources } = statement;
  if (namesPrincipal(principals.values, principal) === principals.not) return false;
  if (actions.values.length === 0 || resources.values.length === 0) return false;
  const wanted = action.toLowerCase();
  const named = actions.values.some((pattern) => matchesWildcard(pattern.toLowerCase(), wanted));
  return named !== actions.not;
}

/** The account and its root name everybody in the account: whom exactly, IAM decides. */
function namesPrincipal(principals: Principals, principal: string): boolean {
  const account = parseArn(principal)?.account ?? '';
  const names = principals.get('AWS') ?? [];
  return names.some(
    (name) => name === '*' || name === principal || name === account || isRootOf(name, account),
  );
}

function isRootOf(name: string, account: string): boolean {
  const arn = parseArn(name);
  return arn?.service === 'iam' && arn.account === account && arn.resource === 'root';
}
