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
import { parseArn } from '../iam/arn.ts';
import { principalOf } from '../iam/principal.ts';
import { KmsError } from '../kms/errors.ts';
import type { Scope } from '../kms/scope.ts';
import type { AccessAnswer } from '../operations/access.ts';
import type { Caller } from '../operations/operation.ts';
import type { Authenticate } from './authenticate.ts';
import type { FetchHandler } from './fetch-handler.ts';
import { withJsonPath } from './json-path.ts';

const PATH = '/_strongroom/explain';

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
export function withExplain(handler: FetchHandler, { kms, authenticate }: Explainer): FetchHandler {
  const answer = (question: unknown, caller: Caller): Promise<AccessAnswer> =>
    explainTo(kms, readQuestion(question), caller);
  return withJsonPath(handler, { path: PATH, scope: kms.scope, authenticate, answer });
}

async function explainTo(
  kms: Explainer['kms'],
  question: ExplainRequest,
  caller: Caller,
): Promise<AccessAnswer> {
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

function readQuestion(question: unknown): ExplainRequest {
  const { principal, action } = (question ?? {}) as Partial<ExplainRequest>;
  if (typeof principal === 'string' && typeof action === 'string') return question as ExplainRequest;
  throw new KmsError('ValidationException', 'A question has a principal and an action.');
}
