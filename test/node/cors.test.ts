import * as sdk from '@aws-sdk/client-kms';
import { afterEach, describe, expect, it } from 'vitest';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { createKms } from '../../src/index.ts';
import { preflight, readable } from '../../src/node/cors.ts';
import { type RunningServer, serve } from '../../src/node/server.ts';

const PAGE = 'https://app.example';
const RULES = { boundTo: '127.0.0.1', hosts: [], origins: [PAGE] };

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close(0);
});

async function started(allowedOrigins: readonly string[]): Promise<RunningServer> {
  const server = await serve({ fetch: kmsFetchHandler(await createKms()), port: 0, allowedOrigins });
  running.push(server);
  return server;
}

const asks = (url: string, origin: string, more: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', ...more },
  });

describe('a page of a listed origin', () => {
  it('may send every header that the AWS SDK for JavaScript sends', async () => {
    const { url } = await started([PAGE]);
    const sent = new Set<string>();
    const client = new sdk.KMSClient({
      region: 'us-east-1',
      endpoint: url,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any', sessionToken: 'any' },
    });
    client.middlewareStack.add(
      (next) => async (args) => {
        for (const name of Object.keys((args.request as { headers: object }).headers))
          sent.add(name.toLowerCase());
        return await next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await client.send(new sdk.ListKeysCommand({}));
    // Browsers send these by themselves and ask nobody.
    for (const own of ['host', 'content-length', 'user-agent', 'x-amz-user-agent']) sent.delete(own);
    const answer = await asks(url, PAGE, { 'access-control-request-headers': [...sent].join(',') });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST');
    const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase().split(', ') ?? [];
    expect([...sent].filter((name) => !allowed.includes(name))).toEqual([]);
    expect(sent.size).toBeGreaterThan(4);
  });

  it('may read the answer and the id of its request, and sends no credentials of the browser', async () => {
    const { url } = await started([PAGE]);
    const headers = {
      origin: PAGE,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.ListKeys',
    };
    const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-amzn-RequestId');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('may call a server of a private network where its browser asks for that', () => {
    const ask = (more: Readonly<Record<string, string>>): Headers | undefined => {
      const headers = { origin: PAGE, 'access-control-request-method': 'POST', ...more };
      return preflight(new Request('http://kms/', { method: 'OPTIONS', headers }), RULES)?.headers;
    };
    const name = 'access-control-allow-private-network';
    expect(ask({ 'access-control-request-private-network': 'true' })?.get(name)).toBe('true');
    expect(ask({})?.get(name)).toBeNull();
  });
});

describe('any other page', () => {
  it('is refused before anything is done, whether it asks or not', async () => {
    for (const allowed of [[], [PAGE]]) {
      const { url } = await started(allowed);
      for (const origin of ['https://evil.example', 'null', `${PAGE}.evil`, 'http://app.example']) {
        const answer = await asks(url, origin);
        expect(answer.status).toBe(403);
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      }
    }
  });

  it('of this machine is not let read either, unless it is listed', async () => {
    const { url } = await started([]);
    const answer = await asks(url, 'http://localhost:3000');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('an answer', () => {
  it('is left as it is where no origin is listed', () => {
    const response = new Response();
    expect([...readable(response, PAGE, { ...RULES, origins: [] }).headers]).toEqual([]);
  });

  it('to somebody who is no page says that it depends on who asks', () => {
    expect([...readable(new Response(), null, RULES).headers]).toEqual([['vary', 'Origin']]);
  });
});
