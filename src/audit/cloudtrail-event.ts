/**
 * A CloudTrail event, as AWS KMS writes them.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents" (event version 1.11), and KMS Developer Guide, "Logging AWS
 * KMS API calls with AWS CloudTrail". The names are CloudTrail's own, capitals included. It holds no secret.
 *
 * @module
 */

/** Any value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };
export type JsonObject = { readonly [member: string]: Json };

/** Who made the call. */
export interface UserIdentity {
  readonly type?:
    | 'Root'
    | 'IAMUser'
    | 'AssumedRole'
    | 'FederatedUser'
    | 'AWSAccount'
    | 'AWSService'
    | undefined;
  readonly principalId?: string | undefined;
  readonly arn?: string | undefined;
  readonly accountId?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly userName?: string | undefined;
  readonly sessionContext?: SessionContext | undefined;
  readonly invokedBy?: string | undefined;
}

/** Of whom calls with temporary credentials. */
export interface SessionContext {
  readonly sessionIssuer?:
    | {
        readonly type: 'Role';
        readonly principalId?: string | undefined;
        readonly arn: string;
        readonly accountId: string;
        readonly userName: string;
      }
    | undefined;
  readonly attributes?:
    | { readonly creationDate: string; readonly mfaAuthenticated: 'true' | 'false' }
    | undefined;
}

/** What was touched. */
export interface EventResource {
  readonly accountId: string;
  readonly type: 'AWS::KMS::Key' | 'AWS::KMS::Alias' | 'AWS::KMS::CustomKeyStore';
  readonly ARN: string;
}

/** See the file's head. Times are ISO 8601 in UTC, in whole seconds. */
export interface CloudTrailEvent {
  readonly eventVersion: string;
  readonly userIdentity: UserIdentity;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
  readonly requestParameters: JsonObject | null;
  readonly responseElements: JsonObject | null;
  readonly additionalEventData?: JsonObject | undefined;
  /** Absent of events that nobody asked for. */
  readonly requestID?: string | undefined;
  readonly eventID: string;
  readonly readOnly: boolean;
  /** Empty of a call that came to no key; absent of calls about custom key stores. */
  readonly resources?: readonly EventResource[] | undefined;
  readonly eventType: 'AwsApiCall' | 'AwsServiceEvent';
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  /** The same in the events of one call that two accounts get. */
  readonly sharedEventID?: string | undefined;
  readonly serviceEventDetails?: JsonObject | undefined;
  readonly eventCategory: 'Management';
  readonly tlsDetails?: JsonObject | undefined;
}
