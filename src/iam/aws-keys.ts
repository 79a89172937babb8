/**
 * The global condition keys, `aws:…`, as far as they can be known here: of who asks, of the request, and of the time.
 *
 * Source: IAM User Guide, "AWS global condition context keys". What cannot be known, such as organisations and VPC
 * endpoints, is absent: positive operators do not hold for it. It reads no clock.
 *
 * @module
 */
import type { Identity } from './identity.ts';
import type { RequestContext } from './pattern.ts';
import type { PrincipalKind } from './principal.ts';

/** What is known of a request beside who makes it. */
export interface RequestFacts {
  readonly nowMs: number;
  readonly region: string;
  /** Whether it came over TLS, or never left the process. */
  readonly secureTransport: boolean;
  readonly sourceIp?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly referer?: string | undefined;
  /** The AWS service that passes the request on: `s3.us-east-1.amazonaws.com`. */
  readonly viaService?: string | undefined;
  /** For whom a service asks. */
  readonly sourceArn?: string | undefined;
}

interface Subject {
  readonly identity: Identity;
  readonly facts: RequestFacts;
}

/** The value of a key; several, or none. */
type KeyReader = (subject: Subject) => string | readonly string[] | undefined;

const TYPES: { readonly [K in PrincipalKind]: string } = {
  root: 'Account',
  user: 'User',
  session: 'AssumedRole',
  federated: 'FederatedUser',
  service: 'Service',
};

const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
const seconds = (ms: number): string => String(Math.floor(ms / 1000));

const KEYS: ReadonlyMap<string, KeyReader> = /* @__PURE__ */ new Map<string, KeyReader>([
  // The ARN of a session's role, not of the session (the guide says so under aws:PrincipalArn).
  ['aws:principalarn', ({ identity: { principal } }) => principal.roleArn ?? principal.arn],
  ['aws:principalaccount', ({ identity: { principal } }) => principal.account || undefined],
  ['aws:principaltype', ({ identity: { principal } }) => TYPES[principal.kind]],
  ['aws:principalisawsservice', ({ identity: { principal } }) => String(principal.kind === 'service')],
  [
    'aws:principalservicename',
    ({ identity: { principal } }) => (principal.kind === 'service' ? principal.arn : undefined),
  ],
  ['aws:userid', ({ identity }) => identity.userId],
  ['aws:username', ({ identity }) => identity.userName],
  [
    'aws:tokenissuetime',
    ({ identity: { session } }) => (session === undefined ? undefined : iso(session.issuedAtMs)),
  ],
  [
    'aws:multifactorauthpresent',
    ({ identity: { session } }) => (session === undefined ? undefined : String(session.mfaAuthenticated)),
  ],
  [
    'aws:multifactorauthage',
    ({ identity: { session }, facts }) =>
      session?.mfaAuthenticated === true ? seconds(facts.nowMs - session.issuedAtMs) : undefined,
  ],
  ['aws:currenttime', ({ facts }) => iso(facts.nowMs)],
  ['aws:epochtime', ({ facts }) => seconds(facts.nowMs)],
  ['aws:requestedregion', ({ facts }) => facts.region],
  ['aws:securetransport', ({ facts }) => String(facts.secureTransport)],
  // An address tells nothing of a request that a service passes on.
  ['aws:sourceip', ({ facts }) => (facts.viaService === undefined ? facts.sourceIp : undefined)],
  ['aws:useragent', ({ facts }) => facts.userAgent],
  ['aws:referer', ({ facts }) => facts.referer],
  ['aws:viaawsservice', ({ facts }) => String(facts.viaService !== undefined)],
  ['aws:calledvia', ({ facts }) => calledVia(facts)],
  ['aws:calledviafirst', ({ facts }) => calledVia(facts)],
  ['aws:calledvialast', ({ facts }) => calledVia(facts)],
  ['aws:sourcearn', ({ facts }) => facts.sourceArn],
  ['aws:sourceaccount', ({ facts }) => facts.sourceArn?.split(':')[4] || undefined],
]);

const PRINCIPAL_TAG = 'aws:principaltag/';

/**
 * The global keys of a request.
 *
 * @example
 * const identity = rootIdentity('arn:aws:iam::111122223333:root');
 * const context = awsKeys(identity, { nowMs: 0, region: 'us-east-1', secureTransport: true });
 * context('aws:currenttime'); // ['1970-01-01T00:00:00Z']
 */
export function awsKeys(identity: Identity, facts: RequestFacts): RequestContext {
  return (key) => {
    if (key.startsWith(PRINCIPAL_TAG)) return tagValues(identity.tags, key.slice(PRINCIPAL_TAG.length));
    const value = KEYS.get(key)?.({ identity, facts });
    return typeof value === 'string' ? [value] : value;
  };
}

/**
 * The values of the tags of a name, which has no case in conditions.
 *
 * @example
 * tagValues(new Map([['Team', 'blue']]), 'team'); // ['blue']
 */
export function tagValues(
  tags: Iterable<readonly [key: string, value: string]>,
  name: string,
): readonly string[] | undefined {
  const values = [...tags].filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values;
}

/**
 * The service that passes a request on, without its Region.
 *
 * @example
 * calledVia({ viaService: 's3.us-east-1.amazonaws.com' }); // 's3.amazonaws.com'
 */
export function calledVia({ viaService }: Pick<RequestFacts, 'viaService'>): string | undefined {
  const [service, , ...domain] = viaService?.split('.') ?? [];
  return service === undefined ? undefined : [service, ...domain].join('.');
}
