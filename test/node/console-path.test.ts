import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { NoConsoleError } from '../../src/node/console-files.ts';
import { withConsole } from '../../src/node/console-path.ts';

const FILES = new Map([
  ['index.html', Buffer.from('<title>console</title>')],
  ['console-abc.js', Buffer.from('run()')],
  ['console-abc.css', Buffer.from('a{}')],
]);

const inner = async (request: Request) => new Response(`inner ${request.method}`);
const handler = withConsole(inner, async () => FILES);
const ask = (path: string, init?: RequestInit) => handler(new Request(`http://localhost${path}`, init));

describe('the console over HTTP', () => {
  it('is a page at /console/, to which /console leads', async () => {
    const page = await ask('/console/');
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<title>console</title>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const lead = await ask('/console');
    expect([lead.status, lead.headers.get('location')]).toEqual([308, '/console/']);
  });

  it('lets its own scripts run, its own server be called, and nothing else', async () => {
    const { headers } = await ask('/console/');
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split('; ')).toContain(part);
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('may be kept for ever where the name has a hash, and is asked for each time where it has none', async () => {
    expect((await ask('/console/console-abc.js')).headers.get('cache-control')).toContain('immutable');
    expect((await ask('/console/')).headers.get('cache-control')).toBe('no-cache');
  });

  it('is packed for browsers that unpack', async () => {
    const packed = await ask('/console/console-abc.js', { headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe('run()');
    const plain = await ask('/console/console-abc.js');
    expect(plain.headers.has('content-encoding')).toBe(false);
    expect(await plain.text()).toBe('run()');
  });

  it('is read with GET and HEAD alone', async () => {
    const head = await ask('/console/console-abc.css', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '3', '']);
    const put = await ask('/console/', { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('has no file but its own, whatever the path says', async () => {
    for (const name of ['..%2Findex.html', 'a%2f..%2findex.html', '%5c..', '__proto__', 'index.html/'])
      expect((await ask(`/console/${name}`)).status, name).toBe(404);
    // Dots between slashes are resolved before anybody sees them: what is left is no path of the console.
    expect(await (await ask('/console/%2e%2e/index.html')).text()).toBe('inner GET');
    expect((await ask('/console/nothing.js')).status).toBe(404);
  });

  it('leaves every other request to the API', async () => {
    for (const path of ['/', '/health', '/consoles', '/console.js'])
      expect(await (await ask(path)).text(), path).toBe('inner GET');
    expect(await (await ask('/console/', { method: 'POST' })).text()).toBe('inner POST');
  });

  it('says why it is not there', async () => {
    const broken = withConsole(inner, async () => {
      throw new NoConsoleError('The console is not built.');
    });
    const answer = await broken(new Request('http://localhost/console/'));
    expect([answer.status, await answer.text()]).toEqual([503, 'The console is not built.\n']);
  });
});
