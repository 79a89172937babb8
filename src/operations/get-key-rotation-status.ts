/**
 * GetKeyRotationStatus: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
 *
 * A rotation on demand is over when its call is answered: there is never one in progress to tell of. Of a key that cannot
 * rotate by itself it is answered that it does not.
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface GetKeyRotationStatusRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
}

export interface GetKeyRotationStatusResponse {
  readonly KeyRotationEnabled: boolean;
  /** The key's ARN. */
  readonly KeyId: string;
  /** Only while rotation is on. */
  readonly RotationPeriodInDays?: number;
  /** Only while rotation is on. */
  readonly NextRotationDate?: Date;
}

export const getKeyRotationStatus: Operation<
  GetKeyRotationStatusRequest,
  GetKeyRotationStatusResponse,
  'key'
> = {
  name: 'GetKeyRotationStatus',
  input: { KeyId: { shape: keyId, required: true } },
  output: ['KeyRotationEnabled', 'KeyId', 'RotationPeriodInDays', 'NextRotationDate'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:GetKeyRotationStatus',
      states: 'read',
      origins: 'rotate',
    },
  },
  readOnly: true,
  async run({
    keys: {
      key: { key },
    },
  }) {
    const { rotationOf } = await import('../kms/rotation.ts');
    const rotation = rotationOf(key);
    if (rotation === undefined) return { KeyRotationEnabled: false, KeyId: arnOf(key) };
    return {
      KeyRotationEnabled: true,
      KeyId: arnOf(key),
      RotationPeriodInDays: rotation.periodDays,
      NextRotationDate: new Date(rotation.nextAtMs),
    };
  },
};
