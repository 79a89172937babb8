/**
 * The pipeline: the one way by which every operation runs, in this order.
 *
 *   sweep what fell due -> validate -> resolve keys -> count -> verify grant tokens and recipient -> authorise
 *     -> state and usage -> run -> record -> answer
 *
 * No operation checks for itself what its row can state, and none can forget a step. A write that lost against another
 * one goes through all of it again, so that what was decided is decided on what is written. An error that is not the
 * service's own becomes KMSInternalException, its cause kept inside.
 *
 * @module
 */
import type { Attestation, Attestor } from '../attestation/attestor.ts';
import { nextDueMs } from '../kms/due.ts';
import { sweepDue } from '../kms/due-kinds.ts';
import { internalError, KmsError } from '../kms/errors.ts';
import { getGrantByToken } from '../kms/grants.ts';
import type { StoredKey } from '../kms/key.ts';
import { ensureManagedKey } from '../kms/managed-keys.ts';
import type { RequestQuotas } from '../kms/request-quotas.ts';
import type { Requester, Vault } from '../kms/vault.ts';
import { StoreConflictError } from '../store/store.ts';
import { type AccessAnswer, type AccessQuestion, explainAccess } from './access.ts';
import { type AuthorizationRequest, type Authorizer, requireAllowed } from './authorize.ts';
import { ignoresCiphertext } from './ciphertext-reference.ts';
import { discard, dryRunSucceeded, withoutWriting } from './dry-run.ts';
import { requireFit } from './fit.ts';
import type { RecipientMember } from './members.ts';
import type { AnyOperation, Call, Caller, KeyUse, Permission } from './operation.ts';
import { sealAnswer, verifyRecipient } from './recipient.ts';
import { type ResolvedKey, resolveKey, serviceInNeed } from './resolve.ts';
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

/** What a pipeline is made of. */
export interface PipelineOptions {
  readonly vault: Vault;
  readonly operations: ReadonlyMap<string, AnyOperation>;
  readonly authorizer: Authorizer;
  readonly attestor: Attestor;
  readonly observers: readonly CallObserver[];
  /** How many requests a second an account has; any number when absent. */
  readonly requestQuotas?: RequestQuotas | undefined;
}

/** A call as it goes through its attempts: it is counted in the first that comes so far. */
type NumberedCall = Invocation & Pick<CallRecord, 'eventId'> & { isCounted: boolean };
type Input = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;
/** A key that a row asks for, and what was found. */
interface WantedKey {
  readonly role: string;
  readonly use: KeyUse<Input>;
  readonly resolved: ResolvedKey;
}

/** Actions whose conditions may ask how long a key was not used (`kms:TrailingDaysWithoutKeyUsage`). */
const ASKED_FOR_LAST_USE: readonly string[] = ['kms:DisableKey', 'kms:ScheduleKeyDeletion'];

/** What every question to the authorizer has in common. */
type AskedFor = Pick<AuthorizationRequest, 'caller' | 'input' | 'attestation' | 'keyArns'>;

/** What a call was let in with. */
interface Admission {
  readonly keys: Readonly<Record<string, StoredKey>>;
  readonly attestation: Attestation | undefined;
}

