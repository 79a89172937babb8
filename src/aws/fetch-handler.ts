/**
 * The AWS KMS endpoint as a web-standard handler: Request in, Response out.
 *
 *   method, content type, size -> who calls -> operation and body -> the pipeline -> body and headers
 *
 * It runs wherever fetch handlers run: behind a Node server, in a service worker, at the edge. It opens no socket and
 * knows no Node. AWS STS is answered on the same endpoint: its requests are forms, those of AWS KMS are JSON. Unless it is
 * told how to authenticate, every caller is the root of an account, so that strangers must not reach it.
 *
 * @module
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import { KmsError, refusalFrom } from '../kms/errors.ts';
import type { Kms } from '../operations/kms.ts';
import type { Caller, Connection } from '../operations/operation.ts';
import { type Authenticate, unsignedCallers } from './authenticate.ts';
import { readBody } from './body.ts';
import { errorBody, statusOf } from './errors.ts';
import { operationOf, parseBody, writeBody } from './json11.ts';
import { writeAnswer, writeRefusal } from './query-protocol.ts';
import type { IdentifiedCaller, Sts } from './sts.ts';
import { StsError } from './sts-error.ts';
import { type TrustsService, throughService, trustedByDirectory, trustsEverybody } from './via-service.ts';

const JSON_TYPE = 'application/x-amz-json-1.1';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const XML_TYPE = 'text/xml';
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
  /** Says who calls; when absent every caller is the root of an account. */
  readonly authenticate?: Authenticate;
  /** Answers AWS STS; when absent its requests have nowhere to go. */
  readonly sts?: Sts;
  /** Sees every exchange after its answer is made. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** What `GET /health` answers with beside its status; without it there is no such path. */
  readonly health?: () => Readonly<Record<string, unknown>>;
  /**
   * Who may say, in the header `X-Strongroom-Via-Service`, that a request comes through a service. When absent everybody
   * may where nobody is authenticated, and else those whom the directory lets.
   */
  readonly trustsViaService?: TrustsService;
}

/** What leaves, in its parts. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes the response of its parts: a host that can write them to its socket need not have them in a Response first. */
export type Respond = (reply: Reply) => Response;

/**
 * Takes a request of the AWS KMS protocol, answers it, and never rejects.
 *
 * @param connection What the host knows of how the request arrived, for conditions of policies.
 * @param respond Called once, at the very end; a Response of its parts when absent.
 */
export type FetchHandler = (
  request: Request,
  connection?: Partial<Connection>,
  respond?: Respond,
) => Promise<Response>;

/** With a Response of the parts. */
export const respondByResponse: Respond = ({ status, headers, body }) =>
  new Response(body, { status, headers });

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
  const door: Door = {
    kms,
    authenticate: options.authenticate ?? unsignedCallers(kms.scope),
    sts: options.sts,
    trusts: options.trustsViaService ?? (options.authenticate ? trustedByDirectory : trustsEverybody),
  };
  const { health, onExchange } = options;
  return async (request, connection = {}, respond = respondByResponse) => {
    if (request.method === 'GET' && health !== undefined && isHealthPath(request.url)) {
      return respond(replyOf(200, JSON.stringify({ status: 'ok', ...health() }), 'application/json'));
    }
    const startedAtMs = performance.now();
    const requestId = crypto.randomUUID();
    const arrival = { door, request, connection: connectionOf(request, connection), requestId };
    const isForm = door.sts !== undefined && contentTypeOf(request) === FORM_TYPE;
    const outcome = await (isForm ? answerForm(arrival) : answerJson(arrival));
    onExchange?.(exchangeOf(requestId, outcome, performance.now() - startedAtMs));
    return respond(replyOf(outcome.status, outcome.body, outcome.contentType, requestId));
  };
}

/** Everything that a request meets on its way in. */
interface Door {
  readonly kms: Kms;
  readonly authenticate: Authenticate;
  readonly sts: Sts | undefined;
  readonly trusts: TrustsService;
}

interface Arrival {
  readonly door: Door;
  readonly request: Request;
  readonly connection: Connection;
  readonly requestId: string;
}

/** What leaves: status, body, and the code of a refusal. */
interface Outcome {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly operation: string | undefined;
  readonly errorCode: string | undefined;
}

