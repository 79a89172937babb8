/**
 * What the rules of this floor work with: the keystore, the clock, the log of uses, somebody who waits for what falls due,
 * what the operator decided, what stands behind custom key stores, and who asked.
 *
 * @module
 */
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore, RecordChange } from '../keystore/keystore.ts';
import { UsageLog } from './last-usage.ts';
import { DEFAULT_QUOTAS, KeyCounts, type Quotas } from './quotas.ts';
import type { ServiceEvent } from './service-events.ts';
import { StoreLinks } from './store-links.ts';

/** On whose behalf a call works: what those outside of the service are told, for their own logs and rules. */
export interface Requester {
  readonly principalArn: string;
  /** Such as `Encrypt`. */
  readonly operation: string;
  readonly requestId: string;
}

/** What the operator decides. */
export interface VaultSettings {
  /** How long a change that spans Regions shows as Creating or Updating, in milliseconds; 0 when absent. */
  readonly settlingMs?: number | undefined;
  /** Whether tags of CreateKey fix a key's id and material; yes when absent. */
  readonly customKeyTags?: boolean | undefined;
  /** AWS's own when absent. */
  readonly quotas?: Quotas | undefined;
  /** What stands behind custom key stores; nothing when absent. */
  readonly links?: StoreLinks | undefined;
  /** Whether others write to the same store meanwhile; no when absent. */
  readonly isShared?: boolean | undefined;
}

export interface Vault extends VaultSettings {
  readonly keystore: Keystore;
  readonly clock: Clock;
  readonly keyCounts: KeyCounts;
  readonly usage: UsageLog;
  /** Told of every time that is about to be put into the due queue, in milliseconds since 1970. */
  readonly expectDue: (atMs: number) => void;
  /** The writes that make events known, to be committed with what they are about; none where nobody keeps a trail. */
  readonly announce: (events: readonly ServiceEvent[]) => readonly RecordChange[];
  readonly links: StoreLinks;
  readonly requester: Requester;
}

/** The same vault, whose changes go through `commit` in the place of its keystore's own. */
export function withCommit(vault: Vault, commit: Keystore['commit']): Vault {
  const keystore = new Proxy(vault.keystore, {
    get(target, name) {
      if (name === 'commit') return commit;
      const member: unknown = Reflect.get(target, name);
      // Bound to the keystore itself: its private members are not the proxy's.
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { ...vault, keystore };
}

/** The service itself, outside of any call. */
const INTERNAL: Requester = { principalArn: 'AWS Internal', operation: 'KmsInternal', requestId: '' };

/** A vault whose due times nobody waits for, of which nobody keeps a trail and in which nobody asks. */
export function createVault(keystore: Keystore, clock: Clock, settings: VaultSettings = {}): Vault {
  const { quotas = DEFAULT_QUOTAS, links = new StoreLinks(), isShared } = settings;
  const keyCounts = new KeyCounts(keystore, quotas, isShared);
  const usage = new UsageLog(keystore);
  const nobody = { expectDue: () => {}, announce: () => [], requester: INTERNAL };
  return { ...settings, ...nobody, keystore, clock, keyCounts, usage, links };
}
