/**
 * Why somebody may do something, or may not: the decision that a call would meet, and the statements that made it.
 *
 * @module
 */
import type { DecidedBy } from '../iam/evaluate.ts';
import { KmsError } from '../kms/errors.ts';
import type { Vault } from '../kms/vault.ts';
import { type AuthorizationRequest, type Authorizer, sentenceOf } from './authorize.ts';
import type { Caller } from './operation.ts';
import { resolveKey } from './resolve.ts';

/** A question of access. */
export interface AccessQuestion {
  readonly caller: Caller;
  /** Such as `kms:Encrypt`. */
  readonly action: string;
  /** Key id, key ARN, alias name or alias ARN; absent for what touches no key. */
  readonly keyId?: string | undefined;
  /** Members of the request that conditions may ask about, under AWS's names. */
  readonly input?: Readonly<Record<string, unknown>> | undefined;
}

/** What would happen, in AWS's words where it is a refusal, and by which statements. */
export interface AccessAnswer {
  readonly allowed: boolean;
  readonly sentence: string;
  readonly by: readonly DecidedBy[];
}

/** AWS's, and this service's own. */
const ACTION = /^(kms|strongroom):[A-Za-z]+$/;

/**
 * Answers a question.
 *
 * @throws {KmsError} ValidationException: it is no action of AWS KMS. NotFoundException: there is no such key.
 */
export async function explainAccess(
  vault: Vault,
  authorizer: Authorizer,
  { caller, action, keyId, input = {} }: AccessQuestion,
): Promise<AccessAnswer> {
  if (!ACTION.test(action)) throw new KmsError('ValidationException', 'An action looks like kms:Encrypt.');
  const found =
    keyId === undefined
      ? undefined
      : await resolveKey(vault, caller, { by: 'identifier', identifier: keyId });
  const request: AuthorizationRequest = {
    caller,
    action,
    resource: found?.arn ?? '*',
    named: found?.named,
    key: found?.stored?.key,
    input: keyId === undefined ? input : { KeyId: keyId, ...input },
    keyArns: found === undefined ? [] : [found.arn],
  };
  const decision = await authorizer(request);
  const by = decision.by ?? [];
  if (!decision.allowed) return { allowed: false, sentence: sentenceOf(request, decision.reason), by };
  const sentence = `User: ${caller.principalArn} is authorized to perform: ${action} on resource: ${request.resource}`;
  return { allowed: true, sentence, by };
}
