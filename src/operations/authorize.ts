/**
 * The seam of authorisation: every operation asks here, once for each key it touches, and once for whatever else its
 * row names.
 *
 * An authorizer is handed in; the one that asks policies and grants is policy-authorizer.ts.
 *
 * @module
 */
import type { Attestation } from '../attestation/attestor.ts';
import type { DecidedBy } from '../iam/evaluate.ts';
import { KmsError } from '../kms/errors.ts';
import type { Grant } from '../kms/grant.ts';
import type { Key } from '../kms/key.ts';
import type { Caller } from './operation.ts';

/** What somebody wants to do. */
export interface AuthorizationRequest {
  readonly caller: Caller;
  /** Such as `kms:Encrypt`. */
  readonly action: string;
  /** The ARN of a key; `*` for what belongs to the account. */
  readonly resource: string;
  /** How the caller named a key of another account, where not by its ARN: what an alias there means is not theirs to know. */
  readonly named?: string | undefined;
  /** The key itself, with its policy; `undefined` for `*`, and for a key that does not exist. */
  readonly key: Key | undefined;
  /** The grant that the request is about, where it is about one: whoever may retire it is named in it. */
  readonly grant?: Grant | undefined;
  /** What the verified document of the request's Recipient says, for conditions on it (recipient.ts). */
  readonly attestation?: Attestation | undefined;
  /** The request's members, for conditions on them. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Of every key that the request is about. */
  readonly keyArns?: readonly string[] | undefined;
  /** The last use of the key, or when it began to be watched for. */
  readonly unusedSinceMs?: number | undefined;
}

/** What was decided, and by which statements: `reason` ends AWS's sentence, as in `because no … policy allows …`. */
export type Decision =
  | { readonly allowed: true; readonly by?: readonly DecidedBy[] | undefined }
  | { readonly allowed: false; readonly reason: string; readonly by?: readonly DecidedBy[] | undefined };

export type Authorizer = (request: AuthorizationRequest) => Decision | Promise<Decision>;

/**
 * Requires that the authorizer allows a request.
 *
 * @param denial What to say instead of AWS's usual sentence, which names the resource.
 * @throws {KmsError} AccessDeniedException.
 */
export async function requireAllowed(
  authorizer: Authorizer,
  request: AuthorizationRequest,
  denial?: string,
): Promise<void> {
  const decision = await authorizer(request);
  if (decision.allowed) return;
  throw new KmsError('AccessDeniedException', denial ?? sentenceOf(request, decision.reason));
}

/**
 * AWS's sentence for a refusal.
 *
 * @example
 * const caller = { account: '111122223333', region: 'us-east-1', principalArn: 'arn:aws:iam::111122223333:user/al' };
 * sentenceOf({ caller, action: 'kms:ListKeys', resource: '*' }, 'because …');
 * // 'User: arn:aws:iam::111122223333:user/al is not authorized to perform: kms:ListKeys on resource: * because …'
 */
export function sentenceOf(
  {
    caller,
    action,
    resource,
    named = resource,
  }: Pick<AuthorizationRequest, 'caller' | 'action' | 'resource' | 'named'>,
  reason: string,
): string {
  return `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${named} ${reason}`;
}
