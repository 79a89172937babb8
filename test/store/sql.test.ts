/** The rules of commits over any connection: who is told what, and when. sqlite.ts and durable-object.ts keep the contract. */
import { describe, expect, it } from 'vitest';
import { type SqlConnection, SqlStore } from '../../src/store/sql.ts';
import { type StoredRecord, StoreUnavailableError } from '../../src/store/store.ts';

/** A connection to a Map, whose durability the test decides. */
function connectionTo(rows: Map<string, StoredRecord>, extra: Partial<SqlConnection> = {}): SqlConnection {
  return {
    get: (name) => rows.get(name),
    version: (name) => rows.get(name)?.version ?? 0,
    list: () => [...rows.values()],
    put: (name, version, value) => void rows.set(name, { name, version, value }),
    delete: (name) => void rows.delete(name),
    transact: (work) => work(),
    schedule: (work) => queueMicrotask(work),
    close: () => undefined,
    refusal: (cause) => new StoreUnavailableError('it broke', { cause }),
    ...extra,
  };
}

const record = (name: string): StoredRecord => ({ name, version: 1, value: new Uint8Array([1]) });
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a store over a connection that is durable later', () => {
  it('tells nobody of success, nor of a lost condition, before it is', async () => {
    let durable = (): void => undefined;
    const sync = (): Promise<void> => new Promise((resolve) => (durable = resolve));
    const store = new SqlStore(connectionTo(new Map(), { sync }));
    const told: string[] = [];
    const commits = [
      store.commit([record('a')], []).then(() => told.push('kept')),
      store.commit([record('b')], [{ name: 'b', version: 7 }]).catch(() => told.push('refused')),
    ];
    await turn();
    expect(told).toEqual([]);
    durable();
    await Promise.all(commits);
    expect(told.sort()).toEqual(['kept', 'refused']);
  });

  it('is closed once what it began is durable', async () => {
    let durable = (): void => undefined;
    const sync = (): Promise<void> => new Promise((resolve) => (durable = resolve));
    let closed = false;
    const close = (): void => {
      closed = true;
    };
    const store = new SqlStore(connectionTo(new Map(), { sync, close }));
    const kept = store.commit([record('a')], []);
    const closing = store.close();
    await turn();
    expect(closed).toBe(false);
    durable();
    await Promise.all([kept, closing]);
    expect(closed).toBe(true);
  });

  it('rejects everybody who waits when it never will be, and stops', async () => {
    const sync = (): Promise<void> => Promise.reject(new Error('the disk'));
    const store = new SqlStore(connectionTo(new Map(), { sync }));
    const outcomes = await Promise.allSettled([
      store.commit([record('a')], []),
      store.commit([record('b')], []),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { message: 'it broke' } });
    await expect(store.get('a')).rejects.toThrow('it broke');
  });
});

describe('a store over a connection that fails', () => {
  it('stops when a transaction throws: nothing that comes later is tried', async () => {
    const rows = new Map<string, StoredRecord>();
    let tries = 0;
    const transact = (): never => {
      tries += 1;
      throw new Error('the disk');
    };
    const store = new SqlStore(connectionTo(rows, { transact }));
    await expect(store.commit([record('a')], [])).rejects.toThrow('it broke');
    await expect(store.commit([record('a')], [])).rejects.toThrow('it broke');
    expect(tries).toBe(1);
    await store.close();
  });

  it('is closed even if closing fails', async () => {
    const close = (): never => {
      throw new Error('the disk');
    };
    await expect(new SqlStore(connectionTo(new Map(), { close })).close()).resolves.toBeUndefined();
  });
});

describe('a store that was asked for a record', () => {
  it('reads it once, and answers with copies of what was written last', async () => {
    const rows = new Map([['a', record('a')]]);
    let reads = 0;
    const get = (name: string): StoredRecord | undefined => {
      reads += 1;
      return rows.get(name);
    };
    const store = new SqlStore(connectionTo(rows, { get }));
    const first = await store.get('a');
    first?.value.fill(9);
    expect(await store.get('a')).toEqual(record('a'));
    await store.commit([{ name: 'a', version: 2, value: new Uint8Array([2]) }], [{ name: 'a', version: 1 }]);
    expect(await store.get('a')).toEqual({ name: 'a', version: 2, value: new Uint8Array([2]) });
    expect(reads).toBe(1);
    await store.commit([{ name: 'a', version: 3, value: undefined }], [{ name: 'a', version: 2 }]);
    expect(await store.get('a')).toBeUndefined();
  });

  it('answers nothing from memory of a transaction that could not be ended', async () => {
    const rows = new Map([['a', record('a')]]);
    const transact = <T>(work: () => T): T => {
      work();
      throw new Error('the disk');
    };
    const store = new SqlStore(connectionTo(rows, { transact }));
    await store.get('a');
    await expect(store.commit([{ ...record('a'), version: 2 }], [])).rejects.toThrow('it broke');
    await expect(store.get('a')).rejects.toThrow('it broke');
  });

  it('reads no value to learn a version', async () => {
    const rows = new Map([['a', record('a')]]);
    const get = (): never => {
      throw new Error('a value was read');
    };
    const store = new SqlStore(connectionTo(rows, { get }));
    await store.commit([{ ...record('a'), version: 2 }], [{ name: 'a', version: 1 }]);
    await expect(store.commit([record('b')], [{ name: 'b', version: 1 }])).rejects.toThrow('another version');
    expect(rows.get('a')?.version).toBe(2);
  });
});
