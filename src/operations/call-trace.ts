/**
 * One call on its way through the pipeline: what it brought, and what became known of it.
 *
 * A call whose write lost against another one runs again: it stays one call, with one event, counted once.
 *
 * @module
 */
import type { Attestation } from '../attestation/attestor.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import type { CustomKeyStore } from '../kms/custom-key-store.ts';
import type { KmsError } from '../kms/errors.ts';
import type { StoredKey } from '../kms/key.ts';
import type { Caller } from './operation.ts';
import type { CallOutcome, TouchedKey } from './recorder.ts';
import type { ValueSource } from './validation.ts';

/** One call of one operation. */
export interface Invocation {
  readonly operation: string;
  readonly input: unknown;
  readonly source: ValueSource;
  readonly caller: Caller;
  /** A UUID, which the answer carries. */
  readonly requestId: string;
}

/** See the file's head. */
export class CallTrace {
  readonly eventId: string = crypto.randomUUID();
  readonly invocation: Invocation;
  readonly readOnly: boolean;
  readonly startedAtMs: number;
  /** Whether it drew from the request quotas already. */
  isCounted = false;
  /** Whether something of it is committed together with its announcement. */
  isAnnounced = false;
  /** Whether everything that it takes was allowed. */
  isAllowed = false;
  input: Readonly<Record<string, unknown>> | undefined;
  answer: Readonly<Record<string, unknown>> | undefined;
  attestation: Attestation | undefined;
  /** The custom key store that it names in order to change something. */
  store: CustomKeyStore | undefined;
  /** The soonest of what it put into the due queue, in milliseconds since 1970. */
  soonestDueMs: number = Number.POSITIVE_INFINITY;
  /** What the service has to tell of its own, committed or not. */
  readonly announced: RecordChange[] = [];
  readonly #touched = new Map<string, TouchedKey>();
  #keyArns: readonly string[] | undefined;

  constructor(invocation: Invocation, readOnly: boolean, startedAtMs: number) {
    this.invocation = invocation;
    this.readOnly = readOnly;
    this.startedAtMs = startedAtMs;
  }

  /** The call named a key. */
  touch(role: string, arn: string, stored: StoredKey | undefined): void {
    this.#touched.set(role, { role, arn, key: stored?.key, store: stored?.store });
    this.#keyArns = undefined;
  }

  /** The keys that it touched, each once. */
  get keyArns(): readonly string[] {
    this.#keyArns ??= [...new Set([...this.#touched.values()].map(({ arn }) => arn))];
    return this.#keyArns;
  }

  /** All that is known of it by now. */
  outcome(nowMs: number, error: KmsError | undefined): CallOutcome {
    const { operation, requestId, caller } = this.invocation;
    return {
      operation,
      requestId,
      eventId: this.eventId,
      caller,
      readOnly: this.readOnly,
      startedAtMs: this.startedAtMs,
      endedAtMs: nowMs,
      keyArns: this.keyArns,
      error,
      input: this.input,
      answer: this.answer,
      touched: [...this.#touched.values()],
      isAllowed: this.isAllowed,
      store: this.store,
      attestation: this.attestation,
    };
  }
}
