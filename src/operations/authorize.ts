/**
 * The seam of authorisation: every operation asks here, once for each key it touches and once for the account.
 *
 * An authorizer is handed in. The one of this file is development mode: whoever calls is the root of an account, and
 * root may do everything in its own account, and in another one only retire what it was granted or gave.
 *
 * @module
 */
import type { Attestation } from '../attestation/attestor.ts';
import { parseArn } from '../iam/arn.ts';
import { KmsError } from '../kms/errors.ts';
import type { Grant } from '../kms/grant.ts';
import { mayRetire } from '../kms/grant-rules.ts';
import type { Key } from '../kms/key.ts';
import { rootArn } from '../kms/scope.ts';
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
  /** The grant that the request is about, where it is about one: whoever may retire it is named in it. */
  readonly grant?: Grant | undefined;
  /** What the verified document of the request's Recipient says, for conditions on it (recipient.ts). */
  readonly attestation?: Attestation | undefined;
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
export const rootOfAccount: Authorizer = (request: AuthorizationRequest): Decision => {
  const { caller, action, resource } = request;
  if (resource === '*' || parseArn(resource)?.account === caller.account) return { allowed: true };
  if (action === 'kms:RetireGrant' && isNamedIn(request)) return { allowed: true };
  return { allowed: false, reason: `because no resource-based policy allows the ${action} action` };
};

function isNamedIn({ caller, grant }: AuthorizationRequest): boolean {
  if (grant === undefined) return false;
  const issuingRoot = rootArn({ account: grant.issuingAccount, region: grant.region });
  return mayRetire(grant, [{ principal: caller.principalArn }], issuingRoot);
}

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
