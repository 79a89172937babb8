/**
 * What a request says of its signature, in its headers or in its query: read strictly, believed by nobody.
 *
 *   Authorization: AWS4-HMAC-SHA256 Credential=<id>/<date>/<region>/<service>/aws4_request, SignedHeaders=…, Signature=…
 *   X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders, X-Amz-Signature
 *
 * Source: AWS General Reference, "Signature Version 4". A request that says it twice, or in both places, says nothing
 * that can be believed and is malformed.
 *
 * @module
 */
import { SIGNATURE_ALGORITHM, type SignatureScope } from './signature.ts';

/** An HTTP request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  /** As on the wire, percent-encoded, without the query. */
  readonly path: string;
  /** As on the wire, without the question mark. */
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A signature, and what it says it covers. */
export interface SignatureClaim {
  readonly form: 'header' | 'query';
  readonly accessKeyId: string;
  readonly scope: SignatureScope;
  /** As it was sent: `20261127T101500Z`. */
  readonly time: string;
  readonly atMs: number;
  /** How long the query form holds; absent of the header form. */
  readonly expiresSeconds: number | undefined;
  /** In lower case, as listed. */
  readonly signedHeaders: readonly string[];
  /** 64 hex digits. */
  readonly signature: string;
  readonly sessionToken: string | undefined;
}

/** Why a claim cannot be read; the text names what is missing or wrong, never a value. */
export interface MalformedClaim {
  readonly malformed: string;
}

const CREDENTIAL = /^([A-Za-z0-9_-]{1,128})\/(\d{8})\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request$/;
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const SIGNATURE = /^[0-9a-f]{64}$/;
const HEADER_NAMES = /^[!#$%&'*+.^_`|~0-9a-z-]+(;[!#$%&'*+.^_`|~0-9a-z-]+)*$/;
/** Seven days (AWS General Reference, "Add the signature to the query string"). */
const MAX_EXPIRES_SECONDS = 604_800;

/**
 * The signature that a request claims to have.
 *
 * @returns `undefined` when it claims none.
 *
 * @example
 * readClaim({ method: 'POST', path: '/', query: '', headers: [] }); // undefined
 */
export function readClaim(request: ReceivedRequest): SignatureClaim | MalformedClaim | undefined {
  const authorizations = valuesOf(request, 'authorization');
  const parameters = readQuery(request.query);
  const inQuery = parameters.has('X-Amz-Algorithm') || parameters.has('X-Amz-Signature');
  if (authorizations.length === 0 && !inQuery) return undefined;
  if (authorizations.length + Number(inQuery) > 1)
    return { malformed: 'Authorization is given more than once.' };
  return inQuery ? readQueryForm(parameters) : readHeaderForm(request, authorizations[0] ?? '');
}

/**
 * Every value of a header, in order.
 *
 * @example
 * valuesOf({ headers: [['Host', 'a'], ['host', 'b']] }, 'host'); // ['a', 'b']
 */
export function valuesOf({ headers }: Pick<ReceivedRequest, 'headers'>, name: string): readonly string[] {
  return headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value.trim());
}

type Parameters = ReadonlyMap<string, readonly string[]>;

interface Parts {
  readonly form: SignatureClaim['form'];
  readonly credential: string | undefined;
  readonly time: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly expiresSeconds?: number | undefined;
  readonly sessionToken: string | undefined;
}

function readHeaderForm(request: ReceivedRequest, authorization: string): SignatureClaim | MalformedClaim {
  const space = authorization.indexOf(' ');
  if (authorization.slice(0, space) !== SIGNATURE_ALGORITHM)
    return { malformed: 'Unsupported AWS algorithm.' };
  const parts = new Map<string, string>();
  for (const part of authorization.slice(space + 1).split(',')) {
    const [, name = '', value = ''] = /^\s*([A-Za-z]+)=(\S+)\s*$/.exec(part) ?? [];
    if (name === '' || parts.has(name)) return { malformed: 'Authorization header is malformed.' };
    parts.set(name, value);
  }
  const times = valuesOf(request, 'x-amz-date');
  const tokens = valuesOf(request, 'x-amz-security-token');
  if (times.length > 1 || tokens.length > 1) return { malformed: 'A header is given more than once.' };
  return build({
    form: 'header',
    credential: parts.get('Credential'),
    time: times[0],
    signedHeaders: parts.get('SignedHeaders'),
    signature: parts.get('Signature'),
    sessionToken: tokens[0],
  });
}

function readQueryForm(parameters: Parameters): SignatureClaim | MalformedClaim {
  const twice = [...parameters].some(([name, values]) => name.startsWith('X-Amz-') && values.length > 1);
  if (twice) return { malformed: 'A query parameter is given more than once.' };
  const one = (name: string): string | undefined => parameters.get(name)?.[0];
  if (one('X-Amz-Algorithm') !== SIGNATURE_ALGORITHM) return { malformed: 'Unsupported AWS algorithm.' };
  const expires = one('X-Amz-Expires');
  const expiresSeconds = Number(expires);
  if (expires === undefined || !/^\d{1,6}$/.test(expires) || expiresSeconds > MAX_EXPIRES_SECONDS) {
    return { malformed: 'X-Amz-Expires must be a number of seconds, at most 604800.' };
  }
  return build({
    form: 'query',
    credential: one('X-Amz-Credential'),
    time: one('X-Amz-Date'),
    signedHeaders: one('X-Amz-SignedHeaders'),
    signature: one('X-Amz-Signature'),
    expiresSeconds,
    sessionToken: one('X-Amz-Security-Token'),
  });
}

function build(parts: Parts): SignatureClaim | MalformedClaim {
  const {
    form,
    credential = '',
    time = '',
    signedHeaders = '',
    signature = '',
    expiresSeconds,
    sessionToken,
  } = parts;
  const [, accessKeyId = '', date = '', region = '', service = ''] = CREDENTIAL.exec(credential) ?? [];
  if (accessKeyId === '') return { malformed: 'Credential is missing or malformed.' };
  if (!HEADER_NAMES.test(signedHeaders)) return { malformed: 'SignedHeaders is missing or malformed.' };
  if (!SIGNATURE.test(signature)) return { malformed: 'Signature is missing or malformed.' };
  const atMs = readTime(time);
  if (atMs === undefined) return { malformed: 'X-Amz-Date is missing or malformed.' };
  if (!time.startsWith(date)) return { malformed: 'The dates of Credential and X-Amz-Date differ.' };
  const scope = { date, region, service };
  const names = signedHeaders.split(';');
  return {
    form,
    accessKeyId,
    scope,
    time,
    atMs,
    expiresSeconds,
    signedHeaders: names,
    signature,
    sessionToken,
  };
}

function readTime(time: string): number | undefined {
  const [, year, month, day, hour, minute, second] = TIME.exec(time) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const atMs = Date.parse(iso);
  // The second look refuses what parsing rolls over, such as 30 February.
  return Number.isNaN(atMs) || new Date(atMs).toISOString() !== iso ? undefined : atMs;
}

/** Names and values of a query, decoded; what is not UTF-8 stays as it stands. */
function readQuery(query: string): Parameters {
  const parameters = new Map<string, readonly string[]>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name = '', ...value] = pair.split('=');
    const decoded = decode(name);
    parameters.set(decoded, [...(parameters.get(decoded) ?? []), decode(value.join('='))]);
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
