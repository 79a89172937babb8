/**
 * Services with custom key stores: an external one over the test peer, and one over an HSM in memory.
 *
 * @module
 */
import type { KeyMetadata } from '../../src/operations/key-metadata.ts';
import { FakeHsm, PASSWORD, TRUST_ANCHOR } from '../external/fake-hsm.ts';
import { CREDENTIAL, ENDPOINT, PATH, XksPeer, type XksPeerOptions } from '../external/xks-peer.ts';
import { makeKey, openService, type Service, type ServiceOptions } from './service.ts';

export const CLUSTER = 'cluster-2a23b4cdefg';

/** A valid request for an external key store over the peer. */
export const XKS_REQUEST = {
  CustomKeyStoreName: 'outside',
  CustomKeyStoreType: 'EXTERNAL_KEY_STORE',
  XksProxyConnectivity: 'PUBLIC_ENDPOINT',
  XksProxyUriEndpoint: ENDPOINT,
  XksProxyUriPath: PATH,
  XksProxyAuthenticationCredential: CREDENTIAL,
} as const;

/** A valid request for a CloudHSM key store. */
export const HSM_REQUEST = {
  CustomKeyStoreName: 'hsm',
  CloudHsmClusterId: CLUSTER,
  TrustAnchorCertificate: TRUST_ANCHOR,
  KeyStorePassword: PASSWORD,
} as const;

/** A service, a peer that it reaches, and an HSM that it knows. */
export interface StoreHouse extends Service {
  readonly peer: XksPeer;
  readonly hsm: FakeHsm;
}

/** A service without a store. */
export async function openStoreHouse(
  options: ServiceOptions = {},
  peerOptions: XksPeerOptions = {},
): Promise<StoreHouse> {
  let nowMs: () => number = Date.now;
  const peer = new XksPeer({ nowMs: () => nowMs(), ...peerOptions });
  const hsm = new FakeHsm();
  const hsmClusters = new Map([[CLUSTER, hsm]]);
  const service = await openService({ fetch: peer.fetch, hsmClusters, ...options });
  ({ nowMs } = service);
  return { ...service, peer, hsm };
}

export type StoreKind = 'AWS_CLOUDHSM' | 'EXTERNAL_KEY_STORE';
export const STORE_KINDS: readonly StoreKind[] = ['AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'];

/** A store of a kind, connected. */
export async function makeConnectedStore({ kms }: Service, kind: StoreKind): Promise<string> {
  const { CustomKeyStoreId } = await kms.createCustomKeyStore(
    kind === 'AWS_CLOUDHSM' ? HSM_REQUEST : XKS_REQUEST,
  );
  await kms.connectCustomKeyStore({ CustomKeyStoreId });
  return CustomKeyStoreId;
}

/** A key in a store of its kind; in an external one, over an external key that is made for it. */
export async function makeStoreKey(
  house: StoreHouse,
  CustomKeyStoreId: string,
  kind: StoreKind,
  XksKeyId = 'external-key.1',
): Promise<KeyMetadata> {
  if (kind === 'AWS_CLOUDHSM') return await makeKey(house, { Origin: kind, CustomKeyStoreId });
  house.peer.addKey(XksKeyId);
  return await makeKey(house, { Origin: kind, CustomKeyStoreId, XksKeyId });
}

/** The state of a store, with its error when it has one. */
export async function connectionOf({ kms }: Service, CustomKeyStoreId: string): Promise<string> {
  const [store] = (await kms.describeCustomKeyStores({ CustomKeyStoreId })).CustomKeyStores;
  return [store?.ConnectionState, store?.ConnectionErrorCode].filter((part) => part !== undefined).join(' ');
}
