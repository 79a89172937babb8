import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { JournalBrokenError, NO_DIGEST } from '../../src/journal/entry.ts';
import { encodeHead } from '../../src/journal/head.ts';
import { ENTRY_PREFIX, entryName, HEAD_NAME, PENDING_PREFIX } from '../../src/journal/names.ts';
import { openKeystore } from '../../src/keystore/keystore.ts';
import { rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreConflictError, StoreUnavailableError } from '../../src/store/store.ts';
import { DAY_MS, ROOT_KEY, recordsOf, START_MS, toolsOf } from '../keystore/house.ts';
import { eventsOf, openJournal, UNBOUNDED } from './journals.ts';

/** Of `{"sequence":1,"atMs":5,"previous":"00…00","count":1}`, a line break, `1` and a line break. */
const FIRST_DIGEST = '0788ace4b375fc4147a95c7a69a0666553562802ac196cbb43e5a7e63e7a820d';

const count = (n: number, from = 0): readonly string[] => Array.from({ length: n }, (_, i) => `${from + i}`);

async function namesOf(store: Store, prefix: string): Promise<readonly string[]> {
  return (await recordsOf(store)).map(({ name }) => name).filter((name) => name.startsWith(prefix));
}

describe('append', () => {
  it('keeps events in their order, through a restart', async () => {
    const { journal, reopen } = await openJournal();
    await journal.append(['1', '2']);
    await journal.append(['3']);
    expect(await eventsOf(journal)).toEqual(['1', '2', '3']);
    const again = await reopen();
    expect(await eventsOf(again)).toEqual(['1', '2', '3']);
    expect(again.head).toEqual(journal.head);
  });

  it('resolves once the events are in the store', async () => {
    const { journal, store } = await openJournal();
    const appended = journal.append(['1']);
    expect(await namesOf(store, ENTRY_PREFIX)).toEqual([]);
    await appended;
    expect(await namesOf(store, ENTRY_PREFIX)).toEqual([entryName(1)]);
  });

  it('puts what arrives while a group is being written into one entry', async () => {
    const { journal } = await openJournal();
    await Promise.all(count(100).map((event) => journal.append([event])));
    expect(await eventsOf(journal)).toEqual(count(100));
    expect(journal.head.last).toBeLessThan(4);
    expect(journal.head.events).toBe(100);
  });

  it('bounds an entry by number and by length', async () => {
    const { journal } = await openJournal();
    await Promise.all(count(600).map((event) => journal.append([event])));
    for (const { events } of await journal.read(0)) expect(events.length).toBeLessThanOrEqual(256);
    const long = JSON.stringify('x'.repeat(300_000));
    await Promise.all([journal.append([long]), journal.append([long]), journal.append([long])]);
    const [last] = await journal.read(journal.head.last - 1);
    expect(last?.events).toEqual([long]);
  });

  it('rejects what cannot be made durable, and everything after it', async () => {
    const { journal, store } = await openJournal();
    await journal.append(['1']);
    await store.close();
    await expect(journal.append(['2'])).rejects.toThrow(StoreUnavailableError);
    await expect(journal.append(['3'])).rejects.toThrow(StoreUnavailableError);
    expect(journal.head.last).toBe(1);
  });

  it('refuses an event with a line break alone', async () => {
    const { journal } = await openJournal();
    await expect(journal.append(['a\nb'])).rejects.toThrow(RangeError);
    await journal.append(['1']);
    expect(await eventsOf(journal)).toEqual(['1']);
  });

  it('of several writers on one store loses nothing', async () => {
    const { journal, reopen } = await openJournal();
    const others = [await reopen(), await reopen()];
    const writers = [journal, ...others];
    await Promise.all(
      writers.flatMap((writer, w) => count(50, 1000 * w).map((event) => writer.append([event]))),
    );
    const all = await eventsOf(await reopen());
    expect([...all].sort()).toEqual([...count(50), ...count(50, 1000), ...count(50, 2000)].sort());
  });
});

