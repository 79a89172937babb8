/**
 * The seam of authorisation: every operation asks here, once for each key it touches and once for the account.
 *
 * An authorizer is handed in. The one of this file is development mode: whoever calls is the root of an account, and
 * root may do everything in its own account but manage AWS's keys there, and nothing in another.
 *
 * @module
 */
import { parseArn } from '../iam/arn.ts';
import { KmsError } from '../kms/errors.ts';
import type { Key } from '../kms/key.ts';
import { managedKeyAllows } from '../kms/managed-keys.ts';
import type { Caller } from './operation.ts';

/** What somebody wants to do. */
export interface AuthorizationRequest {
  readonly caller: Caller;
  /** Such as `kms:Encrypt`. */
  readonly action: string;
  /** The ARN of a key; `*` for what belongs to the account. */
  readonly resource: string;
  /** The key itself, with its policy; `undefined` for `*`, and for a key that does not exist. */
  readonly key: Key | undefined;
  /** The request's members, for conditions on them. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What was decided, and by which rule: `reason` ends AWS's sentence, as in `because no … policy allows …`. */
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

export type Authorizer = (request: AuthorizationRequest) => Decision | Promise<Decision>;

/**
 * Development mode: the root of an account, allowed everything in it.
 *
 * @example
 * const caller = { account: '111122223333', region: 'us-east-1', principalArn: 'arn:aws:iam::111122223333:root' };
 * const request = { caller, action: 'kms:ListKeys', resource: '*', key: undefined, input: {} };
 * rootOfAccount(request); // { allowed: true }
 */
export const rootOfAccount: Authorizer = ({
  caller,
  action,
  resource,
  key,
}: AuthorizationRequest): Decision => {
  const isOwn = resource === '*' || parseArn(resource)?.account === caller.account;
  // The policy of an AWS managed key does not leave it to its account.
  const isLeft = key?.manager !== 'AWS' || managedKeyAllows(key, action, caller.viaService);
  if (isOwn && isLeft) return { allowed: true };
  return { allowed: false, reason: `because no resource-based policy allows the ${action} action` };
};

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
  const { caller, action, resource } = request;
  const sentence = `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${resource} ${decision.reason}`;
  throw new KmsError('AccessDeniedException', denial ?? sentence);
}