/** See the file's head. */
export class Pipeline {
  readonly #options: PipelineOptions;
  /** Nothing falls due before this; so the common call looks at the clock and at nothing else. */
  #nothingDueBeforeMs = 0;
  #sweeping: Promise<void> | undefined;
  #resetting: Promise<void> | undefined;
  /** The calls that have begun. */
  readonly #running = new Set<Promise<Answer>>();

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
    const running = this.#answer(invocation);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #answer(invocation: Invocation): Promise<Answer> {
    const { clock } = this.#options.vault;
    const startedAtMs = clock();
    const eventId = crypto.randomUUID();
    const keyArns = new Set<string>();
    let error: KmsError | undefined;
    try {
      return await this.#attempt({ ...invocation, eventId, isCounted: false }, keyArns);
    } catch (thrown) {
      error = thrown instanceof KmsError ? thrown : internalError(thrown);
      throw error;
    } finally {
      const { operation, requestId, caller } = invocation;
      const readOnly = this.#options.operations.get(operation)?.readOnly ?? true;
      const call = { operation, requestId, eventId, caller, readOnly, keyArns: [...keyArns], error };
      await this.#record({ ...call, startedAtMs, endedAtMs: clock() });
    }
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
    if (this.#options.vault.clock() < this.#nothingDueBeforeMs) return;
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
    const { vault } = this.#options;
    await Promise.allSettled([...this.#running]);
    await vault.keystore.eraseRecords();
    vault.keyCounts.forget();
    vault.usage.forget();
    this.#nothingDueBeforeMs = 0;
    await plant(vault);
  }

  /** Writes what is in memory alone: no call may come after. */
  async close(): Promise<void> {
    await this.#options.vault.usage.close();
  }

  async #settleDue(): Promise<void> {
    const { vault } = this.#options;
    // Set before the store is read, so that what is scheduled meanwhile is not forgotten.
    this.#nothingDueBeforeMs = Number.POSITIVE_INFINITY;
    try {
      await sweepDue(vault);
      await vault.usage.writeWhenDue(vault.clock());
      this.#expectDue(Math.min(await nextDueMs(vault), vault.usage.writeAtMs));
    } catch (error) {
      this.#nothingDueBeforeMs = 0;
      throw error;
    }
  }

  async #attempt(invocation: NumberedCall, keyArns: Set<string>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#run(invocation, keyArns);
      } catch (error) {
        if (!(error instanceof StoreConflictError) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  async #run(invocation: NumberedCall, keyArns: Set<string>): Promise<Answer> {
    await this.sweep();
    const { operations } = this.#options;
    const operation = operations.get(invocation.operation);
    if (operation === undefined) throw new KmsError('UnknownOperationException');
    const { input: request, secret } = this.#separate(operation, invocation.input);
    const { caller, source } = invocation;
    const input = readRequest(operation.input, request, source, caller.region);
    refuseMembers(operation, input);
    operation.check?.(input as never);
    const { keys, attestation } = await this.#admit(operation, input, invocation, keyArns);
    if (ignoresCiphertext(input)) throw dryRunSucceeded();
    const isDryRun = input['DryRun'] === true;
    const { requestId } = invocation;
    const requester = { principalArn: caller.principalArn, operation: operation.name, requestId };
    const answer = await this.#work(operation, { input, caller, keys, secret }, requester, isDryRun);
    if (attestation !== undefined && !isDryRun) return await this.#seal(operation, answer, attestation);
    if (isDryRun) {
      discard(answer);
      throw dryRunSucceeded();
    }
    if (operation.usesKeys === true) this.#noteUse(invocation, keys);
    return answer as Answer;
  }

  #separate(operation: AnyOperation, input: unknown): { input: unknown; secret: string | undefined } {
    const { separate } = operation;
    if (separate === undefined || this.#options.vault.customKeyTags === false) {
      return { input, secret: undefined };
    }
    return separate(input);
  }

