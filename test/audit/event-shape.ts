/**
 * What an event must look like, member by member: by CloudTrail's record contents, written from the guide and not from the
 * code that makes events.
 *
 * @module
 */

type Check = (value: unknown) => boolean;
interface Rule {
  readonly check: Check;
  readonly optional?: true;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ACCOUNT = /^\d{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const ARN = /^arn:aws:kms:[a-z0-9-]+:\d{12}:(key|alias)\/.+$/;

const text: Check = (value) => typeof value === 'string' && value.length > 0;
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const is =
  (...allowed: readonly unknown[]): Check =>
  (value) =>
    allowed.includes(value);
const object: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const filled: Check = (value) => object(value) && Object.keys(value as object).length > 0;
const filledOrNull: Check = (value) => value === null || filled(value);

const must = (check: Check): Rule => ({ check });
const may = (check: Check): Rule => ({ check, optional: true });

const structure =
  (rules: Readonly<Record<string, Rule>>): Check =>
  (value) =>
    object(value) && breachesOf(value as object, rules).length === 0;

const RESOURCE = structure({
  accountId: must(matching(ACCOUNT)),
  type: must(is('AWS::KMS::Key', 'AWS::KMS::Alias')),
  ARN: must(matching(ARN)),
});

const SESSION = structure({
  sessionIssuer: may(
    structure({
      type: must(is('Role')),
      principalId: may(text),
      arn: must(text),
      accountId: must(matching(ACCOUNT)),
      userName: must(text),
    }),
  ),
  attributes: may(
    structure({ creationDate: must(matching(TIME)), mfaAuthenticated: must(is('true', 'false')) }),
  ),
});

const IDENTITY = structure({
  type: may(is('Root', 'IAMUser', 'AssumedRole', 'FederatedUser', 'AWSAccount', 'AWSService')),
  principalId: may(text),
  arn: may(matching(/^arn:/)),
  accountId: may(matching(ACCOUNT)),
  accessKeyId: may(text),
  userName: may(text),
  sessionContext: may(SESSION),
  invokedBy: may(text),
});

const EVENT: Readonly<Record<string, Rule>> = {
  eventVersion: must(is('1.11')),
  userIdentity: must(IDENTITY),
  eventTime: must(matching(TIME)),
  eventSource: must(is('kms.amazonaws.com')),
  eventName: must(matching(/^[A-Za-z]{1,64}$/)),
  awsRegion: must(matching(/^[a-z]+(-[a-z]+)+-\d$/)),
  sourceIPAddress: must(text),
  userAgent: must(text),
  errorCode: may(matching(/^[A-Za-z]+$/)),
  errorMessage: may(text),
  requestParameters: must(filledOrNull),
  responseElements: must(filledOrNull),
  additionalEventData: may(filled),
  requestID: may(matching(UUID)),
  eventID: must(matching(UUID)),
  readOnly: must(is(true, false)),
  resources: may((value) => Array.isArray(value) && value.every(RESOURCE)),
  eventType: must(is('AwsApiCall', 'AwsServiceEvent')),
  managementEvent: must(is(true)),
  recipientAccountId: must(matching(ACCOUNT)),
  sharedEventID: may(matching(UUID)),
  serviceEventDetails: may(filled),
  eventCategory: must(is('Management')),
  tlsDetails: may(filled),
};

/** The members of an event that are missing, unknown, or not what the guide says. */
export function breachesOf(value: object, rules: Readonly<Record<string, Rule>> = EVENT): readonly string[] {
  const members = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(members).filter((name) => rules[name] === undefined);
  const broken = Object.entries(rules).flatMap(([name, { check, optional }]) => {
    if (members[name] === undefined) return optional === true ? [] : [`${name} is missing`];
    return check(members[name]) ? [] : [`${name}: ${JSON.stringify(members[name])}`];
  });
  return [...unknown.map((name) => `${name} is unknown`), ...broken];
}
