/**
 * What the rules of this floor work with: the keystore, the clock, and what the operator decided.
 *
 * @module
 */
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';

export interface Vault {
  readonly keystore: Keystore;
  readonly clock: Clock;
  /** How long a change that spans Regions shows as Creating or Updating, in milliseconds; 0 when absent. */
  readonly settlingMs?: number | undefined;
}
