import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listenerOf, type SocketHandler } from '../../src/node/http-listener.ts';

const servers: { close: () => void; closeAllConnections: () => void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listen(handler: SocketHandler): Promise<{ port: number; url: string }> {
  const server = createServer(listenerOf(handler));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
}

describe('a listener', () => {
  it('writes a Response whole: status, headers, every cookie, body and its length', async () => {
    const headers = new Headers({ 'X-One': '1' });
    headers.append('Set-Cookie', 'a=1');
    headers.append('Set-Cookie', 'b=2');
    const { url } = await listen(() => new Response('caf\u00e9', { status: 201, headers }));
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([201, 'caf\u00e9']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([answer.headers.get('x-one'), answer.headers.get('content-length')]).toEqual(['1', '5']);
  });

  it('gives an answer without a body no length', async () => {
    const { url } = await listen(() => new Response(null, { status: 204 }));
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('content-length')]).toEqual([204, null]);
  });

  it('answers a handler that fails, at once or later, with 500 and not a word', async () => {
    for (const handler of [() => Promise.reject(new Error('secret')), () => raise()]) {
      const { url } = await listen(handler);
      const answer = await fetch(url, { method: 'POST', body: 'x' });
      expect([answer.status, await answer.text()]).toEqual([500, '']);
    }
  });

  it('refuses what makes no URL with 400 before any handler sees it', async () => {
    let seen = 0;
    const { port } = await listen(() => {
      seen++;
      return new Response();
    });
    const status = await new Promise((resolve) => {
      httpRequest({ port, path: '/', headers: { host: 'user@localhost' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect([status, seen]).toEqual([400, 0]);
  });

  it('lets an answer stand that was given before the handler failed', async () => {
    const { url } = await listen((_request, _socket, respond) => {
      respond({ status: 200, headers: {}, body: 'given' });
      throw new Error('later');
    });
    expect(await (await fetch(url)).text()).toBe('given');
  });

  it('tells a handler that its client is gone', async () => {
    await new Promise<void>((gone) => {
      void leaveEarly('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', ({ signal }) => {
        signal.addEventListener('abort', () => gone());
        return new Promise<Response>(() => undefined);
      });
    });
  });

  it('fails the reading of a body that is cut off', async () => {
    const error = await new Promise<unknown>((failed) => {
      void leaveEarly('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1', async (request) => {
        await request.bytes().catch(failed);
        return new Response();
      });
    });
    expect(error).toBeInstanceOf(Error);
  });

  it('answers before a body that it does not want has come, and cuts the client off', async () => {
    const { port } = await listen(() => new Response('no', { status: 413 }));
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    let got = '';
    socket.on('data', (text: string) => {
      got += text;
    });
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\n\r\n1');
    await new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined));
    expect(got).toMatch(/^HTTP\/1\.1 413[\s\S]*no$/);
  });
});

/** Sends some bytes and goes away once the handler has been called. */
async function leaveEarly(bytes: string, handler: SocketHandler): Promise<void> {
  const { port } = await listen((request, socket, respond) => {
    setImmediate(() => client.destroy());
    return handler(request, socket, respond);
  });
  const client = connect(port, '127.0.0.1');
  client.write(bytes);
}

function raise(): never {
  throw new Error('secret');
}
