import 'fake-indexeddb/auto';
import { createDecipheriv } from 'node:crypto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FormatError } from '../../src/bytes/reader.ts';
import { AuthenticationError } from '../../src/crypto/errors.ts';
import { WrongRootKeyError } from '../../src/keystore/identity.ts';
import { rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { webCryptoRootKey } from '../../src/keystore/web-crypto-root-key.ts';
import { indexedDbStore } from '../../src/store/indexeddb.ts';
import { openDatabase, ROOT_KEYS, resultOf } from '../../src/store/indexeddb-connection.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';
import { cutIdentity } from './by-hand.ts';
import { IDENTITY, openHouse, storedValue, toolsOf } from './house.ts';

const AAD = new Uint8Array([1, 2]);
const PLAINTEXT = new Uint8Array([7, 8, 9]);
const tools = toolsOf();

describe('webCryptoRootKey', () => {
  let factory: IDBFactory;
  beforeEach(() => {
    factory = new IDBFactory();
  });
  const provider = (name = 'keys') => webCryptoRootKey({ name, factory });
  const keptKeys = async (): Promise<readonly { id: Uint8Array; key: CryptoKey }[]> => {
    const database = await openDatabase({ name: 'keys', factory });
    const keys = await resultOf(database.transaction(ROOT_KEYS).objectStore(ROOT_KEYS).getAll());
    database.close();
    return keys;
  };

  it('keeps a key of AES-GCM with 256 bits that cannot be extracted', async () => {
    await provider().create(tools);
    const [kept] = await keptKeys();
    expect(kept?.key).toMatchObject({ extractable: false, algorithm: { name: 'AES-GCM', length: 256 } });
    await expect(crypto.subtle.exportKey('raw', kept?.key as CryptoKey)).rejects.toThrow();
  });

  it('recovers by its header what seals and opens alike', async () => {
    const { header, rootKey } = await provider().create(tools);
    const sealed = await rootKey.seal(PLAINTEXT, AAD);
    const recovered = await provider().recover(header, tools);
    expect(await recovered.open(sealed, AAD)).toEqual(PLAINTEXT);
    expect(await rootKey.open(await recovered.seal(PLAINTEXT, AAD), AAD)).toEqual(PLAINTEXT);
  });

  it('seals as the head of its file says: iv, ciphertext and tag under a labelled AAD', async () => {
    const bytes = new Uint8Array(32).fill(5);
    const usages: KeyUsage[] = ['encrypt', 'decrypt'];
    const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, usages);
    const generate = vi.spyOn(crypto.subtle, 'generateKey').mockResolvedValue(key);
    const { rootKey } = await provider().create(tools);
    generate.mockRestore();
    const sealed = await rootKey.seal(PLAINTEXT, AAD);
    const decipher = createDecipheriv('aes-256-gcm', bytes, sealed.subarray(0, 12));
    decipher.setAAD(Buffer.concat([Buffer.from('strongroom root key\0'), AAD]));
    decipher.setAuthTag(sealed.subarray(-16));
    const opened = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    expect(new Uint8Array(opened)).toEqual(PLAINTEXT);
  });

  it('opens nothing whose bytes or AAD are others, and says no more than that', async () => {
    const { rootKey } = await provider().create(tools);
    const sealed = await rootKey.seal(PLAINTEXT, AAD);
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(rootKey.open(changed, AAD)).rejects.toThrow(AuthenticationError);
    }
    await expect(rootKey.open(sealed, new Uint8Array())).rejects.toThrow(AuthenticationError);
    await expect(rootKey.open(sealed.subarray(0, 27), AAD)).rejects.toThrow(AuthenticationError);
  });

  it('refuses every use once it is released', async () => {
    const { rootKey } = await provider().create(tools);
    const sealed = await rootKey.seal(PLAINTEXT, AAD);
    rootKey.release();
    await expect(rootKey.seal(PLAINTEXT, AAD)).rejects.toThrow('got a released one');
    await expect(rootKey.open(sealed, AAD)).rejects.toThrow('got a released one');
  });

  it('makes one key and one store when many found them at once', async () => {
    const houses = await Promise.all(
      Array.from({ length: 5 }, async () =>
        openHouse({ store: await indexedDbStore({ name: 'keys', factory }), rootKey: provider() }),
      ),
    );
    expect(await keptKeys()).toHaveLength(1);
    const [first, ...others] = houses;
    const { materialId, sealed } = await (first as (typeof houses)[0]).keystore.createBackingKey('me');
    const key = { owner: 'me', materialId, backingKey: sealed };
    for (const { keystore } of others) {
      const blob = await keystore.encrypt(key, {}, PLAINTEXT);
      expect(await first?.keystore.decrypt(key, {}, blob)).toEqual(PLAINTEXT);
    }
    for (const { keystore } of houses) await keystore.close();
  });

  it('goes with the store when the database is deleted: what is founded then has another key', async () => {
    const open = async () =>
      openHouse({ store: await indexedDbStore({ name: 'keys', factory }), rootKey: provider() });
    const first = await open();
    const [former] = await keptKeys();
    const header = cutIdentity(await storedValue(first.store, IDENTITY)).header;
    await resultOf(factory.deleteDatabase('keys'));
    await expect(first.keystore.createBackingKey('me').then(() => first.keystore.read('a'))).rejects.toThrow(
      'was deleted by another page',
    );
    const next = await open();
    const [kept] = await keptKeys();
    expect(kept?.id).not.toEqual(former?.id);
    await expect(provider().recover(header, tools)).rejects.toThrow('is not in the database');
    await next.keystore.close();
  });

  it('says that the key is gone when its database is, or is another', async () => {
    const { header } = await provider().create(tools);
    await expect(provider('others').recover(header, tools)).rejects.toThrow(StoreUnavailableError);
    await provider('others').create(tools);
    await expect(provider('others').recover(header, tools)).rejects.toThrow('kept under another name');
  });

  it.each([
    ['another version', [2]],
    ['nothing', []],
    ['too much', [1, ...new Uint8Array(17)]],
  ])('refuses a header with %s', async (_, bytes) => {
    await expect(provider().recover(new Uint8Array(bytes), tools)).rejects.toThrow(FormatError);
  });

  it('does not open the store of another kind of root key', async () => {
    const store = await indexedDbStore({ name: 'keys', factory });
    await openHouse({ store, rootKey: rootKeyFromBytes(new Uint8Array(32)) });
    await expect(openHouse({ store, rootKey: provider() })).rejects.toThrow(WrongRootKeyError);
  });

  it('says so where the page has no Web Cryptography', async () => {
    vi.stubGlobal('crypto', {});
    const random = (length: number) => new Uint8Array(length);
    await expect(provider().create({ ...tools, random })).rejects.toThrow('the page must come over https');
    vi.unstubAllGlobals();
  });
});
