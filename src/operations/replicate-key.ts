/**
 * ReplicateKey: https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
 *
 * @module
 */
import { defaultPolicy, requirePolicy } from '../kms/key-policy.ts';
import { spacedPolicy } from '../kms/policy-spacing.ts';
import { type KeyMetadata, metadataOf } from './key-metadata.ts';
import { boolean, description, keyId, policy, region, type TagMember, tags } from './members.ts';
import type { Operation } from './operation.ts';
import { policyAuthorOf } from './policy-author.ts';

import { tagMembersOf, tagsOf } from './tag-members.ts';

export interface ReplicateKeyRequest {
  /** Key id or key ARN of a multi-Region primary key. */
  readonly KeyId: string;
  readonly ReplicaRegion: string;
  /** JSON; the default policy when absent. Nothing of the primary's policy is copied. */
  readonly Policy?: string | undefined;
  readonly BypassPolicyLockoutSafetyCheck?: boolean | undefined;
  /** Empty when absent: the primary's is not copied. */
  readonly Description?: string | undefined;
  readonly Tags?: readonly TagMember[] | undefined;
}

export interface ReplicateKeyResponse {
  /** The replica while it is Creating; DescribeKey in its Region tells when it can be used. */
  readonly ReplicaKeyMetadata: KeyMetadata;
  readonly ReplicaPolicy: string;
  /** Only when tags were given. */
  readonly ReplicaTags?: readonly TagMember[];
}

export const replicateKey: Operation<ReplicateKeyRequest, ReplicateKeyResponse, 'primary'> = {
  name: 'ReplicateKey',
  input: {
    KeyId: { shape: keyId, required: true },
    ReplicaRegion: { shape: region, required: true },
    Policy: { shape: policy },
    BypassPolicyLockoutSafetyCheck: { shape: boolean },
    Description: { shape: description },
    Tags: { shape: tags },
  },
  output: ['ReplicaKeyMetadata', 'ReplicaPolicy', 'ReplicaTags'],
  // What is made is a key: the account must allow that as well.
  action: 'kms:CreateKey',
  keys: {
    primary: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:ReplicateKey',
      states: 'replicate',
    },
  },
  permissions: ({ Tags }) => (Tags === undefined ? [] : [{ action: 'kms:TagResource', resource: '*' }]),
  readOnly: false,
  async run({ input, caller, keys, vault }) {
    if (input.Policy !== undefined) {
      requirePolicy(input.Policy, policyAuthorOf(caller, vault, input.BypassPolicyLockoutSafetyCheck));
    }
    const { replicateKey: makeReplica } = await import('../kms/replication.ts');
    const replica = await makeReplica(vault, keys.primary, {
      region: input.ReplicaRegion,
      description: input.Description ?? '',
      policy:
        input.Policy ?? defaultPolicy({ account: keys.primary.key.account, region: input.ReplicaRegion }),
      tags: tagsOf(input.Tags),
    });
    return {
      ReplicaKeyMetadata: metadataOf(replica),
      ReplicaPolicy: spacedPolicy(replica.policy),
      ...(input.Tags === undefined ? {} : { ReplicaTags: tagMembersOf(replica.tags) }),
    };
  },
};
