/**
 * AWS CloudTrail on the same endpoint, as far as the trail of a key service needs it.
 *
 *   LookupEvents     what happened lately, newest first, filtered
 *   ListPublicKeys   the keys that digest files were signed with
 *   DescribeTrails   where the trail is delivered to
 *   GetTrailStatus   whether it arrives
 *
 * Source: CloudTrail API reference (2013-11-01), AWS JSON 1.1. Callers prove themselves as those of AWS KMS do, with a
 * signature for `cloudtrail`; their own policies decide, under the actions `cloudtrail:<Operation>`. Everybody sees the
 * events of their own account in the Region that they sign for. Everything is read: nothing here changes a trail.
 *
 * @module
 */
import { partitionOf } from '../iam/arn.ts';
import { awsKeys } from '../iam/aws-keys.ts';
import { decide } from '../iam/evaluate.ts';
import { rootIdentity } from '../iam/identity.ts';
import { KmsError, refusalFrom } from '../kms/errors.ts';
import type { Scope } from '../kms/scope.ts';
import type { Caller, Connection } from '../operations/operation.ts';
import { type Authenticate, unsignedCallers } from './authenticate.ts';
import { readBody } from './body.ts';
import { CloudTrailError, type LookupQuery, readLookup, readTime } from './cloudtrail-members.ts';
import { errorBody, statusOf } from './errors.ts';
import { type FetchHandler, respondByResponse } from './fetch-handler.ts';
import { parseBody, writeBody } from './json11.ts';

const TARGET = /^(?:com\.amazonaws\.cloudtrail\.v20131101\.)?CloudTrail_20131101\.(\w{1,64})$/;
const JSON_TYPE = 'application/x-amz-json-1.1';
const MAX_BODY_LENGTH = 65_536;
/** A digest ends in a whole second, and no two in the same: its key may be valid from a moment that is about to come. */
const AHEAD_MS = 5000;

/** What was found; a page may be short and go on all the same. */
export interface LookupPage {
  /** In CloudTrail's own members, times as Date. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly nextToken: string | undefined;
}

/** A trail as somebody sees it. Times in milliseconds since 1970. */
export interface DeliveredTrail {
  readonly name: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly homeRegion: string;
  readonly startedMs: number;
  readonly lastDeliveryMs: number | undefined;
  readonly lastDigestMs: number | undefined;
  readonly lastError: string | undefined;
}

/** A key that signs digest files. */
export interface TrailPublicKey {
  /** PKCS#1 in DER, base64. */
  readonly value: string;
  readonly fingerprint: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** Who knows the trail. */
export interface TrailReader {
  /** `undefined`: the token is none of this query. */
  lookup(scope: Scope, query: LookupQuery): Promise<LookupPage | undefined>;
  publicKeys(fromMs: number, toMs: number): Promise<readonly TrailPublicKey[]>;
  trails(): readonly DeliveredTrail[];
}

/** What the operations work with. */
export interface CloudTrailOptions {
  readonly trail: TrailReader;
  /** The service's own account and Region. */
  readonly scope: Scope;
  readonly clock: () => number;
  readonly authenticate?: Authenticate | undefined;
}

type Members = Readonly<Record<string, unknown>>;
type Run = (
  call: { readonly caller: Caller; readonly input: Members } & CloudTrailOptions,
) => Promise<Members>;

const OPERATIONS: ReadonlyMap<string, Run> = /* @__PURE__ */ new Map<string, Run>([
  ['LookupEvents', lookupEvents],
  ['ListPublicKeys', listPublicKeys],
  ['DescribeTrails', describeTrails],
  ['GetTrailStatus', getTrailStatus],
]);

/** A handler that answers CloudTrail's operations, and hands everything else on. */
export function withCloudTrail(handler: FetchHandler, options: CloudTrailOptions): FetchHandler {
  return async (request, connection, respond = respondByResponse) => {
    const operation = TARGET.exec(request.headers.get('x-amz-target') ?? '')?.[1];
    if (request.method !== 'POST' || operation === undefined)
      return await handler(request, connection, respond);
    const { status, body } = await answer(request, operation, connection ?? {}, options);
    const requestId = crypto.randomUUID();
    const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': 'no-store', 'x-amzn-RequestId': requestId };
    return respond({ status, headers, body });
  };
}

async function answer(
  request: Request,
  operation: string,
  known: Partial<Connection>,
  options: CloudTrailOptions,
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const run = OPERATIONS.get(operation);
    // JSON alone: a page of another origin cannot send it without asking first.
    const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (run === undefined || type !== JSON_TYPE) throw new KmsError('UnknownOperationException');
    const body = await readBody(request, MAX_BODY_LENGTH);
    const authenticate = options.authenticate ?? unsignedCallers(options.scope);
    const userAgent = request.headers.get('user-agent') ?? undefined;
    const connection = { secureTransport: false, userAgent, ...known };
    const caller = await authenticate({ request, body, service: 'cloudtrail', connection });
    requireAllowed(caller, `cloudtrail:${operation}`, options.clock());
    const answered = await run({ ...options, caller, input: parseBody(body) });
    return { status: 200, body: writeBody(answered) };
  } catch (error) {
    if (error instanceof CloudTrailError) {
      return { status: 400, body: JSON.stringify({ __type: error.code, message: error.message }) };
    }
    const refusal = refusalFrom(error);
    return { status: statusOf(refusal.code), body: errorBody(refusal) };
  }
}

/** CloudTrail's resources have no policies here: the caller's own decide. */
function requireAllowed(caller: Caller, action: string, nowMs: number): void {
  const identity = caller.identity ?? rootIdentity(caller.principalArn);
  const connection = caller.connection ?? { secureTransport: true };
  const context = awsKeys(identity, { ...connection, nowMs, region: caller.region });
  const { principal, policies } = identity;
  const decision = decide({ principal, policies, action, resource: '*', context });
  if (decision.allowed) return;
  const reason =
    decision.denied === undefined
      ? `because no ${decision.missing.replace('identity', 'identity-based')} allows the ${action} action`
      : `with an explicit deny in a ${decision.denied.role}`;
  throw new KmsError(
    'AccessDeniedException',
    `User: ${principal.arn} is not authorized to perform: ${action} ${reason}`,
  );
}

async function lookupEvents({ trail, caller, input }: Parameters<Run>[0]): Promise<Members> {
  const { account, region } = caller;
  // Insights are drawn by CloudTrail from many accounts' calls: none are here.
  if (input['EventCategory'] === 'insight') return { Events: [] };
  const page = await trail.lookup({ account, region }, readLookup(input));
  if (page === undefined) {
    throw new CloudTrailError(
      'InvalidNextTokenException',
      'The token is not valid, or was given for a request with other parameters.',
    );
  }
  return { Events: page.events, ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }) };
}

