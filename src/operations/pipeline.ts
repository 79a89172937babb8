/**
 * The pipeline: the one way by which every operation runs, in this order.
 *
 *   sweep what fell due -> validate -> resolve keys -> verify grant tokens and recipient -> authorise
 *     -> state and usage -> run -> record -> answer
 *
 * No operation checks for itself what its row can state, and none can forget a step. A write that lost against another
 * one goes through all of it again, so that what was decided is decided on what is written. An error that is not the
 * service's own becomes KMSInternalException, its cause kept inside.
 *
 * @module
 */
import type { Attestation, Attestor } from '../attestation/attestor.ts';
import { deleteDueKeys, nextDeletionMs } from '../kms/deletion.ts';
import { internalError, KmsError } from '../kms/errors.ts';
import { getGrantByToken } from '../kms/grants.ts';
import { arnOf, type StoredKey } from '../kms/key.ts';
import { requireState } from '../kms/key-state.ts';
import type { Vault } from '../kms/vault.ts';
import { StoreConflictError } from '../store/store.ts';
import { type AuthorizationRequest, type Authorizer, requireAllowed } from './authorize.ts';
import { ignoresCiphertext } from './ciphertext-reference.ts';
import { discard, dryRunSucceeded, withoutWriting } from './dry-run.ts';
import type { RecipientMember } from './members.ts';
import type { AnyOperation, Caller, KeyUse } from './operation.ts';
import { sealAnswer, verifyRecipient } from './recipient.ts';
import { type ResolvedKey, resolveKey } from './resolve.ts';
import { readRequest, type ValueSource } from './validation.ts';

/** Writers that race for one record finish within as many rounds as there are of them. */
const MAX_ATTEMPTS = 200;

/** One call of one operation. */
export interface Invocation {
  readonly operation: string;
  readonly input: unknown;
  readonly source: ValueSource;
  readonly caller: Caller;
  /** A UUID, which the answer carries. */
  readonly requestId: string;
}

/** What is known of a call when it is over; handed to every observer before the answer leaves. */
export interface CallRecord {
  readonly operation: string;
  readonly requestId: string;
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

/** What a pipeline is made of. */
export interface PipelineOptions {
  readonly vault: Vault;
  readonly operations: ReadonlyMap<string, AnyOperation>;
  readonly authorizer: Authorizer;
  readonly attestor: Attestor;
  readonly observers: readonly CallObserver[];
}

type Input = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;
/** A key that a row asks for, and what was found. */
interface WantedKey {
  readonly role: string;
  readonly use: KeyUse<Input>;
  readonly resolved: ResolvedKey;
}

/** What every question to the authorizer has in common. */
type AskedFor = Pick<AuthorizationRequest, 'caller' | 'input' | 'attestation'>;

/** What a call was let in with. */
interface Admission {
  readonly keys: Readonly<Record<string, StoredKey>>;
  readonly attestation: Attestation | undefined;
}

/** See the file's head. */
export class Pipeline {
  readonly #options: PipelineOptions;
  /** No deletion falls due before this; so the common call looks at the clock and at nothing else. */
  #nothingDueBeforeMs = 0;
  #sweeping: Promise<void> | undefined;

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
    const { clock } = this.#options.vault;
    const startedAtMs = clock();
    const keyArns = new Set<string>();
    let error: KmsError | undefined;
    try {
      return await this.#attempt(invocation, keyArns);
    } catch (thrown) {
      error = thrown instanceof KmsError ? thrown : internalError(thrown);
      throw error;
    } finally {
      const { operation, requestId, caller } = invocation;
      const readOnly = this.#options.operations.get(operation)?.readOnly ?? true;
      const call = { operation, requestId, caller, readOnly, keyArns: [...keyArns], error };
      await this.#record({ ...call, startedAtMs, endedAtMs: clock() });
    }
  }

