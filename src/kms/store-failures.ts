/**
 * What KMS says when what stands behind a custom key store fails: one row a failure, one column a kind of operation.
 *
 * Cryptographic operations always answer KMSInvalidStateException and let the text tell; other operations have
 * exceptions of their own; a connection that fails keeps a code. Sources: AWS KMS External Key Store Proxy API
 * Specification 1.0.3, "Error codes"; KMS Developer Guide, "Troubleshooting external key stores", whose texts stand
 * where the two differ. For HSMs AWS publishes no texts.
 *
 * @module
 */
import { HsmError, type HsmErrorCode } from '../external/hsm.ts';
import { XksFailure, type XksFailureKind } from '../external/xks-failure.ts';
import { InnerLayerError } from '../keystore/double-blob.ts';
import type { ConnectionErrorCode } from './custom-key-store.ts';
import { KmsError, type KmsErrorCode } from './errors.ts';

/** What is being done: using a key, making one, or setting up a store. */
export type StoreWork = 'use' | 'createKey' | 'configure';

interface FailureRow {
  readonly text: string;
  readonly createKey: KmsErrorCode;
  readonly configure: KmsErrorCode;
  readonly connection: ConnectionErrorCode;
}

const OTHERWISE = {
  createKey: 'CustomKeyStoreInvalidStateException',
  configure: 'XksProxyInvalidResponseException',
  connection: 'XKS_PROXY_INVALID_RESPONSE',
} as const;
const UNREACHABLE = { ...OTHERWISE, configure: 'XksProxyUriUnreachableException' } as const;

const UNREADABLE: FailureRow = {
  ...OTHERWISE,
  text: 'AWS KMS cannot interpret the response from the external key store proxy. If you see this error repeatedly, report it to your external key store proxy administrator.',
};

const XKS_ROWS: { readonly [K in XksFailureKind]: FailureRow } = {
  validation: UNREADABLE,
  'malformed response': UNREADABLE,
  'invalid state': {
    text: 'The external key store proxy rejected the request because the external key is not enabled in the external key manager.',
    createKey: 'XksKeyInvalidConfigurationException',
    configure: 'XksProxyUriUnreachableException',
    connection: 'XKS_PROXY_NOT_REACHABLE',
  },
  'invalid ciphertext': {
    ...OTHERWISE,
    text: 'The external key store proxy rejected the request because the specified ciphertext or additional authenticated data is corrupted, missing, or otherwise invalid.',
  },
  'invalid key usage': {
    ...OTHERWISE,
    createKey: 'XksKeyInvalidConfigurationException',
    text: 'The external key store proxy rejected the request because the external key does not support the requested operation.',
  },
  'authentication failed': {
    text: 'The external key store proxy rejected the request because it could not authenticate AWS KMS. Verify the credentials for your external key store and update if necessary.',
    createKey: 'CustomKeyStoreInvalidStateException',
    configure: 'XksProxyIncorrectAuthenticationCredentialException',
    connection: 'INVALID_CREDENTIALS',
  },
  'access denied': {
    text: 'The external key store proxy denied access to the operation. Verify that the user and the external key are both authorized for this operation, and try the request again.',
    createKey: 'CustomKeyStoreInvalidStateException',
    configure: 'XksProxyInvalidConfigurationException',
    connection: 'XKS_PROXY_ACCESS_DENIED',
  },
  'key not found': {
    ...OTHERWISE,
    createKey: 'XksKeyNotFoundException',
    text: 'The external key store proxy rejected the request because it could not find the external key.',
  },
  'invalid path': {
    text: 'The external key store proxy rejected the request because of an invalid URI path. Verify the URI path for your external key store and update if necessary.',
    createKey: 'CustomKeyStoreInvalidStateException',
    configure: 'XksProxyInvalidConfigurationException',
    connection: 'XKS_PROXY_INVALID_CONFIGURATION',
  },
  throttled: {
    ...UNREACHABLE,
    connection: 'XKS_PROXY_NOT_REACHABLE',
    text: 'The external key store proxy rejected the request due to a very high request rate. Reduce the frequency of your calls using KMS keys in this external key store.',
  },
  unsupported: {
    ...OTHERWISE,
    text: 'The external key store proxy rejected the request because it does not support the requested cryptographic operation.',
  },
  'dependency timeout': {
    ...UNREACHABLE,
    connection: 'XKS_PROXY_TIMED_OUT',
    text: 'The external key store proxy did not respond to the request in the time allotted. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.',
  },
  internal: {
    ...OTHERWISE,
    text: 'The external key store proxy rejected the request because it cannot communicate with the external key manager. Verify that the external key store proxy configuration is correct and that the external key manager is available.',
  },
  unhealthy: {
    ...UNREACHABLE,
    connection: 'XKS_PROXY_NOT_REACHABLE',
    text: 'The external key store proxy is in an unhealthy state. If you see this message repeatedly, notify your external key store proxy administrator.',
  },
  unreachable: {
    ...UNREACHABLE,
    connection: 'XKS_PROXY_NOT_REACHABLE',
    text: 'AWS KMS cannot communicate with the external key store proxy. This might be a transient network issue. If you see this error repeatedly, verify that your external key store proxy is active and is connected to the network, and that its endpoint URI is correct in your external key store.',
  },
  insecure: {
    ...UNREACHABLE,
    connection: 'XKS_PROXY_INVALID_TLS_CONFIGURATION',
    text: 'AWS KMS cannot establish a TLS connection to the external key store proxy. Verify the TLS configuration, including its certificate.',
  },
  'timed out': {
    ...UNREACHABLE,
    connection: 'XKS_PROXY_TIMED_OUT',
    text: 'AWS KMS rejected the request because the external key store proxy did not respond in time. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.',
  },
};

