/**
 * Whether a key fits what an operation's row demands of it.
 *
 * @module
 */
import { stateOf } from '../kms/custom-key-store.ts';
import { KmsError } from '../kms/errors.ts';
import { arnOf, type StoredKey } from '../kms/key.ts';
import { requireOrigin } from '../kms/key-origin.ts';
import { requireState } from '../kms/key-state.ts';
import { refuseReplica } from '../kms/related-keys.ts';
import type { KeyUse } from './operation.ts';

/** What a row demands of a key. */
export type KeyDemands = Pick<
  KeyUse<never>,
  'origins' | 'states' | 'spec' | 'refusesReplicas' | 'refusesStoreKeys' | 'usage'
>;

/**
 * Requires that a key may be used as a row says. What can never be done comes first, then the state: a disabled key says
 * that it is disabled, whatever else was asked of it. What was recorded of a key of the wrong spec has no text.
 *
 * @throws {KmsError} By its origin, its usage, its state, its spec, as a replica: in this order, in AWS's words.
 */
export function requireFit(
  operationName: string,
  use: KeyDemands,
  stored: Pick<StoredKey, 'key' | 'store'>,
): void {
  const { key } = stored;
  const arn = arnOf(key);
  if (use.origins !== undefined) requireOrigin(use.origins, key.origin, arn);
  if (use.usage !== undefined && use.usage !== key.usage) {
    throw new KmsError(
      'InvalidKeyUsageException',
      `${arn} key usage is ${key.usage} which is not valid for ${operationName}.`,
    );
  }
  requireState(use.states, stateOf(stored), arn);
  if (use.refusesStoreKeys === true) requireOrigin('wrapKeyPair', key.origin, arn);
  if (use.spec !== undefined && use.spec !== key.spec) throw new KmsError('UnsupportedOperationException');
  if (use.refusesReplicas === true) refuseReplica(key);
}
