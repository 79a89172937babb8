/**
 * What the rules of this floor work with: the keystore, the clock, the log of uses, somebody who waits for what falls
 * due, what stands behind custom key stores, and who asked.
 *
 * @module
 */
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';
import { UsageLog } from './last-usage.ts';
import { StoreLinks } from './store-links.ts';

/** On whose behalf a call works: what those outside of the service are told, for their own logs and rules. */
export interface Requester {
  readonly principalArn: string;
  /** Such as `Encrypt`. */
  readonly operation: string;
  readonly requestId: string;
}

export interface Vault {
  readonly keystore: Keystore;
  readonly clock: Clock;
  readonly usage: UsageLog;
  /** Told of every time that is about to be put into the due queue, in milliseconds since 1970. */
  readonly expectDue: (atMs: number) => void;
  readonly links: StoreLinks;
  readonly requester: Requester;
}

/** The service itself, outside of any call. */
const INTERNAL: Requester = { principalArn: 'AWS Internal', operation: 'KmsInternal', requestId: '' };

/** A vault whose due times nobody waits for and in which nobody asks: the pipeline makes one for each call. */
export function createVault(keystore: Keystore, clock: Clock, links: StoreLinks = new StoreLinks()): Vault {
  const usage = new UsageLog(keystore);
  return { keystore, clock, usage, expectDue: () => {}, links, requester: INTERNAL };
}