  #noteUse({ operation, requestId, eventId }: NumberedCall, keys: Admission['keys']): void {
    const { usage, clock } = this.#options.vault;
    const event = { operation, atMs: clock(), requestId, eventId };
    for (const { key } of Object.values(keys)) usage.note(key, event);
    this.#expectDue(usage.writeAtMs);
  }

  /** What the work puts into the due queue is waited for once it is committed: a sweep before that would not see it. */
  async #work(
    operation: AnyOperation,
    call: Omit<Call<Input, string>, 'vault'>,
    requester: Requester,
    isDryRun: boolean,
  ): Promise<object> {
    const own = { ...this.#options.vault, requester };
    const vault = isDryRun ? withoutWriting(own) : own;
    if (operation.readOnly) return await operation.run({ ...call, vault } as never);
    return await this.#expecting(vault, (waiting) => operation.run({ ...call, vault: waiting } as never));
  }

  async #expecting<T>(vault: Vault, work: (vault: Vault) => Promise<T>): Promise<T> {
    let soonestMs = Number.POSITIVE_INFINITY;
    const expectDue = (atMs: number): void => {
      soonestMs = Math.min(soonestMs, atMs);
    };
    try {
      return await work({ ...vault, expectDue });
    } finally {
      this.#expectDue(soonestMs);
    }
  }

  /** Resolves, authorises and checks every key: each step for all keys before the next step for any. */
  async #admit(
    operation: AnyOperation,
    input: Input,
    invocation: NumberedCall,
    keyArns: Set<string>,
  ): Promise<Admission> {
    const { caller } = invocation;
    const wanted: WantedKey[] = [];
    for (const [role, use] of Object.entries(operation.keys) as [string, KeyUse<Input>][]) {
      const reference = use.find(input);
      const service = serviceInNeed(caller, reference);
      if (service !== undefined) {
        await this.#expecting(this.#options.vault, (vault) => ensureManagedKey(vault, caller, service));
      }
      const resolved = await resolveKey(this.#options.vault, caller, reference);
      keyArns.add(resolved.arn);
      wanted.push({ role, use, resolved });
    }
    this.#count(invocation, input, wanted);
    await this.#requireGrantTokens(input, caller);
    const attestation = await verifyRecipient(this.#options.attestor, input['Recipient'] as RecipientMember);
    const asked = { caller, input, attestation, keyArns: [...keyArns] };
    for (const permission of permissionsOf(operation, input, caller)) {
      await requireAllowed(this.#options.authorizer, { ...asked, ...permission, key: undefined });
    }
    const admitted: [string, StoredKey][] = [];
    for (const key of wanted) admitted.push([key.role, await this.#authorizeKey(key, asked)]);
    for (const [i, [, stored]] of admitted.entries()) requireFit(operation.name, wanted[i]?.use, stored);
    return { keys: Object.fromEntries(admitted), attestation };
  }

  /** Once its keys are known, since their specs say what it costs; refusals after this one cost as much. */
  #count(invocation: NumberedCall, input: Input, wanted: readonly WantedKey[]): void {
    const { requestQuotas, vault } = this.#options;
    if (requestQuotas === undefined || invocation.isCounted) return;
    const specs = wanted.flatMap(({ resolved: { stored } }) =>
      stored === undefined ? [] : [stored.key.spec],
    );
    const keyPairSpec = input['KeyPairSpec'] as string | undefined;
    requestQuotas.take(
      invocation.caller,
      { operation: invocation.operation, specs, keyPairSpec },
      vault.clock(),
    );
    invocation.isCounted = true;
  }

  /** What was to be told is told to the recipient alone. */
  async #seal(operation: AnyOperation, answer: object, attestation: Attestation): Promise<Answer> {
    const { recipientSecret: secret } = operation;
    if (secret === undefined) throw new TypeError(`${operation.name} has no secret for a recipient`);
    return await sealAnswer(this.#options.attestor, attestation, answer as Answer, secret);
  }

  /** Every write is seen at once here, so that a token opens nothing that its grant does not: it must only be one. */
  async #requireGrantTokens(input: Input, { region }: Caller): Promise<void> {
    const tokens = (input['GrantTokens'] ?? []) as readonly string[];
    for (const token of tokens) await getGrantByToken(this.#options.vault, region, token);
  }

  async #authorizeKey({ use, resolved }: WantedKey, asked: AskedFor): Promise<StoredKey> {
    const { arn, stored, grant, denial, named, unfit } = resolved;
    const unusedSinceMs = stored && (await this.#unusedSince(use.action, stored));
    const subject = { resource: arn, named, key: stored?.key, grant, unusedSinceMs };
    await requireAllowed(this.#options.authorizer, { ...asked, ...subject, action: use.action }, denial);
    if (unfit !== undefined) throw unfit;
    // Allowed by an authorizer that does not know that the other account has no such key.
    if (stored === undefined) throw new KmsError('NotFoundException', `Key '${arn}' does not exist`);
    return stored;
  }

  /** The last use of a key, for the actions whose conditions ask for it; without one, when it began to be watched for. */
  async #unusedSince(action: string, { key }: StoredKey): Promise<number | undefined> {
    if (!ASKED_FOR_LAST_USE.includes(action)) return undefined;
    return (await this.#options.vault.usage.lastOf(key))?.atMs ?? key.createdAtMs;
  }

  async #record(record: CallRecord): Promise<void> {
    for (const observe of this.#options.observers) await observe(record);
  }

  #expectDue(dueMs: number): void {
    this.#nothingDueBeforeMs = Math.min(this.#nothingDueBeforeMs, dueMs);
  }
}

/** What the row asks for beside its keys. */
function permissionsOf(
  { action, permissions }: AnyOperation,
  input: Input,
  caller: Caller,
): readonly Permission[] {
  const own = action === undefined ? [] : [{ action, resource: '*' }];
  return [...own, ...(permissions?.(input as never, caller) ?? [])];
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
