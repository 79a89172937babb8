/**
 * The pipeline: the one way by which every operation runs, in this order.
 *
 *   sweep what fell due -> validate -> resolve keys -> count -> verify grant tokens and recipient -> authorise
 *     -> usage and state -> run -> record -> answer
 *
 * No operation checks for itself what its row can state, and none can forget a step. A write that lost against another
 * one goes through all of it again, so that what was decided is decided on what is written. An error that is not the
 * service's own becomes KMSInternalException, its cause kept inside.
 *
 * @module
 */

import type { RecordChange } from '../keystore/keystore.ts';
import { nextDueMs } from '../kms/due.ts';
import { sweepDue } from '../kms/due-kinds.ts';
import { internalError, KmsError, refusalFrom } from '../kms/errors.ts';
import type { Vault } from '../kms/vault.ts';
import { StoreConflictError } from '../store/store.ts';
import { type AccessAnswer, type AccessQuestion, explainAccess } from './access.ts';
import { type AdmissionOptions, type AdmittedKeys, admit } from './admission.ts';
import { CallTrace, type Invocation } from './call-trace.ts';
import { ignoresCiphertext } from './ciphertext-reference.ts';
import { discard, dryRunSucceeded, withoutWriting } from './dry-run.ts';
import type { AnyOperation, Call } from './operation.ts';
import { sealAnswer } from './recipient.ts';
import {
  announcing,
  type CallObserver,
  type CallOutcome,
  type CallRecord,
  type Recorder,
} from './recorder.ts';
import { readRequest } from './validation.ts';

/** Writers that race for one record finish within as many rounds as there are of them. */
const MAX_ATTEMPTS = 200;

/** What a pipeline is made of. */
export interface PipelineOptions extends AdmissionOptions {
  readonly vault: Vault;
  readonly operations: ReadonlyMap<string, AnyOperation>;
  /** Keeps every call before its answer leaves. */
  readonly recorder: Recorder;
  readonly observers: readonly CallObserver[];
}

type Input = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

/** See the file's head. */
export class Pipeline {
  readonly #options: PipelineOptions;
  /** Nothing falls due before this; so the common call looks at the clock and at nothing else. */
  #nothingDueBeforeMs = 0;
  #sweeping: Promise<void> | undefined;
  #resetting: Promise<void> | undefined;
  /** How many calls have begun and not ended, and who waits for the last of them. */
  #running = 0;
  #tellIdle: () => void = () => {};

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  /**
   * Runs one call.
   *
   * @returns The answer: bytes as Uint8Array, times as Date, members that do not apply absent.
   * @throws {KmsError} Whatever the service refuses.
   */
  async invoke(invocation: Invocation): Promise<Answer> {
    while (this.#resetting !== undefined) await this.#resetting;
    this.#running++;
    try {
      return await this.#answer(invocation);
    } finally {
      this.#running--;
      if (this.#running === 0) this.#tellIdle();
    }
  }

  async #answer(invocation: Invocation): Promise<Answer> {
    const { vault, operations } = this.#options;
    const readOnly = operations.get(invocation.operation)?.readOnly ?? true;
    const trace = new CallTrace(invocation, readOnly, vault.clock());
    let error: KmsError | undefined;
    try {
      trace.answer = await this.#run(trace);
    } catch (thrown) {
      error = refusalFrom(thrown);
    }
    await this.#keep(trace, error);
    if (trace.answer === undefined) throw error;
    return trace.answer;
  }

  /** Nothing leaves before the call is kept: what cannot be kept is not answered. */
  async #keep(trace: CallTrace, error: KmsError | undefined): Promise<void> {
    const { recorder, observers, vault } = this.#options;
    let outcome = trace.outcome(vault.clock(), error);
    try {
      if (trace.announced.length > 0) await recorder.settle(trace.announced);
      await recorder.record(outcome, trace.isAnnounced);
    } catch (thrown) {
      if (trace.answer !== undefined) discard(trace.answer);
      trace.answer = undefined;
      outcome = trace.outcome(vault.clock(), internalError(thrown));
    }
    for (const observe of observers) {
      const told = observe(recordOf(outcome));
      if (told !== undefined) await told;
    }
    if (outcome.error !== error) throw outcome.error;
  }

