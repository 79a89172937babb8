import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/journal/entry.ts';
import { Follower } from '../../src/journal/follower.ts';
import { StoreConflictError } from '../../src/store/store.ts';
import { openJournal } from './journals.ts';

/** Collects the events that it is told. */
function listener(): { readonly told: string[]; readonly take: (entry: JournalEntry) => void } {
  const told: string[] = [];
  return { told, take: ({ events }) => void told.push(...events) };
}

describe('a follower', () => {
  it('is told every entry once, in order, as soon as it is there', async () => {
    const { journal } = await openJournal();
    await journal.append(['1']);
    const { told, take } = listener();
    const follower = await Follower.open(journal, { name: 'reader', take });
    follower.start();
    await journal.append(['2']);
    await journal.append(['3']);
    await follower.pump();
    expect(told).toEqual(['1', '2', '3']);
    expect(follower.taken).toBe(3);
  });

  it('goes on after a restart where it stopped', async () => {
    const { journal, reopen } = await openJournal();
    const first = await Follower.open(journal, { name: 'reader', ...listener() });
    await journal.append(['1']);
    await first.close();
    await journal.append(['2']);
    const { told, take } = listener();
    const second = await Follower.open(await reopen(), { name: 'reader', take });
    await second.pump();
    expect(told).toEqual(['2']);
  });

  it('is told again, after a crash, what it had not written down', async () => {
    const { journal, reopen } = await openJournal();
    await journal.append(['1']);
    const crashed = await Follower.open(journal, { name: 'reader', ...listener() });
    await crashed.pump();
    const { told, take } = listener();
    const next = await Follower.open(await reopen(), { name: 'reader', take });
    await next.pump();
    expect(told).toEqual(['1']);
  });

  it('that follows closely takes what was just written from memory, and the rest from the store', async () => {
    const { journal, keystore, reopen } = await openJournal();
    const { told, take } = listener();
    const close = await Follower.open(journal, { name: 'close', take, isClose: true });
    const other = await reopen();
    for (let i = 1; i <= 140; i++) await journal.append([`${i}`]);
    await other.refresh();
    await other.append(['141']);
    // Neither the oldest nor what another process wrote is at hand.
    expect(journal.recentAfter(0)).toEqual([]);
    expect(journal.recentAfter(12).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 128 }, (_, i) => 13 + i),
    );
    expect([journal.recentAfter(140), other.recentAfter(139)]).toEqual([[], []]);
    await close.pump();
    await journal.append(['142']);
    await close.pump();
    expect(told).toEqual(Array.from({ length: 142 }, (_, i) => `${i + 1}`));
    // What is taken from memory is not missed in the store.
    await journal.append(['143']);
    const [last] = await keystore.list('journal/entry/', undefined, 1000, false).then((all) => all.slice(-1));
    expect(last).toBeDefined();
    await keystore.commit([{ name: last?.name ?? '', replaces: 1, value: undefined }]);
    await close.pump();
    expect(told.at(-1)).toBe('143');
  });

  it('writes its place by itself now and then', async () => {
    const { journal, reopen } = await openJournal();
    const follower = await Follower.open(journal, { name: 'reader', ...listener() });
    for (let i = 0; i < 130; i++) await journal.append([`${i}`]);
    await follower.pump();
    expect(await (await reopen()).follow('reader')).toBe(128);
  });

  it('writes its place by itself only when that is said to be worth it', async () => {
    const { journal, reopen } = await openJournal();
    const asked: number[] = [];
    const isWorthSaving = (entries: number): boolean => {
      asked.push(entries);
      return entries === 131;
    };
    const follower = await Follower.open(journal, { name: 'reader', ...listener(), isWorthSaving });
    for (let i = 0; i < 140; i++) await journal.append([`${i}`]);
    await follower.pump();
    expect(asked).toEqual([128, 129, 130, 131]);
    expect(await (await reopen()).follow('reader')).toBe(131);
  });

  it('goes on from where another process of its name has come to', async () => {
    const { journal, reopen } = await openJournal();
    const { told, take } = listener();
    const late = await Follower.open(journal, { name: 'reader', take });
    await journal.append(['1']);
    await journal.append(['2']);
    const quick = await Follower.open(await reopen(), { name: 'reader', ...listener() });
    await quick.close();
    await late.pump();
    await expect(late.save()).rejects.toThrow(StoreConflictError);
    await journal.append(['3']);
    await late.close();
    expect(told).toEqual(['1', '2', '3']);
    expect(await journal.follow('reader')).toBe(3);
  });

  it('writes what it made of the entries together with its place', async () => {
    const { journal, keystore } = await openJournal();
    let sum = 0;
    const follower = await Follower.open(journal, {
      name: 'adder',
      take: ({ events }) => {
        for (const event of events) sum += Number(event);
      },
      checkpoint: () => [{ name: 'sum', replaces: 0, value: new Uint8Array([sum]) }],
    });
    await journal.append(['1', '2']);
    await follower.close();
    expect((await keystore.read('sum'))?.value).toEqual(new Uint8Array([3]));
    expect(await journal.follow('adder')).toBe(1);
  });

  it('tries an entry again that it could not deal with, and leaves none out', async () => {
    const { journal } = await openJournal();
    const { told, take } = listener();
    const failures: unknown[] = [];
    let isAway = true;
    const follower = await Follower.open(journal, {
      name: 'reader',
      take: (entry) => {
        if (isAway) throw new Error('away');
        take(entry);
      },
      onFailure: (error) => failures.push(error),
    });
    follower.start();
    await journal.append(['1']);
    await expect(follower.pump()).rejects.toThrow('away');
    expect(follower.taken).toBe(0);
    isAway = false;
    await journal.append(['2']);
    await follower.pump();
    expect(told).toEqual(['1', '2']);
    expect(failures.length).toBeGreaterThan(0);
  });

  it('hears nothing once it is closed, but all that came before', async () => {
    const { journal } = await openJournal();
    const { told, take } = listener();
    const follower = await Follower.open(journal, { name: 'reader', take });
    follower.start();
    await journal.append(['1']);
    await follower.close();
    await journal.append(['2']);
    expect(told).toEqual(['1']);
  });

  it('begins anew when everything was erased', async () => {
    const { journal, keystore } = await openJournal();
    const { told, take } = listener();
    const follower = await Follower.open(journal, { name: 'reader', take });
    await journal.append(['1']);
    await follower.pump();
    await keystore.eraseRecords();
    await journal.reset();
    follower.reset();
    await journal.append(['2']);
    await follower.pump();
    expect(told).toEqual(['1', '2']);
  });
});
