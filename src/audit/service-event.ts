/**
 * The CloudTrail events of what the service does by itself: nobody called, and so there is no request.
 *
 * Source: KMS Developer Guide, "CloudTrail log entries" of RotateKey, DeleteKey, DeleteExpiredKeyMaterial and
 * SynchronizeMultiRegionKey. The last is, on AWS too, a call that AWS KMS makes to itself: AwsApiCall, with a request id
 * and without details.
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import type { ServiceEvent } from '../kms/service-events.ts';
import { EVENT_SOURCE, EVENT_VERSION } from './call-event.ts';
import type { CloudTrailEvent, JsonObject } from './cloudtrail-event.ts';
import { isoSeconds } from './dates.ts';
import { keyResource } from './resources.ts';
import { INTERNAL } from './user-identity.ts';

/** Events whose answer tells the key, although nobody gets it: entries since December 2022. */
const TELLS_KEY: ReadonlySet<ServiceEvent['name']> = /* @__PURE__ */ new Set<ServiceEvent['name']>([
  'DeleteKey',
  'RotateKey',
  'SynchronizeMultiRegionKey',
]);

/** The event of what the service did. */
export function eventOfService(event: ServiceEvent, eventID: string): CloudTrailEvent {
  const { key, atMs, name } = event;
  const keyArn = arnOf(key);
  const isCall = name === 'SynchronizeMultiRegionKey';
  return {
    eventVersion: EVENT_VERSION,
    userIdentity: { accountId: key.account, invokedBy: INTERNAL },
    eventTime: isoSeconds(atMs),
    eventSource: EVENT_SOURCE,
    eventName: name,
    awsRegion: key.region,
    sourceIPAddress: INTERNAL,
    userAgent: INTERNAL,
    requestParameters: null,
    responseElements: TELLS_KEY.has(name) ? { keyId: keyArn } : null,
    requestID: isCall ? crypto.randomUUID() : undefined,
    eventID,
    readOnly: false,
    resources: [keyResource(keyArn)],
    eventType: isCall ? 'AwsApiCall' : 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: key.account,
    serviceEventDetails: detailsOf(event),
    eventCategory: 'Management',
  };
}

function detailsOf(event: ServiceEvent): JsonObject | undefined {
  const { keyId } = event.key;
  switch (event.name) {
    case 'RotateKey':
      return {
        rotationType: event.rotationType,
        keyOrigin: event.origin,
        ...(event.previousMaterialId === undefined
          ? {}
          : { previousKeyMaterialId: event.previousMaterialId }),
        currentKeyMaterialId: event.currentMaterialId,
        keyId,
      };
    case 'DeleteKey':
      return { keyId };
    case 'DeleteExpiredKeyMaterial':
      return { keyId, keyMaterialId: event.materialId };
    case 'SynchronizeMultiRegionKey':
      return undefined;
  }
}
