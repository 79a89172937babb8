import { describe, expect, it, vi } from 'vitest';
import type { Keystore } from '../../src/keystore/keystore.ts';
import { decodeCounts } from '../../src/metering/call-counts.ts';
import { readNote } from '../../src/metering/call-note.ts';
import { Meter } from '../../src/metering/meter.ts';
import { CALLS_PREFIX } from '../../src/metering/names.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { type Store, StoreUnavailableError } from '../../src/store/store.ts';
import { openJournal } from '../journal/journals.ts';
import { openMetered } from './metered.ts';
import { lineOf } from './traffic.ts';

const LINE = lineOf({ operation: 'ListKeys', atMs: 5 });

/** The calls that the store says there were. */
async function countedIn(keystore: Keystore): Promise<number> {
  const records = await keystore.list(CALLS_PREFIX, undefined, 9999);
  return records.flatMap(({ value }) => decodeCounts(value).rows).reduce((sum, row) => sum + row[3], 0);
}

describe('the meter', () => {
  it('counts every call once, and says how far it has come', async () => {
    const { journal, keystore } = await openJournal();
    const meter = await Meter.open({ journal, keystore });
    for (let i = 0; i < 5; i++) await journal.append([LINE, LINE]);
    await journal.append(['{"event":{"eventType":"AwsServiceEvent"}}']);
    await meter.catchUp();
    await meter.catchUp();
    expect(await countedIn(keystore)).toBe(10);
    expect(meter.counted).toBe(6);
  });

  it('counts the same by the notes beside the events as by their texts', async () => {
    const aside = readNote(LINE);
    const counts = await Promise.all(
      [
        [LINE, LINE],
        [{ parts: [LINE], aside }, LINE],
        [{ parts: [LINE] }, { parts: ['{}', LINE], aside }],
      ].map(async (events) => {
        const { journal, keystore } = await openJournal();
        const meter = await Meter.open({ journal, keystore });
        for (let i = 0; i < 5; i++) await journal.append([...events, '{"event":{}}']);
        await meter.catchUp();
        return (await keystore.list(CALLS_PREFIX, undefined, 9999)).map(({ value }) => decodeCounts(value));
      }),
    );
    expect(counts[0]?.[0]?.rows[0]?.[3]).toBe(10);
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[2]).toEqual(counts[0]);
  });

  it('reads by itself when much has come, and the journal erases nothing before', async () => {
    const retention = { keepMs: 0, keepBytes: 0 };
    const { journal, keystore, clock } = await openJournal({ retention });
    const meter = await Meter.open({ journal, keystore });
    for (let i = 0; i < 700; i++) {
      clock.nowMs += 10;
      await journal.append([LINE]);
    }
    expect(journal.head.first).toBeGreaterThan(1);
    await meter.catchUp();
    while (journal.head.first <= journal.head.last) await journal.prune();
    expect(await countedIn(keystore)).toBe(700);
    const later = await Meter.open({ journal, keystore });
    await later.catchUp();
    expect(await countedIn(keystore)).toBe(700);
  });

  it('writes by itself when there are 16 calls for each record, and else when 4,096 entries are not written', async () => {
    const { journal, keystore } = await openJournal();
    const meter = await Meter.open({ journal, keystore });
    const callsOn = (day: number, calls = 1): string[] =>
      Array(calls).fill(lineOf({ operation: 'ListKeys', atMs: day * 86_400_000 }));
    for (let day = 0; day < 200; day++) await journal.append(callsOn(day));
    await vi.waitFor(() => expect(meter.counted).toBeGreaterThan(128));
    expect(await countedIn(keystore)).toBe(0);
    for (let i = 0; i < 128; i++) await journal.append(callsOn(0, 50));
    await vi.waitFor(async () => expect(await countedIn(keystore)).toBe(3200));
    await meter.catchUp();
    for (let day = 0; day < 4095; day++) await journal.append(callsOn(day));
    await vi.waitFor(() => expect(meter.counted).toBeGreaterThan(4000));
    expect(await countedIn(keystore)).toBe(6600);
    for (let day = 0; day < 130; day++) await journal.append(callsOn(5000 + day));
    await vi.waitFor(async () => expect(await countedIn(keystore)).toBeGreaterThanOrEqual(6600 + 4095));
    await meter.close();
    expect(await countedIn(keystore)).toBe(6600 + 4095 + 130);
  });

  it('counts at its end what it has not counted yet, and nothing afterwards', async () => {
    const { journal, keystore } = await openJournal();
    const meter = await Meter.open({ journal, keystore });
    await journal.append([LINE]);
    await meter.close();
    expect(await countedIn(keystore)).toBe(1);
  });

  it('begins anew when everything was erased, told or not', async () => {
    for (const isTold of [true, false]) {
      const { journal, keystore } = await openJournal();
      const meter = await Meter.open({ journal, keystore });
      for (let i = 0; i < 5; i++) await journal.append([LINE]);
      await meter.catchUp();
      await keystore.eraseRecords();
      await journal.reset();
      if (isTold) await meter.reset();
      await journal.append([LINE]);
      await meter.catchUp();
      expect(await countedIn(keystore)).toBe(1);
    }
  });

  it('of two processes on one store counts nothing twice', async () => {
    const { journal, keystore, reopen } = await openJournal();
    const other = await reopen();
    const meters = [await Meter.open({ journal, keystore }), await Meter.open({ journal: other, keystore })];
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < 40; i++) await journal.append([LINE]);
      await other.refresh();
      // One after the other, in either order: the second does not know what the first has counted. And both at once.
      if (round % 3 === 2) await Promise.all(meters.map((meter) => meter.catchUp()));
      else for (const meter of meters.toReversed()) await meter.catchUp();
      meters.reverse();
    }
    expect(await countedIn(keystore)).toBe(240);
  });

  it('says what went wrong, and counts it the next time', async () => {
    const inner = memoryStore();
    let failures = 0;
    const store: Store = {
      get: (name) => inner.get(name),
      list: (prefix, after, limit) => inner.list(prefix, after, limit),
      close: () => inner.close(),
      commit: async (changes, conditions) => {
        if (failures-- > 0) throw new StoreUnavailableError('the disk is full');
        await inner.commit(changes, conditions);
      },
    };
    const { journal, keystore } = await openJournal({}, { store });
    const meter = await Meter.open({ journal, keystore });
    for (let i = 0; i < 50; i++) await journal.append([LINE]);
    failures = 1;
    await expect(meter.catchUp()).rejects.toThrow('the disk is full');
    await meter.catchUp();
    expect(await countedIn(keystore)).toBe(50);
  });

  it('has one count for a call that had to begin again', async () => {
    const { kms, usage } = await openMetered(Date.UTC(2026, 10, 2));
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata.KeyId as string;
    const calls = Array.from({ length: 20 }, (_, i) =>
      kms.updateKeyDescription({ KeyId, Description: `${i}` }),
    );
    await Promise.all(calls);
    expect((await usage({ by: 'operation' })).rows).toMatchObject([
      { operation: 'CreateKey', calls: 1 },
      { operation: 'UpdateKeyDescription', calls: 20, errors: 0 },
    ]);
  });
});
