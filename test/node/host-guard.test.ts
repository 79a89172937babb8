import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLoopback, refusalOf } from '../../src/node/host-guard.ts';
import { type RunningServer, serve } from '../../src/node/server.ts';

describe('a loopback host', () => {
  it.each(['127.0.0.1', '127.255.255.254', '::1', 'localhost', 'kms.localhost'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    'localhost.example',
    '127.0.0.1.example',
    '',
    '2130706433',
  ])('is not %j', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('a server on loopback', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await serve({ fetch: () => new Response('yes'), port: 0 });
  });
  afterAll(() => server.close());

  /** The status for a host and an origin, by a client that sends what it is told. */
  function statusFor(headers: Readonly<Record<string, string>>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request({ port: server.port, host: '127.0.0.1', headers, method: 'POST' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }

  it.each(['localhost', 'LOCALHOST:4599', '127.0.0.1:4599', '[::1]:4599', 'kms.localhost:80'])(
    'answers requests for %s',
    async (host) => {
      expect(await statusFor({ host })).toBe(200);
    },
  );

  it.each([
    'kms.us-east-1.amazonaws.com',
    'kms-fips.us-gov-west-1.amazonaws.com:443',
    'kms.cn-north-1.amazonaws.com.cn',
  ])('answers requests for %s, an endpoint of AWS that Amazon alone can point anywhere', async (host) => {
    expect(await statusFor({ host })).toBe(200);
  });

  it.each([
    'kms.us-east-1.amazonaws.com.evil.example',
    'evil.kms.us-east-1.amazonaws.com',
    'kms.s3.amazonaws.com',
    's3.us-east-1.amazonaws.com',
    'kms.us-east-1.evil.com',
    'evil.example',
    'evil.example:4599',
    '169.254.169.254',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
  ])('refuses requests for %s, which a page could have pointed here', async (host) => {
    expect(await statusFor({ host })).toBe(421);
  });

  it.each([
    'https://evil.example',
    'http://evil.example:4599',
    'null',
    'file://',
    'http://localhost.evil.example',
  ])('refuses pages of %s', async (origin) => {
    expect(await statusFor({ host: 'localhost', origin })).toBe(403);
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1:4599', 'http://[::1]:8080'])(
    'answers pages of %s',
    async (origin) => {
      expect(await statusFor({ host: 'localhost', origin })).toBe(200);
    },
  );

  it('answers the names and pages that are listed besides', () => {
    const rules = { boundTo: '127.0.0.1', hosts: ['kms.example'], origins: ['https://app.example'] };
    const statusOf = (host: string, origin?: string): number | undefined =>
      refusalOf(new Headers({ host, ...(origin && { origin }) }), rules)?.status;
    expect(statusOf('KMS.example:443')).toBeUndefined();
    expect(statusOf('localhost', 'https://app.example')).toBeUndefined();
    expect(statusOf('kms.example.evil')).toBe(421);
    expect(statusOf('xkms.example')).toBe(421);
    for (const origin of [
      'http://app.example',
      'https://app.example:444',
      'https://app.example.evil',
      'null',
    ])
      expect(statusOf('kms.example', origin)).toBe(403);
  });

  it('says why in a sentence', () => {
    const rules = { boundTo: '127.0.0.1', hosts: [], origins: [] };
    expect(refusalOf(new Headers(), rules)?.sentence).toBe(
      'This server does not answer to that name: --allow-host lets it.',
    );
  });
});

describe('a server on another interface', () => {
  const statusOf = (
    headers: Readonly<Record<string, string>>,
    hosts: readonly string[] = [],
  ): number | undefined =>
    refusalOf(new Headers(headers), { boundTo: '0.0.0.0', hosts, origins: ['https://app.example'] })?.status;

  it.each(['10.1.2.3:4599', '[fd00::1]:4599', 'localhost', 'strongroom:4599', 'kms-1'])(
    'answers %s, which no stranger can point here',
    (host) => {
      expect(statusOf({ host })).toBeUndefined();
    },
  );

  it.each(['evil.example', '10.1.2.3.nip.io', 'kms.example', '', 'strongroom.', 'a@b'])(
    'refuses %j',
    (host) => {
      expect(statusOf({ host })).toBe(421);
    },
  );

  it('answers the names that are listed, or all of them', () => {
    expect(statusOf({ host: 'kms.example' }, ['kms.example'])).toBeUndefined();
    expect(statusOf({ host: 'evil.example' }, ['kms.example'])).toBe(421);
    expect(statusOf({ host: 'evil.example' }, ['*'])).toBeUndefined();
  });

  it('answers pages of its own and of listed origins, and no other', () => {
    expect(statusOf({ host: '10.1.2.3:4599', origin: 'http://10.1.2.3:4599' })).toBeUndefined();
    expect(statusOf({ host: '10.1.2.3:4599', origin: 'https://app.example' })).toBeUndefined();
    for (const origin of ['http://10.1.2.3:80', 'http://localhost:3000', 'https://evil.example', 'null'])
      expect(statusOf({ host: '10.1.2.3:4599', origin })).toBe(403);
  });
});
