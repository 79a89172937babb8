/**
 * RotateKeyOnDemand: https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { DEFAULT_KEY_SPEC } from '../kms/key-spec.ts';
import { keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface RotateKeyOnDemandRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
}

export interface RotateKeyOnDemandResponse {
  /** The key's ARN. */
  readonly KeyId: string;
}

export const rotateKeyOnDemand: Operation<RotateKeyOnDemandRequest, RotateKeyOnDemandResponse, 'key'> = {
  name: 'RotateKeyOnDemand',
  input: { KeyId: { shape: keyId, required: true } },
  output: ['KeyId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:RotateKeyOnDemand',
      states: 'rotate',
      origins: 'rotate',
      spec: DEFAULT_KEY_SPEC,
      refusesReplicas: true,
    },
  },
  readOnly: false,
  async run({ keys, vault }) {
    const { rotateOnDemand } = await import('../kms/rotation.ts');
    await rotateOnDemand(vault, keys.key);
    return { KeyId: arnOf(keys.key.key) };
  },
};
