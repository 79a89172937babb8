/**
 * EnableKeyRotation: https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
 *
 * @module
 */
import { DEFAULT_KEY_SPEC } from '../kms/key-spec.ts';
import { keyId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface EnableKeyRotationRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** 90 to 2560; 365 when absent. */
  readonly RotationPeriodInDays?: number | undefined;
}

export const enableKeyRotation: Operation<EnableKeyRotationRequest, NoMembers, 'key'> = {
  name: 'EnableKeyRotation',
  input: {
    KeyId: { shape: keyId, required: true },
    RotationPeriodInDays: { shape: { kind: 'integer', min: 90, max: 2560 } },
  },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:EnableKeyRotation',
      states: 'rotate',
      origins: 'rotateAutomatically',
      spec: DEFAULT_KEY_SPEC,
      refusesReplicas: true,
    },
  },
  readOnly: false,
  async run({ input, keys, vault }) {
    const { enableRotation } = await import('../kms/rotation.ts');
    await enableRotation(vault, keys.key, input.RotationPeriodInDays);
    return {};
  },
};
