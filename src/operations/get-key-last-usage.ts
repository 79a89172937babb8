/**
 * GetKeyLastUsage: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 *
 * @module
 */
import type { KeyUsageEvent } from '../kms/last-usage.ts';
import { keyId } from './members.ts';
import type { Operation } from './operation.ts';

export interface GetKeyLastUsageRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
}

export interface KeyLastUsageData {
  readonly Operation?: string;
  readonly Timestamp?: Date;
  readonly CloudTrailEventId?: string;
  readonly KmsRequestId?: string;
}

export interface GetKeyLastUsageResponse {
  /** The bare id. */
  readonly KeyId: string;
  /** Empty while the key was not used. */
  readonly KeyLastUsage: KeyLastUsageData;
  /** Since when uses are noted: from the first moment on. */
  readonly TrackingStartDate: Date;
  readonly KeyCreationDate: Date;
}

export const getKeyLastUsage: Operation<GetKeyLastUsageRequest, GetKeyLastUsageResponse, 'key'> = {
  name: 'GetKeyLastUsage',
  input: { KeyId: { shape: keyId, required: true } },
  output: ['KeyId', 'KeyLastUsage', 'TrackingStartDate', 'KeyCreationDate'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:GetKeyLastUsage',
      states: 'read',
    },
  },
  readOnly: true,
  async run({
    keys: {
      key: { key },
    },
    vault,
  }) {
    const createdAt = new Date(key.createdAtMs);
    return {
      KeyId: key.keyId,
      KeyLastUsage: dataOf(await vault.usage.lastOf(key)),
      TrackingStartDate: createdAt,
      KeyCreationDate: createdAt,
    };
  },
};

function dataOf(event: KeyUsageEvent | undefined): KeyLastUsageData {
  if (event === undefined) return {};
  return {
    Operation: event.operation,
    Timestamp: new Date(event.atMs),
    CloudTrailEventId: event.eventId,
    KmsRequestId: event.requestId,
  };
}
