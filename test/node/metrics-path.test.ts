import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/node/metrics.ts';
import { type MetricsReaders, metricsReaders, withMetrics } from '../../src/node/metrics-path.ts';

const TOKEN = '0123456789abcdef';

async function read(
  readers: MetricsReaders,
  { sourceIp = '127.0.0.1', headers = {}, method = 'GET', path = '/metrics' } = {},
): Promise<Response> {
  const metrics = createMetrics({ operations: new Set<string>() });
  const handler = withMetrics(async () => new Response('service'), metrics, readers);
  return await handler(new Request(`http://localhost${path}`, { method, headers }), { sourceIp });
}

describe('GET /metrics', () => {
  it('is told to this machine, and to nobody who came by a proxy or from elsewhere', async () => {
    const answer = await read('loopback');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toContain('# TYPE strongroom_calls_total counter');
    expect((await read('loopback', { sourceIp: '::1' })).status).toBe(200);
    for (const sourceIp of ['10.0.0.1', '203.0.113.5', '']) {
      expect((await read('loopback', { sourceIp })).status, sourceIp).toBe(403);
    }
    for (const name of ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']) {
      expect((await read('loopback', { headers: { [name]: 'x' } })).status, name).toBe(403);
    }
  });

  it('is told to whoever shows the token, wherever they are', async () => {
    const readers = { token: TOKEN };
    const show = (authorization: string): Promise<Response> =>
      read(readers, { sourceIp: '203.0.113.5', headers: { authorization } });
    expect((await show(`Bearer ${TOKEN}`)).status).toBe(200);
    for (const wrong of ['', 'Bearer ', `Bearer ${TOKEN}0`, TOKEN, `bearer ${TOKEN}`]) {
      const answer = await show(wrong);
      expect(answer.status, wrong).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await read(readers)).status).toBe(401);
  });

  it('is told to everybody when it is open, and is no path when it is off', async () => {
    expect((await read('open', { sourceIp: '203.0.113.5' })).status).toBe(200);
    expect(await (await read('off')).text()).toBe('service');
  });

  it('is the only request that it answers', async () => {
    expect(await (await read('open', { method: 'POST' })).text()).toBe('service');
    expect(await (await read('open', { path: '/metrics/x' })).text()).toBe('service');
  });

  it('needs a token that cannot be guessed, and leaves none in the environment', () => {
    const environment = { STRONGROOM_METRICS_TOKEN: TOKEN };
    expect(metricsReaders('token', environment)).toEqual({ token: TOKEN });
    expect(environment).toEqual({});
    expect(metricsReaders('loopback', {})).toBe('loopback');
    expect(() => metricsReaders('token', {})).toThrow('needs STRONGROOM_METRICS_TOKEN');
    expect(() => metricsReaders('token', { STRONGROOM_METRICS_TOKEN: 'short' })).toThrow('16 characters');
  });
});
