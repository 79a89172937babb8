/**
 * Every failure of a proxy and of an HSM by every kind of operation: the published table, once more, by hand.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import { HsmError, type HsmErrorCode } from '../../src/external/hsm.ts';
import { XksFailure, type XksFailureKind } from '../../src/external/xks-failure.ts';
import { InnerLayerError } from '../../src/keystore/double-blob.ts';
import { connectionErrorOf, explainingFailures, type StoreWork } from '../../src/kms/store-failures.ts';
import { MODEL } from '../operations/model.ts';
import { refusalOf } from '../operations/service.ts';

type Row = readonly [createKey: string, configure: string, connection: string, text: RegExp];

const STATE = 'CustomKeyStoreInvalidState';

const XKS: { readonly [K in XksFailureKind]: Row } = {
  validation: [
    STATE,
    'XksProxyInvalidResponse',
    'XKS_PROXY_INVALID_RESPONSE',
    /cannot interpret the response/,
  ],
  'malformed response': [
    STATE,
    'XksProxyInvalidResponse',
    'XKS_PROXY_INVALID_RESPONSE',
    /cannot interpret the response/,
  ],
  'invalid state': [
    'XksKeyInvalidConfiguration',
    'XksProxyUriUnreachable',
    'XKS_PROXY_NOT_REACHABLE',
    /external key is not enabled/,
  ],
  'invalid ciphertext': [
    STATE,
    'XksProxyInvalidResponse',
    'XKS_PROXY_INVALID_RESPONSE',
    /the specified ciphertext or additional authenticated data is corrupted, missing, or otherwise invalid\.$/,
  ],
  'invalid key usage': [
    'XksKeyInvalidConfiguration',
    'XksProxyInvalidResponse',
    'XKS_PROXY_INVALID_RESPONSE',
    /does not support the requested operation\.$/,
  ],
  'authentication failed': [
    STATE,
    'XksProxyIncorrectAuthenticationCredential',
    'INVALID_CREDENTIALS',
    /could not authenticate AWS KMS/,
  ],
  'access denied': [
    STATE,
    'XksProxyInvalidConfiguration',
    'XKS_PROXY_ACCESS_DENIED',
    /denied access to the operation/,
  ],
  'key not found': [
    'XksKeyNotFound',
    'XksProxyInvalidResponse',
    'XKS_PROXY_INVALID_RESPONSE',
    /could not find the external key\.$/,
  ],
  'invalid path': [
    STATE,
    'XksProxyInvalidConfiguration',
    'XKS_PROXY_INVALID_CONFIGURATION',
    /because of an invalid URI path/,
  ],
  throttled: [STATE, 'XksProxyUriUnreachable', 'XKS_PROXY_NOT_REACHABLE', /very high request rate/],
  unsupported: [
    STATE,
    'XksProxyInvalidResponse',
    'XKS_PROXY_INVALID_RESPONSE',
    /does not support the requested cryptographic operation\.$/,
  ],
  'dependency timeout': [STATE, 'XksProxyUriUnreachable', 'XKS_PROXY_TIMED_OUT', /in the time allotted/],
  internal: [
    STATE,
    'XksProxyInvalidResponse',
    'XKS_PROXY_INVALID_RESPONSE',
    /cannot communicate with the external key manager/,
  ],
  unhealthy: [STATE, 'XksProxyUriUnreachable', 'XKS_PROXY_NOT_REACHABLE', /in an unhealthy state/],
  unreachable: [
    STATE,
    'XksProxyUriUnreachable',
    'XKS_PROXY_NOT_REACHABLE',
    /cannot communicate with the external key store proxy/,
  ],
  insecure: [
    STATE,
    'XksProxyUriUnreachable',
    'XKS_PROXY_INVALID_TLS_CONFIGURATION',
    /cannot establish a TLS connection/,
  ],
  'timed out': [STATE, 'XksProxyUriUnreachable', 'XKS_PROXY_TIMED_OUT', /did not respond in time/],
};

const UNFIT = 'CloudHsmClusterInvalidConfiguration';

const HSM: { readonly [C in HsmErrorCode]: Row } = {
  CLUSTER_NOT_FOUND: [
    STATE,
    'CloudHsmClusterNotFound',
    'CLUSTER_NOT_FOUND',
    /cannot find the CloudHSM cluster/,
  ],
  CLUSTER_NOT_ACTIVE: [STATE, 'CloudHsmClusterNotActive', 'INTERNAL_ERROR', /is not active\.$/],
  CLUSTER_UNSUITABLE: [UNFIT, UNFIT, 'INTERNAL_ERROR', /does not meet the configuration requirements/],
  INVALID_CREDENTIALS: [STATE, UNFIT, 'INVALID_CREDENTIALS', /is not the current password/],
  USER_LOCKED_OUT: [STATE, UNFIT, 'USER_LOCKED_OUT', /is locked out/],
  USER_NOT_FOUND: [STATE, UNFIT, 'USER_NOT_FOUND', /is not found in its CloudHSM cluster/],
  NETWORK_ERRORS: [STATE, UNFIT, 'NETWORK_ERRORS', /cannot communicate with the CloudHSM cluster/],
  KEY_NOT_FOUND: [STATE, UNFIT, 'INTERNAL_ERROR', /key material of this KMS key is not found/],
  INTERNAL_ERROR: [STATE, UNFIT, 'INTERNAL_ERROR', /an internal error/],
};

const CASES = [
  ...Object.entries(XKS).map(([kind, row]) => [new XksFailure(kind as XksFailureKind), row] as const),
  ...Object.entries(HSM).map(([code, row]) => [new HsmError(code as HsmErrorCode, 'x'), row] as const),
];

describe('a failure behind a custom key store', () => {
  it.each(CASES)('is told as the table says: %o', async (error, [createKey, configure, connection, text]) => {
    const told = (work: StoreWork): ReturnType<typeof refusalOf> =>
      refusalOf(explainingFailures(work, () => Promise.reject(error)));
    expect((await told('use')).code).toBe('KMSInvalidStateException');
    expect((await told('createKey')).code).toBe(`${createKey}Exception`);
    expect((await told('configure')).code).toBe(`${configure}Exception`);
    for (const work of ['use', 'createKey', 'configure'] as const)
      expect((await told(work)).message).toMatch(text);
    expect(connectionErrorOf(error)).toBe(connection);
  });

  it.each(CASES)('has no code that its operations do not have: %o', async (error) => {
    const codeOf = async (work: StoreWork): Promise<string> =>
      (await refusalOf(explainingFailures(work, () => Promise.reject(error)))).code;
    expect(MODEL.operations.CreateKey.errors).toContain(await codeOf('createKey'));
    expect(MODEL.operations.CreateCustomKeyStore.errors).toContain(await codeOf('configure'));
  });

  it('tells of a plaintext that is none of ours in words of its own', async () => {
    const call = explainingFailures('use', () => Promise.reject(new InnerLayerError()));
    expect(await refusalOf(call)).toMatchObject({
      code: 'KMSInvalidStateException',
      message: expect.stringMatching(/^The ciphertext that the external key store proxy submitted/),
    });
  });

  it('leaves everything else as it is, and answers as it is answered', async () => {
    const defect = new RangeError('of ours');
    await expect(explainingFailures('use', () => Promise.reject(defect))).rejects.toBe(defect);
    expect(() => connectionErrorOf(defect)).toThrow(defect);
    expect(await explainingFailures('use', async () => 7)).toBe(7);
  });
});
