/**
 * Between Node's HTTP server and a fetch handler.
 *
 * Answers are written whole, with their length: what is served here is small. A body that nobody read is drained for a
 * moment, so that the client gets to read the answer, and then cut off.
 *
 * @module
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ServedRequest, urlOf } from './served-request.ts';

/** Writes a whole answer at once: a Response would only be taken apart again. What it gives back stands for what it wrote. */
export type WritesReply = (reply: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Response;

/** A fetch handler that is told of the socket, and given a quicker way to answer than a Response. */
export type SocketHandler = (
  request: Request,
  socket: Socket,
  respond: WritesReply,
) => Response | Promise<Response>;

/** How much of a body that nobody wants is read, how long nothing of it may come, and how long it may take at all. */
const MAX_DRAINED = 64 * 1024 * 1024;
const DRAIN_IDLE_MS = 500;
const DRAIN_MS = 10_000;

/**
 * A listener for Node's server.
 *
 * @example
 * import { createServer } from 'node:http';
 *
 * createServer(listenerOf(() => new Response('here'))).listening; // false
 */
export function listenerOf(handler: SocketHandler): RequestListener {
  /** Stands for answers that were written in their parts. */
  const written = new Response();
  return async (incoming, outgoing) => {
    try {
      const response = await handle(incoming, outgoing, handler, written);
      if (response !== written) await write(response, outgoing);
    } catch {
      // An answer is written whole: one that has begun stands.
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'Content-Length': 0 }).end();
    }
    if (!incoming.complete) drain(incoming);
  };
}

function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: SocketHandler,
  written: Response,
): Response | Promise<Response> {
  const url = urlOf(incoming);
  if (url === undefined) return new Response(null, { status: 400 });
  const request = new ServedRequest(incoming, url, outgoing);
  return handler(request, incoming.socket, ({ status, headers, body }) => {
    outgoing.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
    return written;
  });
}

async function write(response: Response, outgoing: ServerResponse): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const cookies = response.headers.getSetCookie();
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  if (mayHaveBody(response.status)) headers['content-length'] = String(body.length);
  outgoing.writeHead(response.status, headers).end(body);
}

/** RFC 9110 §8.6: these two have no length either. */
function mayHaveBody(status: number): boolean {
  return status !== 204 && status !== 304;
}

function drain(incoming: IncomingMessage): void {
  const { socket } = incoming;
  const cut = (): void => socket.destroySoon();
  const idle = setTimeout(cut, DRAIN_IDLE_MS);
  const timer = setTimeout(cut, DRAIN_MS);
  let length = 0;
  incoming.on('data', (part: Uint8Array) => {
    idle.refresh();
    length += part.length;
    if (length > MAX_DRAINED) cut();
  });
  incoming.on('close', () => {
    clearTimeout(idle);
    clearTimeout(timer);
  });
  incoming.resume();
}
