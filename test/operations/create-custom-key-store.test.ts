import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, refusalOf } from './service.ts';
import { HSM_REQUEST, openStoreHouse, type StoreHouse, XKS_REQUEST } from './stores.ts';

describe('CreateCustomKeyStore', () => {
  let house: StoreHouse;
  beforeEach(async () => {
    house = await openStoreHouse();
  });

  it.each([
    ['AWS_CLOUDHSM', HSM_REQUEST],
    ['EXTERNAL_KEY_STORE', XKS_REQUEST],
  ])(
    'makes a store of type %s, disconnected, and answers its id alone',
    async (CustomKeyStoreType, request) => {
      const made = await house.kms.createCustomKeyStore(request);
      expect(made).toEqual({ CustomKeyStoreId: expect.stringMatching(/^cks-[0-9a-f]{17}$/) });
      const [store] = (await house.kms.describeCustomKeyStores({})).CustomKeyStores;
      expect(store).toMatchObject({ ...made, CustomKeyStoreType, ConnectionState: 'DISCONNECTED' });
    },
  );

  it.each([
    [HSM_REQUEST, 'CloudHsmClusterId'],
    [HSM_REQUEST, 'TrustAnchorCertificate'],
    [HSM_REQUEST, 'KeyStorePassword'],
    [XKS_REQUEST, 'XksProxyConnectivity'],
    [XKS_REQUEST, 'XksProxyUriEndpoint'],
    [XKS_REQUEST, 'XksProxyUriPath'],
    [XKS_REQUEST, 'XksProxyAuthenticationCredential'],
    [{ ...XKS_REQUEST, XksProxyConnectivity: 'VPC_ENDPOINT_SERVICE' }, 'XksProxyVpcEndpointServiceName'],
  ])('of %o needs %2$s', async (request, member) => {
    const call = (): Promise<unknown> => house.kms.createCustomKeyStore({ ...request, [member]: undefined });
    const text = `${member} is required for this type of custom key store.`;
    await expectRefusal(house, call, 'ValidationException', text);
  });

  it.each([
    [
      { ...HSM_REQUEST, XksProxyUriPath: '/kms/xks/v1' },
      'XksProxyUriPath is not valid for CustomKeyStoreType AWS_CLOUDHSM.',
    ],
    [
      { ...XKS_REQUEST, KeyStorePassword: 'password' },
      'KeyStorePassword is not valid for CustomKeyStoreType EXTERNAL_KEY_STORE.',
    ],
    [
      { ...XKS_REQUEST, XksProxyVpcEndpointServiceOwner: '111122223333' },
      'A VPC endpoint service is not valid for XksProxyConnectivity PUBLIC_ENDPOINT.',
    ],
  ])('refuses what is of another type of store', async (request, text) => {
    await expectRefusal(house, () => house.kms.createCustomKeyStore(request), 'ValidationException', text);
  });

  it.each([
    ['CloudHsmClusterId', 'cluster-1'],
    ['XksProxyUriEndpoint', 'http://xks.example.com'],
    ['XksProxyUriEndpoint', 'https://xks.example.com:8443'],
    ['XksProxyUriEndpoint', 'https://xks.example.com/'],
    ['XksProxyUriPath', '/kms/xks/v1/'],
    ['XksProxyUriPath', '/../kms/xks/v1'],
    ['XksProxyUriPath', '/a b/kms/xks/v1'],
  ])('refuses %s %s by its shape', async (member, value) => {
    const request = member.startsWith('Xks') ? XKS_REQUEST : HSM_REQUEST;
    const { code, message } = await refusalOf(
      house.kms.createCustomKeyStore({ ...request, [member]: value }),
    );
    expect(code).toBe('ValidationException');
    expect(message).toMatch(/^\d validation errors? detected/);
  });

  it('never repeats a secret that breaks a limit', async () => {
    const credential = {
      AccessKeyId: 'lower-case-is-not-one',
      RawSecretAccessKey: '*** the secret of the proxy ***',
    };
    for (const request of [
      { ...HSM_REQUEST, KeyStorePassword: 'the password is far too long for this member' },
      { ...XKS_REQUEST, XksProxyAuthenticationCredential: credential },
    ]) {
      const { message } = await refusalOf(house.kms.createCustomKeyStore(request));
      expect(message).toMatch(/Value at '(keyStorePassword|xksProxyAuthenticationCredential\.\w+)' failed/);
      expect(message).not.toMatch(/the password|lower-case|the secret/);
    }
  });
});
