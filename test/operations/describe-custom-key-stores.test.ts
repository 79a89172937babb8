import { describe, expect, it } from 'vitest';
import { FakeHsm, TRUST_ANCHOR } from '../external/fake-hsm.ts';
import { CREDENTIAL, ENDPOINT, PATH } from '../external/xks-peer.ts';
import { expectRefusal, openService, refusalOf } from './service.ts';
import { CLUSTER, HSM_REQUEST, openStoreHouse, XKS_REQUEST } from './stores.ts';

describe('DescribeCustomKeyStores', () => {
  it('tells of each type its own members, and no secret', async () => {
    const house = await openStoreHouse();
    const hsm = await house.kms.createCustomKeyStore(HSM_REQUEST);
    const xks = await house.kms.createCustomKeyStore(XKS_REQUEST);
    const CreationDate = new Date(house.nowMs());
    expect((await house.kms.describeCustomKeyStores(hsm)).CustomKeyStores).toEqual([
      {
        ...hsm,
        CustomKeyStoreName: 'hsm',
        CloudHsmClusterId: CLUSTER,
        TrustAnchorCertificate: TRUST_ANCHOR,
        ConnectionState: 'DISCONNECTED',
        CreationDate,
        CustomKeyStoreType: 'AWS_CLOUDHSM',
      },
    ]);
    expect((await house.kms.describeCustomKeyStores(xks)).CustomKeyStores).toEqual([
      {
        ...xks,
        CustomKeyStoreName: 'outside',
        ConnectionState: 'DISCONNECTED',
        CreationDate,
        CustomKeyStoreType: 'EXTERNAL_KEY_STORE',
        XksProxyConfiguration: {
          Connectivity: 'PUBLIC_ENDPOINT',
          AccessKeyId: CREDENTIAL.AccessKeyId,
          UriEndpoint: ENDPOINT,
          UriPath: PATH,
        },
      },
    ]);
  });

  it('lists all of them in pages, each once', async () => {
    const ids = Array.from({ length: 5 }, (_, i) => `cluster-${'bcdef'[i]}aaaaaaaaaa`);
    const service = await openService({ hsmClusters: new Map(ids.map((id) => [id, new FakeHsm()])) });
    const made = new Set<string>();
    for (const CloudHsmClusterId of ids) {
      const request = { ...HSM_REQUEST, CloudHsmClusterId, CustomKeyStoreName: CloudHsmClusterId };
      made.add((await service.kms.createCustomKeyStore(request)).CustomKeyStoreId);
    }
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await service.kms.describeCustomKeyStores({ Limit: 2, Marker });
      expect(page.Truncated).toBe(page.NextMarker !== undefined);
      seen.push(...page.CustomKeyStores.map(({ CustomKeyStoreId }) => CustomKeyStoreId));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual([...made].sort());
    expect((await refusalOf(service.kms.describeCustomKeyStores({ Marker: 'x' }))).code).toBe(
      'InvalidMarkerException',
    );
  });

  it('finds one by its name, and none by what is neither', async () => {
    const house = await openStoreHouse();
    const made = await house.kms.createCustomKeyStore(HSM_REQUEST);
    const byName = await house.kms.describeCustomKeyStores({ CustomKeyStoreName: 'hsm' });
    expect(byName.CustomKeyStores).toMatchObject([made]);
    for (const request of [{ CustomKeyStoreName: 'x' }, { CustomKeyStoreId: 'x' }]) {
      const call = (): Promise<unknown> => house.kms.describeCustomKeyStores(request);
      await expectRefusal(
        house,
        call,
        'CustomKeyStoreNotFoundException',
        "Custom key store 'x' does not exist.",
      );
    }
    const both = (): Promise<unknown> =>
      house.kms.describeCustomKeyStores({ ...made, CustomKeyStoreName: 'hsm' });
    const text = 'Please specify either CustomKeyStoreId or CustomKeyStoreName, not both.';
    await expectRefusal(house, both, 'ValidationException', text);
  });
});
