/** The store of a Durable Object: the contract, what is acknowledged when, and what is refused. */
import { describe, expect, it } from 'vitest';
import { durableObjectStore } from '../../src/store/durable-object.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';
import { describeStore } from './contract.ts';
import { objectStorage } from './object-storage.ts';

describeStore('durableObjectStore', () => durableObjectStore(objectStorage()));

const record = (name: string) => ({ name, version: 1, value: new Uint8Array([1]) });

describe('the store of a Durable Object', () => {
  it('finds its records again in the same storage', async () => {
    const storage = objectStorage();
    const store = durableObjectStore(storage);
    await store.commit([record('a')], []);
    await store.close();
    expect(await durableObjectStore(storage).get('a')).toEqual(record('a'));
  });

  it('acknowledges a commit after the storage has synchronised, and brings together what came together', async () => {
    const storage = objectStorage();
    const store = durableObjectStore(storage);
    await Promise.all([store.commit([record('a')], []), store.commit([record('b')], [])]);
    expect(storage.log).toEqual(['transaction', 'transaction', 'sync']);
  });

  it('stops when the storage cannot synchronise', async () => {
    const storage = objectStorage();
    const store = durableObjectStore(storage);
    storage.failWith = new Error('the disk');
    const sentence = 'the storage of the Durable Object cannot be used';
    await expect(store.commit([record('a')], [])).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: sentence,
      cause: storage.failWith,
    });
    await expect(store.get('a')).rejects.toThrow(StoreUnavailableError);
  });

  it("leaves the object's other tables alone", async () => {
    const storage = objectStorage();
    storage.database.exec("CREATE TABLE visit (page TEXT); INSERT INTO visit VALUES ('/')");
    await durableObjectStore(storage).commit([record('a')], []);
    expect(storage.database.prepare('SELECT page FROM visit').all()).toHaveLength(1);
  });

  it.each([
    ["another program's table", 'CREATE TABLE record (id INTEGER)', /another program/],
    [
      'the tables of a newer program',
      'CREATE TABLE record (id INTEGER); CREATE TABLE strongroom (layout INTEGER); INSERT INTO strongroom VALUES (2)',
      /newer Strongroom: its layout is 2, this program reads up to 1$/,
    ],
  ])('refuses %s, and changes nothing', (_, sentences, message) => {
    const storage = objectStorage();
    storage.database.exec(sentences);
    const tables = (): unknown => storage.database.prepare('SELECT sql FROM sqlite_schema').all();
    const before = tables();
    expect(() => durableObjectStore(storage)).toThrow(message);
    expect(() => durableObjectStore(storage)).toThrow(StoreUnavailableError);
    expect(tables()).toEqual(before);
  });

  it('refuses an object without SQLite', () => {
    const storage = { ...objectStorage(), transactionSync: undefined as never };
    expect(() => durableObjectStore(storage)).toThrow(StoreUnavailableError);
  });
});
