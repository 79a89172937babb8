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

  it('says why in a sentence', () => {
    expect(refusalOf(new Headers())?.sentence).toBe('This server answers to loopback names only.');
  });
});
