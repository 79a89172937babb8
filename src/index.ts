/**
 * The front door: a key management service in this process, composed of portable parts.
 *
 * Time, randomness, the store, the root key and who may do what come in as arguments; nothing happens at import time.
 *
 * @module
 */
import type { Attestor } from './attestation/attestor.ts';
import { openAttestor } from './attestation/late-attestor.ts';
import { type AuditOptions, Trail, type TrailParts } from './audit/trail.ts';
import { kmsFetchHandler } from './aws/fetch-handler.ts';
import { type SdkHandlerOptions, type SdkRequestHandler, sdkRequestHandler } from './aws/sdk-handler.ts';
import type { SignedDoor } from './aws/signed-door.ts';
import { createDefaultEngine } from './crypto/default-engine.ts';
import type { Engine } from './crypto/engine.ts';
import type { Random } from './crypto/primitives.ts';
import { hostRandom } from './crypto/random.ts';
import type { HsmCluster } from './external/hsm.ts';
import type { XksClient } from './external/xks-proxy.ts';
import { partitionOf } from './iam/arn.ts';
import { principalOf } from './iam/principal.ts';
import type { Clock } from './keystore/domain-key.ts';
import { type Keystore, openKeystore } from './keystore/keystore.ts';
import { type RootKeyProvider, rootKeyFromBytes } from './keystore/root-key.ts';
import { DEFAULT_QUOTAS, type Quotas } from './kms/quotas.ts';
import type { RequestQuotas, RequestRates } from './kms/request-quotas.ts';
import { isRegion, type Scope } from './kms/scope.ts';
import { StoreLinks } from './kms/store-links.ts';
import { createVault, type Vault } from './kms/vault.ts';
import { callNotes } from './metering/call-note.ts';
import { Meter } from './metering/meter.ts';
import type { PriceList } from './metering/prices.ts';
import type { UsageReport } from './metering/usage.ts';
import type { UsageQuestion } from './metering/usage-question.ts';
import type { AccessAnswer, AccessQuestion } from './operations/access.ts';
import type { Authorizer } from './operations/authorize.ts';
import { facadeOf, type Kms } from './operations/kms.ts';
import { Pipeline } from './operations/pipeline.ts';
import { policyAuthorizer } from './operations/policy-authorizer.ts';
import { type CallObserver, NO_RECORDER } from './operations/recorder.ts';
import { OPERATIONS } from './operations/table.ts';
import { memoryStore } from './store/memory.ts';
import type { Store } from './store/store.ts';

export type { AuditOptions } from './audit/trail.ts';
export type { SdkHandlerOptions, SdkRequestHandler } from './aws/sdk-handler.ts';
export { type HsmCluster, HsmError, type HsmErrorCode, type HsmSession } from './external/hsm.ts';
export { DirectoryError } from './iam/directory-error.ts';
export { JournalBrokenError } from './journal/entry.ts';
export { WrongRootKeyError } from './keystore/identity.ts';
export { rootKeyFromPassphrase } from './keystore/passphrase.ts';
export { type RootKeyProvider, rootKeyFromBytes } from './keystore/root-key.ts';
export { KmsError, type KmsErrorCode } from './kms/errors.ts';
export { type MovableClock, movableClock } from './kms/movable-clock.ts';
export type { Quotas } from './kms/quotas.ts';
export { formatSeedPath, SeedError, type SeedPath } from './kms/seed-error.ts';
export type { PriceList } from './metering/prices.ts';
export type { UsageReport } from './metering/usage.ts';
export type { UsageQuestion } from './metering/usage-question.ts';
export type { AccessAnswer } from './operations/access.ts';
export type { Authorizer, Decision } from './operations/authorize.ts';
export type { Kms } from './operations/kms.ts';
export { ownerOfServiceKeys } from './operations/owned-keys.ts';
export type { CallObserver, CallRecord } from './operations/recorder.ts';

/** A trail in memory is for looking back a while, not for keeping. */
const KEEP_BYTES_IN_MEMORY = 16 * 1024 * 1024;

