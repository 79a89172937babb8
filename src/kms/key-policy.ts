/**
 * Key policies as the service keeps them: the default one, the limits, and the lock-out check.
 *
 * Source: KMS Developer Guide, "Default key policy" and "Key policies in AWS KMS". What a policy allows is decided by
 * iam/; this file only decides whether a document may become a key's policy.
 *
 * @module
 */

import { toUtf8 } from '../bytes/utf8.ts';
import { parseArn } from '../iam/arn.ts';
import type { AccessRequest } from '../iam/evaluate.ts';
import { keepsAccess } from '../iam/lockout.ts';
import type { RequestContext } from '../iam/pattern.ts';
import { type Policy, PolicySyntaxError, parsePolicy } from '../iam/policy.ts';
import type { Principal } from '../iam/principal.ts';
import { KmsError } from './errors.ts';
import { rootArn, type Scope } from './scope.ts';

/** KMS Developer Guide, "Resource quotas": the real limit, below the shape's 131,072 characters. */
const MAX_POLICY_LENGTH = 32_768;
const ACCOUNT = /^\d{12}$/;
/** The only policy that a key has. */
export const POLICY_NAME = 'default';

/**
 * The policy of a key for which none was given: the account has full access and decides by IAM.
 *
 * @example
 * JSON.parse(defaultPolicy({ account: '111122223333', region: 'us-east-1' })).Id; // 'key-default-1'
 */
export function defaultPolicy(scope: Scope): string {
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: rootArn(scope) },
    Action: 'kms:*',
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] }, undefined, 2);
}

/** Who puts a policy, and whether that caller accepts to be locked out by it. */
export interface PolicyAuthor {
  readonly principal: Principal;
  /** What conditions see of the author. */
  readonly context: RequestContext;
  readonly bypassLockoutCheck: boolean;
}

/**
 * Requires that a document may become a key's policy.
 *
 * @throws {KmsError} LimitExceededException over 32 KiB; MalformedPolicyDocumentException for anything but a policy, for
 * one that names what cannot be a principal, or for one that would shut its author out.
 */
export function requirePolicy(text: string, author: PolicyAuthor): void {
  if (toUtf8(text).length > MAX_POLICY_LENGTH) {
    throw new KmsError('LimitExceededException', `The policy is longer than ${MAX_POLICY_LENGTH} bytes.`);
  }
  const policy = parse(text);
  requirePrincipals(policy);
  requireStrictConditions(policy);
  if (author.bypassLockoutCheck || keepsAccess(policy, putKeyPolicyBy(author))) return;
  throw new KmsError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
}

/** The author's next attempt to change the policy. */
function putKeyPolicyBy({ principal, context }: PolicyAuthor): AccessRequest {
  return {
    principal,
    policies: { identity: [] },
    action: 'kms:PutKeyPolicy',
    resource: '*',
    context,
  };
}

/** Keys with one value: ForAllValues holds for a request without any, so that it would let everybody in. */
const SINGLE_VALUED: readonly string[] = ['kms:encryptioncontext:', 'aws:requesttag/'];

function requireStrictConditions({ statements }: Policy): void {
  const conditions = statements.flatMap((statement) => statement.conditions);
  const lax = conditions.find(
    ({ qualifier, key }) =>
      qualifier === 'ForAllValues' && SINGLE_VALUED.some((prefix) => key.startsWith(prefix)),
  );
  if (lax === undefined) return;
  const kind = lax.key.startsWith('kms:') ? 'kms:EncryptionContext' : 'aws:RequestTag';
  throw new KmsError(
    'MalformedPolicyDocumentException',
    `OverlyPermissiveCondition: ${kind}: Using the ForAllValues set operator with a single-valued condition key matches requests without the specified encryption context or with an unspecified encryption context. To fix, remove ForAllValues.`,
  );
}

/** Requires the name of a policy to be the only one there is. */
export function requirePolicyName(name: string | undefined): void {
  if (name === undefined || name === POLICY_NAME) return;
  throw new KmsError('NotFoundException', 'No such policy exists');
}

/** What an ARN of a principal names, by its service; wildcards and groups are no principals. */
const PRINCIPALS: ReadonlyMap<string, RegExp> = /* @__PURE__ */ new Map([
  ['iam', /^(root|(user|role)\/[\w+=,.@/-]+)$/],
  ['sts', /^(assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+)$/],
]);

function requirePrincipals({ statements }: Policy): void {
  const names = statements.flatMap(({ principals }) => principals?.values.get('AWS') ?? []);
  if (names.every(isPrincipal)) return;
  throw new KmsError(
    'MalformedPolicyDocumentException',
    'Policy contains a statement with one or more invalid principals.',
  );
}

function isPrincipal(name: string): boolean {
  if (name === '*' || ACCOUNT.test(name)) return true;
  const arn = parseArn(name);
  if (arn === undefined || arn.region !== '' || !ACCOUNT.test(arn.account)) return false;
  return PRINCIPALS.get(arn.service)?.test(arn.resource) === true;
}

function parse(text: string): Policy {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw new KmsError('MalformedPolicyDocumentException', '', { cause: error });
  }
}
