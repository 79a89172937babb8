/**
 * The CloudTrail events of what the service does by itself.
 *
 * @module
 */
import { arnOf } from '../kms/key.ts';
import type { ServiceEvent } from '../kms/service-events.ts';
import type { CloudTrailEvent } from './cloudtrail-event.ts';

/** The event of what the service did. */
export function eventOfService(event: ServiceEvent, eventID: string): CloudTrailEvent {
  const { key, atMs, name } = event;
  return {
    eventVersion: '1.11',
    userIdentity: { accountId: key.account, invokedBy: 'AWS Internal' },
    eventTime: new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    eventSource: 'kms.amazonaws.com',
    eventName: name,
    awsRegion: key.region,
    sourceIPAddress: 'AWS Internal',
    userAgent: 'AWS Internal',
    requestParameters: null,
    responseElements: null,
    eventID,
    readOnly: false,
    resources: [{ accountId: key.account, type: 'AWS::KMS::Key', ARN: arnOf(key) }],
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: key.account,
    serviceEventDetails: {},
    eventCategory: 'Management',
  };
}
