/**
 * What is known of a call when it is over, and who keeps it.
 *
 * A recorder makes every call durable before its answer leaves; observers see less of it, later. What a recorder gets
 * holds the request and the answer, secrets included: what it keeps of them is its own duty.
 *
 * @module
 */
import type { Attestation } from '../attestation/attestor.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import type { CustomKeyStore } from '../kms/custom-key-store.ts';
import type { KmsError } from '../kms/errors.ts';
import type { Key } from '../kms/key.ts';
import type { ServiceEvent } from '../kms/service-events.ts';
import { type Vault, withCommit } from '../kms/vault.ts';
import type { Caller } from './operation.ts';

/** What observers are told of a call, before the answer leaves: nothing that a request or an answer holds. */
export interface CallRecord {
  readonly operation: string;
  readonly requestId: string;
  /** A UUID: what a trail calls this event, and GetKeyLastUsage too. */
  readonly eventId: string;
  readonly caller: Caller;
  readonly readOnly: boolean;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** The keys that the call touched, as far as it came. */
  readonly keyArns: readonly string[];
  readonly error: KmsError | undefined;
}

/** Sees every call. When it throws, the call fails with it. */
export type CallObserver = (record: CallRecord) => void | Promise<void>;

/** A key of a call, as it was when the call found it. */
export interface TouchedKey {
  /** The row's name for it, such as `key`, `source` or `destination`. */
  readonly role: string;
  readonly arn: string;
  /** Absent of a key that is not there. */
  readonly key: Key | undefined;
  /** Only of a key in a custom key store. */
  readonly store: CustomKeyStore | undefined;
}

/** All that is known of a call. */
export interface CallOutcome extends CallRecord {
  /** What was asked, after its shape was checked; absent when it had none. May hold secrets. */
  readonly input: Readonly<Record<string, unknown>> | undefined;
  /** What will be answered; absent when the call failed, or has not come so far. May hold secrets. */
  readonly answer: Readonly<Record<string, unknown>> | undefined;
  /** In the order in which the row names them; the caller may not know of all of them while the call is not allowed. */
  readonly touched: readonly TouchedKey[];
  /** Whether everything that it takes was allowed; what failed then, failed for another reason. */
  readonly isAllowed: boolean;
  /** The custom key store that it names in order to change something, as it was before. */
  readonly store: CustomKeyStore | undefined;
  /** What the document of its Recipient says, when there is one and it is believed. */
  readonly attestation: Attestation | undefined;
}

/** Keeps calls. */
export interface Recorder {
  /** The write that makes a call known together with what it changes, should nobody live to tell the rest; if any. */
  announceCall(outcome: CallOutcome): RecordChange | undefined;
  /** The writes that make events of the service known together with what they are about. */
  announceEvents(events: readonly ServiceEvent[]): readonly RecordChange[];
  /**
   * Keeps a call; resolves when that is durable.
   *
   * @param isAnnounced Whether {@link announceCall}'s write was committed.
   * @throws {StoreUnavailableError} It could not be kept: the call must not be answered.
   */
  record(outcome: CallOutcome, isAnnounced: boolean): Promise<void>;
  /** Enters what {@link announceEvents} announced, as far as it was committed. */
  settle(announced: readonly RecordChange[]): Promise<void>;
  /** Everything was erased. */
  reset(): Promise<void>;
  /** Nothing comes after. */
  close(): Promise<void>;
}

/** For a service that keeps no trail. */
export const NO_RECORDER: Recorder = /* @__PURE__ */ Object.freeze({
  announceCall: () => undefined,
  announceEvents: () => [],
  record: async () => {},
  settle: async () => {},
  reset: async () => {},
  close: async () => {},
});

/**
 * The same vault, whose first commit carries the recorder's write too.
 *
 * @param trace Is told; a call that runs again is announced once.
 */
export function announcing(
  vault: Vault,
  trace: { isAnnounced: boolean },
  announce: () => RecordChange | undefined,
): Vault {
  return withCommit(vault, async (changes, unchanged) => {
    const write = trace.isAnnounced ? undefined : announce();
    await vault.keystore.commit(write === undefined ? changes : [...changes, write], unchanged);
    if (write !== undefined) trace.isAnnounced = true;
  });
}
