/**
 * The CloudTrail events of a call: one in the caller's account, and one in the account of a key that is another's.
 *
 * @module
 */
import type { CallOutcome } from '../operations/recorder.ts';
import type { CloudTrailEvent } from './cloudtrail-event.ts';

/** The events of a call. */
export function eventsOfCall(outcome: CallOutcome): readonly CloudTrailEvent[] {
  return [
    {
      eventVersion: '1.11',
      userIdentity: { arn: outcome.caller.principalArn, accountId: outcome.caller.account },
      eventTime: new Date(outcome.startedAtMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      eventSource: 'kms.amazonaws.com',
      eventName: outcome.operation,
      awsRegion: outcome.caller.region,
      sourceIPAddress: outcome.caller.connection?.sourceIp ?? 'AWS Internal',
      userAgent: outcome.caller.connection?.userAgent ?? 'AWS Internal',
      ...(outcome.error === undefined
        ? {}
        : { errorCode: outcome.error.code, errorMessage: outcome.error.message }),
      requestParameters: null,
      responseElements: null,
      requestID: outcome.requestId,
      eventID: outcome.eventId,
      readOnly: outcome.readOnly,
      resources: outcome.touched.map(({ arn }) => ({
        accountId: arn.split(':')[4] ?? '',
        type: 'AWS::KMS::Key',
        ARN: arn,
      })),
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: outcome.caller.account,
      eventCategory: 'Management',
    },
  ];
}