  /**
   * Carries out what has fallen due; the server calls it now and then, so that an idle service deletes in time too.
   * Calls that arrive meanwhile wait for it: none of them sees what has fallen due before it started.
   */
  async sweep(): Promise<void> {
    while (this.#sweeping !== undefined) await this.#sweeping;
    if (this.#options.vault.clock() < this.#nothingDueBeforeMs) return;
    this.#sweeping = this.#deleteDueKeys();
    try {
      await this.#sweeping;
    } finally {
      this.#sweeping = undefined;
    }
  }

  async #deleteDueKeys(): Promise<void> {
    const { vault } = this.#options;
    // Set before the store is read, so that a deletion scheduled meanwhile is not forgotten.
    this.#nothingDueBeforeMs = Number.POSITIVE_INFINITY;
    try {
      await deleteDueKeys(vault);
      this.#expectDeletion(await nextDeletionMs(vault));
    } catch (error) {
      this.#nothingDueBeforeMs = 0;
      throw error;
    }
  }

  async #attempt(invocation: Invocation, keyArns: Set<string>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#run(invocation, keyArns);
      } catch (error) {
        if (!(error instanceof StoreConflictError) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  async #run(invocation: Invocation, keyArns: Set<string>): Promise<Answer> {
    await this.sweep();
    const { vault, operations } = this.#options;
    const operation = operations.get(invocation.operation);
    if (operation === undefined) throw new KmsError('UnknownOperationException');
    const input = readRequest(operation.input, invocation.input, invocation.source, invocation.caller.region);
    refuseMembers(operation, input);
    operation.check?.(input as never);
    const { caller } = invocation;
    const { keys, attestation } = await this.#admit(operation, input, caller, keyArns);
    if (ignoresCiphertext(input)) throw dryRunSucceeded();
    const isDryRun = input['DryRun'] === true;
    const ownVault = isDryRun ? withoutWriting(vault) : vault;
    const answer = await operation.run({ input, caller, keys, vault: ownVault } as never);
    if (attestation !== undefined && !isDryRun) return await this.#seal(operation, answer, attestation);
    if (isDryRun) {
      discard(answer);
      throw dryRunSucceeded();
    }
    // ScheduleKeyDeletion tells when it falls due: the next look at the store is not later than that.
    const { DeletionDate: due } = answer as { readonly DeletionDate?: Date };
    if (due !== undefined) this.#expectDeletion(due.getTime());
    return answer as Answer;
  }

  /** Resolves, authorises and checks every key: each step for all keys before the next step for any. */
  async #admit(
    operation: AnyOperation,
    input: Input,
    caller: Caller,
    keyArns: Set<string>,
  ): Promise<Admission> {
    const wanted: WantedKey[] = [];
    for (const [role, use] of Object.entries(operation.keys) as [string, KeyUse<Input>][]) {
      const resolved = await resolveKey(this.#options.vault, caller, use.find(input));
      keyArns.add(resolved.arn);
      wanted.push({ role, use, resolved });
    }
    await this.#requireGrantTokens(input, caller);
    const attestation = await verifyRecipient(this.#options.attestor, input['Recipient'] as RecipientMember);
    const asked = { caller, input, attestation };
    if (operation.action !== undefined) {
      const request = { ...asked, action: operation.action, resource: '*', key: undefined };
      await requireAllowed(this.#options.authorizer, request);
    }
    const admitted: [string, StoredKey][] = [];
    for (const key of wanted) admitted.push([key.role, await this.#authorizeKey(key, asked)]);
    for (const [i, [, stored]] of admitted.entries()) requireFit(operation.name, wanted[i]?.use, stored);
    return { keys: Object.fromEntries(admitted), attestation };
  }

  /** What was to be told is told to the recipient alone. */
  async #seal(operation: AnyOperation, answer: object, attestation: Attestation): Promise<Answer> {
    const { secret } = operation;
    if (secret === undefined) throw new TypeError(`${operation.name} has no secret for a recipient`);
    return await sealAnswer(this.#options.attestor, attestation, answer as Answer, secret);
  }

  /** Every write is seen at once here, so that a token opens nothing that its grant does not: it must only be one. */
  async #requireGrantTokens(input: Input, { region }: Caller): Promise<void> {
    const tokens = (input['GrantTokens'] ?? []) as readonly string[];
    for (const token of tokens) await getGrantByToken(this.#options.vault, region, token);
  }

  async #authorizeKey({ use, resolved }: WantedKey, asked: AskedFor): Promise<StoredKey> {
    const { arn, stored, grant, denial } = resolved;
    const request = { ...asked, action: use.action, resource: arn, key: stored?.key, grant };
    await requireAllowed(this.#options.authorizer, request, denial);
    // Allowed by an authorizer that does not know that the other account has no such key.
    if (stored === undefined) throw new KmsError('NotFoundException', `Key '${arn}' does not exist`);
    return stored;
  }

  async #record(record: CallRecord): Promise<void> {
    for (const observe of this.#options.observers) await observe(record);
  }

  #expectDeletion(dueMs: number): void {
    this.#nothingDueBeforeMs = Math.min(this.#nothingDueBeforeMs, dueMs);
  }
}

/** The state first, the usage second: a disabled key says that it is disabled, whatever was asked of it. */
function requireFit(operationName: string, use: KeyUse<Input> | undefined, { key }: StoredKey): void {
  if (use === undefined) return;
  const arn = arnOf(key);
  requireState(use.states, key.state, arn);
  if (use.usage === undefined || use.usage === key.usage) return;
  throw new KmsError(
    'InvalidKeyUsageException',
    `${arn} key usage is ${key.usage} which is not valid for ${operationName}.`,
  );
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
