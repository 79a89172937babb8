/**
 * UpdatePrimaryRegion: https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html
 *
 * @module
 */
import { keyId, region } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface UpdatePrimaryRegionRequest {
  /** Key id or key ARN of a multi-Region primary key. */
  readonly KeyId: string;
  /** The Region of the replica that becomes the primary. */
  readonly PrimaryRegion: string;
}

export const updatePrimaryRegion: Operation<UpdatePrimaryRegionRequest, NoMembers, 'primary' | 'replica'> = {
  name: 'UpdatePrimaryRegion',
  input: {
    KeyId: { shape: keyId, required: true },
    PrimaryRegion: { shape: region, required: true },
  },
  output: [],
  // Both keys must allow it, each by its own policy (KMS Developer Guide, "Change the primary key").
  keys: {
    primary: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:UpdatePrimaryRegion',
      states: 'changePrimary',
    },
    replica: {
      find: ({ KeyId, PrimaryRegion }) => ({
        by: 'related key',
        identifier: KeyId,
        region: PrimaryRegion,
      }),
      action: 'kms:UpdatePrimaryRegion',
      states: 'changePrimary',
    },
  },
  readOnly: false,
  async run({ keys, vault }) {
    const { changePrimary } = await import('../kms/replication.ts');
    await changePrimary(vault, keys.primary, keys.replica);
    return {};
  },
};
