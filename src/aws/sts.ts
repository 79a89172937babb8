/**
 * AWS STS, as far as a key service needs it: roles to take, and who one is.
 *
 *   AssumeRole         a session of a role whose trust policy lets the caller in
 *   GetCallerIdentity  who signed; allowed to everybody
 *   GetSessionToken    a session of one's own
 *
 * Source: AWS STS API reference. Multi-factor devices do not exist here: a request that shows a code is refused, since
 * nothing could check it. The trust policy, and the caller's own policies where it leaves it to them, decide as any
 * other policies do.
 *
 * @module
 */
import { awsKeys, tagValues } from '../iam/aws-keys.ts';
import type { Directory, Role } from '../iam/directory.ts';
import { decide, type PrincipalPolicies } from '../iam/evaluate.ts';
import type { Identity } from '../iam/identity.ts';
import type { RequestContext } from '../iam/pattern.ts';
import { PolicySyntaxError, parsePolicy } from '../iam/policy.ts';
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';
import type { Caller } from '../operations/operation.ts';
import { sessionArn } from './credentials.ts';
import { readList, type XmlMembers } from './query-protocol.ts';
import { issueCredentials, type TemporaryCredentials } from './sessions.ts';
import { StsError } from './sts-error.ts';

/** A caller whom the door knows. */
export type IdentifiedCaller = Caller & { readonly identity: Identity };

/** Answers a form. @throws {StsError} */
export type Sts = (
  caller: IdentifiedCaller,
  form: URLSearchParams,
) => Promise<{ action: string; result: XmlMembers }>;

export interface StsOptions {
  readonly keystore: Keystore;
  readonly clock: Clock;
  /** As it is now. */
  readonly directory: () => Directory;
}

/** One call. */
interface Call extends StsOptions {
  readonly caller: IdentifiedCaller;
  readonly form: URLSearchParams;
}

const VERSION = '2011-06-15';
const ACTIONS: ReadonlyMap<string, (call: Call) => Promise<XmlMembers>> = /* @__PURE__ */ new Map([
  ['AssumeRole', assumeRole],
  ['GetCallerIdentity', getCallerIdentity],
  ['GetSessionToken', getSessionToken],
]);

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const MIN_SECONDS = 900;
/** Of a role that is taken from another role's session. */
const CHAINED_SECONDS = 3600;
const OWN_SECONDS = { default: 43_200, user: 129_600, root: 3600 } as const;
const MAX_POLICY_LENGTH = 2048;
const MAX_POLICY_ARNS = 10;
const MAX_TAGS = 50;
const REQUEST_TAG = 'aws:requesttag/';

/** The service over a keystore, which seals the sessions, and a directory. */
export function createSts(options: StsOptions): Sts {
  return async (caller, form) => {
    const action = form.get('Action') ?? '';
    const run = form.get('Version') === VERSION ? ACTIONS.get(action) : undefined;
    if (run === undefined)
      throw new StsError(
        'InvalidAction',
        `Could not find operation ${action} for version ${form.get('Version')}`,
      );
    return { action, result: await run({ ...options, caller, form }) };
  };
}

async function getCallerIdentity({ caller }: Call): Promise<XmlMembers> {
  const { principal, userId } = caller.identity;
  return { Arn: principal.arn, UserId: userId, Account: principal.account };
}

async function assumeRole(call: Call): Promise<XmlMembers> {
  const { caller, form, directory, keystore, clock } = call;
  const roleArn = required(form, 'RoleArn');
  const name = required(form, 'RoleSessionName');
  if (!SESSION_NAME.test(name)) throw invalidParameter('roleSessionName', '[\\w+=,.@-]{2,64}');
  refuseDevices(form);
  const tags = readTags(form);
  const role = directory().roles.get(roleArn);
  for (const action of ['sts:AssumeRole', ...(tags.length > 0 ? ['sts:TagSession'] : [])]) {
    requireTrust(call, role, { roleArn, name, action });
  }
  const longest =
    caller.identity.principal.kind === 'session' ? CHAINED_SECONDS : (role as Role).maxSessionSeconds;
  const seconds = readSeconds(form, Math.min(longest, CHAINED_SECONDS), longest);
  const issuedAtMs = clock();
  const facts = { name, issuedAtMs, expiresAtMs: issuedAtMs + seconds * 1000, mfaAuthenticated: false };
  const policies = readPolicies(form, directory());
  const credentials = await issueCredentials(keystore, { ...facts, subject: roleArn, policies, tags });
  const roleId = (role as Role).roleId;
  return {
    AssumedRoleUser: { AssumedRoleId: `${roleId}:${name}`, Arn: sessionArn(roleArn, name) },
    Credentials: credentialMembers(credentials),
  };
}