function exchangeOf(
  requestId: string,
  { operation, status, errorCode }: Outcome,
  elapsedMs: number,
): Exchange {
  return { requestId, operation: operation?.slice(0, MAX_LOGGED_NAME), status, errorCode, elapsedMs };
}

async function answerJson({ door, request, connection, requestId }: Arrival): Promise<Outcome> {
  const target = request.headers.get('x-amz-target');
  const asked = target?.slice(target.lastIndexOf('.') + 1);
  try {
    requirePost(request, JSON_TYPE);
    const operation = operationOf(target);
    const body = await readBody(request, MAX_BODY_LENGTH);
    const known = await door.authenticate({ request, body, service: 'kms', connection });
    const caller = throughService(request, known, door.trusts);
    const input = parseBody(body);
    const answer = await door.kms.invoke({ operation, input, source: 'json', caller, requestId });
    return outcomeOf(asked, 200, writeBody(answer), undefined);
  } catch (error) {
    const refusal = refusalFrom(error);
    return outcomeOf(asked, statusOf(refusal.code), errorBody(refusal), refusal.code);
  }
}

function outcomeOf(
  operation: string | undefined,
  status: number,
  body: string,
  errorCode: string | undefined,
): Outcome {
  return { status, body, contentType: JSON_TYPE, operation, errorCode };
}

/** AWS STS speaks the query protocol, and refuses in it. */
async function answerForm(arrival: Arrival): Promise<Outcome> {
  const { door, request, connection, requestId } = arrival;
  try {
    requirePost(request, FORM_TYPE);
    const body = await readBody(request, MAX_BODY_LENGTH);
    const caller = await door.authenticate({ request, body, service: 'sts', connection });
    const { action, result } = await (door.sts as Sts)(
      requireIdentity(caller),
      new URLSearchParams(fromUtf8(body)),
    );
    const text = writeAnswer(action, result, requestId);
    return { status: 200, body: text, contentType: XML_TYPE, operation: action, errorCode: undefined };
  } catch (error) {
    const { code, message, status } = stsRefusal(error);
    const text = writeRefusal(code, message, requestId);
    return { status, body: text, contentType: XML_TYPE, operation: undefined, errorCode: code };
  }
}

function requireIdentity(caller: Caller): IdentifiedCaller {
  if (caller.identity !== undefined) return { ...caller, identity: caller.identity };
  throw new StsError('AccessDenied', 'The caller has no identity.', 403);
}

/** The door's refusals under the names that AWS STS has for them. */
const STS_CODES: Readonly<Record<string, string>> = {
  InvalidSignatureException: 'SignatureDoesNotMatch',
  UnrecognizedClientException: 'InvalidClientTokenId',
  ExpiredTokenException: 'ExpiredToken',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  IncompleteSignatureException: 'IncompleteSignature',
};

function stsRefusal(error: unknown): { code: string; message: string; status: number } {
  if (error instanceof StsError) return { code: error.code, message: error.message, status: error.status };
  const refusal = refusalFrom(error);
  const code = STS_CODES[refusal.code];
  if (code !== undefined) return { code, message: refusal.message, status: 403 };
  return { code: refusal.code, message: refusal.message, status: statusOf(refusal.code) };
}

/** A POST of the one content type and nothing else: a page of another origin cannot send JSON without asking first. */
function requirePost(request: Request, contentType: string): void {
  if (request.method === 'POST' && contentTypeOf(request) === contentType) return;
  throw new KmsError('UnknownOperationException');
}

function contentTypeOf(request: Request): string | undefined {
  return request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
}

function connectionOf({ headers }: Request, known: Partial<Connection>): Connection {
  return {
    secureTransport: false,
    userAgent: headers.get('user-agent') ?? undefined,
    referer: headers.get('referer') ?? undefined,
    host: headers.get('host') ?? undefined,
    ...known,
  };
}

function isHealthPath(url: string): boolean {
  return new URL(url).pathname === '/health';
}

function replyOf(status: number, body: string, contentType: string, requestId?: string): Reply {
  const headers: Record<string, string> = { 'Content-Type': contentType, 'Cache-Control': 'no-store' };
  if (requestId !== undefined) headers['x-amzn-RequestId'] = requestId;
  return { status, headers, body };
}
