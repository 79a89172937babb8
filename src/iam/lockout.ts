/**
 * The lock-out check: would the policy still let its author change it? (KMS Developer Guide, "Creating a key policy".)
 *
 * The author's own request is asked again under the new policy: conditions see what is known of it, so that one which
 * the author cannot meet does not pass for access. What the policy leaves to the account's IAM counts as access.
 *
 * @module
 */
import { type AccessRequest, matchStatement } from './evaluate.ts';
import type { Policy } from './policy.ts';

/**
 * Whether a principal may do an action by a key policy: directly, or since the policy leaves it to the account's IAM.
 *
 * @example
 * const policy = parsePolicy('{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}');
 * keepsAccess(policy, {
 *   principal: { kind: 'root', arn: 'arn:aws:iam::111122223333:root', account: '111122223333' },
 *   policies: { identity: [] },
 *   action: 'kms:PutKeyPolicy',
 *   resource: 'arn:aws:kms:us-east-1:111122223333:key/x',
 *   context: () => undefined,
 * }); // true
 */
export function keepsAccess({ statements }: Policy, request: AccessRequest): boolean {
  const effects = statements
    .filter((statement) => matchStatement(statement, request) !== undefined)
    .map(({ effect }) => effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}