  /**
   * Asks for a decision without doing anything: the same that a call would meet.
   *
   * @throws {KmsError} The key is not to be found.
   */
  async explain(question: AccessQuestion): Promise<AccessAnswer> {
    const { vault, authorizer } = this.#options;
    await this.sweep();
    return await explainAccess(vault, authorizer, question);
  }

  /**
   * Carries out what has fallen due; the server calls it now and then, so that an idle service does so in time too.
   * Calls that arrive meanwhile wait for it: none of them sees what has fallen due before it started.
   */
  async sweep(): Promise<void> {
    while (this.#sweeping !== undefined) await this.#sweeping;
    if (!this.#isDue()) return;
    this.#sweeping = this.#settleDue();
    try {
      await this.#sweeping;
    } finally {
      this.#sweeping = undefined;
    }
  }

  /**
   * Erases everything that the service keeps, and begins anew: calls that have begun are finished first, later ones wait.
   *
   * @param plant What is to be there afterwards.
   */
  async reset(plant: (vault: Vault) => Promise<void>): Promise<void> {
    while (this.#resetting !== undefined) await this.#resetting;
    this.#resetting = this.#beginAnew(plant);
    try {
      await this.#resetting;
    } finally {
      this.#resetting = undefined;
    }
  }

  async #beginAnew(plant: (vault: Vault) => Promise<void>): Promise<void> {
    const { vault, recorder } = this.#options;
    while (this.#running > 0) {
      await new Promise<void>((resolve) => {
        this.#tellIdle = resolve;
      });
    }
    await vault.keystore.eraseRecords();
    await recorder.reset();
    vault.keyCounts.forget();
    vault.usage.forget();
    this.#nothingDueBeforeMs = 0;
    await plant(vault);
  }

  /** Whether something may have fallen due, or is being carried out. */
  #isDue(): boolean {
    return this.#sweeping !== undefined || this.#options.vault.clock() >= this.#nothingDueBeforeMs;
  }

  /** Writes what is in memory alone: no call may come after. */
  async close(): Promise<void> {
    try {
      await this.#options.vault.usage.close();
    } finally {
      await this.#options.recorder.close();
    }
  }

  async #settleDue(): Promise<void> {
    const { vault, recorder } = this.#options;
    // Set before the store is read, so that what is scheduled meanwhile is not forgotten.
    this.#nothingDueBeforeMs = Number.POSITIVE_INFINITY;
    try {
      const announced: RecordChange[] = [];
      await sweepDue({ ...vault, announce: this.#announceInto(announced) });
      await recorder.settle(announced);
      await vault.usage.writeWhenDue(vault.clock());
      this.#expectDue(Math.min(await nextDueMs(vault), vault.usage.writeAtMs));
    } catch (error) {
      this.#nothingDueBeforeMs = 0;
      throw error;
    }
  }

  async #run(trace: CallTrace, attempt = 1): Promise<Answer> {
    if (this.#isDue()) await this.sweep();
    const vault = this.#vaultOf(trace);
    try {
      return await this.#serve(vault, trace);
    } catch (error) {
      if (!(error instanceof StoreConflictError) || attempt === MAX_ATTEMPTS) throw error;
    } finally {
      // Once it is committed: a sweep before that would not see it.
      this.#expectDue(trace.soonestDueMs);
    }
    return await this.#run(trace, attempt + 1);
  }

  async #serve(vault: Vault, trace: CallTrace): Promise<Answer> {
    const { caller, source, operation: name, input: request } = trace.invocation;
    const operation = this.#options.operations.get(name);
    if (operation === undefined) throw new KmsError('UnknownOperationException');
    const { input: separated, secret } = this.#separate(operation, request);
    const input = readRequest(operation.input, separated, source);
    trace.input = input;
    refuseMembers(operation, input);
    operation.check?.(input as never);
    const keys = await admit(vault, this.#options, operation, input, trace);
    if (ignoresCiphertext(input)) throw dryRunSucceeded();
    const answer = await this.#work(operation, { input, caller, keys, secret, vault }, trace);
    if (input['DryRun'] === true) {
      discard(answer);
      throw dryRunSucceeded();
    }
    if (trace.attestation !== undefined) return await this.#seal(operation, answer, trace);
    if (operation.usesKeys === true) this.#noteUse(trace, keys);
    return answer as Answer;
  }

  #separate(operation: AnyOperation, input: unknown): { input: unknown; secret: string | undefined } {
    const { separate } = operation;
    if (separate === undefined || this.#options.vault.customKeyTags === false) {
      return { input, secret: undefined };
    }
    return separate(input);
  }

  #noteUse({ invocation: { operation, requestId }, eventId }: CallTrace, keys: AdmittedKeys): void {
    const { usage, clock } = this.#options.vault;
    const event = { operation, atMs: clock(), requestId, eventId };
    for (const { key } of Object.values(keys)) usage.note(key, event);
    this.#expectDue(usage.writeAtMs);
  }

