/**
 * A service to test operations with: its own store in memory, a clock that the test moves, and every call recorded.
 *
 * Composed as src/index.ts composes it, but for the vault, which stays open so that a test can forge what no call
 * of this version can reach.
 *
 * @module
 */
import { expect } from 'vitest';
import { createAttestor } from '../../src/attestation/attestor.ts';
import { toBase64 } from '../../src/bytes/base64.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import type { HsmCluster } from '../../src/external/hsm.ts';
import { XksClient, type XksSigner } from '../../src/external/xks-proxy.ts';
import { openKeystore } from '../../src/keystore/keystore.ts';
import { rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { KmsError, type KmsErrorCode } from '../../src/kms/errors.ts';
import { type Key, toKeyMaterial } from '../../src/kms/key.ts';
import { findKey, updateKey } from '../../src/kms/keys.ts';
import type { Quotas } from '../../src/kms/quotas.ts';
import { RequestQuotas, type RequestRates } from '../../src/kms/request-quotas.ts';
import { rootArn, type Scope } from '../../src/kms/scope.ts';
import { StoreLinks } from '../../src/kms/store-links.ts';
import { createVault, type Vault } from '../../src/kms/vault.ts';
import type { Authorizer } from '../../src/operations/authorize.ts';
import type { KeyMetadata } from '../../src/operations/key-metadata.ts';
import { facadeOf, type Kms } from '../../src/operations/kms.ts';
import type { Caller, Connection } from '../../src/operations/operation.ts';
import { Pipeline } from '../../src/operations/pipeline.ts';
import { policyAuthorizer } from '../../src/operations/policy-authorizer.ts';
import {
  type CallObserver,
  type CallRecord,
  NO_RECORDER,
  type Recorder,
} from '../../src/operations/recorder.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { signRequest } from '../../src/sigv4/sign-request.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { FakeHsm } from '../external/fake-hsm.ts';
import { createSparingEngine } from './engine.ts';

export const SCOPE: Scope = { account: '111122223333', region: 'us-east-1' };
/** A neighbour: another account in the same Region. */
export const NEIGHBOUR: Caller = callerIn({ account: '444455556666', region: 'us-east-1' });
export const DAY_MS = 86_400_000;
/** One seed for all property tests; fast-check prints it, and the path to the counterexample, on failure. */
export const SEED = 20_261_124;

/** Clusters that a service of the tests has. */
export const CLUSTER_IDS = ['cluster-aaaaaaaaaaa', 'cluster-bbbbbbbbbbb', 'cluster-ccccccccccc'] as const;

const START_MS = Date.UTC(2026, 10, 24, 12);
const sparingEngine = createSparingEngine();

export interface Service {
  readonly kms: Kms;
  readonly vault: Vault;
  readonly store: Store;
  /** Every call so far, in the order in which they ended. */
  readonly calls: readonly CallRecord[];
  nowMs(): number;
  wait(ms: number): void;
}

export interface ServiceOptions {
  readonly store?: Store;
  readonly authorizer?: Authorizer;
  readonly observer?: CallObserver;
  /** Keeps calls; nobody does when absent. */
  readonly recorder?: (parts: Pick<Vault, 'keystore' | 'clock'> & { engine: Engine }) => Promise<Recorder>;
  readonly engine?: Engine;
  readonly settlingMs?: number;
  readonly customKeyTags?: boolean;
  readonly quotas?: Quotas;
  readonly requestRates?: (region: string) => RequestRates;
  /** DER. */
  readonly nitroRoot?: Uint8Array;
  /** How external key store proxies are reached; nothing is reached when absent. */
  readonly fetch?: typeof globalThis.fetch;
  /** HSM clusters by id; those of {@link CLUSTER_IDS} in memory when absent. */
  readonly hsmClusters?: ReadonlyMap<string, HsmCluster>;
}

/** An empty service whose methods act as the root of SCOPE. */
export async function openService(options: ServiceOptions = {}): Promise<Service> {
  const { store = memoryStore(), engine = sparingEngine } = options;
  let nowMs = START_MS;
  const clock = (): number => nowMs;
  const random = hostRandom();
  const rootKey = rootKeyFromBytes(new Uint8Array(32).fill(7));
  const keystore = await openKeystore({ store, rootKey, engine, random, clock });
  const links = linksOf(options, engine, clock);
  const vault = createVault(keystore, clock, { ...options, links });
  const authorizer = options.authorizer ?? policyAuthorizer(vault);
  const calls: CallRecord[] = [];
  const observers: CallObserver[] = [(call) => void calls.push(call)];
  if (options.observer !== undefined) observers.push(options.observer);
  const attestor = createAttestor({ engine, random, clock, root: options.nitroRoot });
  const requestQuotas = options.requestRates && new RequestQuotas(options.requestRates);
  const pipeline = new Pipeline({
    vault,
    operations: OPERATIONS,
    authorizer,
    attestor,
    recorder: (await options.recorder?.({ keystore, engine, clock })) ?? NO_RECORDER,
    observers,
    requestQuotas,
  });
  const kms = facadeOf(pipeline, SCOPE, {
    close: async () => {
      await links.close();
      await keystore.close();
    },
  });
  const wait = (ms: number): void => {
    nowMs += ms;
  };
  return { kms, vault, store, calls, nowMs: clock, wait };
}

/** Lets everybody do everything: for tests of what comes after the door. */
export const everybody: Authorizer = () => ({ allowed: true });

function linksOf({ fetch, hsmClusters }: ServiceOptions, engine: Engine, clock: () => number): StoreLinks {
  const sign: XksSigner = async ({ accessKeyId, secret, region }, request) => ({
    ...(await signRequest(
      engine,
      { accessKeyId, secret, region, service: 'kms-xks-proxy', atMs: clock() },
      request,
    )),
  });
  return new StoreLinks({
    clusters: hsmClusters ?? new Map(CLUSTER_IDS.map((id) => [id, new FakeHsm()])),
    ...(fetch === undefined ? {} : { xks: async () => new XksClient({ fetch, engine, sign }) }),
  });
}

/** The root of an account, calling in a Region. */
export function callerIn(scope: Scope): Caller {
  return { ...scope, principalArn: rootArn(scope) };
}

/** How a call arrives that a service passes on. */
export function through(viaService: string): Connection {
  return { secureTransport: true, viaService };
}

/** A new key, described. */
export async function makeKey(
  { kms }: Service,
  request: Parameters<Kms['createKey']>[0] = {},
): Promise<KeyMetadata> {
  return (await kms.createKey(request)).KeyMetadata;
}

/** One call by its operation's name, as any caller; native values unless the source says JSON. */
export async function invoke(
  { kms }: Service,
  operation: string,
  input: unknown,
  options: { readonly caller?: Caller; readonly source?: 'json' | 'native' } = {},
): Promise<Readonly<Record<string, unknown>>> {
  const { caller = callerIn(SCOPE), source = 'native' } = options;
  return await kms.invoke({ operation, input, source, caller, requestId: crypto.randomUUID() });
}

/** What a request looks like when it comes as JSON: bytes in base64, times in seconds. */
export function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return toBase64(value);
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asJson(member)]));
}

