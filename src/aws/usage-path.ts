/**
 * Questions about usage over HTTP: what `strongroom usage` asks a service that is running.
 *
 *   POST /_strongroom/usage   {"from": "2026-11-01", "to": "2026-11-30", "by": "key"}
 *
 * Everybody is told of their own account alone, and only its root, or who is allowed `strongroom:GetUsage` by a policy of
 * their own. The action is of a service of its own, so that nobody has it who was allowed `kms:*`.
 *
 * @module
 */
import { principalOf } from '../iam/principal.ts';
import { KmsError } from '../kms/errors.ts';
import type { Scope } from '../kms/scope.ts';
import type { AccessAnswer, AccessQuestion } from '../operations/access.ts';
import type { Caller } from '../operations/operation.ts';
import type { Authenticate } from './authenticate.ts';
import type { FetchHandler } from './fetch-handler.ts';
import { withJsonPath } from './json-path.ts';

const PATH = '/_strongroom/usage';
const ACTION = 'strongroom:GetUsage';
const MEMBERS = ['from', 'to', 'by'] as const;

/** What was asked, of the account of who asks; the texts are as they came. */
export interface UsageRequest {
  readonly account: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: string | undefined;
}

/** Who answers, and how callers prove themselves. */
export interface UsageTeller {
  readonly kms: {
    readonly scope: Scope;
    /** @throws {RangeError} A day or a group is none. */
    usage(question: UsageRequest): Promise<object>;
    explainFor(question: AccessQuestion): Promise<AccessAnswer>;
  };
  readonly authenticate?: Authenticate | undefined;
}

/** A handler that tells of usage on its path, and hands everything else on. */
export function withUsage(handler: FetchHandler, { kms, authenticate }: UsageTeller): FetchHandler {
  const answer = async (question: unknown, caller: Caller): Promise<object> => {
    await requireAllowed(kms, caller);
    return await kms.usage({ ...readQuestion(question), account: caller.account });
  };
  return withJsonPath(handler, { path: PATH, scope: kms.scope, authenticate, answer });
}

async function requireAllowed(kms: UsageTeller['kms'], caller: Caller): Promise<void> {
  if (principalOf(caller.principalArn).kind === 'root') return;
  const { allowed, sentence } = await kms.explainFor({ caller, action: ACTION });
  if (!allowed) throw new KmsError('AccessDeniedException', sentence);
}

function readQuestion(question: unknown): Omit<UsageRequest, 'account'> {
  if (typeof question !== 'object' || question === null || Array.isArray(question)) {
    throw new KmsError(
      'ValidationException',
      'A question is an object with from, to and by, each of them a text.',
    );
  }
  const given = question as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(given)) {
    if (!MEMBERS.some((member) => member === name)) {
      throw new KmsError('ValidationException', `A question has no ${JSON.stringify(name.slice(0, 64))}.`);
    }
    if (typeof value !== 'string') throw new KmsError('ValidationException', `"${name}" expected a text.`);
  }
  return given;
}
