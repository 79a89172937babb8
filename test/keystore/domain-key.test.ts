import { describe, expect, it } from 'vitest';
import { RandomFailedError } from '../../src/crypto/random.ts';
import { DomainKeyRing } from '../../src/keystore/domain-key.ts';
import { unlockStore } from '../../src/keystore/identity.ts';
import { rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { type Store, StoreUnavailableError } from '../../src/store/store.ts';
import { cutIdentity, openDomainKeyByHand } from './by-hand.ts';
import {
  DOMAIN_KEY_1,
  IDENTITY,
  isZero,
  observe,
  openHouse,
  overwrite,
  ROOT_KEY,
  recordingRandom,
  recordsOf,
  START_MS,
  stickingRandom,
  storedValue,
  storeOf,
  toolsOf,
} from './house.ts';
import { expectRefusals } from './tampering.ts';

const PREFIX = 'strongroom/domain-key/';

async function openRing(store: Store, tools = toolsOf(), nowMs = START_MS): Promise<DomainKeyRing> {
  const unlocked = await unlockStore(store, rootKeyFromBytes(ROOT_KEY), tools);
  return await DomainKeyRing.open(store, unlocked, tools, () => nowMs);
}

async function domainKeyNames(store: Store): Promise<readonly string[]> {
  return (await store.list(PREFIX, undefined, 1000)).map(({ name }) => name);
}

describe('the layout of FORMATS §4.2', () => {
  it('has each field at its offset, and opens by hand with the root key', async () => {
    const store = memoryStore();
    const ring = await openRing(store);
    const { storeId } = cutIdentity(await storedValue(store, IDENTITY));
    const record = await storedValue(store, DOMAIN_KEY_1);
    expect(record.length).toBe(1 + 4 + 6 + 96);
    const opened = openDomainKeyByHand(ROOT_KEY, storeId, record);
    expect(opened).toMatchObject({ version: 1, number: 1, madeAtMs: START_MS });
    expect(opened.key.equals(ring.current.key)).toBe(true);
    expect(ring.current).toMatchObject({ number: 1, madeAtMs: START_MS });
  });

  it('numbers from 1, in ten digits', async () => {
    const store = memoryStore();
    const ring = await openRing(store);
    await ring.rotate();
    expect(await domainKeyNames(store)).toEqual([DOMAIN_KEY_1, `${PREFIX}0000000002`]);
  });
});

describe('a damaged domain key', () => {
  it('is refused for every flipped bit, every truncation and every extension, by the documented errors alone', async () => {
    const store = memoryStore();
    await openRing(store);
    const record = await storedValue(store, DOMAIN_KEY_1);
    const open = async (forged: Uint8Array) => {
      await overwrite(store, DOMAIN_KEY_1, forged);
      return await openRing(store);
    };
    const counts = await expectRefusals(record, open, 'AuthenticationError', 'FormatError');
    // The version's 8 bits, and what is too short for the fields in clear, are the format; the rest is sealed.
    expect(counts['AuthenticationError']).toBeGreaterThan(8 * (record.length - 1));
    expect((await recordsOf(store)).length).toBe(2);
  });

  it('is one that was moved to another number, or comes from another store', async () => {
    const store = memoryStore();
    await (await openRing(store)).rotate();
    const [first, second] = [
      await storedValue(store, DOMAIN_KEY_1),
      await storedValue(store, `${PREFIX}0000000002`),
    ];
    const other = memoryStore();
    await openRing(other);
    const foreign = await storedValue(other, DOMAIN_KEY_1);
    for (const forged of [second, foreign]) {
      const damaged = await storeOf(await recordsOf(store));
      await overwrite(damaged, DOMAIN_KEY_1, forged);
      await expect(openRing(damaged)).rejects.toThrow('authentication failed');
    }
    await overwrite(store, `${PREFIX}0000000003`, first);
    await expect(openRing(store)).rejects.toThrow('authentication failed');
  });

  it('leaves no other domain key in memory', async () => {
    const store = memoryStore();
    await (await openRing(store)).rotate();
    await overwrite(store, `${PREFIX}0000000002`, new Uint8Array(107).fill(1));
    const { engine, opened } = observe();
    await expect(openRing(store, toolsOf({ engine }))).rejects.toThrow('authentication failed');
    expect(opened.map((bytes) => bytes.length)).toEqual([0, 32]);
    expect(opened.every(isZero)).toBe(true);
  });
});

describe('DomainKeyRing', () => {
  it('opens what it made, every key, across more than two pages', async () => {
    const store = memoryStore();
    const ring = await openRing(store);
    for (let i = 0; i < 204; i++) await ring.rotate();
    const again = await openRing(store);
    expect(again.current.number).toBe(205);
    for (let number = 1; number <= 205; number++) {
      expect((await again.find(number)).key).toEqual((await ring.find(number)).key);
    }
  });

  it('makes each key anew, dated by the clock', async () => {
    const { random, copies } = recordingRandom();
    const store = memoryStore();
    const first = await openRing(store, toolsOf({ random }));
    const second = await openRing(store, toolsOf({ random }), START_MS + 5000);
    await second.rotate();
    expect(second.current).toMatchObject({ number: 2, madeAtMs: START_MS + 5000 });
    const keys = copies.filter((bytes) => bytes.length === 32);
    expect(keys).toEqual([first.current.key, second.current.key]);
    expect(first.current.key).not.toEqual(second.current.key);
  });

  it('finds a key that another process made since', async () => {
    const store = memoryStore();
    const [here, there] = [await openRing(store), await openRing(store)];
    await there.rotate();
    expect(here.current.number).toBe(1);
    expect((await here.find(2)).key).toEqual(there.current.key);
    expect(here.current.number).toBe(2);
  });

  it('refuses a number that no key has', async () => {
    const ring = await openRing(memoryStore());
    for (const number of [0, 2, 0xffffffff]) {
      await expect(ring.find(number)).rejects.toThrow('authentication failed');
    }
  });

  it('of several who rotate at once has one key more, which all of them use', async () => {
    const store = memoryStore();
    const rings = await Promise.all(Array.from({ length: 5 }, () => openRing(store)));
    expect(await domainKeyNames(store)).toEqual([DOMAIN_KEY_1]);
    await Promise.all(rings.map((ring) => ring.rotate()));
    expect(await domainKeyNames(store)).toEqual([DOMAIN_KEY_1, `${PREFIX}0000000002`]);
    for (const ring of rings) expect(ring.current.key).toEqual(rings[0]?.current.key);
  });

  it('goes on with the key it has when a new one cannot be written, and wipes the new one', async () => {
    const { random, drawn } = recordingRandom();
    const store = memoryStore();
    let isLost = false;
    const commit: Store['commit'] = async (changes, conditions) => {
      if (isLost) throw new StoreUnavailableError('lost');
      await store.commit(changes, conditions);
    };
    const failing: Store = {
      get: (name) => store.get(name),
      list: (prefix, after, limit) => store.list(prefix, after, limit),
      commit,
      close: () => store.close(),
    };
    const ring = await openRing(failing, toolsOf({ random }));
    isLost = true;
    await expect(ring.rotate()).rejects.toThrow(StoreUnavailableError);
    expect(ring.current.number).toBe(1);
    expect(isZero(ring.current.key)).toBe(false);
    const made = drawn.filter((bytes) => bytes.length === 32);
    expect(made.map(isZero)).toEqual([false, true]);
  });

  it('makes no key with a generator that is stuck', async () => {
    const { random, stick } = stickingRandom();
    const store = memoryStore();
    const ring = await openRing(store, toolsOf({ random }));
    const before = await recordsOf(store);
    stick();
    await expect(ring.rotate()).rejects.toThrow(RandomFailedError);
    expect(await recordsOf(store)).toEqual(before);
    expect(ring.current.number).toBe(1);
  });
});

describe('domain keys in memory', () => {
  it('are wiped when the ring is released, and none is found afterwards', async () => {
    const { random, drawn } = recordingRandom();
    const { engine, opened } = observe();
    const store = memoryStore();
    await (await openRing(store)).rotate();
    const ring = await openRing(store, toolsOf({ engine, random }));
    await ring.rotate();
    ring.release();
    const keys = [...opened, ...drawn].filter((bytes) => bytes.length === 32);
    expect(keys.length).toBe(3);
    expect(keys.every(isZero)).toBe(true);
    await expect(ring.find(1)).rejects.toThrow();
    expect(() => ring.current).toThrow('authentication failed');
  });

  it('are held once, though several look for a new one at the same time', async () => {
    const store = memoryStore();
    const { engine, opened } = observe();
    const here = await openRing(store, toolsOf({ engine }));
    await (await openRing(store)).rotate();
    const found = await Promise.all([here.find(2), here.find(2), here.find(2)]);
    expect(new Set(found.map(({ key }) => key)).size).toBe(1);
    expect(isZero(found[0]?.key as Uint8Array)).toBe(false);
    here.release();
    expect(opened.filter((bytes) => bytes.length === 32).length).toBeGreaterThan(1);
    expect(opened.every(isZero)).toBe(true);
  });

  it('are wiped also when they come after the release', async () => {
    const store = memoryStore();
    const { engine, opened } = observe();
    const here = await openRing(store, toolsOf({ engine }));
    await (await openRing(store)).rotate();
    const found = here.find(2);
    here.release();
    await expect(found).rejects.toThrow('authentication failed');
    expect(opened.filter((bytes) => bytes.length === 32).length).toBeGreaterThan(0);
    expect(opened.every(isZero)).toBe(true);
  });

  it('stay what they are while the same store is opened and closed elsewhere', async () => {
    const store = memoryStore();
    const here = await openRing(store);
    const key = here.current.key.slice();
    (await openRing(store)).release();
    expect(here.current.key).toEqual(key);
    await openHouse({ store });
    expect(here.current.key).toEqual(key);
  });
});
