import { beforeEach, describe, expect, it } from 'vitest';
import { FakeHsm, TRUST_ANCHOR } from '../external/fake-hsm.ts';
import { CREDENTIAL, ENDPOINT, PATH, XksPeer } from '../external/xks-peer.ts';
import { CLUSTER_IDS, expectRefusal, openService, refusalOf, type Service } from '../operations/service.ts';
import {
  CLUSTER,
  HSM_REQUEST,
  makeConnectedStore,
  makeStoreKey,
  openStoreHouse,
  type StoreHouse,
  XKS_REQUEST,
} from '../operations/stores.ts';

const VPC = {
  XksProxyConnectivity: 'VPC_ENDPOINT_SERVICE',
  XksProxyVpcEndpointServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0',
} as const;

describe('making a custom key store', () => {
  let house: StoreHouse;
  beforeEach(async () => {
    house = await openStoreHouse();
  });
  type Request = Parameters<Service['kms']['createCustomKeyStore']>[0];
  const create = async (request: Request): Promise<string> =>
    (await house.kms.createCustomKeyStore(request)).CustomKeyStoreId;
  const refused = async (request: Request): Promise<string> => (await refusalOf(create(request))).code;

  it('tries a public proxy first, in its own name, and a VPC endpoint service only when it is connected', async () => {
    await create(XKS_REQUEST);
    expect(house.peer.requests.map(({ body }) => body.requestMetadata['kmsOperation'])).toEqual([
      'CreateCustomKeyStore',
    ]);
    await create({
      ...XKS_REQUEST,
      ...VPC,
      CustomKeyStoreName: 'b',
      XksProxyUriEndpoint: 'https://b.example',
    });
    expect(house.peer.requests).toHaveLength(1);
  });

  it('requires names, proxies, endpoints, services and clusters that nobody else in the Region has', async () => {
    await create(XKS_REQUEST);
    await create(HSM_REQUEST);
    expect(await refused({ ...XKS_REQUEST, XksProxyUriPath: '/b/kms/xks/v1' })).toBe(
      'CustomKeyStoreNameInUseException',
    );
    const other = { ...XKS_REQUEST, CustomKeyStoreName: 'b' };
    expect(await refused(other)).toBe('XksProxyUriInUseException');
    const shouted = { ...other, XksProxyUriEndpoint: 'https://XKS.example.com' };
    expect(await refused(shouted)).toBe('XksProxyUriInUseException');
    expect(await refused({ ...other, ...VPC, XksProxyUriPath: '/b/kms/xks/v1' })).toBe(
      'XksProxyUriEndpointInUseException',
    );
    const vpc = { ...other, ...VPC, XksProxyUriEndpoint: 'https://b.example' };
    await create(vpc);
    expect(await refused({ ...vpc, CustomKeyStoreName: 'c', XksProxyUriEndpoint: 'https://c.example' })).toBe(
      'XksProxyVpcEndpointServiceInUseException',
    );
    expect(await refused({ ...HSM_REQUEST, CustomKeyStoreName: 'd' })).toBe('CloudHsmClusterInUseException');
  });

  it('lets two public proxies share an endpoint with paths of their own', async () => {
    await create(XKS_REQUEST);
    house.peer.misbehave = (_, duty) => Response.json(healthOf(duty));
    await create({ ...XKS_REQUEST, CustomKeyStoreName: 'b', XksProxyUriPath: '/b/kms/xks/v1' });
  });

  it('takes 10 in a Region and no more, also of 15 at once', async () => {
    const clusters = new Map(
      Array.from({ length: 15 }, (_, i) => [
        `cluster-${'b'.repeat(10)}${'cdefghijklmnopq'[i]}`,
        new FakeHsm(),
      ]),
    );
    const service = await openService({ hsmClusters: clusters });
    const results = await Promise.allSettled(
      [...clusters.keys()].map((CloudHsmClusterId, i) =>
        service.kms.createCustomKeyStore({ ...HSM_REQUEST, CloudHsmClusterId, CustomKeyStoreName: `s${i}` }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.name] : []));
    expect(new Set(refusals)).toEqual(new Set(['LimitExceededException']));
  });

  it('requires a cluster that is configured and active, and a certificate that is the cluster’s', async () => {
    expect(await refused({ ...HSM_REQUEST, CloudHsmClusterId: CLUSTER_IDS[0] })).toBe(
      'CloudHsmClusterNotFoundException',
    );
    house.hsm.failures.set('check', 'CLUSTER_NOT_ACTIVE');
    expect(await refused(HSM_REQUEST)).toBe('CloudHsmClusterNotActiveException');
    house.hsm.failures.set('check', 'CLUSTER_UNSUITABLE');
    expect(await refused(HSM_REQUEST)).toBe('CloudHsmClusterInvalidConfigurationException');
    house.hsm.failures.clear();
    expect(await refused({ ...HSM_REQUEST, TrustAnchorCertificate: 'no certificate' })).toBe(
      'IncorrectTrustAnchorException',
    );
    const strict = await openStoreHouse({ hsmClusters: new Map([[CLUSTER, new FakeHsm(TRUST_ANCHOR)]]) });
    const other = TRUST_ANCHOR.replace('fake', 'none');
    const call = strict.kms.createCustomKeyStore({ ...HSM_REQUEST, TrustAnchorCertificate: other });
    expect((await refusalOf(call)).code).toBe('IncorrectTrustAnchorException');
    const wrapped = `${TRUST_ANCHOR.replace('fake', 'fa\r\nke')}\n`;
    await strict.kms.createCustomKeyStore({ ...HSM_REQUEST, TrustAnchorCertificate: wrapped });
  });

  it('makes nothing when the proxy does not answer as it must', async () => {
    house.peer.credentials.clear();
    const text =
      'The external key store proxy rejected the request because it could not authenticate AWS KMS. Verify the credentials for your external key store and update if necessary.';
    const call = (): Promise<unknown> => create(XKS_REQUEST);
    await expectRefusal(house, call, 'XksProxyIncorrectAuthenticationCredentialException', text);
    const nobody = await openService();
    expect((await refusalOf(nobody.kms.createCustomKeyStore(XKS_REQUEST))).code).toBe(
      'XksProxyUriUnreachableException',
    );
  });
});

