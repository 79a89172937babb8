/**
 * Calling the service: every view asks through this file, whether the service is behind an endpoint or in the page.
 *
 * A call is an HTTP request as AWS's SDKs make it; what differs is who sends it: the browser's `fetch`, or a handler in
 * the page. Answers stay as JSON has them, bytes in base64 and times in seconds, since that is what is shown.
 *
 * @module
 */
import type { Credentials, SigningPurpose } from './signing.ts';

/** Answers a request: `fetch`, or a fetch handler. */
export type Send = (request: Request) => Promise<Response>;

/** Where to, as whom. */
export interface Connection {
  /** The service's URL without a path. */
  readonly endpoint: string;
  /** Empty for the service's own. */
  readonly region: string;
  /** Absent where nobody has to sign. */
  readonly credentials?: Credentials | undefined;
}

/** JSON objects. */
export type Answer = Readonly<Record<string, unknown>>;

/** The service refused, in its own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** AWS's code, such as `NotFoundException`. */
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(code: string, message: string, status: number, requestId?: string) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

/** Signs a request; loaded when there is something to sign with. */
type Sign = (
  credentials: Credentials,
  purpose: SigningPurpose,
  request: { method: string; url: URL; body: string; headers: Readonly<Record<string, string>> },
) => Promise<object>;

export interface ClientOptions {
  readonly send: Send;
  readonly connection: Connection;
  readonly sign: Sign;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** A service that can be asked. */
export interface Client {
  readonly connection: Connection;
  /** Any operation of AWS KMS by name. @throws {ApiError} It was refused. */
  call(operation: string, input: Answer): Promise<Answer>;
  /** AWS CloudTrail's LookupEvents on the same endpoint. @throws {ApiError} It was refused, or there is none. */
  lookupEvents(input: Answer): Promise<Answer>;
  /** One of the service's own paths, such as `explain`. @throws {ApiError} It was refused, or there is none. */
  ask(path: string, body: Answer): Promise<Answer>;
  /** What the service says of itself; nothing where it says nothing. */
  health(): Promise<Answer | undefined>;
}

const JSON_11 = 'application/x-amz-json-1.1';
const JSON_PLAIN = 'application/json';
/** The Region that a signature names where nobody chose one. */
const DEFAULT_REGION = 'us-east-1';

/** What is sent. */
interface Outgoing {
  readonly path: string;
  readonly service: string;
  readonly body: Answer;
  readonly type: string;
  /** `X-Amz-Target`, for the AWS protocols. */
  readonly target?: string;
}

/**
 * A client.
 *
 * @example
 * const send = async () => new Response('{"Keys":[]}');
 * const connection = { endpoint: 'http://localhost:4599', region: '' };
 * const client = createClient({ send, connection, sign: async () => ({}), clock: Date.now });
 * (await client.call('ListKeys', {})).Keys.length; // 0
 */
export function createClient(options: ClientOptions): Client {
  const post = (outgoing: Outgoing) => exchange(options, outgoing);
  return {
    connection: options.connection,
    call: (operation, body) =>
      post({ path: '/', service: 'kms', type: JSON_11, target: `TrentService.${operation}`, body }),
    lookupEvents: (body) =>
      post({
        path: '/',
        service: 'cloudtrail',
        type: JSON_11,
        target: 'CloudTrail_20131101.LookupEvents',
        body,
      }),
    ask: (path, body) => post({ path: `/_strongroom/${path}`, service: 'kms', type: JSON_PLAIN, body }),
    health: () => readHealth(options),
  };
}

async function exchange(options: ClientOptions, outgoing: Outgoing): Promise<Answer> {
  const { endpoint } = options.connection;
  const url = new URL(outgoing.path, endpoint);
  const body = JSON.stringify(outgoing.body);
  const target: Record<string, string> =
    outgoing.target === undefined ? {} : { 'x-amz-target': outgoing.target };
  const authorization = await authorizationOf(options, outgoing.service, { url, body, headers: target });
  const headers = { 'content-type': outgoing.type, ...target, ...authorization };
  const request = new Request(url, { method: 'POST', headers, body, cache: 'no-store', credentials: 'omit' });
  return await readAnswer(await sendOrSay(options, request));
}

async function authorizationOf(
  { connection: { region, credentials }, sign, clock }: ClientOptions,
  service: string,
  request: { url: URL; body: string; headers: Readonly<Record<string, string>> },
): Promise<object> {
  const atMs = clock();
  if (credentials !== undefined) {
    const purpose = { region: region || DEFAULT_REGION, service, atMs };
    return await sign(credentials, purpose, { method: 'POST', ...request });
  }
  return region === '' ? {} : { authorization: unverifiedAuthorization('any', region, service, atMs) };
}

async function sendOrSay({ send, connection }: ClientOptions, request: Request): Promise<Response> {
  try {
    return await send(request);
  } catch (error) {
    throw new ApiError('NetworkError', `${connection.endpoint} cannot be reached.`, 0, String(error));
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const requestId = response.headers.get('x-amzn-requestid') ?? undefined;
  const body = parse(text);
  if (response.ok && body !== undefined) return body;
  const { __type, code, message, Message, error } = (body ?? {}) as Record<string, unknown>;
  const name = String(__type ?? code ?? `HTTP ${response.status}`)
    .split('#')
    .at(-1) as string;
  const said = message ?? Message ?? error ?? (body === undefined ? text.trim().slice(0, 300) : '');
  throw new ApiError(name, String(said), response.status, requestId);
}

function parse(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
}

async function readHealth({ send, connection }: ClientOptions): Promise<Answer | undefined> {
  try {
    const response = await send(new Request(new URL('/health', connection.endpoint), { cache: 'no-store' }));
    return response.ok ? parse(await response.text()) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What stands for a signature where none is verified: it says in which Region, and of which account when the access key
 * id is 12 digits.
 *
 * @example
 * unverifiedAuthorization('any', 'eu-west-1', 'kms', 0).includes('any/19700101/eu-west-1/kms/aws4_request'); // true
 */
export function unverifiedAuthorization(
  accessKeyId: string,
  region: string,
  service: string,
  atMs: number,
): string {
  const date = new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '');
  const credential = `Credential=${accessKeyId}/${date}/${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
}
