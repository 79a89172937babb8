/**
 * Admission: from a checked request to keys that the caller may use for it.
 *
 *   resolve keys -> count -> verify grant tokens and recipient -> authorise -> the row's late rules -> usage and state
 *
 * Each step for all keys before the next step for any. It changes nothing but that an AWS managed key is made at its
 * first need, and never answers: what it refuses, it refuses in AWS's words.
 *
 * @module
 */
import type { Attestor } from '../attestation/attestor.ts';
import type { CustomKeyStore } from '../kms/custom-key-store.ts';
import { KmsError } from '../kms/errors.ts';
import { getGrantByToken } from '../kms/grants.ts';
import type { StoredKey } from '../kms/key.ts';
import { ensureManagedKey } from '../kms/managed-keys.ts';
import type { RequestQuotas } from '../kms/request-quotas.ts';
import { readRoster } from '../kms/store-roster.ts';
import type { Vault } from '../kms/vault.ts';
import { type AuthorizationRequest, type Authorizer, requireAllowed } from './authorize.ts';
import type { CallTrace } from './call-trace.ts';
import { requireFit } from './fit.ts';
import type { RecipientMember } from './members.ts';
import type { AnyOperation, Caller, KeyUse, Permission } from './operation.ts';
import { verifyRecipient } from './recipient.ts';
import { type ResolvedKey, resolveKey, serviceInNeed } from './resolve.ts';

type Input = Readonly<Record<string, unknown>>;

/** Who decides. */
export interface AdmissionOptions {
  readonly authorizer: Authorizer;
  readonly attestor: Attestor;
  readonly requestQuotas?: RequestQuotas | undefined;
}

/** The keys of a call by the row's names for them. */
export type AdmittedKeys = Readonly<Record<string, StoredKey>>;

/** A key that a row asks for, and what was found. */
interface WantedKey {
  readonly role: string;
  readonly use: KeyUse<Input>;
  readonly resolved: ResolvedKey;
}

/** What every question to the authorizer has in common. */
type AskedFor = Pick<AuthorizationRequest, 'caller' | 'input' | 'attestation' | 'keyArns'>;

/** Actions whose conditions may ask how long a key was not used (`kms:TrailingDaysWithoutKeyUsage`). */
const ASKED_FOR_LAST_USE: readonly string[] = ['kms:DisableKey', 'kms:ScheduleKeyDeletion'];

/**
 * Lets a call in, or refuses it; what it learns of the call is noted in its trace.
 *
 * @param vault One that waits for what falls due of a managed key that is made here.
 * @throws {KmsError} Whatever stands in the way.
 */
export async function admit(
  vault: Vault,
  options: AdmissionOptions,
  operation: AnyOperation,
  input: Input,
  trace: CallTrace,
): Promise<AdmittedKeys> {
  const { caller } = trace.invocation;
  trace.isAllowed = false;
  const wanted = await findKeys(vault, operation, input, trace);
  countOnce(vault, options.requestQuotas, trace, input, wanted);
  // Most calls bring neither, and wait for neither.
  if (input['GrantTokens'] !== undefined) await requireGrantTokens(vault, input, caller);
  const recipient = input['Recipient'] as RecipientMember | undefined;
  if (recipient !== undefined) trace.attestation = await verifyRecipient(options.attestor, recipient);
  const asked = { caller, input, attestation: trace.attestation, keyArns: trace.keyArns };
  for (const permission of permissionsOf(operation, input, caller)) {
    await requireAllowed(options.authorizer, { ...asked, ...permission, key: undefined });
  }
  const admitted: Record<string, StoredKey> = {};
  for (const key of wanted) admitted[key.role] = await authorizeKey(vault, options.authorizer, key, asked);
  trace.isAllowed = true;
  if (namesStore(operation, input)) trace.store = await findStore(vault, input, caller);
  operation.checkAllowed?.(input as never);
  for (const { role, use } of wanted) requireFit(operation.name, use, admitted[role] as StoredKey);
  return admitted;
}

async function findKeys(
  vault: Vault,
  operation: AnyOperation,
  input: Input,
  trace: CallTrace,
): Promise<readonly WantedKey[]> {
  const { caller } = trace.invocation;
  const wanted: WantedKey[] = [];
  for (const role in operation.keys) {
    const use = operation.keys[role] as KeyUse<Input>;
    const reference = use.find(input);
    const service = serviceInNeed(caller, reference, use.makesManagedKey === true);
    if (service !== undefined) await ensureManagedKey(vault, caller, service);
    const resolved = await resolveKey(vault, caller, reference);
    trace.touch(role, resolved.arn, resolved.stored);
    wanted.push({ role, use, resolved });
  }
  return wanted;
}

/** Once its keys are known, since their specs say what it costs; refusals after this one cost as much. */
function countOnce(
  { clock }: Vault,
  requestQuotas: RequestQuotas | undefined,
  trace: CallTrace,
  input: Input,
  wanted: readonly WantedKey[],
): void {
  if (requestQuotas === undefined || trace.isCounted) return;
  const { caller, operation } = trace.invocation;
  const specs = wanted.flatMap(({ resolved: { stored } }) => (stored === undefined ? [] : [stored.key.spec]));
  const keyPairSpec = input['KeyPairSpec'] as string | undefined;
  requestQuotas.take(caller, { operation, specs, keyPairSpec }, clock());
  trace.isCounted = true;
}

/** Every write is seen at once here, so that a token opens nothing that its grant does not: it must only be one. */
async function requireGrantTokens(vault: Vault, input: Input, { region }: Caller): Promise<void> {
  for (const token of input['GrantTokens'] as readonly string[]) await getGrantByToken(vault, region, token);
}

async function authorizeKey(
  vault: Vault,
  authorizer: Authorizer,
  { use, resolved }: WantedKey,
  asked: AskedFor,
): Promise<StoredKey> {
  const { arn, stored, grant, denial, named, unfit } = resolved;
  const isAsked = stored !== undefined && ASKED_FOR_LAST_USE.includes(use.action);
  const unusedSinceMs = isAsked ? await unusedSince(vault, stored) : undefined;
  const subject = { action: use.action, resource: arn, named, key: stored?.key, grant, unusedSinceMs };
  await requireAllowed(authorizer, { ...asked, ...subject }, denial);
  if (unfit !== undefined) throw unfit;
  // Allowed by an authorizer that does not know that the other account has no such key.
  if (stored === undefined) throw new KmsError('NotFoundException', `Key '${arn}' does not exist`);
  return stored;
}

/** The last use of a key; without one, when it began to be watched for. */
async function unusedSince({ usage }: Vault, { key }: StoredKey): Promise<number> {
  return (await usage.lastOf(key))?.atMs ?? key.createdAtMs;
}

/** Whether a call is about a custom key store, and changes something. */
function namesStore({ keys, readOnly }: AnyOperation, input: Input): boolean {
  return input['CustomKeyStoreId'] !== undefined && !readOnly && Object.keys(keys).length === 0;
}

async function findStore(vault: Vault, input: Input, caller: Caller): Promise<CustomKeyStore | undefined> {
  const storeId = input['CustomKeyStoreId'];
  return (await readRoster(vault, caller)).stores.find(({ id }) => id === storeId);
}

/** What the row asks for beside its keys. */
function permissionsOf(
  { action, permissions }: AnyOperation,
  input: Input,
  caller: Caller,
): readonly Permission[] {
  const own = action === undefined ? [] : [{ action, resource: '*' }];
  return permissions === undefined ? own : [...own, ...permissions(input as never, caller)];
}
