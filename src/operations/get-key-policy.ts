/**
 * GetKeyPolicy: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
 *
 * @module
 */
import { POLICY_NAME, requirePolicyName } from '../kms/key-policy.ts';
import { spacedPolicy } from '../kms/policy-spacing.ts';
import { keyId, policyName } from './members.ts';
import type { Operation } from './operation.ts';

export interface GetKeyPolicyRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** `default`, the only one. */
  readonly PolicyName?: string | undefined;
}

export interface GetKeyPolicyResponse {
  /** JSON. */
  readonly Policy: string;
  readonly PolicyName: string;
}

export const getKeyPolicy: Operation<GetKeyPolicyRequest, GetKeyPolicyResponse, 'key'> = {
  name: 'GetKeyPolicy',
  input: { KeyId: { shape: keyId, required: true }, PolicyName: { shape: policyName } },
  output: ['Policy', 'PolicyName'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:GetKeyPolicy',
      states: 'read',
    },
  },
  readOnly: true,
  async run({ input, keys }) {
    requirePolicyName(input.PolicyName);
    return { Policy: spacedPolicy(keys.key.key.policy), PolicyName: POLICY_NAME };
  },
};
