import { scryptSync } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FormatError } from '../../src/bytes/reader.ts';
import { deriveFromPassphrase } from '../../src/crypto/scrypt.ts';
import { DEFAULT_COST, rootKeyFromPassphrase } from '../../src/keystore/passphrase.ts';
import { rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import type { Store } from '../../src/store/store.ts';
import { cutIdentity, openByHand, openDomainKeyByHand, u32 } from './by-hand.ts';
import {
  DOMAIN_KEY_1,
  IDENTITY,
  isZero,
  openHouse,
  overwrite,
  ROOT_KEY,
  recordsOf,
  storedValue,
  storeOf,
  toolsOf,
} from './house.ts';

vi.mock(import('../../src/crypto/scrypt.ts'), { spy: true });
const scrypt = vi.mocked(deriveFromPassphrase);
afterEach(() => {
  scrypt.mockClear();
});

const PASSPHRASE = 'correct horse battery staple';
/** The least that is allowed, so that tests are quick. */
const COST = { costLog2: 10, blockSize: 1, parallelism: 1 };
const provider = (passphrase = PASSPHRASE) => rootKeyFromPassphrase(passphrase, COST);

/** A store that a passphrase founded. */
async function foundedStore(): Promise<Store> {
  return await storeOf(await recordsOf((await openHouse({ rootKey: provider() })).store));
}

/** The same store with another header in its identity. */
async function withHeader(store: Store, header: Uint8Array): Promise<Store> {
  const changed = await storeOf(await recordsOf(store));
  const identity = Buffer.from(await storedValue(store, IDENTITY));
  const { kind, proof } = cutIdentity(identity);
  const end = 28 + kind.length;
  const length = Buffer.from([header.length >> 8, header.length & 255]);
  const value = Buffer.concat([identity.subarray(0, end), length, header, Buffer.from([0, 64]), proof]);
  await overwrite(changed, IDENTITY, value);
  return changed;
}

async function headerOf(store: Store): Promise<Buffer> {
  return cutIdentity(await storedValue(store, IDENTITY)).header;
}

function header(costLog2: number, blockSize: number, parallelism: number, version = 1): Buffer {
  return Buffer.concat([
    Buffer.from([version, costLog2]),
    u32(blockSize),
    u32(parallelism),
    Buffer.alloc(16, 7),
  ]);
}

describe('the root key of a passphrase', () => {
  it('is scrypt of it under the parameters that the header says, by node:crypto', async () => {
    const store = await foundedStore();
    const { kind, header, proof, beforeProof, storeId } = cutIdentity(await storedValue(store, IDENTITY));
    expect(kind).toBe('passphrase');
    expect(header.length).toBe(1 + 1 + 4 + 4 + 16);
    expect([header[0], header[1], header.readUInt32BE(2), header.readUInt32BE(6)]).toEqual([1, 10, 1, 1]);
    const key = scryptSync(PASSPHRASE, header.subarray(10), 32, { N: 2 ** 10, r: 1, p: 1 });
    expect(openByHand(key, 'strongroom root key', proof, beforeProof).length).toBe(0);
    const record = await storedValue(store, DOMAIN_KEY_1);
    expect(openDomainKeyByHand(key, storeId, record).key.length).toBe(32);
  });

  it('opens the store again, with the cost that the store says and not the one it is given', async () => {
    const store = await foundedStore();
    await openHouse({ store, rootKey: rootKeyFromPassphrase(PASSPHRASE) });
    expect(scrypt.mock.lastCall?.[2]).toEqual(COST);
  });

  it('has a salt of its own in each store', async () => {
    const salts = [await headerOf(await foundedStore()), await headerOf(await foundedStore())];
    expect(salts[0]?.subarray(10)).not.toEqual(salts[1]?.subarray(10));
  });

  it('is the same for a passphrase typed in another normal form', async () => {
    const { store } = await openHouse({ rootKey: provider('Ångström ﬁn') });
    await openHouse({ store, rootKey: provider('Ångström fin') });
    const refusal = openHouse({ store, rootKey: provider('Angstrom fin') });
    await expect(refusal).rejects.toThrow('The root key is not the one that sealed this store.');
  });

  it('costs 128 MiB when nothing else is asked for', () => {
    expect(128 * DEFAULT_COST.blockSize * 2 ** DEFAULT_COST.costLog2).toBe(128 * 2 ** 20);
  });

  it('leaves no copy of the passphrase in bytes behind', async () => {
    await provider().create(toolsOf());
    const given = scrypt.mock.lastCall?.[0];
    expect(given?.length).toBe(PASSPHRASE.length);
    expect(isZero(given as Uint8Array)).toBe(true);
  });

  it('is wiped when it is released', async () => {
    const { rootKey } = await provider().create(toolsOf());
    const key = (await scrypt.mock.results[0]?.value) as Uint8Array;
    expect(isZero(key)).toBe(false);
    rootKey.release();
    expect(isZero(key)).toBe(true);
  });

  it('is wiped when it turns out to be the wrong one', async () => {
    const store = await foundedStore();
    await expect(openHouse({ store, rootKey: provider('wrong') })).rejects.toThrow();
    const key = (await scrypt.mock.results.at(-1)?.value) as Uint8Array;
    expect(isZero(key)).toBe(true);
  });
});

describe('a wrong passphrase', () => {
  it.each([' ', `${PASSPHRASE} `, PASSPHRASE.toUpperCase(), 'x'.repeat(1000)])(
    'is told from a damaged store, and changes nothing: %j',
    async (passphrase) => {
      const store = await foundedStore();
      const before = await recordsOf(store);
      const refusal = openHouse({ store, rootKey: provider(passphrase) });
      await expect(refusal).rejects.toThrow('The root key is not the one that sealed this store.');
      expect(await recordsOf(store)).toEqual(before);
    },
  );

  it('and a root key of another kind is refused before any work is done', async () => {
    const store = await foundedStore();
    scrypt.mockClear();
    const refusal = openHouse({ store, rootKey: rootKeyFromBytes(ROOT_KEY) });
    await expect(refusal).rejects.toThrow('The root key is not the one that sealed this store.');
    const { store: ofBytes } = await openHouse();
    const other = openHouse({ store: ofBytes, rootKey: provider() });
    await expect(other).rejects.toThrow('The root key is not the one that sealed this store.');
    expect(scrypt).not.toHaveBeenCalled();
  });

  it.each(['', undefined, null, 5, ['a']])('that is no text of a character is misuse: %j', (passphrase) => {
    expect(() => rootKeyFromPassphrase(passphrase as string)).toThrow(TypeError);
  });
});

describe('the header', () => {
  it('with a lower cost is no way in: it gives another root key', async () => {
    const founded = await openHouse({
      rootKey: rootKeyFromPassphrase(PASSPHRASE, { costLog2: 11, blockSize: 2, parallelism: 2 }),
    });
    const before = await headerOf(founded.store);
    for (const [offset, value] of [
      [1, 10],
      [5, 1],
      [9, 1],
    ] as const) {
      const lowered = Buffer.from(before);
      lowered[offset] = value;
      const store = await withHeader(founded.store, lowered);
      const refusal = openHouse({ store, rootKey: provider() });
      await expect(refusal).rejects.toThrow('The root key is not the one that sealed this store.');
    }
    await openHouse({ store: await withHeader(founded.store, before), rootKey: provider() });
  });

  it('with another salt is no way in', async () => {
    const store = await foundedStore();
    const changed = await headerOf(store);
    changed[25] = (changed[25] ?? 0) ^ 1;
    const refusal = openHouse({ store: await withHeader(store, changed), rootKey: provider() });
    await expect(refusal).rejects.toThrow('The root key is not the one that sealed this store.');
  });

  it.each([
    ['a memory of 2 GiB', header(21, 8, 1)],
    ['N of 2^255', header(255, 8, 1)],
    ['N of 1', header(0, 8, 1)],
    ['N of 512', header(9, 8, 1)],
    ['r of 9', header(10, 9, 1)],
    ['r of 2^32 - 1', header(10, 0xffffffff, 1)],
    ['r of 0', header(10, 0, 1)],
    ['p of 17', header(10, 8, 17)],
    ['p of 2^32 - 1', header(10, 8, 0xffffffff)],
    ['p of 0', header(10, 8, 0)],
    ['another version', header(10, 8, 1, 2)],
    ['no byte', Buffer.alloc(0)],
    ['a byte too few', header(10, 8, 1).subarray(0, 25)],
    ['a byte too many', Buffer.concat([header(10, 8, 1), Buffer.alloc(1)])],
  ])('with %s is refused before anything is allocated', async (_, forged) => {
    const store = await withHeader(await foundedStore(), forged);
    const before = await recordsOf(store);
    scrypt.mockClear();
    await expect(openHouse({ store, rootKey: provider() })).rejects.toThrow(FormatError);
    expect(scrypt).not.toHaveBeenCalled();
    expect(await recordsOf(store)).toEqual(before);
  });

  it('takes the bounds of FORMATS §4.1 for a new store, and nothing beyond', () => {
    for (const cost of [
      { costLog2: 10, blockSize: 1, parallelism: 1 },
      { costLog2: 20, blockSize: 8, parallelism: 16 },
    ]) {
      expect(rootKeyFromPassphrase(PASSPHRASE, cost).kind).toBe('passphrase');
    }
    for (const change of [
      { costLog2: 9 },
      { costLog2: 21 },
      { blockSize: 0 },
      { blockSize: 9 },
      { parallelism: 17 },
    ]) {
      expect(() => rootKeyFromPassphrase(PASSPHRASE, { ...COST, ...change })).toThrow(RangeError);
    }
  });
});
