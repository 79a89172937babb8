/**
 * Custom key stores: made, changed, deleted, listed, and what must be unique among them.
 *
 * What stands behind a store is tried before its settings are written, where AWS does: a cluster always, a proxy unless
 * it is reached through a VPC endpoint service and the store is new. Sources: KMS API reference, CreateCustomKeyStore,
 * UpdateCustomKeyStore, DeleteCustomKeyStore; AWS publishes no texts for these refusals.
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import { toHex } from '../bytes/hex.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import {
  type CustomKeyStore,
  type HsmBacking,
  secretOwnerOf,
  type XksBacking,
  type XksConnectivity,
} from './custom-key-store.ts';
import { KmsError, type KmsErrorCode } from './errors.ts';
import { storeKeyPrefix } from './keyspace.ts';
import { type Page, type PageRequest, pageOf, readMarker } from './paging.ts';
import type { Scope } from './scope.ts';
import { healthMetadataOf, withProxy } from './store-backing.ts';
import { explainingFailures } from './store-failures.ts';
import { changeRoster, type Roster, readRoster, replaceStore, storeOf } from './store-roster.ts';
import type { Vault } from './vault.ts';

/** KMS Developer Guide, "Resource quotas". */
const MAX_STORES = 10;
const STORE_ID = /^cks-[0-9a-f]{17}$/;

/** The settings of a CloudHSM key store, as they are given. */
export interface HsmSettings {
  readonly type: 'AWS_CLOUDHSM';
  readonly clusterId: string;
  readonly trustAnchor: string;
  readonly password: string;
}

/** What authenticates KMS to a proxy. */
export interface XksCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The settings of an external key store, as they are given. */
export interface XksSettings {
  readonly type: 'EXTERNAL_KEY_STORE';
  readonly connectivity: XksConnectivity;
  readonly endpoint: string;
  readonly path: string;
  readonly vpcServiceName?: string | undefined;
  readonly vpcServiceOwner?: string | undefined;
  readonly credential: XksCredential;
}

type Changes<T> = { readonly [M in keyof T]?: T[M] | undefined };

/** What of a store is to change; what is absent stays. */
export type StoreChange = { readonly name?: string | undefined } & (
  | ({ readonly type: 'AWS_CLOUDHSM' } & Changes<Pick<HsmSettings, 'clusterId' | 'password'>>)
  | ({ readonly type: 'EXTERNAL_KEY_STORE' } & Changes<Omit<XksSettings, 'type'>>)
  | { readonly type?: undefined }
);

/**
 * Makes a custom key store, disconnected.
 *
 * @returns Its id.
 * @throws {KmsError} LimitExceededException at ten; the exceptions of what is in use, and of what does not answer.
 */
export async function createStore(
  vault: Vault,
  scope: Scope,
  name: string,
  settings: HsmSettings | XksSettings,
): Promise<string> {
  const roster = await readRoster(vault, scope);
  if (roster.stores.length >= MAX_STORES) {
    throw new KmsError(
      'LimitExceededException',
      `An account can have at most ${MAX_STORES} custom key stores in a Region.`,
    );
  }
  const id = `cks-${toHex(vault.keystore.random(9)).slice(1)}`;
  const store: CustomKeyStore = {
    id,
    name,
    createdAtMs: vault.clock(),
    connectionState: 'DISCONNECTED',
    backing: await sealSettings(vault, roster.scope, id, settings),
  };
  requireUnique(roster, store);
  if (settings.type === 'AWS_CLOUDHSM') await requireCluster(vault, settings);
  else if (settings.connectivity === 'PUBLIC_ENDPOINT') await requireProxy(vault, roster.scope, store);
  await vault.keystore.commit([changeRoster(roster, [...roster.stores, store])]);
  return id;
}

/**
 * Changes a custom key store.
 *
 * @throws {KmsError} CustomKeyStoreNotFoundException; CustomKeyStoreInvalidStateException for what needs it to be
 * disconnected; ValidationException for settings of another type of store; and as {@link createStore}.
 */
export async function updateStore(
  vault: Vault,
  scope: Scope,
  id: string,
  change: StoreChange,
): Promise<void> {
  const roster = await readRoster(vault, scope);
  const former = storeOf(roster, id);
  requireSameType(former, change);
  requireChangeable(former, change);
  const backing = await changeBacking(vault, roster.scope, former, change);
  const store = { ...former, name: change.name ?? former.name, backing };
  requireUnique(roster, store);
  if (backing.type === 'EXTERNAL_KEY_STORE' && change.type !== undefined)
    await requireProxy(vault, roster.scope, store);
  await vault.keystore.commit([replaceStore(roster, store)]);
}

