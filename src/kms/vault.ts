/**
 * What the rules of this floor work with: the keystore, the clock, the log of uses, somebody who waits for what falls due,
 * and what the operator decided.
 *
 * @module
 */
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';
import { UsageLog } from './last-usage.ts';
import { DEFAULT_QUOTAS, KeyCounts, type Quotas } from './quotas.ts';

/** What the operator decides. */
export interface VaultSettings {
  /** How long a change that spans Regions shows as Creating or Updating, in milliseconds; 0 when absent. */
  readonly settlingMs?: number | undefined;
  /** Whether tags of CreateKey fix a key's id and material; yes when absent. */
  readonly customKeyTags?: boolean | undefined;
  /** AWS's own when absent. */
  readonly quotas?: Quotas | undefined;
}

export interface Vault extends VaultSettings {
  readonly keystore: Keystore;
  readonly clock: Clock;
  readonly keyCounts: KeyCounts;
  readonly usage: UsageLog;
  /** Told of every time that is about to be put into the due queue, in milliseconds since 1970. */
  readonly expectDue: (atMs: number) => void;
}

/** A vault whose due times nobody waits for: the pipeline waits in its own. */
export function createVault(keystore: Keystore, clock: Clock, settings: VaultSettings = {}): Vault {
  const keyCounts = new KeyCounts(keystore, settings.quotas ?? DEFAULT_QUOTAS);
  return { ...settings, keystore, clock, keyCounts, usage: new UsageLog(keystore), expectDue: () => {} };
}
