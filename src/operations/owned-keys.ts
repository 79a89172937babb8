/**
 * AWS owned keys: keys that a service of this process keeps for itself, in no customer's account.
 *
 * On AWS a service owns them in an account of its own, and its customers never meet them. Here that account has a name
 * that is not 12 digits: no signature can claim it, no ARN that names it is read, and so no listing, description or use by
 * anybody else reaches them. They are for the emulator of a service that lives in this process, by `kms.invoke`. Source:
 * KMS Developer Guide, "AWS owned keys".
 *
 * @module
 */
import { rootArn } from '../kms/scope.ts';
import type { Caller } from './operation.ts';

/** The account of owned keys. */
export const OWNED_ACCOUNT: string = 'aws-owned';

/**
 * The caller who makes and uses owned keys of a Region.
 *
 * @example
 * const kms = await createKms();
 * const caller = ownerOfServiceKeys('us-east-1');
 * const call = { operation: 'CreateKey', input: {}, source: 'native', caller, requestId: crypto.randomUUID() };
 * const { KeyMetadata } = await kms.invoke(call);
 * (await kms.listKeys({})).Keys; // []
 */
export function ownerOfServiceKeys(region: string): Caller {
  const scope = { account: OWNED_ACCOUNT, region };
  return { ...scope, principalArn: rootArn(scope) };
}