/** What a service is made of. */
export interface KmsOptions {
  /** Where keys are kept; in memory, and gone with the process, when absent. */
  readonly store?: Store;
  /** What seals them; a root key that exists only in memory when absent, and so only together with a new store. */
  readonly rootKey?: RootKeyProvider;
  /** `us-east-1` when absent. */
  readonly region?: string;
  /** 12 digits; zeroes when absent. */
  readonly account?: string;
  /** Who may do what; when absent key policies, the callers' own policies and grants decide. */
  readonly authorizer?: Authorizer;
  /**
   * The trail: each call is one CloudTrail event in the store, durable before its answer leaves (docs/AUDIT.md). Kept for
   * 90 days, and at most 256 MiB of it, 16 MiB without a store, when absent; `false`: none is kept.
   */
  readonly audit?: AuditOptions | false;
  /** What calls and keys cost; AWS's prices in us-east-1 when absent. */
  readonly prices?: PriceList;
  /** See every call before its answer leaves. */
  readonly observers?: readonly CallObserver[];
  /** What computes; the kernel where this host runs it and the portable engine for the rest, when absent. */
  readonly engine?: Engine;
  readonly random?: Random;
  /** The host's when absent; {@link movableClock} makes one that tests move. */
  readonly clock?: Clock;
  /** The HSM clusters of CloudHSM key stores, by cluster id (`strongroom/node` makes them of PKCS#11 tokens). */
  readonly hsmClusters?: ReadonlyMap<string, HsmCluster>;
  /**
   * How external key store proxies are reached; the host's own `fetch` when absent. One of yours can trust a private
   * authority, or lead a name to another machine.
   */
  readonly fetch?: typeof globalThis.fetch;
  /** Keys that are to be there: what a seed file holds (docs/SEEDING.md), as values. Those that are there stay. */
  readonly seed?: unknown;
  /** Accounts, users, roles, access keys and policies, in JSON (docs/PRINCIPALS.md); it makes `door`. */
  readonly principals?: string;
  /** Whether the tags `_custom_id_` and `_custom_key_material_` fix a new key's id and material; yes when absent. */
  readonly customKeyTags?: boolean;
  /** How long keys show as Creating or Updating after a change that spans Regions; 0 when absent: the next call. */
  readonly settlingMs?: number;
  /** AWS's own when absent: 100,000 customer keys of an account in a Region. Infinity is no quota. */
  readonly quotas?: Partial<Quotas>;
  /**
   * Requests per second by class, on top of AWS's own (docs/LIMITS.md): `{}` is AWS's. No limit when absent. A class of
   * which there may be any number is Infinity.
   */
  readonly requestRates?: Readonly<Record<string, number>>;
  /** Whether `reset()` erases everything, as tests want it; no when absent. */
  readonly testAids?: boolean;
  /**
   * The root of the certificates that attestation documents lead to, in DER: ECDSA on P-384 with SHA-384. AWS's own when
   * absent. Whoever holds the key of another one can attest whatever they like.
   */
  readonly nitroRoot?: Uint8Array;
}

/**
 * Opens a key management service over a store.
 *
 * @throws {WrongRootKeyError} The root key is not the one that sealed the store.
 * @throws {RangeError} The account, the Region, the Nitro root or a request rate has not the form of one.
 * @throws {TypeError} A store was given without a root key: what is kept must be sealed by something that is kept.
 * @throws {DirectoryError} The principals are none, or hold a secret that another store sealed; the store is closed.
 * @throws {JournalBrokenError} The trail in the store is not what was written; the store is closed.
 * @throws {SeedError} The seed cannot be planted: nothing of it was, and the store is closed.
 *
 * @example
 * const kms = await createKms();
 * const { KeyMetadata } = await kms.createKey({ Description: 'my first key' });
 * const { CiphertextBlob } = await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: new Uint8Array([1, 2, 3]) });
 * const { Plaintext } = await kms.decrypt({ CiphertextBlob });
 * Plaintext; // 1, 2, 3
 */