/**
 * Deletes a custom key store. What stands behind it is not touched.
 *
 * @throws {KmsError} CustomKeyStoreNotFoundException, CustomKeyStoreHasCMKsException, CustomKeyStoreInvalidStateException.
 */
export async function deleteStore(vault: Vault, scope: Scope, id: string): Promise<void> {
  const roster = await readRoster(vault, scope);
  const store = storeOf(roster, id);
  const [key] = await vault.keystore.listNames(storeKeyPrefix(scope, id), undefined, 1);
  if (key !== undefined)
    throw new KmsError('CustomKeyStoreHasCMKsException', `Custom key store '${id}' contains KMS keys.`);
  requireDisconnected(store);
  const others = roster.stores.filter((one) => one !== store);
  await vault.keystore.commit([changeRoster(roster, others)]);
}

/** A page of a scope's custom key stores, in the order of their ids. @throws {KmsError} InvalidMarkerException. */
export async function listStores(
  vault: Vault,
  scope: Scope,
  request: PageRequest,
): Promise<Page<CustomKeyStore>> {
  const cursor = readMarker('custom-key-store', request.marker, (id) => STORE_ID.test(id)) ?? '';
  const { stores } = await readRoster(vault, scope);
  const rest = [...stores].sort((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => id > cursor);
  return pageOf('custom-key-store', rest, request.limit, ({ id }) => id);
}

/** The store of that name. @throws {KmsError} CustomKeyStoreNotFoundException. */
export async function storeNamed(vault: Vault, scope: Scope, name: string): Promise<CustomKeyStore> {
  const { stores } = await readRoster(vault, scope);
  const store = stores.find((one) => one.name === name);
  if (store !== undefined) return store;
  throw new KmsError('CustomKeyStoreNotFoundException', `Custom key store '${name}' does not exist.`);
}

function requireDisconnected({ id, connectionState }: CustomKeyStore): void {
  if (connectionState === 'DISCONNECTED') return;
  throw new KmsError(
    'CustomKeyStoreInvalidStateException',
    `Custom key store '${id}' is ${connectionState}; it must be DISCONNECTED.`,
  );
}

function requireSameType({ backing }: CustomKeyStore, { type }: StoreChange): void {
  if (type === undefined || type === backing.type) return;
  throw new KmsError(
    'ValidationException',
    `The properties of a custom key store of type ${type} are not valid for one of type ${backing.type}.`,
  );
}

/** Name, credential and path can be changed while the store is connected; everything else cannot. */
const CHANGED_WHEN_CONNECTED: readonly string[] = ['type', 'name', 'credential', 'path'];

function requireChangeable(store: CustomKeyStore, change: StoreChange): void {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const isEasy = given.every(([member]) => CHANGED_WHEN_CONNECTED.includes(member));
  if (isEasy && store.connectionState === 'CONNECTED') return;
  requireDisconnected(store);
}

async function changeBacking(
  vault: Vault,
  scope: Scope,
  { id, backing }: CustomKeyStore,
  change: StoreChange,
): Promise<HsmBacking | XksBacking> {
  if (change.type === 'AWS_CLOUDHSM' && backing.type === 'AWS_CLOUDHSM') {
    const { clusterId = backing.clusterId, password } = change;
    await requireRelatedCluster(vault, backing, clusterId);
    if (password === undefined) return { ...backing, clusterId };
    return { ...backing, clusterId, password: await sealSecret(vault, scope, id, password) };
  }
  if (change.type === 'EXTERNAL_KEY_STORE' && backing.type === 'EXTERNAL_KEY_STORE') {
    const { type: _, name: __, credential, ...settings } = change;
    const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
    const changed = withConnectivity({ ...backing, ...given }, scope);
    if (changed.connectivity !== backing.connectivity && change.endpoint === undefined)
      throw new KmsError('ValidationException', 'XksProxyUriEndpoint must change with XksProxyConnectivity.');
    if (credential === undefined) return changed;
    const secret = await sealSecret(vault, scope, id, credential.secretAccessKey);
    return { ...changed, accessKeyId: credential.accessKeyId, secret };
  }
  return backing;
}

async function sealSettings(
  vault: Vault,
  scope: Scope,
  id: string,
  settings: HsmSettings | XksSettings,
): Promise<HsmBacking | XksBacking> {
  if (settings.type === 'AWS_CLOUDHSM') {
    return { ...settings, password: await sealSecret(vault, scope, id, settings.password) };
  }
  const { credential, ...rest } = settings;
  const secret = await sealSecret(vault, scope, id, credential.secretAccessKey);
  return withConnectivity({ ...rest, accessKeyId: credential.accessKeyId, secret }, scope);
}

/** A VPC endpoint service is named for the connectivity that has one, and belongs to the account unless said otherwise. */
function withConnectivity(backing: XksBacking, { account }: Scope): XksBacking {
  const { vpcServiceName, vpcServiceOwner, ...rest } = backing;
  if (rest.connectivity === 'PUBLIC_ENDPOINT') return rest;
  if (vpcServiceName === undefined) {
    throw new KmsError(
      'ValidationException',
      'XksProxyVpcEndpointServiceName is required for XksProxyConnectivity VPC_ENDPOINT_SERVICE.',
    );
  }
  return { ...rest, vpcServiceName, vpcServiceOwner: vpcServiceOwner ?? account };
}

/** The text itself cannot be wiped; its bytes are. */
async function sealSecret({ keystore }: Vault, scope: Scope, id: string, text: string): Promise<string> {
  const secret = toUtf8(text);
  try {
    return toBase64((await keystore.sealBackingKey(secretOwnerOf(scope, id), secret)).sealed);
  } finally {
    wipe(secret);
  }
}

function requireUnique({ stores }: Roster, store: CustomKeyStore): void {
  for (const other of stores) {
    if (other.id === store.id) continue;
    if (other.name === store.name)
      throw inUse('CustomKeyStoreNameInUseException', `name '${store.name}'`, other);
    requireOtherBacking(store.backing, other);
  }
}

function requireOtherBacking(backing: HsmBacking | XksBacking, other: CustomKeyStore): void {
  if (backing.type === 'AWS_CLOUDHSM') {
    if (other.backing.type !== backing.type || other.backing.clusterId !== backing.clusterId) return;
    throw inUse('CloudHsmClusterInUseException', `cluster '${backing.clusterId}'`, other);
  }
  if (other.backing.type !== backing.type) return;
  const { vpcServiceName, connectivity } = other.backing;
  if (vpcServiceName !== undefined && vpcServiceName === backing.vpcServiceName)
    throw inUse(
      'XksProxyVpcEndpointServiceInUseException',
      `VPC endpoint service '${vpcServiceName}'`,
      other,
    );
  if (other.backing.endpoint.toLowerCase() !== backing.endpoint.toLowerCase()) return;
  if (other.backing.path === backing.path)
    throw inUse('XksProxyUriInUseException', `proxy URI '${backing.endpoint}${backing.path}'`, other);
  if (connectivity === 'PUBLIC_ENDPOINT' && backing.connectivity === 'PUBLIC_ENDPOINT') return;
  throw inUse('XksProxyUriEndpointInUseException', `proxy URI endpoint '${backing.endpoint}'`, other);
}

function inUse(code: KmsErrorCode, what: string, { id }: CustomKeyStore): KmsError {
  return new KmsError(code, `The ${what} is already used by custom key store '${id}'.`);
}

async function requireCluster({ links }: Vault, { clusterId, trustAnchor }: HsmSettings): Promise<void> {
  const expected = await explainingFailures('configure', async () => {
    const cluster = links.cluster(clusterId);
    await cluster.check();
    return cluster.trustAnchor;
  });
  const isCertificate = /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/.test(
    trustAnchor.trim(),
  );
  if (isCertificate && (expected === undefined || isSameText(expected, trustAnchor))) return;
  throw new KmsError(
    'IncorrectTrustAnchorException',
    `The trust anchor certificate is not that of cluster '${clusterId}'.`,
  );
}

/** A cluster that stands in for another one has its certificate (KMS API reference, CloudHsmClusterNotRelatedException). */
async function requireRelatedCluster(
  { links }: Vault,
  backing: HsmBacking,
  clusterId: string,
): Promise<void> {
  if (clusterId === backing.clusterId) return;
  const trustAnchor = await explainingFailures('configure', async () => {
    const cluster = links.cluster(clusterId);
    await cluster.check();
    return cluster.trustAnchor;
  });
  if (trustAnchor === undefined || isSameText(trustAnchor, backing.trustAnchor)) return;
  throw new KmsError(
    'CloudHsmClusterNotRelatedException',
    `Cluster '${clusterId}' has another certificate than the one of the custom key store.`,
  );
}

function isSameText(a: string, b: string): boolean {
  return a.replace(/\s/g, '') === b.replace(/\s/g, '');
}

async function requireProxy(vault: Vault, scope: Scope, store: CustomKeyStore): Promise<void> {
  const { backing } = store;
  if (backing.type !== 'EXTERNAL_KEY_STORE') return;
  await explainingFailures('configure', () =>
    withProxy(vault, { scope, store }, backing, async (proxy) =>
      (await vault.links.xks()).requireHealth(proxy, healthMetadataOf(vault.requester)),
    ),
  );
}
