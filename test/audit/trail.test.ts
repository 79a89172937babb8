import { describe, expect, it } from 'vitest';
import { JournalBrokenError } from '../../src/index.ts';
import { entryName } from '../../src/journal/names.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';
import { namesOf, openTrailed } from './trails.ts';

describe('a trail', () => {
  it('tells whoever follows every entry, and those of the time before they came', async () => {
    const kms = await openTrailed();
    await kms.listKeys({});
    const told: number[] = [];
    await kms.trail.follow({ name: 'reader', take: ({ events }) => void told.push(events.length) });
    await kms.listKeys({});
    await kms.close();
    expect(told.reduce((sum, n) => sum + n, 0)).toBe(2);
  });

  it('lets a follower end that fails, and the others with it', async () => {
    const kms = await openTrailed();
    const told: number[] = [];
    await kms.trail.follow({
      name: 'failing',
      take: () => {
        throw new Error('away');
      },
    });
    await kms.trail.follow({ name: 'reader', take: ({ sequence }) => void told.push(sequence) });
    await kms.listKeys({});
    await expect(kms.close()).rejects.toThrow('away');
    expect(told).toEqual([1]);
  });

  it('keeps no more than it may', async () => {
    const kms = await openTrailed(memoryStore(), { audit: { keepBytes: 2000 } });
    for (let i = 0; i < 200; i++) await kms.listKeys({});
    await kms.meter?.catchUp();
    await kms.trail.journal.prune();
    expect(kms.trail.journal.head.bytes).toBeLessThanOrEqual(2000);
    expect((await namesOf(kms.trail)).length).toBeLessThan(5);
    expect(kms.trail.journal.head.events).toBe(200);
  });

  it('refuses a limit that is none', async () => {
    await expect(openTrailed(memoryStore(), { audit: { keepDays: -1 } })).rejects.toThrow(RangeError);
    await expect(openTrailed(memoryStore(), { audit: { keepBytes: Number.NaN } })).rejects.toThrow(
      RangeError,
    );
  });

  it('that is not what was written opens no service, and its store is closed', async () => {
    const store = memoryStore();
    await (await openTrailed(store)).listKeys({});
    await store.commit([{ name: entryName(1), version: 2, value: undefined }], []);
    const kept = { ...store, close: () => store.close() };
    await expect(
      openTrailed({
        ...kept,
        get: (name) => store.get(name),
        list: (...args) => store.list(...args),
        commit: (...args) => store.commit(...args),
      }),
    ).rejects.toThrow(JournalBrokenError);
    await expect(store.get('a')).rejects.toThrow(StoreUnavailableError);
  });
});
