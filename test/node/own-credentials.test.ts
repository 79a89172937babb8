import { expect, it } from 'vitest';
import { signedHeaders } from '../../src/node/own-credentials.ts';

const REQUEST = {
  url: new URL('http://localhost:1/'),
  body: '{}',
  region: 'eu-west-1',
  service: 'cloudtrail',
};

it('signs with the credentials of the environment, and not without', async () => {
  expect(await signedHeaders(REQUEST, { environment: {} })).toEqual({});
  expect(await signedHeaders(REQUEST, { environment: { AWS_ACCESS_KEY_ID: 'AK' } })).toEqual({});
  const environment = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
  const headers = await signedHeaders(REQUEST, { environment });
  expect(JSON.stringify(headers)).toMatch(/Credential=AK\/\d{8}\/eu-west-1\/cloudtrail\/aws4_request/);
  expect(headers['x-amz-security-token']).toBe('t');
});
