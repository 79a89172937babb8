/**
 * The front door: a key management service in this process, composed of portable parts.
 *
 * Time, randomness, the store, the root key and who may do what come in as arguments; nothing happens at import time.
 *
 * @module
 */
import { isRegion } from './aws/signing-scope.ts';
import { createDefaultEngine } from './crypto/default-engine.ts';
import type { Engine } from './crypto/engine.ts';
import type { Random } from './crypto/primitives.ts';
import { hostRandom } from './crypto/random.ts';
import type { HsmCluster } from './external/hsm.ts';
import { XksClient } from './external/xks-proxy.ts';
import type { Clock } from './keystore/domain-key.ts';
import { openKeystore } from './keystore/keystore.ts';
import { type RootKeyProvider, rootKeyFromBytes } from './keystore/root-key.ts';
import { StoreLinks } from './kms/store-links.ts';
import { createVault } from './kms/vault.ts';
import { type Authorizer, rootOfAccount } from './operations/authorize.ts';
import { facadeOf, type Kms } from './operations/kms.ts';
import { type CallObserver, Pipeline } from './operations/pipeline.ts';
import { OPERATIONS } from './operations/table.ts';
import { signRequest } from './sigv4/sign-request.ts';
import { memoryStore } from './store/memory.ts';
import type { Store } from './store/store.ts';

export { type HsmCluster, HsmError, type HsmErrorCode, type HsmSession } from './external/hsm.ts';
export { WrongRootKeyError } from './keystore/identity.ts';
export { rootKeyFromPassphrase } from './keystore/passphrase.ts';
export { type RootKeyProvider, rootKeyFromBytes } from './keystore/root-key.ts';
export { KmsError, type KmsErrorCode } from './kms/errors.ts';
export type { Authorizer, Decision } from './operations/authorize.ts';
export type { Kms } from './operations/kms.ts';
export type { CallObserver, CallRecord } from './operations/pipeline.ts';

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
  /** Who may do what; when absent every caller is the root of an account. */
  readonly authorizer?: Authorizer;
  /** See every call before its answer leaves. */
  readonly observers?: readonly CallObserver[];
  /** What computes; the kernel where this host runs it and the portable engine for the rest, when absent. */
  readonly engine?: Engine;
  readonly random?: Random;
  readonly clock?: Clock;
  /** The HSM clusters of CloudHSM key stores, by cluster id (`strongroom/node` makes them of PKCS#11 tokens). */
  readonly hsmClusters?: ReadonlyMap<string, HsmCluster>;
  /**
   * How external key store proxies are reached; the host's own `fetch` when absent. One of yours can trust a private
   * authority, or lead a name to another machine.
   */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Opens a key management service over a store.
 *
 * @throws {WrongRootKeyError} The root key is not the one that sealed the store.
 * @throws {RangeError} The account or the Region has not the form of one.
 * @throws {TypeError} A store was given without a root key: what is kept must be sealed by something that is kept.
 *
 * @example
 * const kms = await createKms();
 * const { KeyMetadata } = await kms.createKey({ Description: 'my first key' });
 * const { CiphertextBlob } = await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: new Uint8Array([1, 2, 3]) });
 * const { Plaintext } = await kms.decrypt({ CiphertextBlob });
 * Plaintext; // 1, 2, 3
 */
export async function createKms(options: KmsOptions = {}): Promise<Kms> {
  const {
    region = 'us-east-1',
    account = '000000000000',
    authorizer = rootOfAccount,
    clock = Date.now,
  } = options;
  if (!/^\d{12}$/.test(account)) throw new RangeError('"account" expected 12 digits');
  if (!isRegion(region)) throw new RangeError('"region" expected the name of a Region');
  const random = options.random ?? hostRandom();
  const engine = options.engine ?? createDefaultEngine();
  const keystore = await openKeystore({
    store: options.store ?? memoryStore(),
    rootKey: rootKeyOf(options, random),
    engine,
    random,
    clock,
  });
  const links = new StoreLinks({
    clusters: options.hsmClusters ?? new Map(),
    xks: createXksClient(options.fetch ?? globalThis.fetch, engine, clock),
  });
  const vault = createVault(keystore, clock, links);
  const pipeline = new Pipeline({
    vault,
    operations: OPERATIONS,
    authorizer,
    observers: options.observers ?? [],
  });
  return facadeOf(pipeline, { account, region }, async () => {
    await links.close();
    await keystore.close();
  });
}

/** A client that signs as AWS KMS does, for the service that external key store proxies are. */
function createXksClient(fetch: typeof globalThis.fetch, engine: Engine, clock: Clock): XksClient {
  const service = 'kms-xks-proxy';
  return new XksClient({
    fetch,
    engine,
    sign: async ({ accessKeyId, secret, region }, request) => ({
      ...(await signRequest(engine, { accessKeyId, secret, region, service, atMs: clock() }, request)),
    }),
  });
}

function rootKeyOf({ store, rootKey }: KmsOptions, random: Random): RootKeyProvider {
  if (rootKey !== undefined) return rootKey;
  if (store !== undefined) throw new TypeError('"rootKey" expected when "store" is given');
  return rootKeyFromBytes(random(32));
}
