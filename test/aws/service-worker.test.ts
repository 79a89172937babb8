import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openedByNeed, serveFromServiceWorker } from '../../src/aws/service-worker.ts';
import { createKms, type Kms, rootKeyFromBytes } from '../../src/index.ts';
import { indexedDbStore } from '../../src/store/indexeddb.ts';
import { resultOf } from '../../src/store/indexeddb-connection.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';
import { send } from './exchange.ts';

const ORIGIN = 'https://example.org';

/** A service worker's scope, as far as it goes here. */
function workerScope() {
  const listeners = new Map<string, (event: unknown) => void>();
  const scope = {
    location: { origin: ORIGIN },
    clients: { claim: vi.fn(async () => {}) },
    skipWaiting: vi.fn(async () => {}),
    addEventListener: (type: string, listener: (event: never) => void) =>
      void listeners.set(type, listener as (event: unknown) => void),
  };
  /** What a page's fetch gets: nothing when it is left to the browser. */
  const fetch = (url: string): Promise<Response> | undefined => {
    let answer: Promise<Response> | undefined;
    const headers = { 'x-amz-target': 'TrentService.ListKeys', 'content-type': 'application/x-amz-json-1.1' };
    listeners.get('fetch')?.({
      request: new Request(url, { method: 'POST', headers, body: '{}' }),
      respondWith: (response: Promise<Response>) => {
        answer = response;
      },
    });
    return answer;
  };
  return { scope, listeners, fetch };
}

describe('serveFromServiceWorker', () => {
  it.each(['/kms', '/kms/', '/kms/anything'])('answers on %s', async (path) => {
    const { scope, fetch } = workerScope();
    serveFromServiceWorker(scope, { path: '/kms', kms: () => createKms() });
    expect(await (await fetch(ORIGIN + path))?.json()).toEqual({ Keys: [], Truncated: false });
  });

  it.each([`${ORIGIN}/`, `${ORIGIN}/kmsx`, `${ORIGIN}/a/kms`, 'https://other.example/kms'])(
    'leaves %s to the browser',
    (url) => {
      const { scope, fetch } = workerScope();
      serveFromServiceWorker(scope, { path: '/kms', kms: () => createKms() });
      expect(fetch(url)).toBeUndefined();
    },
  );

  it('opens the service at the first request and not before', async () => {
    const { scope, fetch } = workerScope();
    const open = vi.fn(() => createKms());
    serveFromServiceWorker(scope, { path: '/kms', kms: open });
    expect(open).not.toHaveBeenCalled();
    await Promise.all([fetch(`${ORIGIN}/kms`), fetch(`${ORIGIN}/kms`)]);
    expect(open).toHaveBeenCalledOnce();
  });

  it('takes open pages and the place of an older worker only when it is told to', async () => {
    const { scope, listeners } = workerScope();
    serveFromServiceWorker(scope, { path: '/kms', kms: () => createKms() });
    expect([...listeners.keys()]).toEqual(['fetch']);
    serveFromServiceWorker(scope, { path: '/kms', kms: () => createKms(), claimsPages: true });
    const waitUntil = vi.fn();
    for (const type of ['install', 'activate']) listeners.get(type)?.({ waitUntil });
    expect(waitUntil).toHaveBeenCalledTimes(2);
    expect(scope.skipWaiting).toHaveBeenCalledOnce();
    expect(scope.clients.claim).toHaveBeenCalledOnce();
  });

  it('refuses a path that does not begin with a slash', () => {
    const options = { path: 'kms', kms: () => createKms() };
    expect(() => serveFromServiceWorker(workerScope().scope, options)).toThrow(RangeError);
  });
});

describe('openedByNeed', () => {
  let factory: IDBFactory;
  let opened: Kms[];
  beforeEach(() => {
    factory = new IDBFactory();
    opened = [];
  });
  const open = async (): Promise<Kms> => {
    const store = await indexedDbStore({ name: 'keys', factory });
    const kms = await createKms({ store, rootKey: rootKeyFromBytes(new Uint8Array(32)) });
    opened.push(kms);
    return kms;
  };

  it('says why the service could not be opened, and tries again at the next request', async () => {
    const opening = vi
      .fn(open)
      .mockRejectedValueOnce(new StoreUnavailableError('there is no IndexedDB here'))
      .mockRejectedValueOnce('no reason');
    const handler = openedByNeed(opening);
    expect(await send(handler, 'ListKeys', {})).toMatchObject({
      status: 500,
      body: '{"__type":"KMSInternalException","message":"The key store could not be opened: there is no IndexedDB here"}',
    });
    expect((await send(handler, 'ListKeys', {})).body).toContain('opened: no reason');
    expect((await send(handler, 'ListKeys', {})).status).toBe(200);
  });

  it('fails once when the store was taken away, and opens what is there then for the next', async () => {
    const handler = openedByNeed(open);
    await send(handler, 'CreateKey', {});
    await resultOf(factory.deleteDatabase('keys'));
    expect((await send(handler, 'ListKeys', {})).status).toBe(500);
    expect((await send(handler, 'ListKeys', {})).json()).toEqual({ Keys: [], Truncated: false });
    expect(opened).toHaveLength(2);
  });

  it('keeps a service in which a single operation failed', async () => {
    const handler = openedByNeed(async () => {
      const kms = await open();
      return { ...kms, invoke: (call) => (call.operation === 'CreateKey' ? broken() : kms.invoke(call)) };
    });
    expect((await send(handler, 'CreateKey', {})).status).toBe(500);
    expect((await send(handler, 'ListKeys', {})).status).toBe(200);
    expect(opened).toHaveLength(1);
  });

  it('passes on to the handler what it was told about callers and exchanges', async () => {
    const onExchange = vi.fn();
    await send(openedByNeed(open, { onExchange }), 'ListKeys', {});
    expect(onExchange).toHaveBeenCalledOnce();
  });
});

function broken(): Promise<never> {
  return Promise.reject(new RangeError('broken'));
}
