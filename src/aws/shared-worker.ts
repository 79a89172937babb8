/**
 * A bridge over message ports: a page's requests to a service in a shared worker, where there is no service worker.
 *
 *   page -> worker: { id, url, method, headers, body }        worker -> page: { id, status, headers, body }
 *
 * The page gets a function like `fetch`, which the AWS SDK takes as its request handler's. A browser keeps a shared worker
 * as long as a page has it open, and connects pages of the same origin alone. Source: WHATWG HTML, §10.2.6.4.
 *
 * @module
 */
import type { Kms } from '../operations/kms.ts';
import type { FetchHandler, FetchHandlerOptions } from './fetch-handler.ts';
import { openedByNeed } from './service-worker.ts';

/** The parts of a message port that are used. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  start?(): void;
}

/** The parts of a shared worker's global scope that are used: `self` there. */
export interface SharedWorkerScope {
  addEventListener(type: 'connect', listener: (event: MessageEvent) => void): void;
}

/** What a shared worker serves. */
export interface SharedWorkerOptions extends FetchHandlerOptions {
  /** Opens the service; called by the first request, and again by the first one after it failed. */
  readonly kms: () => Promise<Kms>;
}

interface RequestMessage {
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ArrayBuffer | undefined;
}

interface ResponseMessage {
  readonly id: number;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/**
 * Serves from a shared worker. To be called while its script runs: the first page connects right after.
 *
 * @param scope `self` in the worker.
 *
 * @example
 * const heard = [];
 * serveFromSharedWorker({ addEventListener: (type) => heard.push(type) }, { kms: () => createKms() });
 * heard.join(); // 'connect'
 */
export function serveFromSharedWorker(scope: SharedWorkerScope, options: SharedWorkerOptions): void {
  const handler = openedByNeed(options.kms, options);
  scope.addEventListener('connect', ({ ports }) => {
    for (const port of ports) serveOnPort(port, handler);
  });
}

/**
 * Answers the requests that arrive on a port.
 *
 * @example
 * const { port1, port2 } = new MessageChannel();
 * serveOnPort(port1, async () => new Response('{}'));
 * const response = await fetchThroughPort(port2)('http://localhost/kms', { method: 'POST', body: '{}' });
 * await response.text(); // '{}'
 * port1.close();
 */
export function serveOnPort(port: Port, handler: FetchHandler): void {
  port.addEventListener('message', async ({ data }: MessageEvent<RequestMessage>) => {
    const { id, url, method, headers, body = null } = data;
    const response = await handler(new Request(url, { method, headers: headersOf(headers), body }));
    const message: ResponseMessage = {
      id,
      status: response.status,
      headers: [...response.headers],
      body: await response.text(),
    };
    port.postMessage(message);
  });
  port.start?.();
}

/**
 * A function like `fetch` whose requests are answered at the other end of a port.
 *
 * @param port `new SharedWorker(…).port`.
 * @returns It knows no abort signal and no streams: a request of the AWS KMS API is a kilobyte.
 */
export function fetchThroughPort(port: Port): typeof globalThis.fetch {
  const waiting = new Map<number, (response: Response) => void>();
  let last = 0;
  port.addEventListener('message', ({ data }: MessageEvent<ResponseMessage>) => {
    const { id, status, headers, body } = data;
    waiting.get(id)?.(new Response(body, { status, headers: headersOf(headers) }));
    waiting.delete(id);
  });
  port.start?.();
  return async (input, init) => {
    const request = new Request(input, init);
    const body = request.method === 'GET' ? undefined : await request.arrayBuffer();
    const id = ++last;
    const { url, method } = request;
    // A Request that was given may have headers that a copy of it drops: what the SDK signed is among them.
    const { headers } = input instanceof Request && init === undefined ? input : request;
    const message: RequestMessage = { id, url, method, headers: [...headers], body };
    return await new Promise<Response>((resolve) => {
      waiting.set(id, resolve);
      port.postMessage(message);
    });
  };
}

function headersOf(pairs: readonly (readonly [string, string])[]): Headers {
  return new Headers(pairs.map(([name, value]): [string, string] => [name, value]));
}
