/**
 * The AWS KMS endpoint as a web-standard handler: Request in, Response out.
 *
 *   method, content type, size -> signing scope -> operation and body -> the pipeline -> body and headers
 *
 * It runs wherever fetch handlers run: behind a Node server, in a service worker, at the edge. It opens no socket and
 * knows no Node. Signatures are not verified yet: the scope that a request claims decides account and Region, so the
 * handler must not be reachable by strangers (docs/DIFFERENCES.md).
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { internalError, KmsError } from '../kms/errors.ts';
import { rootArn } from '../kms/scope.ts';
import type { Kms } from '../operations/kms.ts';
import type { Caller } from '../operations/operation.ts';
import { errorBody, statusOf } from './errors.ts';
import { operationOf, parseBody, writeBody } from './json11.ts';
import { type SigningScope, signingScopeOf } from './signing-scope.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';
/** AWS publishes no limit for the whole body; no valid request comes near to this one. */
const MAX_BODY_LENGTH = 1_048_576;

/** An operation's name as asked for is an attacker's text: logs get this much of it. */
const MAX_LOGGED_NAME = 64;

/** What the handler tells of each exchange, for logs: nothing that a request or an answer holds. */
export interface Exchange {
  readonly requestId: string;
  /** As asked for, known or not; `undefined` when none could be read. */
  readonly operation: string | undefined;
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly elapsedMs: number;
}

export interface FetchHandlerOptions {
  /** Sees every exchange after its answer is made. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** What `GET /health` answers with beside its status; without it there is no such path. */
  readonly health?: () => Readonly<Record<string, unknown>>;
  /**
   * Whether a request may say, in the header `X-Strongroom-Via-Service`, that it comes through a service. Everybody may
   * when absent, since signatures are not verified and everybody is the root of an account already. A request that says
   * so and may not is refused.
   */
  readonly trustsViaService?: (request: Request) => boolean;
}

/** Takes a request of the AWS KMS protocol, answers it, and never rejects. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * The handler over a service.
 *
 * @example
 * const handler = kmsFetchHandler(await createKms());
 * const headers = { 'X-Amz-Target': 'TrentService.ListKeys', 'Content-Type': 'application/x-amz-json-1.1' };
 * const request = new Request('http://localhost/', { method: 'POST', headers, body: '{}' });
 * await (await handler(request)).text(); // '{"Keys":[],"Truncated":false}'
 */
export function kmsFetchHandler(kms: Kms, options: FetchHandlerOptions = {}): FetchHandler {
  return async (request) => {
    if (request.method === 'GET' && options.health !== undefined && isHealthPath(request.url)) {
      return jsonResponse(200, JSON.stringify({ status: 'ok', ...options.health() }), 'application/json');
    }
    return await exchange(kms, request, options);
  };
}

async function exchange(kms: Kms, request: Request, options: FetchHandlerOptions): Promise<Response> {
  const startedAtMs = performance.now();
  const requestId = crypto.randomUUID();
  const target = request.headers.get('x-amz-target');
  let status = 200;
  let errorCode: string | undefined;
  let body: string;
  try {
    body = writeBody(await answer(kms, request, { target, requestId, options }));
  } catch (error) {
    const refusal = error instanceof KmsError ? error : internalError(error);
    status = statusOf(refusal.code);
    errorCode = refusal.code;
    body = errorBody(refusal);
  }
  const operation = target?.split('.').at(-1)?.slice(0, MAX_LOGGED_NAME);
  options.onExchange?.({
    requestId,
    operation,
    status,
    errorCode,
    elapsedMs: performance.now() - startedAtMs,
  });
  return jsonResponse(status, body, CONTENT_TYPE, requestId);
}

interface Arrival {
  readonly target: string | null;
  readonly requestId: string;
  readonly options: FetchHandlerOptions;
}

async function answer(
  kms: Kms,
  request: Request,
  { target, requestId, options }: Arrival,
): Promise<Readonly<Record<string, unknown>>> {
  requireProtocol(request);
  const operation = operationOf(target);
  const input = parseBody(await readBody(request));
  const root = callerOf(kms, signingScopeOf(request.headers.get('authorization')));
  const caller = { ...root, viaService: viaServiceOf(request, root.region, options) };
  return await kms.invoke({ operation, input, source: 'json', caller, requestId });
}

/** POST of AWS JSON, and nothing else: a page of another origin cannot send that without asking first. */
function requireProtocol(request: Request): void {
  const contentType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (request.method === 'POST' && contentType === CONTENT_TYPE) return;
  throw new KmsError('UnknownOperationException');
}

/** A body that announces its length is read at once, and measured all the same; one that does not, piece by piece. */
async function readBody(request: Request): Promise<Uint8Array> {
  const announced = request.headers.get('content-length');
  if (announced === null) return await readBounded(request);
  if (Number(announced) > MAX_BODY_LENGTH) throw new KmsError('RequestEntityTooLargeException');
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.length > MAX_BODY_LENGTH) throw new KmsError('RequestEntityTooLargeException');
  return body;
}

async function readBounded(request: Request): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    length += read.value.length;
    if (length > MAX_BODY_LENGTH) throw new KmsError('RequestEntityTooLargeException');
    parts.push(read.value);
  }
  return concatBytes(...parts);
}

/** The root of the account: the one that the access key id names if it is 12 digits, else the service's own. */
function callerOf(kms: Kms, claimed: SigningScope | undefined): Caller {
  const region = claimed?.region ?? kms.scope.region;
  const account = claimed?.account ?? kms.scope.account;
  const scope = { account, region };
  return { ...scope, principalArn: rootArn(scope) };
}

const VIA_SERVICE = 'x-strongroom-via-service';
const SERVICE_NAME = /^[a-z0-9-]{1,63}$/;

/** `s3` and `s3.us-east-1.amazonaws.com` say the same. */
function viaServiceOf(
  request: Request,
  region: string,
  { trustsViaService = () => true }: FetchHandlerOptions,
): string | undefined {
  const named = request.headers.get(VIA_SERVICE);
  if (named === null) return undefined;
  if (!trustsViaService(request)) {
    throw new KmsError(
      'AccessDeniedException',
      `The header ${VIA_SERVICE} is not accepted from this caller.`,
    );
  }
  const suffix = `.${region}.amazonaws.com`;
  const service = named.endsWith(suffix) ? named.slice(0, -suffix.length) : named;
  if (SERVICE_NAME.test(service)) return service + suffix;
  throw new KmsError('ValidationException', `The header ${VIA_SERVICE} names no service of ${region}.`);
}

function isHealthPath(url: string): boolean {
  return new URL(url).pathname === '/health';
}

function jsonResponse(status: number, body: string, contentType: string, requestId?: string): Response {
  const headers: Record<string, string> = { 'Content-Type': contentType, 'Cache-Control': 'no-store' };
  if (requestId !== undefined) headers['x-amzn-RequestId'] = requestId;
  return new Response(body, { status, headers });
}
