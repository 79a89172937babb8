import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/bytes/reader.ts';
import { RandomFailedError } from '../../src/crypto/random.ts';
import { unlockStore, WrongRootKeyError } from '../../src/keystore/identity.ts';
import { type RootKey, type RootKeyProvider, rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { type Store, StoreUnavailableError } from '../../src/store/store.ts';
import { cutIdentity, openByHand } from './by-hand.ts';
import {
  IDENTITY,
  OTHER_ROOT_KEY,
  openHouse,
  overwrite,
  ROOT_KEY,
  recordsOf,
  stickingRandom,
  storedValue,
  storeOf,
  toolsOf,
} from './house.ts';
import { expectRefusals } from './tampering.ts';

const tools = toolsOf();
const provider = rootKeyFromBytes(ROOT_KEY);

/** A provider that tells which of its root keys have not been released. */
function watchedProvider(
  inner: RootKeyProvider = provider,
): RootKeyProvider & { readonly held: Set<RootKey> } {
  const held = new Set<RootKey>();
  const watch = (rootKey: RootKey): RootKey => {
    const watched: RootKey = {
      seal: (plaintext, aad) => rootKey.seal(plaintext, aad),
      open: (sealed, aad) => rootKey.open(sealed, aad),
      release() {
        held.delete(watched);
        rootKey.release();
      },
    };
    held.add(watched);
    return watched;
  };
  return {
    kind: inner.kind,
    held,
    async create(given) {
      const { header, rootKey } = await inner.create(given);
      return { header, rootKey: watch(rootKey) };
    },
    recover: async (header, given) => watch(await inner.recover(header, given)),
  };
}

/** A store with one method replaced. */
function storeWith(store: Store, change: Partial<Store>): Store {
  return {
    get: (name) => store.get(name),
    list: (prefix, after, limit) => store.list(prefix, after, limit),
    commit: (changes, conditions) => store.commit(changes, conditions),
    close: () => store.close(),
    ...change,
  };
}

describe('the layout of FORMATS §4.1', () => {
  it('has each field at its offset, and its proof opens by hand', async () => {
    const store = memoryStore();
    const { storeId } = await unlockStore(store, provider, tools);
    const cut = cutIdentity(await storedValue(store, IDENTITY));
    expect(cut).toMatchObject({ magic: 'STRONGROOM', version: 1, kind: 'bytes' });
    expect(new Uint8Array(cut.storeId)).toEqual(storeId);
    expect(cut.header.length).toBe(0);
    expect(cut.proof.length).toBe(64);
    expect(openByHand(ROOT_KEY, 'strongroom root key', cut.proof, cut.beforeProof).length).toBe(0);
  });

  it('is the only record that founding writes, as version 1', async () => {
    const store = memoryStore();
    await unlockStore(store, provider, tools);
    expect((await recordsOf(store)).map(({ name, version }) => [name, version])).toEqual([[IDENTITY, 1]]);
  });

  it('has a store id of its own in each store', async () => {
    const ids = [];
    for (const store of [memoryStore(), memoryStore()])
      ids.push((await unlockStore(store, provider, tools)).storeId);
    expect(ids[0]).not.toEqual(ids[1]);
  });

  it('is read again as it was written, and nothing is written then', async () => {
    const store = memoryStore();
    const first = await unlockStore(store, provider, tools);
    const before = await recordsOf(store);
    const second = await unlockStore(store, provider, tools);
    expect(second.storeId).toEqual(first.storeId);
    expect(await recordsOf(store)).toEqual(before);
  });
});

describe('a damaged identity', () => {
  it('is refused for every flipped bit, every truncation and every extension, by the documented errors alone', async () => {
    const { store } = await openHouse();
    const identity = await storedValue(store, IDENTITY);
    const before = (await recordsOf(store)).length;
    const open = async (forged: Uint8Array) => {
      await overwrite(store, IDENTITY, forged);
      return await unlockStore(store, provider, tools);
    };
    const counts = await expectRefusals(identity, open, 'WrongRootKeyError', 'FormatError');
    // Store id (16), kind (5) and proof (64) are under the proof; magic, version and lengths are the format.
    expect(counts['WrongRootKeyError']).toBe(8 * (16 + 5 + 64));
    expect(counts['FormatError']).toBe(10 * identity.length + 24 - 8 * (16 + 5 + 64));
    expect((await recordsOf(store)).length).toBe(before);
  });

  it.each([
    ['another format version', 10, 2, 'the store has format 2; this is format 1'],
    ['another first letter', 0, 0x54, 'not a Strongroom store'],
    ['bytes that are no text', 0, 0xff, 'not a Strongroom store'],
  ])('says of %s what it is', async (_, offset, value, message) => {
    const { store } = await openHouse();
    const identity = await storedValue(store, IDENTITY);
    identity[offset] = value;
    await overwrite(store, IDENTITY, identity);
    await expect(unlockStore(store, provider, tools)).rejects.toThrow(new FormatError(message));
  });

  it('is no way to carry records from one store into another', async () => {
    const [here, there] = [await openHouse(), await openHouse()];
    await here.keystore.commit([{ name: 'a', replaces: 0, value: new Uint8Array(1) }]);
    const moved = await storeOf(await recordsOf(here.store));
    await overwrite(moved, IDENTITY, await storedValue(there.store, IDENTITY));
    await expect(openHouse({ store: moved })).rejects.toThrow('authentication failed');
  });
});

describe('a wrong root key', () => {
  it('is told in one sentence, and leaves the store as it was', async () => {
    const { store, keystore } = await openHouse();
    const { sealed } = await keystore.createBackingKey('me');
    await keystore.commit([{ name: 'a', replaces: 0, value: sealed }]);
    const before = await recordsOf(store);
    const refusal = openHouse({ store, rootKey: rootKeyFromBytes(OTHER_ROOT_KEY) });
    await expect(refusal).rejects.toThrow(new WrongRootKeyError());
    expect(await recordsOf(store)).toEqual(before);
    expect(new WrongRootKeyError().message).toBe('The root key is not the one that sealed this store.');
  });

  it('is found out by reading the identity alone', async () => {
    const { store } = await openHouse();
    const touched: string[] = [];
    const watched = storeWith(store, {
      get: (name) => {
        touched.push(name);
        return store.get(name);
      },
      list: () => Promise.reject(new Error('listed')),
      commit: () => Promise.reject(new Error('written')),
    });
    const refusal = openHouse({ store: watched, rootKey: rootKeyFromBytes(OTHER_ROOT_KEY) });
    await expect(refusal).rejects.toThrow(WrongRootKeyError);
    expect(touched).toEqual([IDENTITY]);
  });

  it('is every key that differs in one bit', async () => {
    const { store } = await openHouse();
    for (let bit = 0; bit < 256; bit++) {
      const key = ROOT_KEY.slice();
      key[bit >> 3] = (key[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(unlockStore(store, rootKeyFromBytes(key), tools)).rejects.toThrow(WrongRootKeyError);
    }
  });

  it('is one of another kind, whatever its bytes, and is not even recovered', async () => {
    const { store } = await openHouse();
    let recoveries = 0;
    const other: RootKeyProvider = {
      ...provider,
      kind: 'token',
      recover: async (header, given) => {
        recoveries++;
        return await provider.recover(header, given);
      },
    };
    await expect(unlockStore(store, other, tools)).rejects.toThrow(WrongRootKeyError);
    expect(recoveries).toBe(0);
  });

  it('is released, and so is one whose store cannot be written, read, or has a domain key that is damaged', async () => {
    const { store } = await openHouse();
    const wrong = watchedProvider(rootKeyFromBytes(OTHER_ROOT_KEY));
    await expect(unlockStore(store, wrong, tools)).rejects.toThrow(WrongRootKeyError);
    expect(wrong.held.size).toBe(0);

    const lost = () => Promise.reject(new StoreUnavailableError('lost'));
    for (const change of [{ commit: lost }, { list: lost }]) {
      const right = watchedProvider();
      const broken = storeWith(memoryStore(), change);
      await expect(openHouse({ store: broken, rootKey: right })).rejects.toThrow(StoreUnavailableError);
      expect(right.held.size).toBe(0);
    }

    const right = watchedProvider();
    await overwrite(store, 'strongroom/domain-key/0000000001', new Uint8Array(107));
    await expect(openHouse({ store, rootKey: right })).rejects.toThrow(FormatError);
    expect(right.held.size).toBe(0);
  });
});

describe('several who found one store at once', () => {
  it('agree on one identity: one writes it, the others recover it and release what they made', async () => {
    const store = memoryStore();
    const providers = Array.from({ length: 5 }, () => watchedProvider());
    const unlocked = await Promise.all(providers.map((each) => unlockStore(store, each, tools)));
    const identity = cutIdentity(await storedValue(store, IDENTITY));
    for (const { storeId, rootKey } of unlocked) {
      expect(storeId).toEqual(new Uint8Array(identity.storeId));
      await rootKey.open(identity.proof, identity.beforeProof);
    }
    expect(providers.map(({ held }) => held.size)).toEqual([1, 1, 1, 1, 1]);
    expect((await store.get(IDENTITY))?.version).toBe(1);
  });

  it('with another root key than the one who was first is refused, as if it had come later', async () => {
    const store = memoryStore();
    const loser = watchedProvider(rootKeyFromBytes(OTHER_ROOT_KEY));
    const outcomes = await Promise.allSettled([
      unlockStore(store, provider, tools),
      unlockStore(store, loser, tools),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(WrongRootKeyError);
    expect(loser.held.size).toBe(0);
  });

  it('never with half of an identity: a store that cannot be written stays empty', async () => {
    const store = memoryStore();
    const lost = storeWith(store, { commit: () => Promise.reject(new StoreUnavailableError('lost')) });
    await expect(unlockStore(lost, provider, tools)).rejects.toThrow(StoreUnavailableError);
    expect(await recordsOf(store)).toEqual([]);
  });

  it('never with a generator that is stuck: nothing is written', async () => {
    const store = memoryStore();
    const { random, stick } = stickingRandom();
    stick();
    await expect(unlockStore(store, provider, toolsOf({ random }))).rejects.toThrow(RandomFailedError);
    expect(await recordsOf(store)).toEqual([]);
  });
});