async function listPublicKeys({ trail, clock, input }: Parameters<Run>[0]): Promise<Members> {
  const fromMs = readTime(input, 'StartTime') ?? clock();
  const toMs = readTime(input, 'EndTime') ?? clock() + AHEAD_MS;
  if (fromMs > toMs)
    throw new CloudTrailError('InvalidTimeRangeException', 'The start time is after the end time.');
  const keys = await trail.publicKeys(fromMs, toMs);
  return {
    PublicKeyList: keys.map(({ value, fingerprint, validFromMs, validToMs }) => ({
      Value: value,
      ValidityStartTime: new Date(validFromMs),
      ValidityEndTime: new Date(validToMs),
      Fingerprint: fingerprint,
    })),
  };
}

async function describeTrails({ trail, caller, input }: Parameters<Run>[0]): Promise<Members> {
  const names = input['trailNameList'];
  const wanted = Array.isArray(names) && names.length > 0 ? (names as unknown[]).map(nameOf) : undefined;
  const trails = trail.trails().filter(({ name }) => wanted === undefined || wanted.includes(name));
  return { trailList: trails.map((one) => trailMembers(one, caller)) };
}

function trailMembers({ name, bucket, prefix, homeRegion }: DeliveredTrail, caller: Scope): Members {
  const partition = partitionOf(homeRegion);
  return {
    Name: name,
    S3BucketName: bucket,
    ...(prefix === '' ? {} : { S3KeyPrefix: prefix }),
    IncludeGlobalServiceEvents: false,
    IsMultiRegionTrail: true,
    HomeRegion: homeRegion,
    TrailARN: `arn:${partition}:cloudtrail:${homeRegion}:${caller.account}:trail/${name}`,
    LogFileValidationEnabled: true,
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
    IsOrganizationTrail: false,
  };
}

async function getTrailStatus({ trail, input }: Parameters<Run>[0]): Promise<Members> {
  const asked = input['Name'];
  const found = trail.trails().find(({ name }) => name === nameOf(asked));
  if (found === undefined) {
    throw new CloudTrailError('TrailNotFoundException', `Unknown trail: ${String(asked).slice(0, 256)}`);
  }
  const { startedMs, lastDeliveryMs, lastDigestMs, lastError } = found;
  return {
    IsLogging: true,
    StartLoggingTime: new Date(startedMs),
    ...(lastDeliveryMs === undefined ? {} : { LatestDeliveryTime: new Date(lastDeliveryMs) }),
    ...(lastDigestMs === undefined ? {} : { LatestDigestDeliveryTime: new Date(lastDigestMs) }),
    ...(lastError === undefined ? {} : { LatestDeliveryError: lastError }),
  };
}

/** A trail is asked for by its name or by its ARN. */
function nameOf(text: unknown): string {
  const name = typeof text === 'string' ? text : '';
  return name.startsWith('arn:') ? name.slice(name.indexOf('/') + 1) : name;
}
