import { describe, expect, it } from 'vitest';
import { type ReceivedRequest, readClaim } from '../../src/sigv4/signature-claim.ts';

const SIGNATURE = 'ab'.repeat(32);
const CREDENTIAL = 'AKIDEXAMPLE/20261127/us-east-1/kms/aws4_request';
const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-date, Signature=${SIGNATURE}`;
const HEADERS: readonly (readonly [string, string])[] = [
  ['Host', 'localhost'],
  ['X-Amz-Date', '20261127T101500Z'],
];

const QUERY: Readonly<Record<string, string>> = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': CREDENTIAL,
  'X-Amz-Date': '20261127T101500Z',
  'X-Amz-Expires': '60',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': SIGNATURE,
};

function byHeader(authorization: string, ...more: [string, string][]): ReceivedRequest {
  return {
    method: 'POST',
    path: '/',
    query: '',
    headers: [...HEADERS, ['Authorization', authorization], ...more],
  };
}

function byQuery(change: Readonly<Record<string, string | undefined>> = {}, suffix = ''): ReceivedRequest {
  const parameters = Object.entries({ ...QUERY, ...change }).filter(([, value]) => value !== undefined);
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`).join('&');
  return { method: 'POST', path: '/', query: query + suffix, headers: [['Host', 'localhost']] };
}

const CLAIM = {
  accessKeyId: 'AKIDEXAMPLE',
  scope: { date: '20261127', region: 'us-east-1', service: 'kms' },
  time: '20261127T101500Z',
  atMs: Date.UTC(2026, 10, 27, 10, 15),
  signature: SIGNATURE,
};

describe('readClaim', () => {
  it('reads the header form, in the spacings that clients use', () => {
    const claim = { ...CLAIM, form: 'header', signedHeaders: ['host', 'x-amz-date'] };
    expect(readClaim(byHeader(AUTHORIZATION))).toEqual({
      ...claim,
      expiresSeconds: undefined,
      sessionToken: undefined,
    });
    expect(readClaim(byHeader(AUTHORIZATION.replaceAll(', ', ',')))).toMatchObject(claim);
    const token: [string, string] = ['x-amz-security-token', 'T'];
    expect(readClaim(byHeader(AUTHORIZATION, token))).toMatchObject({ ...claim, sessionToken: 'T' });
  });

  it('reads the query form', () => {
    const claim = {
      ...CLAIM,
      form: 'query',
      signedHeaders: ['host'],
      expiresSeconds: 60,
      sessionToken: 'a/b=',
    };
    expect(readClaim(byQuery({ 'X-Amz-Security-Token': 'a/b=' }))).toEqual(claim);
  });

  it('finds none where there is none', () => {
    expect(readClaim({ method: 'POST', path: '/', query: 'a=b', headers: HEADERS })).toBeUndefined();
  });

  it.each([
    ['another algorithm', AUTHORIZATION.replace('SHA256', 'SHA512')],
    ['no algorithm', AUTHORIZATION.slice(17)],
    ['nothing', ''],
    ['no credential', AUTHORIZATION.replace(/Credential=[^,]*, /, '')],
    ['a credential without a service', AUTHORIZATION.replace('/kms/', '/')],
    ['another terminator', AUTHORIZATION.replace('aws4_request', 'aws5_request')],
    ['no signature', AUTHORIZATION.replace(/, Signature=.*/, '')],
    ['a short signature', AUTHORIZATION.slice(0, -1)],
    ['a signature in upper case', AUTHORIZATION.replace(SIGNATURE, SIGNATURE.toUpperCase())],
    ['no signed headers', AUTHORIZATION.replace(/SignedHeaders=[^,]*, /, '')],
    ['an empty signed header', AUTHORIZATION.replace('host;', 'host;;')],
    ['a signed header in upper case', AUTHORIZATION.replace('=host', '=Host')],
    ['a part twice', `${AUTHORIZATION}, Signature=${SIGNATURE}`],
    ['something behind it', `${AUTHORIZATION} x`],
    ['a date that is not the scope’s', AUTHORIZATION.replace('20261127', '20261126')],
  ])('refuses an Authorization with %s', (_, authorization) => {
    expect(readClaim(byHeader(authorization))).toHaveProperty('malformed');
  });

  it.each(['20261127', '2026-11-27T10:15:00Z', '20261127T101500', '20260230T101500Z', '20261127T251500Z'])(
    'refuses the time %s',
    (time) => {
      const scope = time.slice(0, 8);
      const authorization = AUTHORIZATION.replace('20261127', scope);
      const headers: [string, string][] = [
        ['X-Amz-Date', time],
        ['Authorization', authorization],
      ];
      expect(readClaim({ method: 'POST', path: '/', query: '', headers })).toHaveProperty('malformed');
      expect(readClaim(byQuery({ 'X-Amz-Date': time }))).toHaveProperty('malformed');
    },
  );

  it('refuses a query without one of its parameters, or with one twice', () => {
    for (const name of Object.keys(QUERY)) {
      expect(readClaim(byQuery({ [name]: undefined }))).toHaveProperty('malformed');
      expect(readClaim(byQuery({}, `&${name}=x`))).toHaveProperty('malformed');
    }
  });

  it('refuses a query that holds for longer than seven days, or for no number of seconds', () => {
    for (const expires of ['604801', '-1', '1e3', '', '0x10', '9999999']) {
      expect(readClaim(byQuery({ 'X-Amz-Expires': expires }))).toHaveProperty('malformed');
    }
    expect(readClaim(byQuery({ 'X-Amz-Expires': '604800' }))).not.toHaveProperty('malformed');
  });

  it('refuses what is claimed twice', () => {
    const both = { ...byQuery(), headers: byHeader(AUTHORIZATION).headers };
    expect(readClaim(both)).toHaveProperty('malformed');
    expect(readClaim(byHeader(AUTHORIZATION, ['authorization', AUTHORIZATION]))).toHaveProperty('malformed');
    expect(readClaim(byHeader(AUTHORIZATION, ['x-amz-date', '20261127T101500Z']))).toHaveProperty(
      'malformed',
    );
    expect(
      readClaim(byHeader(AUTHORIZATION, ['x-amz-security-token', 'a'], ['X-Amz-Security-Token', 'b'])),
    ).toHaveProperty('malformed');
  });
});
