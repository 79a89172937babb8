/**
 * A service worker that answers the AWS KMS API on a path of its own origin: one service for every tab, and no server.
 *
 * The service is opened by the first request, not when the worker starts: a browser stops an idle worker when it likes and
 * starts it again for the next request, which then opens the store anew. So does the next request after one that found the
 * store stopped. Requests come from pages that the worker controls, which are of its own origin; whoever can run scripts
 * there is let in. Source: W3C, Service Workers, §4.4, §4.6.
 *
 * @module
 */

import { KmsError } from '../kms/errors.ts';
import type { Kms } from '../operations/kms.ts';
import { type FetchHandler, type FetchHandlerOptions, kmsFetchHandler } from './fetch-handler.ts';

/** The parts of a FetchEvent that are used. */
interface FetchEventLike extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The parts of an ExtendableEvent that are used. */
interface ExtendableEventLike extends Event {
  waitUntil(work: Promise<unknown>): void;
}

/** The parts of a service worker's global scope that are used: `self` there. */
export interface ServiceWorkerScope {
  readonly location: { readonly origin: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (event: never) => void): void;
}

/** What a service worker serves, and where. */
export interface ServiceWorkerOptions extends FetchHandlerOptions {
  /** Such as `/kms`: that path and all below it. Whatever else pages fetch is left to the browser. */
  readonly path: string;
  /** Opens the service; called by the first request, and again by the first one after it failed. */
  readonly kms: () => Promise<Kms>;
  /**
   * Whether the worker takes the pages that are open when it is installed, and the place of an older one at once: so that
   * a first visit needs no reload. No when absent, since it concerns everything that the worker does.
   */
  readonly claimsPages?: boolean;
}

/**
 * Serves from a service worker. To be called while its script runs, not later: browsers take no later listeners.
 *
 * @param scope `self` in the worker.
 * @throws {RangeError} The path does not begin with a slash.
 *
 * @example
 * const heard = [];
 * const location = { origin: 'https://example.org' };
 * const self = { location, addEventListener: (type) => heard.push(type) }; // a service worker has one
 * serveFromServiceWorker(self, { path: '/kms', kms: () => createKms() });
 * heard.join(); // 'fetch'
 */
export function serveFromServiceWorker(scope: ServiceWorkerScope, options: ServiceWorkerOptions): void {
  const { path, kms, claimsPages } = options;
  if (!path.startsWith('/'))
    throw new RangeError(`"path" expected one that begins with a slash, got ${path}`);
  const answer = openedByNeed(kms, options);
  scope.addEventListener('fetch', (event: FetchEventLike) => {
    const { origin, pathname } = new URL(event.request.url);
    if (origin !== scope.location.origin || !isWithin(pathname, path)) return;
    event.respondWith(answer(event.request));
  });
  if (claimsPages !== true) return;
  scope.addEventListener('install', (event: ExtendableEventLike) => event.waitUntil(scope.skipWaiting()));
  scope.addEventListener('activate', (event: ExtendableEventLike) => event.waitUntil(scope.clients.claim()));
}

/**
 * A handler over a service that is opened by the first request, and anew after a failure.
 *
 * @param open Opens the service. A request that it fails for is answered with status 500, and the next one calls it again.
 *
 * @example
 * const handler = openedByNeed(() => createKms());
 * (await handler(new Request('http://localhost/kms', { method: 'POST' }))).status; // 400
 */
export function openedByNeed(open: () => Promise<Kms>, options: FetchHandlerOptions = {}): FetchHandler {
  let opened: Promise<Opened> | undefined;
  return async (request, connection, respond) => {
    opened ??= open().then((kms) => ({ kms, handler: kmsFetchHandler(kms, options) }));
    const current = opened;
    try {
      const { kms, handler } = await current;
      const response = await handler(request, connection, respond);
      if (response.status === INTERNAL && opened === current && (await hasStopped(kms))) opened = undefined;
      return response;
    } catch (error) {
      if (opened === current) opened = undefined;
      return notOpened(error);
    }
  };
}

interface Opened {
  readonly kms: Kms;
  readonly handler: FetchHandler;
}

const INTERNAL = 500;
const JSON_TYPE = 'application/x-amz-json-1.1';

/** Whether nothing can be read any more, so that an inner failure was not one of a single operation; it is closed then. */
async function hasStopped(kms: Kms): Promise<boolean> {
  try {
    await kms.listKeys({ Limit: 1 });
    return false;
  } catch (error) {
    if (!(error instanceof KmsError) || error.code !== 'KMSInternalException') return false;
  }
  await kms.close().catch(() => {});
  return true;
}

/** Unlike an inner failure it is told why: who asks is a page of this origin, and can do something about it. */
function notOpened(error: unknown): Response {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The key store could not be opened: ${reason}`;
  const body = JSON.stringify({ __type: 'KMSInternalException', message });
  return new Response(body, { status: INTERNAL, headers: { 'Content-Type': JSON_TYPE } });
}

function isWithin(pathname: string, path: string): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`;
  return pathname === path || pathname.startsWith(folder);
}
