import 'fake-indexeddb/auto';
import { forceCloseDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { indexedDbStore } from '../../src/store/indexeddb.ts';
import { resultOf } from '../../src/store/indexeddb-connection.ts';
import { type Change, type Store, StoreConflictError, StoreUnavailableError } from '../../src/store/store.ts';
import { describeStore } from './contract.ts';
import { countUp } from './count-up.ts';

describeStore('indexedDbStore', () => indexedDbStore({ name: 'keys', factory: new IDBFactory() }));

const put = (name: string, version: number): Change => ({ name, version, value: new Uint8Array([version]) });

describe('an IndexedDB store', () => {
  let factory: IDBFactory;
  let store: Store;
  beforeEach(async () => {
    factory = new IDBFactory();
    store = await indexedDbStore({ name: 'keys', factory });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await store.close();
  });

  it('keeps what it acknowledged for whoever opens it next', async () => {
    await store.commit([put('a', 1)], []);
    await store.close();
    const next = await indexedDbStore({ name: 'keys', factory, mustExist: true });
    expect((await next.get('a'))?.version).toBe(1);
    await next.close();
  });

  it('asks for strict durability, and writes what arrives together in one transaction', async () => {
    const database = await resultOf(factory.open('keys'));
    const transaction = vi.spyOn(Object.getPrototypeOf(database), 'transaction');
    database.close();
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.commit([put(`a/${i}`, 1)], [])));
    expect(transaction.mock.calls).toEqual([['record', 'readwrite', { durability: 'strict' }]]);
  });

  it('lets pending commits finish when it is closed', async () => {
    const pending = Array.from({ length: 5 }, (_, i) => store.commit([put(`a/${i}`, 1)], []));
    await store.close();
    await Promise.all(pending);
    const next = await indexedDbStore({ name: 'keys', factory });
    expect(await next.list('', undefined, 10)).toHaveLength(5);
    await next.close();
  });

  it('changes nothing and goes on when the browser has no more room', async () => {
    await store.commit([put('a', 1)], []);
    full();
    await expect(store.commit([put('b', 1), put('c', 1)], [])).rejects.toThrow(
      new StoreUnavailableError("the database 'keys' cannot grow: the browser gives this site no more room"),
    );
    vi.restoreAllMocks();
    expect(await store.list('', undefined, 10)).toHaveLength(1);
    await store.commit([put('b', 1)], []);
  });

  it('stops for good after any other failure, without saying what was written', async () => {
    fail('UnknownError');
    const refusals = await Promise.allSettled([
      store.commit([put('a', 1)], []),
      store.commit([put('b', 1)], []),
    ]);
    vi.restoreAllMocks();
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailableError' } });
    }
    await expect(store.get('a')).rejects.toThrow('the browser reports an error of its disk');
    await expect(store.commit([], [])).rejects.toThrow(StoreUnavailableError);
  });

  it('gives way to whoever deletes the database, and says so ever after', async () => {
    await store.commit([put('a', 1)], []);
    await resultOf(factory.deleteDatabase('keys'));
    for (const attempt of [() => store.get('a'), () => store.commit([put('a', 2)], [])]) {
      await expect(attempt()).rejects.toThrow("the database 'keys' was deleted by another page");
    }
    expect(await factory.databases()).toEqual([]);
  });

  it('gives way to a newer layout', async () => {
    const newer = await resultOf(factory.open('keys', 2));
    await expect(store.get('a')).rejects.toThrow('was brought to a newer layout by another page');
    newer.close();
  });

  it('says that the browser took the database away, when it closes the connection by itself', async () => {
    const opening = vi.spyOn(factory, 'open');
    const taken = await indexedDbStore({ name: 'other', factory });
    const database = opening.mock.results[0]?.value.result as IDBDatabase;
    forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0]);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(taken.get('a')).rejects.toThrow('was taken away by the browser');
    await taken.close();
  });

  /** What the browser does to a transaction whose write it cannot carry out. */
  function fail(name: string): void {
    const original = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...args: Parameters<typeof original>
    ) {
      const request = original.apply(this, args);
      const { transaction } = this as unknown as { transaction: { _abort(name: string): void } };
      queueMicrotask(() => transaction._abort(name));
      return request;
    });
  }

  function full(): void {
    fail('QuotaExceededError');
  }
});

describe('two connections to one database, as two tabs have them', () => {
  let factory: IDBFactory;
  let tabs: readonly [Store, Store];
  beforeEach(async () => {
    factory = new IDBFactory();
    tabs = [await indexedDbStore({ name: 'keys', factory }), await indexedDbStore({ name: 'keys', factory })];
  });
  afterEach(async () => {
    for (const tab of tabs) await tab.close();
  });

  it('see what the other wrote, and refuse a stale writer with nothing written', async () => {
    const [one, two] = tabs;
    await one.commit([put('a', 1)], [{ name: 'a', version: 0 }]);
    expect((await two.get('a'))?.version).toBe(1);
    await two.commit([put('a', 2)], [{ name: 'a', version: 1 }]);
    const stale = one.commit([put('b', 1), put('a', 2)], [{ name: 'a', version: 1 }]);
    await expect(stale).rejects.toThrow(StoreConflictError);
    expect(await one.get('b')).toBeUndefined();
  });

  it('lose no update when both count up at once', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, i) => countUp(tabs[i % 2] as Store)));
    expect((await tabs[0].get('n'))?.version).toBe(60);
  });

  it('say that several may write', () => {
    expect(tabs.map(({ isShared }) => isShared)).toEqual([true, true]);
  });
});
