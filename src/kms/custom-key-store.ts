/**
 * A custom key store, as the service keeps it, and what its state makes of its keys.
 *
 * Secrets are sealed a second time inside of the record: what is opened and kept in memory shows none. Source: KMS
 * Developer Guide, "Key stores"; KMS API reference, CustomKeyStoresListEntry.
 *
 * @module
 */
import { KmsError } from './errors.ts';
import type { KeyState } from './key-state.ts';
import type { Scope } from './scope.ts';

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
