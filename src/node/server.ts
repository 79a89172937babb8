/**
 * The HTTP server: a fetch handler on a socket, with limits on everything that a stranger can make long or many.
 *
 * The handler gets a Request whose headers and body are read only when they are asked for (served-request.ts). It parses
 * strictly (never `insecureHTTPParser`) and speaks HTTP/1.1 without TLS: what must cross a network goes through a proxy.
 * It does not know what it serves.
 *
 * @module
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { preflight, readable } from './cors.ts';
import { type GuardRules, refusalOf } from './host-guard.ts';
import { listenerOf, type WritesReply } from './http-listener.ts';

/** How long and how much. */
export interface ServerLimits {
  /** Connections at one time; the next ones are closed. */
  readonly connections: number;
  /** All headers of a request together, in bytes. */
  readonly headerBytes: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestTimeoutMs: number;
  /** Between two requests of one connection; longer than AWS's SDKs keep one. */
  readonly keepAliveTimeoutMs: number;
  /** Without a byte in either direction. */
  readonly idleTimeoutMs: number;
}

export const DEFAULT_LIMITS: ServerLimits = /* @__PURE__ */ Object.freeze({
  connections: 1024,
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
  idleTimeoutMs: 120_000,
});

/** The other side of a connection. */
export interface Peer {
  readonly sourceIp?: string | undefined;
  readonly secureTransport: boolean;
}

export type { WritesReply } from './http-listener.ts';

export interface ServeOptions {
  /** Gets what the socket tells of the other side, and a quicker way to answer than a Response. */
  readonly fetch: (request: Request, connection: Peer, respond: WritesReply) => Response | Promise<Response>;
  /** An address or a name of this machine; 127.0.0.1 when absent. */
  readonly host?: string;
  /** 0 takes a free port; 4599 when absent. */
  readonly port?: number;
  readonly limits?: Partial<ServerLimits>;
  /** Names that requests may call it by, besides those that are its own; see host-guard.ts. */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may call it; none when absent. */
  readonly allowedOrigins?: readonly string[];
}

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:4599`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more connections, lets the requests that are running end, and closes.
   *
   * @param graceMs After so long, what is still open is cut off; 10 seconds when absent.
   */
  close(graceMs?: number): Promise<void>;
}

/** The server cannot listen; the message is one sentence for the person who started it. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Serves a fetch handler over HTTP.
 *
 * @returns When the server listens.
 * @throws {ListenError} The port is taken, or the host is not one of this machine.
 *
 * @example
 * const server = await serve({ fetch: () => new Response('here'), port: 0 });
 * await (await fetch(server.url)).text(); // 'here'
 * await server.close();
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 4599 } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { allowedHosts = [], allowedOrigins = [] } = options;
  const rules = { boundTo: host, hosts: allowedHosts, origins: allowedOrigins };
  const server = createLimited(guarded(options.fetch, rules), limits);
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound}`,
    port: bound,
    close: (graceMs = 10_000) => drain(server, graceMs),
  };
}

function createLimited(fetch: ServeOptions['fetch'], limits: ServerLimits): Server {
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: 1_000,
  };
  const listener = listenerOf((request, socket, respond) => fetch(request, peerOf(socket), respond));
  const server = createServer(options, listener);
  server.maxConnections = limits.connections;
  server.setTimeout(limits.idleTimeoutMs);
  return server;
}

/** An IPv4 address that came by a socket for both families is written as IPv4. */
function peerOf({ remoteAddress }: { readonly remoteAddress?: string | undefined }): Peer {
  return { sourceIp: remoteAddress?.replace(/^::ffff:/, ''), secureTransport: false };
}

function guarded(fetch: ServeOptions['fetch'], rules: GuardRules): ServeOptions['fetch'] {
  return (request, peer, respond) => {
    const refusal = refusalOf(request.headers, rules);
    if (refusal !== undefined) return new Response(`${refusal.sentence}\n`, { status: refusal.status });
    // Answers that pages of other origins may read get headers of their own.
    if (rules.origins.length > 0) return answerPage(fetch, request, peer, rules);
    return fetch(request, peer, respond);
  };
}

const asResponse: WritesReply = ({ status, headers, body }) => new Response(body, { status, headers });

async function answerPage(
  fetch: ServeOptions['fetch'],
  request: Request,
  peer: Peer,
  rules: GuardRules,
): Promise<Response> {
  const answer = preflight(request, rules) ?? (await fetch(request, peer, asResponse));
  return readable(answer, request.headers.get('origin'), rules);
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new ListenError(sentenceOf(error, host, port), { cause: error })));
    server.listen(port, host, resolve);
  });
}

function sentenceOf(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} of ${host} is taken: give another one with --port, or --port 0 for any that is free.`;
  if (error.code === 'EACCES')
    return `This user may not listen on port ${port}: give another one with --port.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return `${host} is not an address of this machine.`;
  return `The server cannot listen on port ${port} of ${host}: ${error.message}.`;
}

async function drain(server: Server, graceMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    // A connection that was busy when the server closed is idle some time later, and nobody tells.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
    if (graceMs === 0) server.closeAllConnections();
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(deadline);
      resolve();
    });
  });
}
