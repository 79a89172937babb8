import { describe, expect, it } from 'vitest';
import { signingScopeOf } from '../../src/aws/signing-scope.ts';

/** Source: the endpoint partitions of the AWS SDK for JavaScript 3 (Apache-2.0), a few of each form. */
const REGIONS: readonly string[] = [
  'af-south-1',
  'ap-east-2',
  'ap-northeast-3',
  'ap-southeast-7',
  'ca-central-1',
  'cn-northwest-1',
  'eu-central-2',
  'eu-isoe-west-1',
  'eusc-de-east-1',
  'il-central-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-west-1',
  'us-isof-south-1',
  'us-west-2',
];

const header = (credential: string): string =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;

describe('the signing scope', () => {
  it.each(REGIONS)('names the Region %s', (region) => {
    expect(signingScopeOf(header(`AKIDEXAMPLE/20261124/${region}/kms/aws4_request`))).toEqual({
      region,
      account: undefined,
    });
  });

  it('names an account when the access key id is 12 digits', () => {
    const account = (id: string): string | undefined =>
      signingScopeOf(header(`${id}/20261124/us-east-1/kms/aws4_request`))?.account;
    expect(account('111122223333')).toBe('111122223333');
    for (const id of ['11112222333', '1111222233334', '11112222333x', '\u0661'.repeat(12)]) {
      expect(account(id)).toBeUndefined();
    }
  });

  it.each([
    null,
    '',
    'Bearer x',
    header(''),
    header('AK'),
    header('AK/20261124/us-east-1/s3/aws4_request'),
    header('AK/20261124/us-east-1/kms/aws4'),
    header('AK/20261124/kms/aws4_request'),
    header('AK/20261124/../kms/aws4_request'),
    header('AK/20261124/us-east-1 /kms/aws4_request'),
    header('AK/20261124/US-EAST-1/kms/aws4_request'),
    header('AK/20261124//kms/aws4_request'),
  ])('is not in %j', (authorization) => {
    expect(signingScopeOf(authorization)).toBeUndefined();
  });

  it('is read in a moment, however long the header', () => {
    expect(signingScopeOf(`Credential=${'/'.repeat(1_000_000)}`)).toBeUndefined();
    expect(signingScopeOf(`Credential=A/B/${'a-'.repeat(500_000)}1/kms/aws4_request`)).toBeUndefined();
  });
});

it('reads the scope of another service where that is expected', () => {
  const header = 'AWS4-HMAC-SHA256 Credential=111122223333/20261124/eu-west-1/cloudtrail/aws4_request, …';
  expect(signingScopeOf(header)).toBeUndefined();
  expect(signingScopeOf(header, 'cloudtrail')).toEqual({ region: 'eu-west-1', account: '111122223333' });
});
