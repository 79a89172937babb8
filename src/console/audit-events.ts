/**
 * Events as AWS CloudTrail's LookupEvents gives them: the question, and what a line of the list shows.
 *
 * Source: AWS CloudTrail API reference, LookupEvents. One attribute at a time, 50 events at most.
 *
 * @module
 */
import { type Answer, ApiError } from './client.ts';

/** The attributes by which events are found. */
export const LOOKUP_ATTRIBUTES: readonly string[] = [
  'EventName',
  'ResourceName',
  'Username',
  'AccessKeyId',
  'EventId',
  'ReadOnly',
];

/** What somebody looks for; empty texts are not asked for. */
export interface EventFilter {
  readonly attribute: string;
  readonly value: string;
  /** UTC, such as `2027-01-31T12:00`. */
  readonly from: string;
  readonly to: string;
}

/** What one line shows. */
export interface EventLine {
  readonly id: string;
  readonly name: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly user: string;
  readonly resources: readonly string[];
  readonly errorCode: string | undefined;
  readonly readOnly: boolean;
  /** The whole record, laid out. */
  readonly json: string;
}

const PAGE_SIZE = 50;

/**
 * The request for a page.
 *
 * @example
 * lookupRequest({ attribute: 'EventName', value: '', from: '', to: '' }, undefined); // { MaxResults: 50 }
 */
export function lookupRequest(
  { attribute, value, from, to }: EventFilter,
  token: string | undefined,
): Answer {
  const attributes = [{ AttributeKey: attribute, AttributeValue: value.trim() }];
  return {
    MaxResults: PAGE_SIZE,
    ...(value.trim() === '' ? {} : { LookupAttributes: attributes }),
    ...(from === '' ? {} : { StartTime: secondsOf(from) }),
    ...(to === '' ? {} : { EndTime: secondsOf(to) }),
    ...(token === undefined ? {} : { NextToken: token }),
  };
}

function secondsOf(utc: string): number {
  return Date.parse(`${utc}Z`) / 1000;
}

/**
 * The lines of an answer.
 *
 * @example
 * readEvents({ Events: [{ EventName: 'Encrypt' }] })[0].name; // 'Encrypt'
 */
export function readEvents({ Events }: Answer): readonly EventLine[] {
  return Array.isArray(Events) ? (Events as readonly Answer[]).map(readEvent) : [];
}

function readEvent(event: Answer): EventLine {
  const text = String(event['CloudTrailEvent'] ?? '{}');
  const record = parse(text);
  const resources = (event['Resources'] ?? []) as readonly Answer[];
  const errorCode = record['errorCode'];
  return {
    id: String(event['EventId'] ?? ''),
    name: String(event['EventName'] ?? ''),
    time: Number(event['EventTime'] ?? 0),
    user: String(event['Username'] ?? identityOf(record) ?? ''),
    resources: resources.map((resource) => String(resource['ResourceName'] ?? '')),
    errorCode: errorCode === undefined ? undefined : String(errorCode),
    readOnly: String(event['ReadOnly']) === 'true',
    json: JSON.stringify(record, undefined, 2),
  };
}

function identityOf(record: Answer): unknown {
  return (record['userIdentity'] as Answer | undefined)?.['arn'];
}

function parse(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { record: text };
  }
}

/**
 * Whether a refusal says that the service keeps no events, or no usage, rather than that something went wrong.
 *
 * @example
 * isMissing(new ApiError('UnknownOperationException', '', 404)); // true
 */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 404 || error.code === 'UnknownOperationException';
}
