/**
 * What the rules of this floor work with: the keystore, and the clock.
 *
 * @module
 */
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';

export interface Vault {
  readonly keystore: Keystore;
  readonly clock: Clock;
}
