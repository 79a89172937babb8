/**
 * ScheduleKeyDeletion: https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import { keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface ScheduleKeyDeletionRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  /** 7 to 30; 30 when absent. */
  readonly PendingWindowInDays?: number | undefined;
}

export interface ScheduleKeyDeletionResponse {
  /** The key's ARN. */
  readonly KeyId: string;
  /** Absent while the key waits for its replicas to be deleted: the window begins then. */
  readonly DeletionDate?: Date;
  readonly KeyState: string;
  readonly PendingWindowInDays: number;
}

const DEFAULT_WINDOW_DAYS = 30;

export const scheduleKeyDeletion: Operation<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse, 'key'> =
  {
    name: 'ScheduleKeyDeletion',
    input: {
      KeyId: { shape: keyId, required: true },
      PendingWindowInDays: { shape: { kind: 'integer', min: 1, max: 365 } },
    },
    output: ['KeyId', 'DeletionDate', 'KeyState', 'PendingWindowInDays'],
    keys: {
      key: {
        find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
        action: 'kms:ScheduleKeyDeletion',
        states: 'scheduleDeletion',
      },
    },
    readOnly: false,
    async run({ input, keys, vault }) {
      const windowDays = input.PendingWindowInDays ?? DEFAULT_WINDOW_DAYS;
      const { scheduleDeletion } = await import('../kms/deletion.ts');
      const deletionAtMs = await scheduleDeletion(vault, keys.key, windowDays);
      return {
        KeyId: arnOf(keys.key.key),
        ...(deletionAtMs === undefined ? {} : { DeletionDate: new Date(deletionAtMs) }),
        KeyState: deletionAtMs === undefined ? 'PendingReplicaDeletion' : 'PendingDeletion',
        PendingWindowInDays: windowDays,
      };
    },
  };
