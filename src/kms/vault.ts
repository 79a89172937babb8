/**
 * What the rules of this floor work with: the keystore, the clock, and somebody who waits for what falls due.
 *
 * @module
 */
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';

export interface Vault {
  readonly keystore: Keystore;
  readonly clock: Clock;
  /** Told of every time that is about to be put into the due queue, in milliseconds since 1970. */
  readonly expectDue: (atMs: number) => void;
}

/** A vault whose due times nobody waits for: the pipeline waits in its own. */
export function createVault(keystore: Keystore, clock: Clock): Vault {
  return { keystore, clock, expectDue: () => {} };
}
