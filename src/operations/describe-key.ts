/**
 * DescribeKey: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 *
 * Whoever asks for the key of a predefined alias gets one: it is made when it is not there yet.
 *
 * @module
 */
import { type KeyMetadata, metadataOf } from './key-metadata.ts';
import { grantTokens, keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface DescribeKeyRequest {
  /** Key id, key ARN, alias name or alias ARN. */
  readonly KeyId: string;
  readonly GrantTokens?: readonly string[] | undefined;
}

export interface DescribeKeyResponse {
  readonly KeyMetadata: KeyMetadata;
}

export const describeKey: Operation<DescribeKeyRequest, DescribeKeyResponse, 'key'> = {
  name: 'DescribeKey',
  input: { KeyId: { shape: keyId, required: true }, GrantTokens: { shape: grantTokens } },
  output: ['KeyMetadata'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:DescribeKey',
      states: 'read',
      makesManagedKey: true,
    },
  },
  readOnly: true,
  run: async ({ keys }) => ({ KeyMetadata: metadataOf(keys.key.key, keys.key.store) }),
};
