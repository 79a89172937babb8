/**
 * Questions about access over HTTP: what `strongroom explain` asks a service that is running.
 *
 *   POST /_strongroom/explain   {"principal": "arn:…", "action": "kms:Encrypt", "keyId": "alias/a", "input": {…}}
 *
 * Policies are nobody's business but the account's: only its root may ask, and only about principals and keys of its own
 * account. The answer is the decision with the statements that made it; of a key of another account, with those of its own.
 *
 * @module
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import { parseArn } from '../iam/arn.ts';
import { principalOf } from '../iam/principal.ts';
import { internalError, KmsError } from '../kms/errors.ts';
import type { Scope } from '../kms/scope.ts';
import type { AccessAnswer } from '../operations/access.ts';
import { type Authenticate, unsignedCallers } from './authenticate.ts';
import { readBody } from './body.ts';
import { errorBody, statusOf } from './errors.ts';
import type { FetchHandler } from './fetch-handler.ts';

const PATH = '/_strongroom/explain';
const MAX_BODY_LENGTH = 65_536;

/** What a question is made of. */
export interface ExplainRequest {
  readonly principal: string;
  readonly action: string;
  readonly keyId?: string;
  readonly region?: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

/** Who answers, and how callers prove themselves. */
export interface Explainer {
  readonly kms: { readonly scope: Scope; explain(question: ExplainRequest): Promise<AccessAnswer> };
  readonly authenticate?: Authenticate | undefined;
}

/** A handler that answers questions on their path, and hands everything else on. */
export function withExplain(handler: FetchHandler, explainer: Explainer): FetchHandler {
  return async (request, connection, respond) => {
    if (!isAsked(request.url)) return await handler(request, connection, respond);
    try {
      return json(200, JSON.stringify(await answer(request, explainer)));
    } catch (error) {
      if (error instanceof KmsError) return json(statusOf(error.code), errorBody(error));
      if (error instanceof RangeError) return json(400, JSON.stringify({ message: error.message }));
      const refusal = internalError(error);
      return json(statusOf(refusal.code), errorBody(refusal));
    }
  };
}

/** The parser is for those alone that may be meant. */
function isAsked(url: string): boolean {
  return url.includes(PATH) && new URL(url).pathname === PATH;
}

async function answer(request: Request, { kms, authenticate }: Explainer): Promise<AccessAnswer> {
  if (request.method !== 'POST' || request.headers.get('content-type') !== 'application/json') {
    throw new KmsError('UnknownOperationException');
  }
  const body = await readBody(request, MAX_BODY_LENGTH);
  const door = authenticate ?? unsignedCallers(kms.scope);
  const caller = await door({ request, body, service: 'kms', connection: { secureTransport: false } });
  const question = readQuestion(body);
  const isRoot = principalOf(caller.principalArn).kind === 'root';
  if (!isRoot || principalOf(question.principal).account !== caller.account) {
    throw new KmsError('AccessDeniedException', 'Only the root of an account may ask about its principals.');
  }
  return withoutForeign(await kms.explain({ region: caller.region, ...question }), question, caller.account);
}

/** What another account wrote on its keys is its own: of those only the decision is told. */
function withoutForeign(found: AccessAnswer, { keyId }: ExplainRequest, account: string): AccessAnswer {
  const owner = keyId === undefined ? undefined : parseArn(keyId)?.account;
  if (owner === undefined || owner === account) return found;
  return { ...found, by: found.by.filter(({ role }) => role !== 'key policy' && role !== 'grant') };
}

function readQuestion(body: Uint8Array): ExplainRequest {
  let question: unknown;
  try {
    question = JSON.parse(fromUtf8(body));
  } catch {
    throw new KmsError('SerializationException');
  }
  const { principal, action } = (question ?? {}) as Partial<ExplainRequest>;
  if (typeof principal === 'string' && typeof action === 'string') return question as ExplainRequest;
  throw new KmsError('ValidationException', 'A question has a principal and an action.');
}

function json(status: number, body: string): Response {
  return new Response(`${body}\n`, {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}
