/**
 * AWS STS where nobody proves who they are: it tells callers for whom they are taken, and issues nothing.
 *
 * Tools ask that before anything else, to learn the account. Source: AWS STS API reference, GetCallerIdentity.
 *
 * @module
 */
import type { Sts } from './sts.ts';
import { StsError } from './sts-error.ts';

const ACTION = 'GetCallerIdentity';

/** The service; what it knows, it knows from the door. */
export const openSts: Sts = async ({ identity: { principal, userId } }, form) => {
  const action = form.get('Action');
  if (action !== ACTION) {
    throw new StsError('InvalidAction', `Could not find operation ${action} where nobody is authenticated`);
  }
  return { action, result: { Arn: principal.arn, UserId: userId, Account: principal.account } };
};