async function getSessionToken({ caller, form, keystore, clock }: Call): Promise<XmlMembers> {
  const { principal, session } = caller.identity;
  if (session !== undefined || (principal.kind !== 'user' && principal.kind !== 'root')) {
    throw new StsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
  }
  refuseDevices(form);
  const longest = OWN_SECONDS[principal.kind];
  const seconds = readSeconds(form, Math.min(OWN_SECONDS.default, longest), longest);
  const issuedAtMs = clock();
  const facts = { issuedAtMs, expiresAtMs: issuedAtMs + seconds * 1000, mfaAuthenticated: false };
  const credentials = await issueCredentials(keystore, {
    ...facts,
    subject: principal.arn,
    policies: [],
    tags: [],
  });
  return { Credentials: credentialMembers(credentials) };
}

interface Taking {
  readonly roleArn: string;
  readonly name: string;
  readonly action: string;
}

/** A role that does not exist is refused in the same words as one that does not let the caller in. */
function requireTrust(
  call: Call,
  role: Role | undefined,
  { roleArn, name, action }: Taking,
): asserts role is Role {
  const { principal, policies } = call.caller.identity;
  if (principal.kind === 'root')
    throw new StsError('AccessDenied', 'Roles may not be assumed by root accounts.', 403);
  const request = { principal, policies: policies as PrincipalPolicies, action, resource: roleArn };
  const context = contextOf(call, name);
  const trust = role && { account: role.account, policy: role.trustPolicy, role: 'trust policy' as const };
  if (trust !== undefined && decide({ ...request, context }, trust).allowed) return;
  throw new StsError(
    'AccessDenied',
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
    403,
  );
}

function contextOf({ caller, form, clock }: Call, name: string): RequestContext {
  const connection = caller.connection ?? { secureTransport: true };
  const global = awsKeys(caller.identity, { ...connection, nowMs: clock(), region: caller.region });
  const own: Readonly<Record<string, string | null>> = {
    'sts:externalid': form.get('ExternalId'),
    'sts:rolesessionname': name,
  };
  const tags = readTags(form);
  return (key) => {
    if (key.startsWith(REQUEST_TAG)) return tagValues(tags, key.slice(REQUEST_TAG.length));
    if (key === 'aws:tagkeys') return tags.length === 0 ? undefined : tags.map(([name]) => name);
    const value = Object.hasOwn(own, key) ? own[key] : undefined;
    return typeof value === 'string' ? [value] : global(key);
  };
}

function credentialMembers(credentials: TemporaryCredentials): XmlMembers {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: new Date(credentials.expiresAtMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  };
}

/** Session policies: one written out, and managed ones by ARN. */
function readPolicies(form: URLSearchParams, { documents }: Directory): readonly string[] {
  const written = form.get('Policy');
  if (written !== null && written.length > MAX_POLICY_LENGTH) {
    throw new StsError(
      'PackedPolicyTooLarge',
      `Packed policy consumes more than ${MAX_POLICY_LENGTH} characters`,
    );
  }
  const arns = readList(form, 'PolicyArns', MAX_POLICY_ARNS).map((member) => member.get('arn') ?? '');
  if (arns.length > MAX_POLICY_ARNS)
    throw new StsError('LimitExceeded', `At most ${MAX_POLICY_ARNS} policy ARNs can be given`);
  const managed = arns.map((arn) => {
    const document = documents.get(arn);
    if (document === undefined)
      throw new StsError('MalformedPolicyDocument', `Policy ARN ${arn} does not exist`);
    return document;
  });
  const policies = written === null ? managed : [written, ...managed];
  for (const policy of policies) requirePolicy(policy);
  return policies;
}

function requirePolicy(text: string): void {
  try {
    parsePolicy(text, 'identity policy');
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new StsError('MalformedPolicyDocument', `The policy is malformed: ${error.message}.`);
  }
}

function readTags(form: URLSearchParams): readonly (readonly [string, string])[] {
  const tags = readList(form, 'Tags', MAX_TAGS).map(
    (member) => [member.get('Key') ?? '', member.get('Value') ?? ''] as const,
  );
  const keys = new Set(tags.map(([key]) => key.toLowerCase()));
  if (tags.length > MAX_TAGS || keys.size < tags.length || keys.has('')) {
    throw new StsError(
      'ValidationError',
      `At most ${MAX_TAGS} tags can be given, each with a key of its own`,
    );
  }
  return tags;
}

function readSeconds(form: URLSearchParams, fallback: number, longest: number): number {
  const text = form.get('DurationSeconds');
  const seconds = text === null ? fallback : Number(text);
  if (Number.isInteger(seconds) && seconds >= MIN_SECONDS && seconds <= longest) return seconds;
  throw new StsError(
    'ValidationError',
    `The requested DurationSeconds must be between ${MIN_SECONDS} and the MaxSessionDuration, ${longest}.`,
  );
}

/** A code of a device that nobody has. */
function refuseDevices(form: URLSearchParams): void {
  if (!form.has('SerialNumber') && !form.has('TokenCode')) return;
  throw new StsError(
    'AccessDenied',
    'MultiFactorAuthentication failed with invalid MFA one time pass code.',
    403,
  );
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value !== null && value !== '') return value;
  const path = name.charAt(0).toLowerCase() + name.slice(1);
  throw new StsError(
    'ValidationError',
    `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
  );
}

function invalidParameter(path: string, pattern: string): StsError {
  return new StsError(
    'ValidationError',
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  );
}
