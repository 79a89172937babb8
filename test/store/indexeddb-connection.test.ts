import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase, RECORDS, ROOT_KEYS, resultOf } from '../../src/store/indexeddb-connection.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';

describe('openDatabase', () => {
  let factory: IDBFactory;
  beforeEach(() => {
    factory = new IDBFactory();
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('makes a database with a place for records and one for root keys, and opens it again', async () => {
    for (let i = 0; i < 2; i++) {
      const database = await openDatabase({ name: 'keys', factory });
      expect([...database.objectStoreNames]).toEqual([RECORDS, ROOT_KEYS]);
      database.close();
    }
  });

  it('makes none where one must exist, and says that it is gone', async () => {
    const opening = openDatabase({ name: 'keys', factory, mustExist: true });
    await expect(opening).rejects.toThrow("the database 'keys' is not there: its data were cleared");
    expect(await factory.databases()).toEqual([]);
    (await openDatabase({ name: 'keys', factory })).close();
    (await openDatabase({ name: 'keys', factory, mustExist: true })).close();
  });

  it.each([
    ['', 'none'],
    [undefined, 'undefined'],
  ])('refuses %j as a name', async (name, got) => {
    await expect(openDatabase({ name: name as string, factory })).rejects.toThrow(
      new TypeError(`"name" expected the name of a database, got ${got}`),
    );
  });

  it('leaves a database of another program alone', async () => {
    const opening = factory.open('keys', 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore('theirs');
    (await resultOf(opening)).close();
    await expect(openDatabase({ name: 'keys', factory })).rejects.toThrow('belongs to another program');
  });

  it('does not open what a newer program made', async () => {
    (await resultOf(factory.open('keys', 2))).close();
    await expect(openDatabase({ name: 'keys', factory })).rejects.toThrow('was made by a newer Strongroom');
  });

  it('says so where the host has no IndexedDB, or forbids to look at it', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openDatabase({ name: 'keys' })).rejects.toThrow(StoreUnavailableError);
    const forbidden = {
      get() {
        throw new DOMException('no', 'SecurityError');
      },
      configurable: true,
    };
    Object.defineProperty(globalThis, 'indexedDB', forbidden);
    await expect(openDatabase({ name: 'keys' })).rejects.toThrow('there is no IndexedDB here');
    Object.defineProperty(globalThis, 'indexedDB', { value: factory, configurable: true, writable: true });
  });

  it.each([
    ['SecurityError', 'may not be opened by this page'],
    ['InvalidStateError', 'keeps nothing for this page'],
    ['UnknownError', 'reports an error of its disk'],
    ['OtherError', "the database 'keys' cannot be used"],
  ])('makes a sentence of %s, whether it is thrown or told', async (name, sentence) => {
    const failure = new DOMException('no', name);
    const throwing = {
      open() {
        throw failure;
      },
    } as unknown as IDBFactory;
    await expect(openDatabase({ name: 'keys', factory: throwing })).rejects.toThrow(sentence);
    const request: Partial<IDBOpenDBRequest> = { error: failure };
    const telling = { open: () => request } as unknown as IDBFactory;
    const opening = openDatabase({ name: 'keys', factory: telling });
    (request.onerror as () => void)();
    await expect(opening).rejects.toMatchObject({ cause: failure });
  });

  it('does not wait for an older page, and lets go of a database that comes too late', async () => {
    const close = vi.fn();
    const request = { result: { close } } as unknown as IDBOpenDBRequest;
    const factory = { open: () => request } as unknown as IDBFactory;
    const opening = openDatabase({ name: 'keys', factory });
    (request.onblocked as () => void)();
    await expect(opening).rejects.toThrow('is held by an older page of this site');
    (request.onsuccess as () => void)();
    expect(close).toHaveBeenCalledOnce();
  });
});
