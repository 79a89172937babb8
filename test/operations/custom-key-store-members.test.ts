import { describe, expect, it } from 'vitest';
import { xksProxyChangeOf, xksProxyMembers } from '../../src/operations/custom-key-store-members.ts';

describe('the members of a proxy', () => {
  it('are what the rules know them as', () => {
    expect(
      xksProxyChangeOf({
        XksProxyUriEndpoint: 'https://a.example',
        XksProxyUriPath: '/kms/xks/v1',
        XksProxyAuthenticationCredential: { AccessKeyId: 'A', RawSecretAccessKey: 'b' },
        XksProxyConnectivity: 'PUBLIC_ENDPOINT',
      }),
    ).toEqual({
      endpoint: 'https://a.example',
      path: '/kms/xks/v1',
      credential: { accessKeyId: 'A', secretAccessKey: 'b' },
      connectivity: 'PUBLIC_ENDPOINT',
    });
    expect(Object.values(xksProxyChangeOf({})).every((value) => value === undefined)).toBe(true);
    expect(Object.keys(xksProxyMembers)).toHaveLength(6);
  });
});