export async function createKms(options: KmsOptions = {}): Promise<EmbeddedKms> {
  const { region = 'us-east-1', account = '000000000000' } = options;
  if (!/^\d{12}$/.test(account)) throw new RangeError('"account" expected 12 digits');
  if (!isRegion(region)) throw new RangeError('"region" expected the name of a Region');
  const plant = await plantingOf(options.seed, { account, region });
  const parts = await openParts(options);
  const { keystore, vault, meter } = parts;
  const pipeline = pipelineOf(parts, options, await requestQuotasOf(options));
  let door: SignedDoor | undefined;
  try {
    const { principals } = options;
    const partition = partitionOf(region);
    if (principals !== undefined) {
      const { SignedDoor: Door } = await import('./aws/signed-door.ts');
      door = await Door.open({ ...parts, partition }, principals);
    }
    await plant(vault);
  } catch (error) {
    await keystore.close();
    throw error;
  }
  const reset = async (): Promise<void> => {
    await pipeline.reset(plant);
    await meter?.reset();
  };
  const close = async (): Promise<void> => {
    try {
      await meter?.close();
      await vault.links.close();
    } finally {
      await keystore.close();
    }
  };
  const kms = facadeOf(
    pipeline,
    { account, region },
    { close, reset: options.testAids === true ? reset : undefined },
  );
  return { ...kms, ...extrasOf(kms, parts, door, options) };
}

/** What plants a seed, once it is read; loaded where there is one. @throws {SeedError} It is none. */
async function plantingOf(seed: unknown, scope: Scope): Promise<(vault: Vault) => Promise<void>> {
  if (seed === undefined) return async () => {};
  const { readSeed } = await import('./kms/seed.ts');
  const { plantSeed } = await import('./kms/seeding.ts');
  const keys = readSeed(seed, scope);
  return async (vault) => void (await plantSeed(vault, keys));
}

/** What a service stands on, opened. */
interface Parts {
  readonly attestor: Attestor;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly keystore: Keystore;
  readonly vault: Vault;
  readonly trail: Trail | undefined;
  readonly meter: Meter | undefined;
}

async function openParts(options: KmsOptions): Promise<Parts> {
  const { clock = Date.now, engine = createDefaultEngine(), random = hostRandom() } = options;
  const attestor = await openAttestor({ engine, random, clock, root: options.nitroRoot });
  const store = options.store ?? memoryStore();
  const keystore = await openKeystore({ store, rootKey: rootKeyOf(options, random), engine, random, clock });
  const links = new StoreLinks({
    clusters: options.hsmClusters ?? new Map(),
    xks: lateXksClient(options.fetch ?? globalThis.fetch, engine, clock),
  });
  const vault = createVault(keystore, clock, {
    settlingMs: options.settlingMs,
    customKeyTags: options.customKeyTags,
    quotas: { ...DEFAULT_QUOTAS, ...options.quotas },
    links,
    isShared: store.isShared,
  });
  const trail = await openTrail({ keystore, engine, clock }, options);
  const meter = trail && (await Meter.open({ keystore, journal: trail.journal }));
  return { attestor, engine, clock, keystore, vault, trail, meter };
}

function pipelineOf(
  { attestor, vault, trail }: Parts,
  options: KmsOptions,
  requestQuotas: RequestQuotas | undefined,
): Pipeline {
  return new Pipeline({
    vault,
    operations: OPERATIONS,
    authorizer: options.authorizer ?? policyAuthorizer(vault),
    attestor,
    recorder: trail?.recorder ?? NO_RECORDER,
    observers: options.observers ?? [],
    requestQuotas,
  });
}

/** What an embedded service has beside the operations. */
function extrasOf(
  kms: Kms,
  { keystore, clock, trail, meter }: Parts,
  door: SignedDoor | undefined,
  { prices }: KmsOptions,
): Omit<EmbeddedKms, keyof Kms> {
  return {
    door,
    trail,
    meter,
    explain: (question) => explain(kms, door, question),
    usage: async (question) => {
      if (meter === undefined)
        throw new TypeError('"audit" expected a trail: without one nothing is counted');
      const { readUsage } = await import('./metering/usage.ts');
      return await readUsage({ keystore, meter, clock, prices }, question);
    },
    requestHandler: (options) => sdkRequestHandler(kmsFetchHandler(kms, door), options),
  };
}

/** A trail that is not what was written opens no service: the store is closed as it is. */
async function openTrail(parts: TrailParts, options: KmsOptions): Promise<Trail | undefined> {
  const { audit = {}, store } = options;
  if (audit === false) return undefined;
  const { keepBytes = store === undefined ? KEEP_BYTES_IN_MEMORY : undefined } = audit;
  try {
    return await Trail.open({ ...parts, annotate: callNotes(OPERATIONS) }, { ...audit, keepBytes });
  } catch (error) {
    await parts.keystore.close();
    throw error;
  }
}