/** Writes a key's record as no call could. */
export async function forgeKey({ vault }: Service, keyId: string, change: Partial<Key>): Promise<void> {
  const stored = await findKey(vault, SCOPE, keyId);
  if (stored === undefined) throw new Error(`there is no key ${keyId}`);
  await updateKey(vault, stored, change);
}

/** Every record of the store, as bytes. */
export async function snapshot(store: Store): Promise<ReadonlyMap<string, string>> {
  const records = await store.list('', undefined, 1_000_000);
  return new Map(records.map(({ name, version, value }) => [name, `${version} ${toBase64(value)}`]));
}

export interface Refusal {
  readonly code: KmsErrorCode;
  readonly message: string;
}

/** How the service refused. @throws {Error} It did not, or something else went wrong. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof KmsError)) throw error;
    const { code, message } = error;
    return { code, message };
  }
  throw new Error('the call succeeded');
}

/** Expects a refusal, word for word, that writes nothing. */
export async function expectRefusal(
  { store }: Service,
  call: () => Promise<unknown>,
  code: KmsErrorCode,
  message = '',
): Promise<void> {
  const before = await snapshot(store);
  expect(await refusalOf(call())).toEqual({ code, message });
  expect(await snapshot(store)).toEqual(before);
}

/** The text of the validation sentence with one error. */
export function broken(value: string | undefined, path: string, constraint: string): string {
  const text = value === undefined ? 'Value' : `Value '${value}'`;
  return `1 validation error detected: ${text} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** The text for a required member that is missing. */
export function missing(path: string, isSecret = false): string {
  const value = isSecret ? 'Value' : 'Value null';
  return `1 validation error detected: ${value} at '${path}' failed to satisfy constraint: Member must not be null`;
}

/** Puts given material into a key, in the place of its own: what it holds is known then. */
export async function adoptMaterial(
  service: Service,
  { KeyId, AWSAccountId }: Pick<KeyMetadata, 'KeyId' | 'AWSAccountId'>,
  material: Uint8Array,
  publicKey?: Uint8Array,
): Promise<void> {
  const sealed = await service.vault.keystore.sealBackingKey(`${AWSAccountId}/${KeyId}`, material);
  const adopted = toKeyMaterial(sealed);
  await forgeKey(service, KeyId, {
    materials: [adopted],
    currentMaterialId: adopted.id,
    publicKey: publicKey === undefined ? undefined : toBase64(publicKey),
  });
}
