/**
 * The members of CloudTrail's requests: read, and refused under CloudTrail's own names.
 *
 * Names of refusals are those of the API reference; its texts are not published.
 *
 * @module
 */

/** Names of events' properties that can be looked up by. */
export type LookupAttribute =
  | 'EventId'
  | 'EventName'
  | 'ReadOnly'
  | 'Username'
  | 'ResourceType'
  | 'ResourceName'
  | 'EventSource'
  | 'AccessKeyId';

/** What somebody looks for. */
export interface LookupQuery {
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly attribute: { readonly key: LookupAttribute; readonly value: string } | undefined;
  /** 1 to 50. */
  readonly limit: number;
  readonly token: string | undefined;
}

/** Refusals that AWS KMS does not know. */
export type CloudTrailErrorCode =
  | 'InvalidEventCategoryException'
  | 'InvalidLookupAttributesException'
  | 'InvalidMaxResultsException'
  | 'InvalidNextTokenException'
  | 'InvalidTimeRangeException'
  | 'TrailNotFoundException';

/** A refusal. */
export class CloudTrailError extends Error {
  override readonly name = 'CloudTrailError';
  readonly code: CloudTrailErrorCode;

  constructor(code: CloudTrailErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

type Members = Readonly<Record<string, unknown>>;

const ATTRIBUTES: ReadonlySet<string> = /* @__PURE__ */ new Set<LookupAttribute>([
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
]);
const MAX_VALUE_LENGTH = 2000;
const MAX_RESULTS = 50;

/**
 * The request of LookupEvents.
 *
 * @throws {CloudTrailError} It is none.
 *
 * @example
 * readLookup({ MaxResults: 3 }).limit; // 3
 */
export function readLookup(input: Members): LookupQuery {
  const startMs = readTime(input, 'StartTime');
  const endMs = readTime(input, 'EndTime');
  if (startMs !== undefined && endMs !== undefined && startMs > endMs) {
    throw new CloudTrailError('InvalidTimeRangeException', 'The start time is after the end time.');
  }
  const category = input['EventCategory'];
  if (category !== undefined && category !== 'insight') {
    throw new CloudTrailError('InvalidEventCategoryException', 'The only event category is insight.');
  }
  return {
    startMs,
    endMs,
    attribute: readAttribute(input),
    limit: readLimit(input),
    token: readToken(input),
  };
}

/** A time in seconds since 1970, as milliseconds. @throws {CloudTrailError} InvalidTimeRangeException: it is none. */
export function readTime(input: Members, name: 'StartTime' | 'EndTime'): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= 8.64e12) return value * 1000;
  throw new CloudTrailError('InvalidTimeRangeException', `${name} is not a time.`);
}

function readLimit({ MaxResults: limit = MAX_RESULTS }: Members): number {
  if (Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= MAX_RESULTS) return Number(limit);
  throw new CloudTrailError('InvalidMaxResultsException', 'MaxResults must be from 1 to 50.');
}

function readToken({ NextToken: token }: Members): string | undefined {
  if (token === undefined || token === null) return undefined;
  if (typeof token === 'string') return token;
  throw new CloudTrailError('InvalidNextTokenException', 'The token is not valid.');
}

function readAttribute({ LookupAttributes: given }: Members): LookupQuery['attribute'] {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given) || given.length > 1) throw invalid('At most one lookup attribute can be given.');
  if (given.length === 0) return undefined;
  const { AttributeKey: key, AttributeValue: value } = (given[0] ?? {}) as Members;
  if (typeof key !== 'string' || !ATTRIBUTES.has(key)) throw invalid('There is no such lookup attribute.');
  if (typeof value !== 'string' || value === '' || value.length > MAX_VALUE_LENGTH) {
    throw invalid('The value of a lookup attribute has 1 to 2000 characters.');
  }
  return { key: key as LookupAttribute, value };
}

function invalid(text: string): CloudTrailError {
  return new CloudTrailError('InvalidLookupAttributesException', text);
}
