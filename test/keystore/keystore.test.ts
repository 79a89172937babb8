import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../src/crypto/errors.ts';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { RandomFailedError } from '../../src/crypto/random.ts';
import { materialIdOf } from '../../src/keystore/ciphertext-blob.ts';
import type { Keystore, MaterialReference } from '../../src/keystore/keystore.ts';
import { BytesRootKey, type RootKeyProvider, rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { type Store, StoreConflictError, StoreUnavailableError } from '../../src/store/store.ts';
import { blobAadByHand, openBackingKeyByHand, openByHand, openRecordByHand } from './by-hand.ts';
import { formsOf, keyOf, VALUE, workFor200Operations, write } from './canaries.ts';
import {
  DAY_MS,
  isZero,
  observe,
  openByRootKey,
  openHouse,
  overwrite,
  ROOT_KEY,
  recordingRandom,
  recordsOf,
  stickingRandom,
  storedValue,
  storeOf,
} from './house.ts';
import { expectRefusals } from './tampering.ts';

const CONTEXT = { purpose: 'test' };
const PLAINTEXT = new TextEncoder().encode('attack at dawn');

describe('records', () => {
  it('are decoded once while they stay as they are', async () => {
    const { keystore } = await openHouse();
    let decodings = 0;
    const decode = (value: Uint8Array): readonly number[] => {
      decodings++;
      return [...value];
    };
    expect(await keystore.readAs('a', decode)).toBeUndefined();
    await keystore.commit([{ name: 'a', replaces: 0, value: new Uint8Array([1]) }]);
    const first = await keystore.readAs('a', decode);
    expect(first).toEqual({ version: 1, value: [1] });
    expect((await keystore.readAs('a', decode))?.value).toBe(first?.value);
    await keystore.commit([{ name: 'a', replaces: 1, value: new Uint8Array([2]) }]);
    expect(await keystore.readAs('a', decode)).toEqual({ version: 2, value: [2] });
    expect(decodings).toBe(2);
  });

  it('are read as they were written, and absent when they were not', async () => {
    const { keystore } = await openHouse();
    await write(keystore, 'key/1');
    expect(await keystore.read('key/1')).toEqual({ name: 'key/1', version: 1, value: VALUE });
    expect(await keystore.read('key/2')).toBeUndefined();
  });

  it('are sealed as FORMATS §4.3 says, from the root key on', async () => {
    const { store, keystore } = await openHouse();
    await write(keystore, 'key/1');
    await write(keystore, 'key/1', VALUE, 1);
    const record = await store.get('key/1');
    expect(record?.version).toBe(2);
    if (record === undefined) throw new Error('no record');
    expect(openRecordByHand(await openByRootKey(store), record).equals(VALUE)).toBe(true);
  });

  it('are listed in the order of their names, opened, and by their names alone without', async () => {
    const { store, keystore } = await openHouse();
    for (const name of ['key/3', 'key/1', 'key/2', 'alias/1']) await write(keystore, name);
    const listed = await keystore.list('key/', 'key/1', 10);
    expect(listed.map(({ name, value }) => [name, value])).toEqual([
      ['key/2', VALUE],
      ['key/3', VALUE],
    ]);
    await overwrite(store, 'key/2', new Uint8Array(99));
    expect(await keystore.listNames('key/', undefined, 2)).toEqual(['key/1', 'key/2']);
    await expect(keystore.list('key/', undefined, 10)).rejects.toThrow('authentication failed');
  });

  it('change all together or not at all', async () => {
    const { keystore } = await openHouse();
    await write(keystore, 'a');
    const changes = [
      { name: 'b', replaces: 0, value: VALUE },
      { name: 'a', replaces: 7, value: VALUE },
    ];
    await expect(keystore.commit(changes)).rejects.toThrow(StoreConflictError);
    expect(await keystore.read('b')).toBeUndefined();
    await expect(
      keystore.commit([{ name: 'b', replaces: 0, value: VALUE }], [{ name: 'a', version: 2 }]),
    ).rejects.toThrow(StoreConflictError);
    await keystore.commit([{ name: 'a', replaces: 1, value: undefined }], []);
    expect(await keystore.read('a')).toBeUndefined();
  });

  it('are lost by whoever changes what somebody else changed since', async () => {
    const store = memoryStore();
    const [{ keystore: here }, { keystore: there }] = [
      await openHouse({ store }),
      await openHouse({ store }),
    ];
    await write(here, 'a');
    await write(there, 'a', PLAINTEXT, 1);
    await expect(write(here, 'a', VALUE, 1)).rejects.toThrow(StoreConflictError);
    expect((await here.read('a'))?.value).toEqual(PLAINTEXT);
  });

  it('of the keystore itself cannot be written through it', async () => {
    const { store, keystore } = await openHouse();
    const before = await recordsOf(store);
    for (const { name } of before) {
      await expect(write(keystore, name, VALUE, 1)).rejects.toThrow(RangeError);
      await expect(keystore.commit([{ name, replaces: 1, value: undefined }])).rejects.toThrow(RangeError);
    }
    await expect(write(keystore, 'strongroom/else')).rejects.toThrow(RangeError);
    expect(await recordsOf(store)).toEqual(before);
  });

  it('are refused for every flipped bit, every truncation and every extension in the store', async () => {
    const { store, keystore } = await openHouse();
    await write(keystore, 'a', PLAINTEXT);
    const sealed = await storedValue(store, 'a');
    const open = async (forged: Uint8Array) => {
      await overwrite(store, 'a', forged);
      return await keystore.read('a');
    };
    await expectRefusals(sealed, open, 'AuthenticationError');
    await overwrite(store, 'a', sealed);
    expect((await keystore.read('a'))?.value).toEqual(PLAINTEXT);
  });

  it('are refused under the name of any other of 50, in all ordered pairs', async () => {
    const { store, keystore } = await openHouse();
    const names = Array.from({ length: 50 }, (_, i) => `key/${i}`);
    for (const name of names) await write(keystore, name);
    const records = await Promise.all(names.map((name) => storedValue(store, name)));
    let refused = 0;
    for (const name of names) {
      for (const [from, value] of records.entries()) {
        if (names[from] === name) continue;
        await overwrite(store, name, value);
        await expect(keystore.read(name)).rejects.toThrow('authentication failed');
        refused++;
      }
    }
    expect(refused).toBe(50 * 49);
  });

  it('are refused in another version: an older value does not come back under a newer number', async () => {
    const { store, keystore } = await openHouse();
    await write(keystore, 'a', PLAINTEXT);
    const old = await storedValue(store, 'a');
    await write(keystore, 'a', VALUE, 1);
    await overwrite(store, 'a', old);
    await expect(keystore.read('a')).rejects.toThrow('authentication failed');
    await overwrite(store, 'a', old, Number.MAX_SAFE_INTEGER);
    await expect(keystore.read('a')).rejects.toThrow('authentication failed');
  });

  it('are refused in another store of the same root key', async () => {
    const [here, there] = [await openHouse(), await openHouse()];
    await write(here.keystore, 'a');
    await overwrite(there.store, 'a', await storedValue(here.store, 'a'));
    await expect(there.keystore.read('a')).rejects.toThrow('authentication failed');
  });

  it('are not opened again while their sealed bytes are the same, and are when they are not', async () => {
    const { engine, opened } = observe();
    const { store, keystore } = await openHouse({ engine });
    await write(keystore, 'a');
    await keystore.read('a');
    const once = opened.length;
    await keystore.read('a');
    await keystore.list('a', undefined, 1);
    expect(opened.length).toBe(once);
    const { keystore: other } = await openHouse({ store });
    await write(other, 'a', PLAINTEXT, 1);
    expect((await keystore.read('a'))?.value).toEqual(PLAINTEXT);
    expect(opened.length).toBe(once + 1);
  });

  it('are the same for the next reader, whatever this one did to its copy', async () => {
    const { keystore } = await openHouse();
    await write(keystore, 'a');
    for (let i = 0; i < 3; i++) (await keystore.read('a'))?.value.fill(0);
    (await keystore.list('a', undefined, 1))[0]?.value.fill(0);
    expect((await keystore.read('a'))?.value).toEqual(VALUE);
  });

  it('are read right though there are more of them than are remembered', async () => {
    const { keystore } = await openHouse();
    const names = Array.from({ length: 4200 }, (_, i) => `key/${String(i).padStart(5, '0')}`);
    await keystore.commit(
      names.map((name) => ({ name, replaces: 0, value: new TextEncoder().encode(name) })),
    );
    for (let round = 0; round < 2; round++) {
      const listed = await keystore.list('key/', undefined, 5000);
      expect(listed.map(({ value }) => Buffer.from(value).toString())).toEqual(names);
    }
  });
});

describe('encrypt and decrypt', () => {
  it('give back the plaintext for the same key and context', async () => {
    const { keystore } = await openHouse();
    const key = await keyOf(keystore, 'me');
    for (const plaintext of [PLAINTEXT, new Uint8Array(), new Uint8Array(4096).fill(7)]) {
      const blob = await keystore.encrypt(key, CONTEXT, plaintext);
      expect(await keystore.decrypt(key, CONTEXT, blob)).toEqual(plaintext);
      expect(materialIdOf(blob)).toEqual(key.materialId);
    }
  });

  it('make what opens by hand from the root key on, as docs/FORMATS.md says from end to end', async () => {
    const { store, keystore } = await openHouse();
    const key = await keyOf(keystore, '111122223333/1234');
    const blob = await keystore.encrypt(key, { b: 'é', a: '' }, PLAINTEXT);
    const material = openBackingKeyByHand(await openByRootKey(store), key.owner, key.backingKey);
    const aad = blobAadByHand(blob.subarray(0, 34), key.owner, [
      ['a', ''],
      ['b', 'é'],
    ]);
    const opened = openByHand(material, 'strongroom ciphertext', blob.subarray(34), aad);
    expect(opened.equals(PLAINTEXT)).toBe(true);
  });

  it('refuse every flipped bit, every truncation and every extension of the blob and of the backing key', async () => {
    const { keystore } = await openHouse();
    const key = await keyOf(keystore, 'me');
    const blob = await keystore.encrypt(key, CONTEXT, new Uint8Array(32));
    await expectRefusals(blob, (forged) => keystore.decrypt(key, CONTEXT, forged), 'AuthenticationError');
    const open = (backingKey: Uint8Array) => keystore.decrypt({ ...key, backingKey }, CONTEXT, blob);
    await expectRefusals(key.backingKey, open, 'AuthenticationError');
  });

  it('refuse another context, another owner, another material, another store', async () => {
    const [{ keystore }, { keystore: elsewhere }] = [await openHouse(), await openHouse()];
    const material = new Uint8Array(32).fill(9);
    const key = await keyOf(keystore, 'me', material);
    const blob = await keystore.encrypt(key, CONTEXT, PLAINTEXT);
    const attempts = [
      keystore.decrypt(key, {}, blob),
      keystore.decrypt(key, { ...CONTEXT, more: 'x' }, blob),
      keystore.decrypt(await keyOf(keystore, 'you', material), CONTEXT, blob),
      keystore.decrypt({ ...key, owner: 'you' }, CONTEXT, blob),
      keystore.decrypt(await keyOf(keystore, 'me'), CONTEXT, blob),
      elsewhere.decrypt(key, CONTEXT, blob),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toThrow('authentication failed');
  });

  it('open in another store what the same material of the same owner sealed', async () => {
    const [{ keystore }, { keystore: elsewhere }] = [await openHouse(), await openHouse()];
    const material = new Uint8Array(32).fill(9);
    const blob = await keystore.encrypt(await keyOf(keystore, 'me', material), CONTEXT, PLAINTEXT);
    const imported = await keyOf(elsewhere, 'me', material);
    expect(await elsewhere.decrypt(imported, CONTEXT, blob)).toEqual(PLAINTEXT);
  });
});

describe('secrets that authenticate the service elsewhere', () => {
  it('open for one use, for their owner alone, and are wiped afterwards', async () => {
    const { keystore } = await openHouse();
    const secret = Uint8Array.from({ length: 40 }, (_, i) => i + 1);
    const { sealed } = await keystore.sealBackingKey('stores/one', secret);
    let kept = new Uint8Array();
    const length = await keystore.exposeSecret('stores/one', sealed, async (opened) => {
      expect(opened).toEqual(secret);
      kept = opened as Uint8Array<ArrayBuffer>;
      return opened.length;
    });
    expect([length, kept]).toEqual([40, new Uint8Array(40)]);
    const other = keystore.exposeSecret('stores/two', sealed, async () => 'opened');
    await expect(other).rejects.toThrow('authentication failed');
  });
});

describe('material that was wrapped elsewhere', () => {
  const owner = 'me/imported';

  it('is sealed for its owner, under the id that the same material would have had here', async () => {
    const { keystore } = await openHouse({ engine: createNodeEngine() });
    const material = new Uint8Array(32).fill(7);
    const { publicKey, sealed } = await keystore.createKeyPair('wrapping', {
      kind: 'rsa',
      modulusBits: 2048,
    });
    const bytes = await keystore.encryptOaep(publicKey, { hash: 'SHA-256' }, material);
    const imported = await keystore.importBackingKey(
      owner,
      { kind: 'secret', length: 32 },
      {
        wrappingKey: { owner: 'wrapping', backingKey: sealed },
        scheme: { kind: 'oaep', hash: 'SHA-256' },
        bytes,
      },
    );
    const own = await keystore.sealBackingKey(owner, material);
    expect(imported.materialId).toEqual(own.materialId);
    const key = { owner, materialId: own.materialId, backingKey: imported.sealed };
    const blob = await keystore.encrypt({ ...key, backingKey: own.sealed }, undefined, new Uint8Array([1]));
    expect(await keystore.decrypt(key, undefined, blob)).toEqual(new Uint8Array([1]));
  });

  it('is unwrapped by nobody else’s key', async () => {
    const { keystore } = await openHouse({ engine: createNodeEngine() });
    const { sealed } = await keystore.createKeyPair('wrapping', { kind: 'rsa', modulusBits: 2048 });
    expect(await keystore.isSealedFor('wrapping', sealed)).toBe(true);
    expect(await keystore.isSealedFor('another', sealed)).toBe(false);
    expect(await keystore.isSealedFor('wrapping', sealed.subarray(1))).toBe(false);
    const wrapped = { scheme: { kind: 'oaep', hash: 'SHA-256' }, bytes: new Uint8Array(256) } as const;
    const call = keystore.importBackingKey(
      owner,
      { kind: 'secret', length: 32 },
      { wrappingKey: { owner: 'another', backingKey: sealed }, ...wrapped },
    );
    await expect(call).rejects.toThrow(AuthenticationError);
  });

  it('is called nobody’s only by a keystore that could look', async () => {
    const { keystore } = await openHouse();
    await keystore.close();
    await expect(keystore.isSealedFor('a', new Uint8Array(200).fill(1))).rejects.toThrow();
  });
});

describe('the rotation of domain keys', () => {
  it('leaves everything readable that older keys sealed, here and after the next start', async () => {
    const { store, keystore } = await openHouse();
    const sealed = [];
    for (let round = 0; round < 5; round++) {
      const key = await keyOf(keystore, `owner ${round}`);
      await write(keystore, `a/${round}`);
      sealed.push({ key, blob: await keystore.encrypt(key, CONTEXT, PLAINTEXT), name: `a/${round}` });
      await keystore.rotateDomainKey();
    }
    const { keystore: again } = await openHouse({ store });
    for (const each of [keystore, again]) {
      for (const { key, blob, name } of sealed) {
        expect(await each.decrypt(key, CONTEXT, blob)).toEqual(PLAINTEXT);
        expect((await each.read(name))?.value).toEqual(VALUE);
      }
    }
    expect(await openByRootKey(store, 6)).toBeDefined();
  });

  it('happens by itself when a key is made and the current one is seven days old, not a millisecond before', async () => {
    const { store, keystore, clock } = await openHouse();
    const numberOf = async (make: () => Promise<{ sealed: Uint8Array }>) =>
      Buffer.from((await make()).sealed).readUInt32BE(1);
    clock.nowMs += 7 * DAY_MS - 1;
    expect(await numberOf(() => keystore.createBackingKey('me'))).toBe(1);
    clock.nowMs += 1;
    expect(await numberOf(() => keystore.createBackingKey('me'))).toBe(2);
    expect(await numberOf(() => keystore.createBackingKey('me'))).toBe(2);
    clock.nowMs += 7 * DAY_MS;
    expect(await numberOf(() => keystore.sealBackingKey('me', VALUE))).toBe(3);
    clock.nowMs -= 100 * DAY_MS;
    expect(await numberOf(() => keystore.createBackingKey('me'))).toBe(3);
    expect((await recordsOf(store)).length).toBe(1 + 3);
  });

  it('by one of two keystores on a store leaves each able to read what the other writes', async () => {
    const store = memoryStore();
    const [{ keystore: here }, { keystore: there }] = [
      await openHouse({ store }),
      await openHouse({ store }),
    ];
    const before = await keyOf(here, 'me');
    await Promise.all([here.rotateDomainKey(), there.rotateDomainKey()]);
    await there.rotateDomainKey();
    const after = await keyOf(there, 'me');
    await write(there, 'a');
    expect((await here.read('a'))?.value).toEqual(VALUE);
    for (const key of [before, after]) {
      const blob = await here.encrypt(key, CONTEXT, PLAINTEXT);
      expect(await there.decrypt(key, CONTEXT, blob)).toEqual(PLAINTEXT);
    }
    expect(
      (await recordsOf(store)).map(({ name }) => name).filter((name) => name.includes('domain')).length,
    ).toBe(3);
  });
});

describe('two keystores that found one store at once', () => {
  it('both open, on one identity and one domain key, and read each other', async () => {
    const store = memoryStore();
    const houses = await Promise.all([openHouse({ store }), openHouse({ store }), openHouse({ store })]);
    expect((await recordsOf(store)).map(({ name }) => name)).toEqual([
      'strongroom/domain-key/0000000001',
      'strongroom/identity',
    ]);
    const [first, ...others] = houses.map(({ keystore }) => keystore) as [Keystore, ...Keystore[]];
    const key = await keyOf(first, 'me');
    const blob = await first.encrypt(key, CONTEXT, PLAINTEXT);
    await write(first, 'a');
    for (const other of others) {
      expect(await other.decrypt(key, CONTEXT, blob)).toEqual(PLAINTEXT);
      expect((await other.read('a'))?.value).toEqual(VALUE);
    }
  });
});

describe('what the store holds', () => {
  it('is no root key, domain key, backing key, plaintext or context, in any form, after 200 operations', async () => {
    const { random, copies } = recordingRandom();
    const { store, keystore } = await openHouse({ random });
    const planted = await workFor200Operations(keystore);
    const keys = copies.filter((bytes) => bytes.length === 32);
    expect(keys.length).toBe(6 + 20);
    const { domainKey } = await openByRootKey(store, 3);
    expect(keys.some((key) => Buffer.from(key).equals(domainKey))).toBe(true);

    const values = Buffer.concat((await recordsOf(store)).map(({ value }) => value));
    const secrets = [ROOT_KEY, ...keys, ...planted];
    for (const form of secrets.flatMap(formsOf)) expect(values.includes(form)).toBe(false);
    expect(secrets.length).toBe(1 + 26 + 100);
  });

  it('would be found if it were there: the scan sees each form', () => {
    const secret = Uint8Array.from({ length: 32 }, (_, i) => 17 * i);
    for (const form of formsOf(secret)) expect(form.length).toBeGreaterThanOrEqual(32);
    const around = [1, 2, 3].map((length) => Buffer.concat([Buffer.alloc(length), secret, Buffer.alloc(5)]));
    for (const bytes of around) {
      for (const text of [bytes, bytes.toString('base64'), bytes.toString('hex')]) {
        expect(formsOf(secret).some((form) => Buffer.from(text).includes(form))).toBe(true);
        expect(formsOf(secret).some((form) => Buffer.from(text).reverse().includes(form))).toBe(true);
      }
    }
  });
});

describe('what the memory holds', () => {
  it('is no key after 200 operations and close: every array with one is zeroes', async () => {
    const { engine, derived, opened } = observe();
    const { random, drawn } = recordingRandom();
    const { store, keystore } = await openHouse({ engine, random });
    await workFor200Operations(keystore);
    const { keystore: again } = await openHouse({ store, engine, random });
    await again.decrypt(...(await sampleOf(again)));
    await keystore.close();
    await again.close();
    const oneUse = derived.filter((bytes) => bytes.length === 64);
    const keys = [...drawn, ...opened].filter((bytes) => bytes.length === 32);
    expect(oneUse.length).toBeGreaterThan(200);
    expect(keys.length).toBeGreaterThan(60);
    expect([...oneUse, ...keys].filter((bytes) => !isZero(bytes))).toEqual([]);
  });

  it('is the caller’s own material, plaintext and context, as they were', async () => {
    const { keystore } = await openHouse();
    const [material, plaintext] = [new Uint8Array(32).fill(1), PLAINTEXT.slice()];
    const key = await keyOf(keystore, 'me', material);
    const blob = await keystore.encrypt(key, CONTEXT, plaintext);
    const sealed = blob.slice();
    await keystore.decrypt(key, CONTEXT, blob);
    expect([material, plaintext, blob]).toEqual([new Uint8Array(32).fill(1), PLAINTEXT, sealed]);
  });
});

async function sampleOf(keystore: Keystore): Promise<[MaterialReference, typeof CONTEXT, Uint8Array]> {
  const key = await keyOf(keystore, 'sample');
  return [key, CONTEXT, await keystore.encrypt(key, CONTEXT, PLAINTEXT)];
}

describe('close', () => {
  it('ends everything: no later call reads, writes, encrypts or decrypts', async () => {
    const { keystore } = await openHouse();
    const sample = await sampleOf(keystore);
    await write(keystore, 'a');
    await keystore.read('a');
    await keystore.close();
    const calls = [
      keystore.read('a'),
      keystore.list('', undefined, 1),
      keystore.listNames('', undefined, 1),
      write(keystore, 'b'),
      keystore.createBackingKey('me'),
      keystore.sealBackingKey('me', VALUE),
      keystore.encrypt(sample[0], CONTEXT, PLAINTEXT),
      keystore.decrypt(...sample),
      keystore.rotateDomainKey(),
    ];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(calls.map(() => 'rejected'));
    await keystore.close();
  });

  it('wipes the root key', async () => {
    const key = ROOT_KEY.slice();
    const rootKey: RootKeyProvider = {
      ...rootKeyFromBytes(ROOT_KEY),
      create: async (tools) => ({ header: new Uint8Array(), rootKey: new BytesRootKey(key, tools) }),
    };
    const { keystore } = await openHouse({ rootKey });
    expect(key).toEqual(ROOT_KEY);
    await keystore.close();
    expect(isZero(key)).toBe(true);
  });

  it('wipes the keys even when the store cannot be closed', async () => {
    const { random, drawn } = recordingRandom();
    const store = slowStore(memoryStore(), () => Promise.reject(new StoreUnavailableError('stuck')));
    const { keystore } = await openHouse({ store, random });
    await expect(keystore.close()).rejects.toThrow(StoreUnavailableError);
    expect(drawn.filter((bytes) => bytes.length === 32).map(isZero)).toEqual([true]);
  });

  it('lets nothing be written under wiped keys by calls that are on their way', async () => {
    const inner = memoryStore();
    const store = slowStore(inner, async () => {
      for (let i = 0; i < 200; i++) await Promise.resolve();
    });
    const { keystore } = await openHouse({ store });
    const writes = Array.from({ length: 20 }, async (_, i) => {
      for (let wait = 0; wait < 10 * i; wait++) await Promise.resolve();
      await write(keystore, `a/${i}`);
      await keystore.rotateDomainKey();
    });
    await Promise.allSettled([keystore.close(), ...writes]);
    const { keystore: again } = await openHouse({ store: await storeOf(await recordsOf(inner)) });
    const written = await again.list('a/', undefined, 100);
    expect(written.length).toBeGreaterThan(0);
    for (const { value } of written) expect(value).toEqual(VALUE);
  });
});

/** A store that takes its time to close, and takes commits until it has. */
function slowStore(inner: Store, close: () => Promise<void>): Store {
  let isClosed = false;
  return {
    get: (name) => inner.get(name),
    list: (prefix, after, limit) => inner.list(prefix, after, limit),
    async commit(changes, conditions) {
      if (isClosed) throw new StoreUnavailableError('closed');
      await inner.commit(changes, conditions);
    },
    async close() {
      await close();
      isClosed = true;
    },
  };
}

describe('a generator that is stuck', () => {
  it('founds no keystore', async () => {
    const { random, stick } = stickingRandom();
    stick();
    const store = memoryStore();
    await expect(openHouse({ store, random })).rejects.toThrow(RandomFailedError);
    expect(await recordsOf(store)).toEqual([]);
  });

  it('ends whatever needs randomness, and writes nothing; what needs none goes on', async () => {
    const { random, stick } = stickingRandom();
    const { store, keystore } = await openHouse({ random });
    const [key, context, blob] = await sampleOf(keystore);
    await write(keystore, 'a');
    const before = await recordsOf(store);
    stick();
    const calls = [
      () => write(keystore, 'b'),
      () => write(keystore, 'a', VALUE, 1),
      () => keystore.createBackingKey('me'),
      () => keystore.sealBackingKey('me', VALUE),
      () => keystore.encrypt(key, context, PLAINTEXT),
      () => keystore.rotateDomainKey(),
      async () => keystore.random(32),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow(RandomFailedError);
    expect(await recordsOf(store)).toEqual(before);
    expect(await keystore.decrypt(key, context, blob)).toEqual(PLAINTEXT);
    expect((await keystore.read('a'))?.value).toEqual(VALUE);
  });
});

describe('random', () => {
  it('is the generator that the keystore was given', async () => {
    const { random, drawn } = recordingRandom();
    const { keystore } = await openHouse({ random });
    const bytes = keystore.random(24);
    expect(bytes).toBe(drawn.at(-1));
    expect(bytes.length).toBe(24);
  });
});

describe('erasing every record', () => {
  it('leaves the keystore’s own, so that it goes on and can be opened again', async () => {
    const { store, keystore } = await openHouse();
    const own = (await store.list('strongroom/', undefined, 100)).map(({ name }) => name);
    for (let i = 0; i < 30; i++) await write(keystore, `key/${i}`);
    await store.commit(
      Array.from({ length: 1500 }, (_, i) => ({ name: `zzz/${i}`, version: 1, value: new Uint8Array() })),
      [],
    );
    await keystore.eraseRecords();
    expect((await store.list('', undefined, 2000)).map(({ name }) => name)).toEqual(own);
    expect(await keystore.read('key/1')).toBeUndefined();
    await write(keystore, 'key/1');
    expect(await keystore.read('key/1')).toMatchObject({ version: 1 });
  });
});

describe('a private key from elsewhere', () => {
  it('is inspected before it is sealed', async () => {
    const { keystore } = await openHouse();
    const { privateKey, publicKey } = await keystore.generateKeyPair({ kind: 'ec', curve: 'P-256' });
    expect(await keystore.inspectPrivateKey(privateKey)).toMatchObject({ algorithm: 'P-256', publicKey });
    await expect(keystore.inspectPrivateKey(new Uint8Array(9))).rejects.toThrow('PKCS#8');
  });
});
