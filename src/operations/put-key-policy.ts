/**
 * PutKeyPolicy: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 *
 * @module
 */
import { requirePolicy, requirePolicyName } from '../kms/key-policy.ts';
import { updateKey } from '../kms/keys.ts';
import { boolean, keyId, policy, policyName } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';
import { policyAuthorOf } from './policy-author.ts';

export interface PutKeyPolicyRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** `default`, the only one. */
  readonly PolicyName?: string | undefined;
  /** JSON, at most 32 KiB. */
  readonly Policy: string;
  readonly BypassPolicyLockoutSafetyCheck?: boolean | undefined;
}

export const putKeyPolicy: Operation<PutKeyPolicyRequest, NoMembers, 'key'> = {
  name: 'PutKeyPolicy',
  input: {
    KeyId: { shape: keyId, required: true },
    PolicyName: { shape: policyName },
    Policy: { shape: policy, required: true },
    BypassPolicyLockoutSafetyCheck: { shape: boolean },
  },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:PutKeyPolicy',
      states: 'read',
    },
  },
  readOnly: false,
  async run({ input, caller, keys, vault }) {
    requirePolicyName(input.PolicyName);
    requirePolicy(input.Policy, policyAuthorOf(caller, vault, input.BypassPolicyLockoutSafetyCheck));
    await updateKey(vault, keys.key, { policy: input.Policy });
    return {};
  },
};