describe('changing a custom key store', () => {
  let house: StoreHouse;
  beforeEach(async () => {
    house = await openStoreHouse();
  });
  const update = (id: string, change: object): Promise<unknown> =>
    house.kms.updateCustomKeyStore({ CustomKeyStoreId: id, ...change });
  const codeOf = async (id: string, change: object): Promise<string> =>
    (await refusalOf(update(id, change))).code;

  it('changes name, credential and path while it is connected, and what they name is tried first', async () => {
    const id = await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    const { KeyId } = await makeStoreKey(house, id, 'EXTERNAL_KEY_STORE');
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) });
    const next = { AccessKeyId: 'ZYXWVUTSRQPONMLKJIHG', RawSecretAccessKey: 'x'.repeat(43) };
    expect(await codeOf(id, { XksProxyAuthenticationCredential: next })).toBe(
      'XksProxyIncorrectAuthenticationCredentialException',
    );
    house.peer.credentials.set(next.AccessKeyId, next.RawSecretAccessKey);
    await update(id, { XksProxyAuthenticationCredential: next, NewCustomKeyStoreName: 'renamed' });
    house.peer.credentials.delete(CREDENTIAL.AccessKeyId);
    expect((await house.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(new Uint8Array([1]));
    expect(
      house.peer.requests.some(({ body }) => body.requestMetadata['kmsOperation'] === 'UpdateCustomKeyStore'),
    ).toBe(true);
    const [store] = (await house.kms.describeCustomKeyStores({})).CustomKeyStores;
    expect(store).toMatchObject({
      CustomKeyStoreName: 'renamed',
      ConnectionState: 'CONNECTED',
      XksProxyConfiguration: { AccessKeyId: next.AccessKeyId, UriPath: PATH },
    });
    expect(await codeOf(id, { XksProxyUriPath: '/elsewhere/kms/xks/v1' })).toBe(
      'XksProxyInvalidConfigurationException',
    );
  });

  it('changes everything else only while it is disconnected', async () => {
    const xks = await makeConnectedStore(house, 'EXTERNAL_KEY_STORE');
    const hsm = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    for (const change of [
      { XksProxyUriEndpoint: ENDPOINT },
      VPC,
      { XksProxyVpcEndpointServiceOwner: '111122223333' },
    ])
      expect(await codeOf(xks, change)).toBe('CustomKeyStoreInvalidStateException');
    for (const change of [{ KeyStorePassword: 'password' }, { CloudHsmClusterId: CLUSTER }])
      expect(await codeOf(hsm, change)).toBe('CustomKeyStoreInvalidStateException');
    await update(hsm, { NewCustomKeyStoreName: 'connected all the same' });
  });

  it('refuses settings of the other type of store, and changes that change nothing', async () => {
    const { CustomKeyStoreId: id } = await house.kms.createCustomKeyStore(HSM_REQUEST);
    expect(await codeOf(id, { XksProxyUriPath: PATH })).toBe('ValidationException');
    expect(await codeOf(id, { XksProxyUriPath: PATH, KeyStorePassword: 'password' })).toBe(
      'ValidationException',
    );
    expect(await codeOf(id, {})).toBe('ValidationException');
    expect(await codeOf('cks-1234567890abcdef0', { NewCustomKeyStoreName: 'x' })).toBe(
      'CustomKeyStoreNotFoundException',
    );
  });

  it('goes from a public endpoint to a VPC endpoint service and back, each with an endpoint of its own', async () => {
    const { CustomKeyStoreId: id } = await house.kms.createCustomKeyStore(XKS_REQUEST);
    expect(await codeOf(id, VPC)).toBe('ValidationException');
    expect(
      await codeOf(id, {
        XksProxyConnectivity: 'VPC_ENDPOINT_SERVICE',
        XksProxyUriEndpoint: 'https://b.example',
      }),
    ).toBe('ValidationException');
    await update(id, { ...VPC, XksProxyUriEndpoint: 'https://xks.example.com' });
    const proxy = async (): Promise<unknown> =>
      (await house.kms.describeCustomKeyStores({})).CustomKeyStores[0]?.XksProxyConfiguration;
    expect(await proxy()).toEqual({
      Connectivity: 'VPC_ENDPOINT_SERVICE',
      AccessKeyId: CREDENTIAL.AccessKeyId,
      UriEndpoint: ENDPOINT,
      UriPath: PATH,
      VpcEndpointServiceName: VPC.XksProxyVpcEndpointServiceName,
      VpcEndpointServiceOwner: '111122223333',
    });
    await update(id, { XksProxyConnectivity: 'PUBLIC_ENDPOINT', XksProxyUriEndpoint: ENDPOINT });
    expect(await proxy()).not.toHaveProperty('VpcEndpointServiceName');
  });

  it('takes a related cluster in the place of the first, and no other', async () => {
    const [a, b, c] = CLUSTER_IDS;
    const related = new FakeHsm(TRUST_ANCHOR);
    const clusters = new Map([
      [a, new FakeHsm()],
      [b, related],
      [c, new FakeHsm(TRUST_ANCHOR.replace('fake', 'none'))],
    ]);
    const service = await openService({ hsmClusters: clusters, fetch: new XksPeer().fetch });
    const { CustomKeyStoreId } = await service.kms.createCustomKeyStore({
      ...HSM_REQUEST,
      CloudHsmClusterId: a,
    });
    const move = (CloudHsmClusterId: string): Promise<unknown> =>
      service.kms.updateCustomKeyStore({ CustomKeyStoreId, CloudHsmClusterId });
    expect((await refusalOf(move(c))).code).toBe('CloudHsmClusterNotRelatedException');
    expect((await refusalOf(move(CLUSTER))).code).toBe('CloudHsmClusterNotFoundException');
    await move(b);
    await service.kms.connectCustomKeyStore({ CustomKeyStoreId });
    expect(related.logins).toBe(1);
    const { KeyMetadata } = await service.kms.createKey({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId });
    expect(KeyMetadata.CloudHsmClusterId).toBe(b);
  });
});