  #work(operation: AnyOperation, call: Call<Input, string>, trace: CallTrace): Promise<object> {
    const { vault } = call;
    if (call.input['DryRun'] === true)
      return operation.run({ ...call, vault: withoutWriting(vault) } as never);
    if (operation.readOnly) return operation.run(call as never);
    const { recorder } = this.#options;
    const announce = (): RecordChange | undefined =>
      recorder.announceCall(trace.outcome(vault.clock(), undefined));
    return operation.run({ ...call, vault: announcing(vault, trace, announce) } as never);
  }

  /** What a call works with: who asks is known, what it changes is told, and what will fall due of it is waited for. */
  #vaultOf(trace: CallTrace): Vault {
    const { caller, operation, requestId } = trace.invocation;
    const requester = { principalArn: caller.principalArn, operation, requestId };
    const expectDue = (atMs: number): void => {
      trace.soonestDueMs = Math.min(trace.soonestDueMs, atMs);
    };
    return { ...this.#options.vault, requester, expectDue, announce: this.#announceInto(trace.announced) };
  }

  /** What changes of keys have to tell is committed with them, and remembered. */
  #announceInto(announced: RecordChange[]): Vault['announce'] {
    const { recorder } = this.#options;
    return (events) => {
      const changes = recorder.announceEvents(events);
      announced.push(...changes);
      return changes;
    };
  }

  /** What was to be told is told to the recipient alone. */
  async #seal(operation: AnyOperation, answer: object, { attestation }: CallTrace): Promise<Answer> {
    const { recipientSecret: secret } = operation;
    if (secret === undefined || attestation === undefined) {
      throw new TypeError(`${operation.name} has no secret for a recipient`);
    }
    return await sealAnswer(this.#options.attestor, attestation, answer as Answer, secret);
  }

  #expectDue(dueMs: number): void {
    this.#nothingDueBeforeMs = Math.min(this.#nothingDueBeforeMs, dueMs);
  }
}

/** What observers are told. */
function recordOf(outcome: CallOutcome): CallRecord {
  const { operation, requestId, eventId, caller, readOnly, startedAtMs, endedAtMs, keyArns, error } = outcome;
  return { operation, requestId, eventId, caller, readOnly, startedAtMs, endedAtMs, keyArns, error };
}

/** Members that would change the meaning of the call are refused, never passed over. */
function refuseMembers(operation: AnyOperation, input: Input): void {
  for (const member of operation.refuses ?? []) {
    if (input[member] === undefined) continue;
    throw new KmsError(
      'UnsupportedOperationException',
      `${member} is not supported by this version of Strongroom.`,
    );
  }
}
