/**
 * GetKeyRotationStatus: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
 *
 * A rotation on demand is over when its call is answered: there is never one in progress to tell of.
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { DEFAULT_KEY_SPEC } from '../kms/key-spec.ts';
import { rotationOf } from '../kms/rotation.ts';
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
      spec: DEFAULT_KEY_SPEC,
    },
  },
  readOnly: true,
  async run({
    keys: {
      key: { key },
    },
  }) {
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