/** What people ask about access. */
export interface Question extends Omit<AccessQuestion, 'caller'> {
  /** The ARN of whoever would ask: the root of an account, a user, a session of a role. */
  readonly principal: string;
  /** Where; the service's own Region when absent. */
  readonly region?: string | undefined;
}

/** A service in this process. */
export interface EmbeddedKms extends Kms {
  /** Where callers prove themselves: to be handed to a fetch handler. Only with `principals`. */
  readonly door: SignedDoor | undefined;
  /** What happened, and who follows; absent when none is kept. */
  readonly trail: Trail | undefined;
  /** What counts calls; absent where no trail is kept. */
  readonly meter: Meter | undefined;
  /**
   * How many calls there were and what they and the keys would cost on AWS (docs/USAGE.md): of this month, by operation,
   * unless other days and another group are asked for.
   *
   * @throws {RangeError} A day or a group is none.
   * @throws {TypeError} The service keeps no trail.
   *
   * @example
   * const kms = await createKms();
   * await kms.createKey({});
   * (await kms.usage({ by: 'operation' })).rows[0].calls; // 1
   */
  usage(question?: UsageQuestion): Promise<UsageReport>;
  /**
   * Whether somebody may do something, and which statements decide.
   *
   * @throws {KmsError} NotFoundException: there is no such key.
   * @throws {RangeError} The principal is nobody in the directory.
   *
   * @example
   * const kms = await createKms();
   * const { KeyMetadata } = await kms.createKey({});
   * const principal = 'arn:aws:iam::000000000000:root';
   * (await kms.explain({ principal, action: 'kms:Encrypt', keyId: KeyMetadata.KeyId })).allowed; // true
   */
  explain(question: Question): Promise<AccessAnswer>;
  /**
   * The `requestHandler` of an AWS SDK client whose requests end here: no network, no server, no endpoint. With
   * `principals` the SDK's signatures are verified, and its AWS STS client has somebody to ask; without, whoever calls is
   * the root of the account that the access key id names, or else of the service's own. A client's Region is its own.
   *
   * @example
   * const kms = await createKms();
   * kms.requestHandler().metadata.handlerProtocol; // 'http/1.1'
   */
  requestHandler(options?: SdkHandlerOptions): SdkRequestHandler;
}

async function explain(
  kms: Kms,
  door: SignedDoor | undefined,
  { principal, region = kms.scope.region, ...question }: Question,
): Promise<AccessAnswer> {
  const identity = door?.find(principal);
  if (door !== undefined && identity === undefined) {
    throw new RangeError(`"principal" expected somebody in the directory, got ${principal}`);
  }
  const { account } = principalOf(principal);
  const caller = { account, region, principalArn: principal, identity };
  return await kms.explainFor({ ...question, caller });
}

/**
 * A client that signs as AWS KMS does, for the service that external key store proxies are; it comes with the first key
 * store that has one.
 */
function lateXksClient(
  fetch: typeof globalThis.fetch,
  engine: Engine,
  clock: Clock,
): () => Promise<XksClient> {
  const service = 'kms-xks-proxy';
  return async () => {
    const { XksClient: Client } = await import('./external/xks-proxy.ts');
    const { signRequest } = await import('./sigv4/sign-request.ts');
    return new Client({
      fetch,
      engine,
      sign: async ({ accessKeyId, secret, region }, request) => ({
        ...(await signRequest(engine, { accessKeyId, secret, region, service, atMs: clock() }, request)),
      }),
    });
  };
}

async function requestQuotasOf({ requestRates }: KmsOptions): Promise<RequestQuotas | undefined> {
  if (requestRates === undefined) return undefined;
  const { awsRates, RequestQuotas: Limits, readRates } = await import('./kms/request-quotas.ts');
  const own = readRates(requestRates);
  const regions = new Map<string, RequestRates>();
  return new Limits((region) => {
    const rates = regions.get(region) ?? new Map([...awsRates(region), ...own]);
    regions.set(region, rates);
    return rates;
  });
}

function rootKeyOf({ store, rootKey }: KmsOptions, random: Random): RootKeyProvider {
  if (rootKey !== undefined) return rootKey;
  if (store !== undefined) throw new TypeError('"rootKey" expected when "store" is given');
  return rootKeyFromBytes(random(32));
}