describe('deleting a custom key store', () => {
  it('is refused while it has keys or is not disconnected', async () => {
    const house = await openStoreHouse();
    const CustomKeyStoreId = await makeConnectedStore(house, 'AWS_CLOUDHSM');
    const remove = (): Promise<unknown> => house.kms.deleteCustomKeyStore({ CustomKeyStoreId });
    expect((await refusalOf(remove())).code).toBe('CustomKeyStoreInvalidStateException');
    await makeStoreKey(house, CustomKeyStoreId, 'AWS_CLOUDHSM');
    expect((await refusalOf(remove())).code).toBe('CustomKeyStoreHasCMKsException');
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId });
    expect((await refusalOf(remove())).code).toBe('CustomKeyStoreHasCMKsException');
  });

  it('frees its name and its cluster', async () => {
    const house = await openStoreHouse();
    const { CustomKeyStoreId } = await house.kms.createCustomKeyStore(HSM_REQUEST);
    await house.kms.deleteCustomKeyStore({ CustomKeyStoreId });
    await house.kms.createCustomKeyStore(HSM_REQUEST);
  });
});

/** What the peer answers to a health check, whatever path it came by. */
function healthOf(duty: () => object): object {
  try {
    return duty();
  } catch {
    return {
      xksProxyFleetSize: 1,
      xksProxyVendor: 'v',
      xksProxyModel: 'm',
      ekmVendor: 'v',
      ekmFleetDetails: [{ id: '1', model: 'm', healthStatus: 'ACTIVE' }],
    };
  }
}
