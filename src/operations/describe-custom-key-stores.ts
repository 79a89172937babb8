/**
 * DescribeCustomKeyStores: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeCustomKeyStores.html
 *
 * @module
 */
import type { CustomKeyStore, XksBacking } from '../kms/custom-key-store.ts';
import { KmsError } from '../kms/errors.ts';
import type { Page } from '../kms/paging.ts';
import type { Scope } from '../kms/scope.ts';
import { readRoster, storeOf } from '../kms/store-roster.ts';
import type { Vault } from '../kms/vault.ts';
import { customKeyStoreId, customKeyStoreName, limit, marker } from './members.ts';
import type { Operation } from './operation.ts';
import { type PageMembers, pageMembers } from './page-members.ts';

export interface DescribeCustomKeyStoresRequest {
  /** The one of this id, or the one of this name; all of them when both are absent. */
  readonly CustomKeyStoreId?: string | undefined;
  readonly CustomKeyStoreName?: string | undefined;
  /** 1 to 1000; 100 when absent. */
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

/** Everything of a proxy but the secret. */
export interface XksProxyConfiguration {
  readonly Connectivity: string;
  readonly AccessKeyId: string;
  readonly UriEndpoint: string;
  readonly UriPath: string;
  /** Only of a VPC endpoint service, as the next. */
  readonly VpcEndpointServiceName?: string;
  readonly VpcEndpointServiceOwner?: string;
}

export interface CustomKeyStoresListEntry {
  readonly CustomKeyStoreId: string;
  readonly CustomKeyStoreName: string;
  /** Only of a CloudHSM key store, as the next. */
  readonly CloudHsmClusterId?: string;
  readonly TrustAnchorCertificate?: string;
  readonly ConnectionState: string;
  /** Only while ConnectionState is FAILED. */
  readonly ConnectionErrorCode?: string;
  readonly CreationDate: Date;
  readonly CustomKeyStoreType: string;
  /** Only of an external key store. */
  readonly XksProxyConfiguration?: XksProxyConfiguration;
}

export interface DescribeCustomKeyStoresResponse extends PageMembers {
  readonly CustomKeyStores: readonly CustomKeyStoresListEntry[];
}

export const describeCustomKeyStores: Operation<
  DescribeCustomKeyStoresRequest,
  DescribeCustomKeyStoresResponse
> = {
  name: 'DescribeCustomKeyStores',
  input: {
    CustomKeyStoreId: { shape: customKeyStoreId },
    CustomKeyStoreName: { shape: customKeyStoreName },
    Limit: { shape: limit },
    Marker: { shape: marker },
  },
  output: ['CustomKeyStores', 'NextMarker', 'Truncated'],
  action: 'kms:DescribeCustomKeyStores',
  keys: {},
  readOnly: true,
  check({ CustomKeyStoreId, CustomKeyStoreName }) {
    if (CustomKeyStoreId === undefined || CustomKeyStoreName === undefined) return;
    throw new KmsError(
      'ValidationException',
      'Please specify either CustomKeyStoreId or CustomKeyStoreName, not both.',
    );
  },
  async run({ input, caller, vault }) {
    const page = await findStores(vault, caller, input);
    return { CustomKeyStores: page.items.map(entryOf), ...pageMembers(page) };
  },
};

async function findStores(
  vault: Vault,
  scope: Scope,
  input: DescribeCustomKeyStoresRequest,
): Promise<Page<CustomKeyStore>> {
  const { CustomKeyStoreId: id, CustomKeyStoreName: name, Limit = 100, Marker } = input;
  if (id !== undefined)
    return { items: [storeOf(await readRoster(vault, scope), id)], nextMarker: undefined };
  const { listStores, storeNamed } = await import('../kms/store-settings.ts');
  if (name !== undefined) return { items: [await storeNamed(vault, scope, name)], nextMarker: undefined };
  return await listStores(vault, scope, { limit: Limit, marker: Marker });
}

function entryOf(store: CustomKeyStore): CustomKeyStoresListEntry {
  const { backing, connectionError } = store;
  return {
    CustomKeyStoreId: store.id,
    CustomKeyStoreName: store.name,
    ...(backing.type === 'AWS_CLOUDHSM'
      ? { CloudHsmClusterId: backing.clusterId, TrustAnchorCertificate: backing.trustAnchor }
      : {}),
    ConnectionState: store.connectionState,
    ...(connectionError === undefined ? {} : { ConnectionErrorCode: connectionError }),
    CreationDate: new Date(store.createdAtMs),
    CustomKeyStoreType: backing.type,
    ...(backing.type === 'EXTERNAL_KEY_STORE' ? { XksProxyConfiguration: proxyOf(backing) } : {}),
  };
}

function proxyOf(backing: XksBacking): XksProxyConfiguration {
  const { vpcServiceName: name, vpcServiceOwner: owner } = backing;
  return {
    Connectivity: backing.connectivity,
    AccessKeyId: backing.accessKeyId,
    UriEndpoint: backing.endpoint,
    UriPath: backing.path,
    ...(name === undefined ? {} : { VpcEndpointServiceName: name }),
    ...(owner === undefined ? {} : { VpcEndpointServiceOwner: owner }),
  };
}