const INNER_LAYER =
  'The ciphertext that the external key store proxy submitted for decryption, or the encryption context, is corrupted, missing, or otherwise invalid.';

const HSM = {
  createKey: 'CustomKeyStoreInvalidStateException',
  configure: 'CloudHsmClusterInvalidConfigurationException',
  connection: 'INTERNAL_ERROR',
} as const;

const HSM_ROWS: { readonly [C in HsmErrorCode]: FailureRow } = {
  CLUSTER_NOT_FOUND: {
    ...HSM,
    configure: 'CloudHsmClusterNotFoundException',
    connection: 'CLUSTER_NOT_FOUND',
    text: 'AWS KMS cannot find the CloudHSM cluster that is associated with the custom key store.',
  },
  CLUSTER_NOT_ACTIVE: {
    ...HSM,
    configure: 'CloudHsmClusterNotActiveException',
    text: 'The CloudHSM cluster that is associated with the custom key store is not active.',
  },
  CLUSTER_UNSUITABLE: {
    ...HSM,
    createKey: 'CloudHsmClusterInvalidConfigurationException',
    text: 'The CloudHSM cluster does not meet the configuration requirements for a CloudHSM key store.',
  },
  INVALID_CREDENTIALS: {
    ...HSM,
    connection: 'INVALID_CREDENTIALS',
    text: 'The password of the custom key store is not the current password of its crypto user in the CloudHSM cluster.',
  },
  USER_LOCKED_OUT: {
    ...HSM,
    connection: 'USER_LOCKED_OUT',
    text: 'The crypto user of the custom key store is locked out of its CloudHSM cluster.',
  },
  USER_NOT_FOUND: {
    ...HSM,
    connection: 'USER_NOT_FOUND',
    text: 'The crypto user of the custom key store is not found in its CloudHSM cluster.',
  },
  NETWORK_ERRORS: {
    ...HSM,
    connection: 'NETWORK_ERRORS',
    text: 'AWS KMS cannot communicate with the CloudHSM cluster that is associated with the custom key store.',
  },
  KEY_NOT_FOUND: {
    ...HSM,
    text: 'The key material of this KMS key is not found in the CloudHSM cluster of its custom key store.',
  },
  INTERNAL_ERROR: {
    ...HSM,
    text: 'The CloudHSM cluster that is associated with the custom key store answered with an internal error.',
  },
};

/**
 * Does something behind a custom key store, and says what a failure means to the caller of KMS.
 *
 * @throws {KmsError} As the table says. What is no failure behind the store is thrown as it is.
 */
export async function explainingFailures<T>(work: StoreWork, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw explain(work, error);
  }
}

/** The code that a failed connection keeps. @throws What is no failure behind the store. */
export function connectionErrorOf(error: unknown): ConnectionErrorCode {
  const row = rowOf(error);
  if (row === undefined) throw error;
  return row.connection;
}

function explain(work: StoreWork, error: unknown): unknown {
  const cause = { cause: error };
  if (error instanceof InnerLayerError) return new KmsError('KMSInvalidStateException', INNER_LAYER, cause);
  const row = rowOf(error);
  if (row === undefined) return error;
  return new KmsError(work === 'use' ? 'KMSInvalidStateException' : row[work], row.text, cause);
}

function rowOf(error: unknown): FailureRow | undefined {
  if (error instanceof XksFailure) return XKS_ROWS[error.kind];
  return error instanceof HsmError ? HSM_ROWS[error.code] : undefined;
}
