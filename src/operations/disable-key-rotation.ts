/**
 * DisableKeyRotation: https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html
 *
 * Of a key that cannot rotate by itself it is no error that it shall not.
 *
 * @module
 */
import { keyId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface DisableKeyRotationRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
}

export const disableKeyRotation: Operation<DisableKeyRotationRequest, NoMembers, 'key'> = {
  name: 'DisableKeyRotation',
  input: { KeyId: { shape: keyId, required: true } },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:DisableKeyRotation',
      states: 'rotate',
      origins: 'rotateAutomatically',
      refusesReplicas: true,
    },
  },
  readOnly: false,
  async run({ keys, vault }) {
    const { disableRotation } = await import('../kms/rotation.ts');
    await disableRotation(vault, keys.key);
    return {};
  },
};
