import 'fake-indexeddb/auto';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { webCryptoRootKey } from '../../src/keystore/web-crypto-root-key.ts';
import { deleteIndexedDbStore, indexedDbStore } from '../../src/store/indexeddb.ts';
import { MARK, openDatabase, RECORDS, ROOT_KEYS, resultOf } from '../../src/store/indexeddb-connection.ts';
import type { CopyKeeper } from '../../src/store/indexeddb-copy.ts';
import { type Change, type Store, StoreConflictError, StoreUnavailableError } from '../../src/store/store.ts';
import { toolsOf } from '../keystore/house.ts';
import { describeStore } from './contract.ts';
import { keeperForTests } from './copy-keeper.ts';
import { countUp } from './count-up.ts';

describeStore('indexedDbStore with a copy', () =>
  indexedDbStore({ name: 'keys', factory: new IDBFactory(), copy: keeperForTests() }),
);

const put = (name: string, version: number): Change => ({ name, version, value: new Uint8Array([version]) });
const remove = (name: string): Change => ({ name, version: 1, value: undefined });

describe('an IndexedDB store with a copy', () => {
  let factory: IDBFactory;
  let keeper: CopyKeeper;
  let opened: Store[];
  beforeEach(() => {
    factory = new IDBFactory();
    keeper = keeperForTests();
    opened = [];
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const store of opened) await store.close();
  });

  const open = async (options: { mustExist?: boolean; copy?: false } = {}): Promise<Store> => {
    const store = await indexedDbStore({ name: 'keys', factory, copy: keeper, ...options });
    opened.push(store);
    return store;
  };
  const lose = async (lost: IDBFactory): Promise<void> => {
    for (const store of opened) await store.close();
    await resultOf(lost.deleteDatabase('keys'));
  };
  const contentsOf = async (kept: IDBFactory): Promise<readonly unknown[]> => {
    const database = await openDatabase({ name: 'keys', factory: kept });
    const stores = [RECORDS, ROOT_KEYS].map((name) => database.transaction(name).objectStore(name));
    const contents = await Promise.all(stores.map((store) => resultOf(store.getAll())));
    database.close();
    return contents;
  };
  const expectEqual = async (): Promise<void> =>
    expect(await contentsOf(keeper.factory)).toEqual(await contentsOf(factory));
  const namesIn = async (kept: IDBFactory): Promise<readonly string[]> =>
    ((await contentsOf(kept))[0] as { name: string }[]).map(({ name }) => name);

  it('holds in both what it acknowledged, deletions too', async () => {
    const store = await open();
    await store.commit([put('a', 1), put('b', 1)], []);
    await Promise.all([store.commit([remove('a')], []), store.commit([put('b', 2)], [])]);
    expect(await namesIn(keeper.factory)).toEqual(['b', MARK]);
    await expectEqual();
  });

  it('brings everything back when the browser lost the first, the root key included', async () => {
    const store = await open();
    const { header, rootKey } = await webCryptoRootKey({ name: 'keys', factory }).create(toolsOf());
    await store.commit([put('a', 1)], []);
    const before = await contentsOf(factory);
    await lose(factory);
    const next = await open({ mustExist: true });
    expect(await next.get('a')).toMatchObject({ version: 1 });
    expect(await contentsOf(factory)).toEqual(before);
    const recovered = await webCryptoRootKey({ name: 'keys', factory }).recover(header, toolsOf());
    const sealed = await rootKey.seal(new Uint8Array([7]), new Uint8Array());
    expect(await recovered.open(sealed, new Uint8Array())).toEqual(new Uint8Array([7]));
  });

  it('brings everything back into a database that is there and holds nothing yet', async () => {
    await (await open()).commit([put('a', 1)], []);
    await lose(factory);
    (await openDatabase({ name: 'keys', factory })).close();
    expect((await (await open()).get('a'))?.version).toBe(1);
  });

  it('brings back a store that holds nothing any more as one that exists', async () => {
    const store = await open();
    await store.commit([put('a', 1)], []);
    await store.commit([remove('a')], []);
    await lose(factory);
    expect(await (await open({ mustExist: true })).list('', undefined, 10)).toEqual([]);
  });

  it('makes the copy again when the browser lost that', async () => {
    await (await open()).commit([put('a', 1)], []);
    await lose(keeper.factory);
    await open();
    expect(await namesIn(keeper.factory)).toEqual(['a', MARK]);
    await expectEqual();
  });

  it('lets the copy catch up when it was killed between the two', async () => {
    await (await open()).commit([put('a', 1), put('b', 1)], []);
    const alone = await open({ copy: false });
    await alone.commit([put('a', 2), remove('b'), put('c', 1)], []);
    expect(await namesIn(keeper.factory)).toEqual(['a', 'b', MARK]);
    await open();
    await expectEqual();
  });

  it('lets the copy catch up at the next commit with what was written beside it', async () => {
    const [store, alone] = [await open(), await open({ copy: false })];
    await alone.commit([put('a', 1)], []);
    await store.commit([put('b', 1)], []);
    expect(await namesIn(keeper.factory)).toEqual(['a', 'b', MARK]);
    await expectEqual();
  });

  /** As it was done before there were marks. */
  const writeUnmarked = async (change: Change): Promise<void> => {
    const database = await openDatabase({ name: 'keys', factory });
    await resultOf(database.transaction(RECORDS, 'readwrite').objectStore(RECORDS).put(change));
    database.close();
  };

  it('copies a database from before there were marks', async () => {
    await writeUnmarked(put('a', 1));
    await open();
    expect(await namesIn(keeper.factory)).toEqual(['a', MARK]);
    await expectEqual();
  });

  it('opens a full database from before there were marks, and keeps no copy of it', async () => {
    await writeUnmarked(put('a', 1));
    failPuts('QuotaExceededError', factory);
    const store = await open();
    expect((await store.get('a'))?.version).toBe(1);
    vi.restoreAllMocks();
    await store.commit([put('b', 1)], []);
    expect(await namesIn(keeper.factory)).toEqual([]);
    await open();
    await expectEqual();
  });

  it('takes the first for true when both hold something else', async () => {
    await (await open()).commit([put('a', 1)], []);
    await lose(factory);
    await (await open({ copy: false })).commit([put('b', 1)], []);
    expect(await (await open()).get('a')).toBeUndefined();
    await expectEqual();
  });

  it('changes neither in a conflict', async () => {
    const store = await open();
    await store.commit([put('a', 1)], []);
    const before = await contentsOf(factory);
    const stale = store.commit([put('a', 2), put('b', 1)], [{ name: 'a', version: 0 }]);
    await expect(stale).rejects.toThrow(StoreConflictError);
    expect(await contentsOf(factory)).toEqual(before);
    await expectEqual();
  });

  it('loses no update of two tabs that race, and none of them in the copy', async () => {
    const tabs = [await open(), await open()];
    await Promise.all(Array.from({ length: 40 }, (_, i) => countUp(tabs[i % 2] as Store)));
    await expectEqual();
    await lose(factory);
    expect((await (await open()).get('n'))?.version).toBe(40);
  });

  it('opens in many tabs at once, and brings back once', async () => {
    await (await open()).commit([put('a', 1)], []);
    await lose(factory);
    const tabs = await Promise.all(Array.from({ length: 5 }, () => open()));
    for (const tab of tabs) expect((await tab.get('a'))?.version).toBe(1);
    await expectEqual();
  });

  it('changes neither and goes on when the first has no room', async () => {
    const store = await open();
    await store.commit([put('a', 1)], []);
    const before = await contentsOf(factory);
    failPuts('QuotaExceededError', factory);
    await expect(store.commit([put('b', 1)], [])).rejects.toThrow('cannot grow');
    vi.restoreAllMocks();
    expect(await contentsOf(factory)).toEqual(before);
    await expectEqual();
    await store.commit([put('b', 1)], []);
    await expectEqual();
  });

  it('empties a copy that has no room, goes on without, and makes it again at the next opening', async () => {
    const store = await open();
    await store.commit([put('a', 1)], []);
    failPuts('QuotaExceededError', keeper.factory);
    await store.commit([put('b', 1)], []);
    expect(await namesIn(keeper.factory)).toEqual([]);
    const other = await open();
    expect(await namesIn(keeper.factory)).toEqual([]);
    vi.restoreAllMocks();
    await Promise.all([store.commit([put('c', 1)], []), other.commit([put('d', 1)], [])]);
    expect(await namesIn(keeper.factory)).toEqual([]);
    await open();
    expect(await namesIn(keeper.factory)).toEqual(['a', 'b', 'c', 'd', MARK]);
    await expectEqual();
  });

  it('stops when the copy can neither follow nor be emptied, and never says that nothing was written', async () => {
    const store = await open();
    await store.commit([put('a', 1)], []);
    failPuts('QuotaExceededError', keeper.factory);
    failClears('QuotaExceededError');
    await expect(store.commit([put('b', 1)], [])).rejects.toThrow('can be neither written nor emptied');
    await expect(store.get('a')).rejects.toThrow(StoreUnavailableError);
    vi.restoreAllMocks();
    expect(await namesIn(keeper.factory)).toEqual(['a', MARK]);
    await open();
    await expectEqual();
  });

  it('stops when the copy is deleted under it, with nothing acknowledged, and makes it again', async () => {
    const store = await open();
    await store.commit([put('a', 1)], []);
    await resultOf(keeper.factory.deleteDatabase('keys'));
    expect((await store.get('a'))?.version).toBe(1);
    await expect(store.commit([put('b', 1)], [])).rejects.toThrow('can be neither written nor emptied');
    await expect(store.commit([put('c', 1)], [])).rejects.toThrow(StoreUnavailableError);
    await open();
    expect(await namesIn(keeper.factory)).toEqual(['a', 'b', MARK]);
    await expectEqual();
  });

  it('leaves the copy as it is when the first cannot be read', async () => {
    await (await open()).commit([put('a', 1)], []);
    await (await open({ copy: false })).commit([put('b', 1)], []);
    const failing = vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(() => {
      throw new DOMException('no', 'UnknownError');
    });
    await expect(open()).rejects.toThrow('an error of its disk');
    failing.mockRestore();
    expect(await namesIn(keeper.factory)).toEqual(['a', MARK]);
  });

  it('does not open without a copy that cannot be opened', async () => {
    (await resultOf(keeper.factory.open('keys', 2))).close();
    await expect(open()).rejects.toThrow('was made by a newer Strongroom');
    expect(await factory.databases()).toEqual([]);
  });

  it('founds none where one must exist', async () => {
    await expect(open({ mustExist: true })).rejects.toThrow("the database 'keys' is not there");
    expect(await factory.databases()).toEqual([]);
  });

  it('stops when another page deletes the first alone, and has it back at the next opening', async () => {
    const store = await open();
    await store.commit([put('a', 1)], []);
    await resultOf(factory.deleteDatabase('keys'));
    await expect(store.commit([put('a', 2)], [])).rejects.toThrow('was deleted by another page');
    expect((await (await open({ mustExist: true })).get('a'))?.version).toBe(1);
  });

  it('is gone with its copy when it is deleted by its function, and stops wherever it is open', async () => {
    const store = await open();
    await store.commit([put('a', 1)], []);
    await deleteIndexedDbStore({ name: 'keys', factory, copy: keeper });
    await expect(store.get('a')).rejects.toThrow('was deleted by another page');
    await expect(open({ mustExist: true })).rejects.toThrow('is not there');
    expect(await (await open()).get('a')).toBeUndefined();
  });

  it('is deleted without a copy where it has none', async () => {
    await (await open({ copy: false })).commit([put('a', 1)], []);
    await deleteIndexedDbStore({ name: 'keys', factory });
    expect(await factory.databases()).toEqual([]);
    await expect(deleteIndexedDbStore({ name: '' })).rejects.toThrow(TypeError);
  });

  it('says so when it cannot be deleted', async () => {
    vi.spyOn(factory, 'deleteDatabase').mockImplementation(() => {
      throw new DOMException('no', 'UnknownError');
    });
    const deleting = deleteIndexedDbStore({ name: 'keys', factory, copy: keeper });
    await expect(deleting).rejects.toThrow('an error of its disk');
  });

  /** What the browser does to a transaction of one factory whose writes it cannot carry out. */
  function failPuts(name: string, failing: IDBFactory): void {
    const original = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...args: Parameters<typeof original>
    ) {
      const request = original.apply(this, args);
      abortIf(this, failing, name);
      return request;
    });
  }

  function failClears(name: string): void {
    const original = IDBObjectStore.prototype.clear;
    vi.spyOn(IDBObjectStore.prototype, 'clear').mockImplementation(function (this: IDBObjectStore) {
      const request = original.apply(this);
      abortIf(this, keeper.factory, name);
      return request;
    });
  }
});

/** What fake-indexeddb knows of the database behind an object store, and of the databases behind a factory. */
interface Inside {
  readonly transaction: { readonly db: { readonly _rawDatabase: unknown }; _abort(name: string): void };
}

function abortIf(store: IDBObjectStore, factory: IDBFactory, name: string): void {
  const { transaction } = store as unknown as Inside;
  const { _databases } = factory as unknown as { readonly _databases: ReadonlyMap<string, unknown> };
  if (transaction.db._rawDatabase === _databases.get('keys')) queueMicrotask(() => transaction._abort(name));
}
