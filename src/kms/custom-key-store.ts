/**
 * Custom key stores, as the service keeps them: one record for all of an account and Region.
 *
 * There are ten at most, and what must be unique among them (names, clusters, proxies) is decided on one record, so that
 * two calls at once cannot both be right. Secrets are sealed a second time inside of the record: what is opened and kept
 * in memory shows none. Source: KMS Developer Guide, "Key stores"; KMS API reference, CustomKeyStoresListEntry.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import type { Condition } from '../store/store.ts';
import { KmsError } from './errors.ts';
import type { KeyState } from './key-state.ts';
import { customKeyStoresName } from './keyspace.ts';
import type { Scope } from './scope.ts';
import type { Vault } from './vault.ts';

export type ConnectionState = 'CONNECTED' | 'CONNECTING' | 'FAILED' | 'DISCONNECTED' | 'DISCONNECTING';

/** Why a connection failed: those of AWS's codes that can come up here. */
export type ConnectionErrorCode =
  | 'INVALID_CREDENTIALS'
  | 'CLUSTER_NOT_FOUND'
  | 'NETWORK_ERRORS'
  | 'INTERNAL_ERROR'
  | 'USER_LOCKED_OUT'
  | 'USER_NOT_FOUND'
  | 'XKS_PROXY_ACCESS_DENIED'
  | 'XKS_PROXY_NOT_REACHABLE'
  | 'XKS_PROXY_INVALID_RESPONSE'
  | 'XKS_PROXY_INVALID_CONFIGURATION'
  | 'XKS_PROXY_TIMED_OUT'
  | 'XKS_PROXY_INVALID_TLS_CONFIGURATION';

export type XksConnectivity = 'PUBLIC_ENDPOINT' | 'VPC_ENDPOINT_SERVICE';

/** Where the keys of an AWS CloudHSM key store are. */
export interface HsmBacking {
  readonly type: 'AWS_CLOUDHSM';
  readonly clusterId: string;
  /** A certificate in PEM. */
  readonly trustAnchor: string;
  /** The crypto user's, sealed, in base64. */
  readonly password: string;
}

/** Where the keys of an external key store are. */
export interface XksBacking {
  readonly type: 'EXTERNAL_KEY_STORE';
  readonly connectivity: XksConnectivity;
  readonly endpoint: string;
  readonly path: string;
  /** Only of a VPC endpoint service, as the next. */
  readonly vpcServiceName?: string | undefined;
  readonly vpcServiceOwner?: string | undefined;
  readonly accessKeyId: string;
  /** The secret access key, sealed, in base64. */
  readonly secret: string;
}

export interface CustomKeyStore {
  /** `cks-` and 17 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly connectionState: ConnectionState;
  /** Only while the state is FAILED. */
  readonly connectionError?: ConnectionErrorCode | undefined;
  readonly backing: HsmBacking | XksBacking;
}

/** All custom key stores of an account and Region, and the version of their record. */
export interface Roster {
  readonly scope: Scope;
  readonly stores: readonly CustomKeyStore[];
  readonly version: number;
}

/** The custom key stores of a scope. */
export async function readRoster({ keystore }: Vault, { account, region }: Scope): Promise<Roster> {
  const scope = { account, region };
  const record = await keystore.read(customKeyStoresName(scope));
  if (record === undefined) return { scope, stores: [], version: 0 };
  return {
    scope,
    stores: JSON.parse(fromUtf8(record.value)) as readonly CustomKeyStore[],
    version: record.version,
  };
}

/** What a commit requires that relies on the stores being what they were. */
export function versionOf({ scope, version }: Roster): Condition {
  return { name: customKeyStoresName(scope), version };
}

/** The write that puts other stores in the place of what was read. */
export function changeRoster({ scope, version }: Roster, stores: readonly CustomKeyStore[]): RecordChange {
  return { name: customKeyStoresName(scope), replaces: version, value: toUtf8(JSON.stringify(stores)) };
}

/** The write that puts one store in the place of the one with its id. */
export function replaceStore(roster: Roster, store: CustomKeyStore): RecordChange {
  return changeRoster(
    roster,
    roster.stores.map((one) => (one.id === store.id ? store : one)),
  );
}

/** The store of that id. @throws {KmsError} CustomKeyStoreNotFoundException. */
export function storeOf({ stores }: Pick<Roster, 'stores'>, id: string): CustomKeyStore {
  const store = stores.find((one) => one.id === id);
  if (store !== undefined) return store;
  throw new KmsError('CustomKeyStoreNotFoundException', `Custom key store '${id}' does not exist.`);
}

/** What of a key says in which store it is. */
interface KeyInStore extends Scope {
  readonly customKeyStoreId?: string | undefined;
}

/** The store of a key in one; `undefined` for every other key. */
export async function findStoreOf(vault: Vault, key: KeyInStore): Promise<CustomKeyStore | undefined> {
  if (key.customKeyStoreId === undefined) return undefined;
  const { stores } = await readRoster(vault, key);
  return stores.find(({ id }) => id === key.customKeyStoreId);
}

/** Requires a store that is connected. @throws {KmsError} CustomKeyStoreInvalidStateException. */
export function requireConnected({ id, connectionState }: CustomKeyStore): void {
  if (connectionState === 'CONNECTED') return;
  throw new KmsError(
    'CustomKeyStoreInvalidStateException',
    `Custom key store '${id}' is ${connectionState}; it must be CONNECTED.`,
  );
}

/** The owner to which a store's secret is sealed. */
export function secretOwnerOf({ account, region }: Scope, storeId: string): string {
  return `custom-key-store/${account}/${region}/${storeId}`;
}

/**
 * The state of a key as callers see it: that of a key whose store is not connected is Unavailable, unless its deletion is
 * pending. Its own state is kept, and comes back with the store (KMS Developer Guide, "Unavailable KMS keys").
 *
 * @example
 * const key = { state: 'Enabled', customKeyStoreId: 'cks-1' };
 * stateOf({ key, store: { connectionState: 'DISCONNECTED' } }); // 'Unavailable'
 */
export function stateOf({
  key: { state, customKeyStoreId },
  store,
}: {
  readonly key: { readonly state: KeyState; readonly customKeyStoreId?: string | undefined };
  readonly store?: Pick<CustomKeyStore, 'connectionState'> | undefined;
}): KeyState {
  if (customKeyStoreId === undefined || store?.connectionState === 'CONNECTED') return state;
  return state === 'PendingDeletion' ? state : 'Unavailable';
}
