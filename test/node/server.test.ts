import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ListenError, type RunningServer, type ServeOptions, serve } from '../../src/node/server.ts';

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close(0);
});

async function started(options: Partial<ServeOptions> = {}): Promise<RunningServer> {
  const echo = async (request: Request): Promise<Response> => new Response(await request.text());
  const server = await serve({ fetch: echo, port: 0, ...options });
  running.push(server);
  return server;
}

/** A raw connection: what it got so far, and all it got once the server closed it. */
function open(server: RunningServer): {
  readonly socket: Socket;
  readonly got: () => string;
  readonly closed: Promise<string>;
} {
  let got = '';
  const socket = connect(server.port, '127.0.0.1').setEncoding('latin1');
  socket.on('data', (text: string) => {
    got += text;
  });
  const closed = new Promise<string>((resolve) => {
    socket.on('error', () => undefined).on('close', () => resolve(got));
  });
  return { socket, got: () => got, closed };
}

/** What the server answers to some bytes, once it has closed the connection. */
async function exchange(server: RunningServer, bytes: string): Promise<string> {
  const { socket, closed } = open(server);
  socket.write(bytes, 'latin1');
  return await closed;
}

const statusesOf = (answer: string): readonly string[] => answer.match(/HTTP\/1\.1 \d{3}/g) ?? [];

describe('a server', () => {
  it('writes an answer in its parts as it would a Response', async () => {
    const reply = { status: 400, headers: { 'Content-Type': 'text/plain', 'X-One': '1' }, body: 'caf\u00e9' };
    const server = await started({ fetch: (_request, _peer, respond) => respond(reply) });
    const whole = await started({
      fetch: () => new Response(reply.body, { status: reply.status, headers: reply.headers }),
    });
    const seen = async ({ url }: RunningServer): Promise<unknown> => {
      const response = await fetch(url, { method: 'POST', body: 'x' });
      const headers = [...response.headers].filter(([name]) => name !== 'date');
      return { status: response.status, headers: headers.sort(), body: await response.text() };
    };
    expect(await seen(server)).toEqual(await seen(whole));
    // The connection goes on serving.
    expect(await seen(server)).toMatchObject({ status: 400, body: reply.body });
  });

  it('hands requests to the handler and its answers back, over one connection', async () => {
    const server = await started();
    const answer = await exchange(
      server,
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\none' +
        'POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\ntwo',
    );
    expect(statusesOf(answer)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(answer).toMatch(/one[\s\S]*two/);
  });

  it('leaves the global Request and Response of the process alone', async () => {
    const { Request: request, Response: response } = globalThis;
    await started();
    expect([globalThis.Request, globalThis.Response]).toEqual([request, response]);
  });

  it('says in one sentence why it cannot listen', async () => {
    const server = await started();
    const taken = serve({ fetch: () => new Response(), port: server.port });
    await expect(taken).rejects.toThrow(ListenError);
    await expect(taken).rejects.toThrow(/^Port \d+ of 127\.0\.0\.1 is taken: .*\.$/);
    const elsewhere = serve({ fetch: () => new Response(), port: 0, host: '192.0.2.1' });
    await expect(elsewhere).rejects.toThrow('192.0.2.1 is not an address of this machine.');
  });

  it('writes an IPv6 address into its URL with brackets', async () => {
    const server = await started({ host: '::1' });
    expect(server.url).toBe(`http://[::1]:${server.port}`);
    expect((await fetch(server.url, { method: 'POST', body: 'x' })).status).toBe(200);
  });
});

describe('the limits of a server', () => {
  it('refuse headers that are longer than they may be', async () => {
    const server = await started({ limits: { headerBytes: 4096 } });
    const long = 'a'.repeat(5000);
    const answer = await exchange(server, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${long}\r\n\r\n`);
    expect(statusesOf(answer)).toEqual(['HTTP/1.1 431']);
  });

  it('cut off headers and bodies that do not come to their end', async () => {
    const server = await started({ limits: { headersTimeoutMs: 300, requestTimeoutMs: 600 } });
    const headers = exchange(server, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: 1');
    const body = exchange(server, 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1');
    expect(statusesOf(await headers)).toEqual(['HTTP/1.1 408']);
    expect(statusesOf(await body)).toEqual(['HTTP/1.1 408']);
  });

  it('close a connection that rests for too long', async () => {
    const server = await started({ limits: { keepAliveTimeoutMs: 100 } });
    const answer = await exchange(server, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(statusesOf(answer)).toEqual(['HTTP/1.1 200']);
  });

  it('close connections beyond the number allowed, and serve again when there is room', async () => {
    const server = await started({ limits: { connections: 3 } });
    const held = [open(server), open(server), open(server)];
    await Promise.all(held.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await exchange(server, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')).toBe('');
    for (const { socket } of held) socket.destroy();
    await Promise.all(held.map(({ closed }) => closed));
    const request = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    let answer = '';
    while (answer === '') answer = await exchange(server, request);
    expect(statusesOf(answer)).toEqual(['HTTP/1.1 200']);
  });
});

describe('a request that two parsers could read differently', () => {
  const POST = 'POST / HTTP/1.1\r\nHost: localhost\r\n';
  it.each([
    [
      'a length and chunks',
      `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
    ],
    ['two lengths', `${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`],
    ['a length that is no number', `${POST}Content-Length: 3x\r\n\r\nabc`],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n`],
    ['a space before a colon', `${POST}Content-Length : 3\r\n\r\nabc`],
    ['an unknown transfer coding last', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['chunked twice', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`],
    ['a bare carriage return in a header', `${POST}X: a\rb\r\nContent-Length: 0\r\n\r\n`],
    ['a chunk size with rubbish', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`],
    ['a control character in a header', `${POST}X: a\0b\r\nContent-Length: 0\r\n\r\n`],
    ['no host', 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
    ['no request at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('is refused, and ends the connection: %s', async (_, bytes) => {
    const server = await started({ limits: { keepAliveTimeoutMs: 200 } });
    expect(statusesOf(await exchange(server, bytes))).toEqual(['HTTP/1.1 400']);
  });
});

describe('closing a server', () => {
  it('lets what runs end, and refuses what comes later', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = async (): Promise<Response> => {
      await gate;
      return new Response('finished');
    };
    const server = await serve({ fetch: slow, port: 0 });
    const begun = fetch(server.url);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    release();
    expect(await (await begun).text()).toBe('finished');
    await closed;
  });

  it('does not wait for connections that only rest', async () => {
    const server = await serve({ fetch: () => new Response('x'), port: 0 });
    const idle = open(server);
    idle.socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    while (!idle.got().includes('x')) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.close(60_000);
    await idle.closed;
  });

  it('cuts off what still runs after the grace', async () => {
    const server = await serve({ fetch: () => new Promise<Response>(() => undefined), port: 0 });
    const begun = fetch(server.url).catch((error: Error) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close(100);
    expect(await begun).toBeInstanceOf(Error);
  });
});
