/**
 * userIdentity: who called, as CloudTrail describes them.
 *
 * Source: CloudTrail User Guide, "CloudTrail userIdentity element". What is not known is left out: nothing is made up.
 *
 * @module
 */
import { calledVia } from '../iam/aws-keys.ts';
import type { Identity, SessionFacts } from '../iam/identity.ts';
import { type Principal, type PrincipalKind, principalOf } from '../iam/principal.ts';
import type { Caller } from '../operations/operation.ts';
import type { SessionContext, UserIdentity } from './cloudtrail-event.ts';
import { isoSeconds } from './dates.ts';

/** What is known of somebody; of a caller without identity no more than the ARN. */
type Known = Partial<Identity> & { readonly principal: Principal };

const TYPES: { readonly [K in PrincipalKind]: NonNullable<UserIdentity['type']> } = {
  root: 'Root',
  user: 'IAMUser',
  session: 'AssumedRole',
  federated: 'FederatedUser',
  service: 'AWSService',
};

/** Where there is no other name for it. */
export const INTERNAL = 'AWS Internal';

const ACCOUNT = /^\d{12}$/;

/** The caller, as the events of their own account have them. */
export function userIdentityOf(caller: Caller): UserIdentity {
  const known: Known = caller.identity ?? { principal: principalOf(caller.principalArn) };
  const { principal } = known;
  if (!isCustomer(principal.account)) return serviceIdentity(principal);
  return {
    type: TYPES[principal.kind],
    principalId: principalIdOf(known),
    arn: principal.arn,
    accountId: principal.account,
    accessKeyId: caller.accessKeyId,
    userName: principal.kind === 'user' ? (known.userName ?? lastPart(principal.arn)) : undefined,
    sessionContext: sessionContextOf(known),
    invokedBy: invokerOf(caller),
  };
}

/** The caller, as the events of another account have them: that account learns no name. */
export function foreignIdentityOf(caller: Caller): UserIdentity {
  const known: Known = caller.identity ?? { principal: principalOf(caller.principalArn) };
  if (!isCustomer(known.principal.account)) return serviceIdentity(known.principal);
  return {
    type: 'AWSAccount',
    principalId: principalIdOf(known),
    accountId: known.principal.account,
    invokedBy: invokerOf(caller),
  };
}

/** The service that passes the call on: `s3.amazonaws.com`. */
export function invokerOf({ connection }: Caller): string | undefined {
  return connection === undefined ? undefined : calledVia(connection);
}

/**
 * Whether an account is somebody's: a service has none, and the one of AWS owned keys is nobody's to look into.
 *
 * @example
 * isCustomer('aws-owned'); // false
 */
export function isCustomer(account: string): boolean {
  return ACCOUNT.test(account);
}

function serviceIdentity({ kind, arn }: Principal): UserIdentity {
  return { type: 'AWSService', invokedBy: kind === 'service' ? arn : INTERNAL };
}

function principalIdOf({ userId, principal }: Known): string | undefined {
  return userId ?? (principal.kind === 'root' ? principal.account : undefined);
}

function sessionContextOf({ principal, session, userId }: Known): SessionContext | undefined {
  const sessionIssuer = issuerOf(principal, userId);
  if (sessionIssuer === undefined && session === undefined) return undefined;
  return { sessionIssuer, attributes: session === undefined ? undefined : attributesOf(session) };
}

/** The role of a session. */
function issuerOf(
  { roleArn, account }: Principal,
  userId: string | undefined,
): SessionContext['sessionIssuer'] {
  if (roleArn === undefined) return undefined;
  const principalId = userId?.slice(0, userId.indexOf(':'));
  return { type: 'Role', principalId, arn: roleArn, accountId: account, userName: lastPart(roleArn) };
}

function attributesOf({ issuedAtMs, mfaAuthenticated }: SessionFacts): SessionContext['attributes'] {
  return { creationDate: isoSeconds(issuedAtMs), mfaAuthenticated: mfaAuthenticated ? 'true' : 'false' };
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
