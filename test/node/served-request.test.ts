import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ServedRequest, urlOf } from '../../src/node/served-request.ts';

const servers: { close: () => void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

type Look<T> = (request: ServedRequest, outgoing: ServerResponse) => T | Promise<T>;

/** What a look at a request that was really sent gives. */
async function lookAt<T>(look: Look<T>, init: RequestInit = {}): Promise<T> {
  const { promise, handler } = answeringOnce(look);
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // Some looks cut the answer off.
  await fetch(`http://127.0.0.1:${port}/a?b=c`, { method: 'POST', body: '{"a":"\u00e9"}', ...init }).catch(
    () => 0,
  );
  return await promise;
}

function answeringOnce<T>(look: Look<T>): {
  readonly promise: Promise<T>;
  readonly handler: RequestListener;
} {
  let handler: RequestListener = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    handler = (incoming, outgoing) => {
      Promise.resolve(new ServedRequest(incoming, urlOf(incoming) ?? '', outgoing))
        .then((request) => look(request, outgoing))
        .then(resolve, reject)
        .finally(() => outgoing.end());
    };
  });
  return { promise, handler };
}

describe('a served request', () => {
  it('tells method, URL and headers, and gives its body in every form', async () => {
    const text = '{"a":"\u00e9"}';
    const bytes = new TextEncoder().encode(text);
    const { method, pathname, search } = await lookAt(({ method, url }) => ({ method, ...partsOf(url) }));
    expect([method, pathname, search]).toEqual(['POST', '/a', '?b=c']);
    expect(await lookAt((request) => request.text())).toBe(text);
    expect(await lookAt((request) => request.json())).toEqual({ a: '\u00e9' });
    expect(new Uint8Array(await lookAt((request) => request.bytes()))).toEqual(bytes);
    expect(new Uint8Array(await lookAt((request) => request.arrayBuffer()))).toEqual(bytes);
    expect(await lookAt(async (request) => (await request.blob()).size)).toBe(bytes.length);
    expect(await lookAt(async (request) => await new Response(request.body).text())).toBe(text);
    expect(await lookAt(async (request) => await request.clone().text())).toBe(text);
    const form = { body: new URLSearchParams({ a: 'b' }) };
    expect(await lookAt(async (request) => (await request.formData()).get('a'), form)).toBe('b');
  });

  it('puts a body of many pieces together', async () => {
    const body = new Uint8Array(300_000).map((_, i) => i);
    expect(new Uint8Array(await lookAt((request) => request.bytes(), { body }))).toEqual(body);
  });

  it('gives its body once', async () => {
    const seen = await lookAt(async (request) => {
      const before = request.bodyUsed;
      await request.bytes();
      const again = await request.text().catch((error: unknown) => error);
      const copy = await Promise.resolve()
        .then(() => request.clone())
        .catch((error: unknown) => error);
      return { before, after: request.bodyUsed, again, copy };
    });
    expect(seen).toMatchObject({ before: false, after: true });
    expect([seen.again, seen.copy]).toEqual([expect.any(TypeError), expect.any(TypeError)]);
  });

  it('has every other member as the whole Request has it', async () => {
    const names = [
      ...(['cache', 'credentials', 'destination', 'integrity', 'keepalive', 'mode', 'redirect'] as const),
      ...(['referrer', 'referrerPolicy'] as const),
    ];
    const whole = new Request('http://localhost/', { method: 'POST' });
    for (const name of names) expect(await lookAt((request) => request[name])).toEqual(whole[name]);
    expect(await lookAt((request) => request.body, { method: 'GET', body: null })).toBe(null);
  });

  it('says through its signal that nobody waits any more, before and after it was asked for', async () => {
    const cutOff = async (outgoing: ServerResponse): Promise<void> => {
      const closed = new Promise((resolve) => outgoing.once('close', resolve));
      outgoing.destroy();
      await closed;
    };
    const seen = await lookAt(async (request, outgoing) => {
      const { signal } = request;
      const before = signal.aborted;
      await cutOff(outgoing);
      return [before, signal.aborted, request.signal.aborted];
    });
    expect(seen).toEqual([false, true, true]);
    expect(
      await lookAt(async (request, outgoing) => {
        await cutOff(outgoing);
        return request.signal.aborted;
      }),
    ).toBe(true);
  });

  it('says nothing through its signal once the answer has been given', async () => {
    const signal = await lookAt(async (request, outgoing) => {
      const { signal } = request;
      const closed = new Promise((resolve) => outgoing.once('close', resolve));
      outgoing.end();
      await closed;
      return signal;
    });
    expect(signal.aborted).toBe(false);
  });
});

function partsOf(url: string): { pathname: string; search: string } {
  const { pathname, search } = new URL(url);
  return { pathname, search };
}

describe('the URL of a request', () => {
  const of = (url: string, host: string): string | undefined =>
    urlOf({ url, headers: { host } } as unknown as IncomingMessage);

  it.each([
    ['/', 'localhost:4599', 'http://localhost:4599/'],
    ['/', '[::1]:4599', 'http://[::1]:4599/'],
    ['/', 'LOCALHOST:80', 'http://localhost/'],
    ['/a/../b?c=%20', 'localhost', 'http://localhost/b?c=%20'],
    ['//evil.example/', 'localhost', 'http://localhost//evil.example/'],
  ])('is its target at its host, in one form: %s at %s', (url, host, expected) => {
    expect(of(url, host)).toBe(expected);
  });

  it.each([
    ['*', 'localhost'],
    ['', 'localhost'],
    ['http://evil.example/', 'localhost'],
    ['/a\\b', 'localhost'],
    ['/', ''],
    ['/', 'localhost:99999'],
    ['/', 'user@localhost'],
    ['/', 'localhost/path'],
    ['/', 'localhost?query'],
    ['/', 'local host'],
  ])('is none where the two make none: %s at %s', (url, host) => {
    expect(of(url, host)).toBe(undefined);
  });
});
