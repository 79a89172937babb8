/**
 * Questions to the service itself, beside AWS's API: a POST of JSON on a path of its own, answered in JSON.
 *
 * Callers prove themselves as for AWS KMS; refusals are AWS's. It opens no socket and knows no question.
 *
 * @module
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import { KmsError, refusalFrom } from '../kms/errors.ts';
import type { Scope } from '../kms/scope.ts';
import type { Caller } from '../operations/operation.ts';
import { type Authenticate, unsignedCallers } from './authenticate.ts';
import { readBody } from './body.ts';
import { errorBody, statusOf } from './errors.ts';
import type { FetchHandler } from './fetch-handler.ts';

const MAX_BODY_LENGTH = 65_536;

/** A path, and who answers there. */
export interface JsonPath {
  readonly path: string;
  readonly scope: Scope;
  /** Says who asks; when absent everybody is the root of an account. */
  readonly authenticate?: Authenticate | undefined;
  /** @throws {KmsError | RangeError} What is refused: as AWS refuses, or as a bad question. */
  readonly answer: (question: unknown, caller: Caller) => Promise<object>;
}

/** A handler that answers questions on their path, and hands everything else on. */
export function withJsonPath(handler: FetchHandler, jsonPath: JsonPath): FetchHandler {
  return async (request, connection, respond) => {
    if (!isAt(request.url, jsonPath.path)) return await handler(request, connection, respond);
    try {
      return json(200, JSON.stringify(await answer(request, jsonPath)));
    } catch (error) {
      if (error instanceof RangeError) return json(400, JSON.stringify({ message: error.message }));
      const refusal = refusalFrom(error);
      return json(statusOf(refusal.code), errorBody(refusal));
    }
  };
}

/** The parser is for those alone that may be meant. */
function isAt(url: string, path: string): boolean {
  return url.includes(path) && new URL(url).pathname === path;
}

async function answer(request: Request, { scope, authenticate, answer: ask }: JsonPath): Promise<object> {
  if (request.method !== 'POST' || request.headers.get('content-type') !== 'application/json') {
    throw new KmsError('UnknownOperationException');
  }
  const body = await readBody(request, MAX_BODY_LENGTH);
  const door = authenticate ?? unsignedCallers(scope);
  const caller = await door({ request, body, service: 'kms', connection: { secureTransport: false } });
  return await ask(parse(body), caller);
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(body)) as unknown;
  } catch {
    throw new KmsError('SerializationException');
  }
}

function json(status: number, body: string): Response {
  return new Response(`${body}\n`, {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}
