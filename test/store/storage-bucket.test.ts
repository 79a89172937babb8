import { IDBFactory } from 'fake-indexeddb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { indexedDbStore } from '../../src/store/indexeddb.ts';
import { keeperOfHost } from '../../src/store/storage-bucket.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';
import { keeperForTests } from './copy-keeper.ts';
import 'fake-indexeddb/auto';

/** What the standard says of the name of a bucket. */
const VALID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

describe('keeperOfHost', () => {
  afterEach(() => void vi.unstubAllGlobals());

  function withBuckets(...names: string[]): {
    readonly open: ReturnType<typeof vi.fn>;
    readonly factory: IDBFactory;
  } {
    const { factory, locks } = keeperForTests();
    const open = vi.fn(async () => ({ indexedDB: factory }));
    vi.stubGlobal('navigator', { locks, storageBuckets: { open, keys: async () => names } });
    return { open, factory: factory as IDBFactory };
  }

  it.each([[undefined], [{}], [{ locks: {} }], [{ storageBuckets: {} }]])(
    'has none where the host is %j: without buckets, or without locks',
    async (navigator) => {
      vi.stubGlobal('navigator', navigator);
      expect(await keeperOfHost('keys')).toBeUndefined();
    },
  );

  it('opens a strict and lasting bucket of its own for each store', async () => {
    const { open, factory } = withBuckets();
    expect((await keeperOfHost('keys'))?.factory).toBe(factory);
    expect(open.mock.calls).toEqual([['strongroom-keys', { durability: 'strict', persisted: true }]]);
  });

  it('gives every name a bucket of its own, with a name that a bucket may have', async () => {
    const { open } = withBuckets();
    const names = ['keys', 'Keys', 'KEYS', 'my keys', 'schlüssel', '_', '-', 'a'.repeat(53), 'a'.repeat(54)];
    for (const name of names) await keeperOfHost(name);
    const buckets = open.mock.calls.map(([bucket]) => bucket as string);
    expect(new Set(buckets).size).toBe(names.length);
    for (const bucket of buckets) expect(bucket).toMatch(VALID);
    // printf 'Keys' | sha256sum
    expect(buckets[1]).toBe('strongroom_f0d66a79c138e951c2f840fcd94ea9bdf399f745088a832a');
  });

  it('says so when the browser has buckets and refuses one', async () => {
    const { open } = withBuckets();
    open.mockRejectedValue(new DOMException('no', 'SecurityError'));
    await expect(keeperOfHost('keys')).rejects.toThrow(
      new StoreUnavailableError(
        "the database 'keys' may not be opened by this page: storage is switched off for it",
      ),
    );
  });

  it('has none where the browser has no room for a new bucket, and says so of one that is there', async () => {
    withBuckets().open.mockRejectedValue(new DOMException('no', 'QuotaExceededError'));
    expect(await keeperOfHost('keys')).toBeUndefined();
    withBuckets('strongroom-keys').open.mockRejectedValue(new DOMException('no', 'QuotaExceededError'));
    await expect(keeperOfHost('keys')).rejects.toThrow('cannot grow');
  });

  it('keeps the copy of a store, unless a factory is given or no copy is wanted', async () => {
    const { open, factory } = withBuckets();
    await (await indexedDbStore({ name: 'alone', copy: false })).close();
    await (await indexedDbStore({ name: 'alone', factory: new IDBFactory() })).close();
    expect(open).not.toHaveBeenCalled();
    await (await indexedDbStore({ name: 'kept' })).close();
    expect((await factory.databases()).map(({ name }) => name)).toEqual(['kept']);
  });
});