describe('a pending change', () => {
  it('is entered at the next opening, when nobody settled it', async () => {
    const { journal, keystore, reopen } = await openJournal();
    await keystore.commit([journal.pendingChange('id', ['1', '2'])]);
    expect(await eventsOf(await reopen())).toEqual(['1', '2']);
    expect(await keystore.listNames(PENDING_PREFIX, undefined, 9)).toEqual([]);
    expect(await eventsOf(await reopen())).toEqual(['1', '2']);
  });

  it('gives its place to the events that settle it, in one commit', async () => {
    const { journal, keystore } = await openJournal();
    await keystore.commit([journal.pendingChange('id', ['half'])]);
    await journal.append(['whole'], ['id']);
    expect(await eventsOf(journal)).toEqual(['whole']);
    expect(await keystore.listNames(PENDING_PREFIX, undefined, 9)).toEqual([]);
  });

  it('that was never committed settles nothing', async () => {
    const { journal } = await openJournal();
    journal.pendingChange('id', ['half']);
    await journal.append(['whole'], ['id']);
    expect(await eventsOf(journal)).toEqual([]);
  });

  it('is entered once, when somebody who opens is faster than who settles it', async () => {
    const { journal, keystore, reopen } = await openJournal();
    await keystore.commit([journal.pendingChange('id', ['half'])]);
    const other = await reopen();
    await journal.append(['whole'], ['id']);
    expect(await eventsOf(other)).toEqual(['half']);
  });
});

