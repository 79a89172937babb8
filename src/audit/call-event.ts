/**
 * The CloudTrail events of a call: one in the caller's account, and one in each other account whose key it used.
 *
 * A call that nobody allowed is told to its caller's account alone: strangers cannot write into somebody's trail. Source:
 * CloudTrail User Guide, "CloudTrail record contents" and "Example sharedEventID"; KMS Developer Guide, "Logging AWS KMS
 * API calls with AWS CloudTrail". Members that are absent are `undefined`: JSON leaves them out.
 *
 * @module
 */
import type { Connection } from '../operations/operation.ts';
import type { CallOutcome } from '../operations/recorder.ts';
import { additionalDataOf } from './additional-data.ts';
import type { CloudTrailEvent, JsonObject } from './cloudtrail-event.ts';
import { isoSeconds } from './dates.ts';
import { errorCodeOf, errorMessageOf } from './error-fields.ts';
import { requestParametersOf } from './request-parameters.ts';
import { resourcesOf } from './resources.ts';
import { responseElementsOf } from './response-elements.ts';
import { withinLimit, withinTextLimit } from './size-limits.ts';
import { foreignIdentityOf, INTERNAL, invokerOf, isCustomer, userIdentityOf } from './user-identity.ts';

export const EVENT_VERSION = '1.11';
export const EVENT_SOURCE = 'kms.amazonaws.com';

/** What was asked for may be no operation, and then is a stranger's text. */
const MAX_NAME_LENGTH = 64;

/** The events of a call, the one of the caller's account first. */
export function eventsOfCall(outcome: CallOutcome): readonly CloudTrailEvent[] {
  const { caller } = outcome;
  const owners = ownersOf(outcome);
  if (owners.length === 0) return [eventOf(outcome, undefined)];
  const sharedEventID = crypto.randomUUID();
  const own = eventOf(outcome, sharedEventID);
  const copies = owners.map((recipientAccountId) => ({
    ...own,
    userIdentity: foreignIdentityOf(caller),
    eventID: crypto.randomUUID(),
    recipientAccountId,
  }));
  return [own, ...copies];
}

/** The accounts whose keys the call used, beside the caller's. */
function ownersOf({ touched, isAllowed, caller }: CallOutcome): readonly string[] {
  const owners: string[] = [];
  for (const { key } of isAllowed ? touched : []) {
    if (key === undefined || key.account === caller.account || owners.includes(key.account)) continue;
    if (isCustomer(key.account)) owners.push(key.account);
  }
  return owners;
}

function eventOf(outcome: CallOutcome, sharedEventID: string | undefined): CloudTrailEvent {
  const { caller, error } = outcome;
  const { connection } = caller;
  const invoker = invokerOf(caller);
  return {
    eventVersion: EVENT_VERSION,
    userIdentity: userIdentityOf(caller),
    eventTime: isoSeconds(outcome.startedAtMs),
    eventSource: EVENT_SOURCE,
    eventName: outcome.operation.slice(0, MAX_NAME_LENGTH),
    awsRegion: caller.region,
    sourceIPAddress: invoker ?? connection?.sourceIp ?? INTERNAL,
    userAgent: invoker ?? withinTextLimit(connection?.userAgent ?? INTERNAL),
    errorCode: error && errorCodeOf(error),
    errorMessage: error && errorMessageOf(error),
    requestParameters: withinLimit('requestParameters', requestParametersOf(outcome)),
    responseElements: withinLimit('responseElements', responseElementsOf(outcome)),
    additionalEventData: withinLimit('additionalEventData', additionalDataOf(outcome)),
    requestID: outcome.requestId,
    eventID: outcome.eventId,
    readOnly: outcome.readOnly,
    resources: resourcesOf(outcome),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: caller.account,
    sharedEventID,
    eventCategory: 'Management',
    tlsDetails: invoker === undefined ? tlsDetailsOf(connection) : undefined,
  };
}

/** Nothing of a call that a service passes on: it was the service that connected. */
function tlsDetailsOf({ tls, host }: Partial<Connection> = {}): JsonObject | undefined {
  if (tls === undefined && host === undefined) return undefined;
  return {
    ...(tls === undefined ? {} : { tlsVersion: tls.version, cipherSuite: tls.cipherSuite }),
    ...(host === undefined ? {} : { clientProvidedHostHeader: withinTextLimit(host) }),
  };
}
