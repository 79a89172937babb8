/**
 * Who puts a policy, as the lock-out check sees them: conditions of the new policy are asked about the caller as now.
 *
 * @module
 */
import type { PolicyAuthor } from '../kms/key-policy.ts';
import type { Vault } from '../kms/vault.ts';
import { conditionKeys, identityOf } from './condition-keys.ts';
import type { Caller } from './operation.ts';

/**
 * The author of a policy that comes with a request.
 *
 * @param bypass The request's BypassPolicyLockoutSafetyCheck.
 */
export function policyAuthorOf(caller: Caller, { clock }: Vault, bypass: boolean | undefined): PolicyAuthor {
  const again = {
    caller,
    action: 'kms:PutKeyPolicy',
    resource: '*',
    key: undefined,
    input: {},
    nowMs: clock(),
  };
  return {
    principal: identityOf(caller).principal,
    context: conditionKeys(again),
    bypassLockoutCheck: bypass ?? false,
  };
}