describe('read', () => {
  it('notices an entry that is missing', async () => {
    const { journal, store } = await openJournal();
    for (const event of count(5)) await journal.append([event]);
    const gone = await store.get(entryName(3));
    await store.commit([{ name: entryName(3), version: 2, value: undefined }], []);
    expect(gone).toBeDefined();
    await expect(journal.read(0)).rejects.toThrow(JournalBrokenError);
    await expect(journal.read(2)).rejects.toThrow(JournalBrokenError);
    expect((await journal.read(3)).map(({ events }) => events)).toEqual([['3'], ['4']]);
  });

  it('notices when all entries are missing', async () => {
    const { journal, store } = await openJournal();
    await journal.append(['1']);
    await store.commit([{ name: entryName(1), version: 2, value: undefined }], []);
    await expect(journal.read(0)).rejects.toThrow(JournalBrokenError);
  });

  it('notices a genuine entry of an earlier life of the store', async () => {
    const store = memoryStore();
    const { journal } = await openJournal({}, { store });
    await journal.append(['1']);
    const before = await recordsOf(store);
    await journal.append(['two']);
    await journal.append(['three']);
    // The store is put back to where it was, and goes on another way.
    const later = await recordsOf(store);
    await store.commit(
      later.map(({ name, version }) => ({ name, version, value: undefined })),
      [],
    );
    await store.commit(
      before.map(({ name, version, value }) => ({ name, version, value })),
      [],
    );
    const { journal: forked } = await openJournal({}, { store });
    await forked.append(['another two']);
    const genuine = later.find(({ name }) => name === entryName(3));
    if (genuine === undefined) throw new Error('no entry 3');
    await forked.append(['another three']);
    await store.commit([{ name: genuine.name, version: genuine.version, value: genuine.value }], []);
    await expect(forked.read(0)).rejects.toThrow(JournalBrokenError);
  });

  it('reads entries of the first form, and goes on from them', async () => {
    const { keystore, reopen } = await openJournal();
    const entries = ['1', '2'].map((event, i) => {
      const previous = i === 0 ? NO_DIGEST : FIRST_DIGEST;
      return toUtf8(`{"sequence":${i + 1},"atMs":5,"previous":"${previous}","count":1}\n${event}\n`);
    });
    const digest = 'a6320730664cb9ac5260ff9630dc0963f9287c101eaa8912ec0139dc081b6332';
    await keystore.commit([
      ...entries.map((value, i) => ({ name: entryName(i + 1), replaces: 0, value })),
      {
        name: HEAD_NAME,
        replaces: 0,
        value: encodeHead({ first: 1, last: 2, digest, events: 2, bytes: 226 }),
      },
    ]);
    const journal = await reopen();
    await journal.append(['3']);
    expect(await eventsOf(journal)).toEqual(['1', '2', '3']);
    expect(await eventsOf(await reopen())).toEqual(['1', '2', '3']);
  });

  it('gives pages of at most so many', async () => {
    const { journal } = await openJournal();
    for (const event of count(5)) await journal.append([event]);
    expect((await journal.read(1, 2)).map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(await journal.read(5)).toEqual([]);
  });
});

describe('open', () => {
  it('refuses a journal whose last entry is missing', async () => {
    const { journal, store, reopen } = await openJournal();
    await journal.append(['1']);
    await store.commit([{ name: entryName(1), version: 2, value: undefined }], []);
    await expect(reopen()).rejects.toThrow(JournalBrokenError);
  });

  it('opens nothing that another service sealed', async () => {
    const { journal, store } = await openJournal();
    await journal.append(['1']);
    const [entry] = (await recordsOf(store)).filter(({ name }) => name === entryName(1));
    const other = await openJournal();
    await other.journal.append(['1']);
    await other.store.commit([{ name: entryName(1), version: 1, value: entry?.value }], []);
    await expect(other.journal.read(0)).rejects.toThrow();
  });
});

describe('prune', () => {
  it('erases entries that were kept long enough', async () => {
    const { journal, clock } = await openJournal({ retention: { ...UNBOUNDED, keepMs: DAY_MS } });
    await journal.append(['1']);
    clock.nowMs = START_MS + DAY_MS;
    await journal.append(['2']);
    await journal.prune();
    expect(await eventsOf(journal)).toEqual(['1', '2']);
    clock.nowMs += 1;
    await journal.prune();
    expect(await eventsOf(journal)).toEqual(['2']);
    expect(journal.head).toMatchObject({ first: 2, last: 2, events: 2 });
  });

  it('erases the oldest while there are too many bytes', async () => {
    const { journal } = await openJournal({ retention: { ...UNBOUNDED, keepBytes: 400 } });
    for (const event of count(20)) await journal.append([event]);
    await journal.prune();
    expect(journal.head.bytes).toBeLessThanOrEqual(400);
    expect(await eventsOf(journal)).toEqual(count(20).slice(journal.head.first - 1));
  });

  it('never erases what somebody who follows has not read', async () => {
    const { journal } = await openJournal({ retention: { keepMs: -1, keepBytes: 0 } });
    for (const event of count(4)) await journal.append([event]);
    await journal.follow('reader');
    await journal.prune();
    expect(journal.head.first).toBe(1);
    await journal.advance('reader', 2);
    await journal.prune();
    expect(journal.head.first).toBe(3);
  });

  it('happens by itself', async () => {
    const { journal } = await openJournal({ retention: { ...UNBOUNDED, keepBytes: 1000 } });
    for (const event of count(300)) await journal.append([event]);
    await journal.flush();
    expect(journal.head.first).toBeGreaterThan(1);
  });
});

describe('a follower', () => {
  it('goes on where it stopped, after a restart', async () => {
    const { journal, reopen } = await openJournal();
    await journal.append(['1']);
    expect(await journal.follow('reader')).toBe(0);
    await journal.advance('reader', 1);
    expect(await (await reopen()).follow('reader')).toBe(1);
    expect(await (await reopen()).follow('another')).toBe(0);
  });

  it('loses against another process that follows under its name and has come further', async () => {
    const { journal, reopen } = await openJournal();
    await journal.append(['1']);
    await journal.append(['2']);
    const other = await reopen();
    expect([await journal.follow('reader'), await other.follow('reader')]).toEqual([0, 0]);
    await other.advance('reader', 2);
    await expect(journal.advance('reader', 1)).rejects.toThrow(StoreConflictError);
    expect(await journal.follow('reader')).toBe(2);
    await journal.advance('reader', 2);
  });

  it('writes what it made of the entries together with its place, or neither', async () => {
    const { journal, keystore } = await openJournal();
    await journal.append(['1']);
    const change = { name: 'made/of', replaces: 0, value: new Uint8Array([1]) };
    await journal.advance('reader', 1, [change]);
    await expect(journal.advance('reader', 2, [change])).rejects.toThrow();
    expect(await journal.follow('reader')).toBe(1);
    expect((await keystore.read('made/of'))?.version).toBe(1);
  });
});

it('a journal sees what another process has entered once it looks', async () => {
  const { journal, store } = await openJournal();
  const other = await openKeystore({
    store,
    rootKey: rootKeyFromBytes(ROOT_KEY),
    clock: () => START_MS,
    ...toolsOf(),
  });
  const { reopen } = await openJournal({ keystore: other });
  await (await reopen()).append(['1']);
  expect(await eventsOf(journal)).toEqual([]);
  await journal.refresh();
  expect(await eventsOf(journal)).toEqual(['1']);
});
