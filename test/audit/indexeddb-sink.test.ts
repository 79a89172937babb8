import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { type IndexedDbSink, openIndexedDbSink } from '../../src/audit/indexeddb-sink.ts';
import { eventAt } from './deliveries.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/a';
const resources = [{ accountId: '111122223333', type: 'AWS::KMS::Key', ARN: KEY }] as const;

let databases = 0;

async function openFilled(): Promise<IndexedDbSink> {
  const sink = await openIndexedDbSink({ database: `trail-${databases++}` });
  await sink.write({ sequence: 1, events: [eventAt(1000, { eventName: 'CreateKey', resources })] });
  await sink.write({
    sequence: 2,
    events: [eventAt(2000, { eventName: 'Encrypt', resources }), eventAt(3000, { eventName: 'Encrypt' })],
  });
  return sink;
}

async function namesIn(
  sink: IndexedDbSink,
  filter?: Parameters<IndexedDbSink['find']>[0],
): Promise<string[]> {
  return (await sink.find(filter)).map(
    ({ eventName, eventTime }) => `${eventName} ${eventTime.slice(17, 19)}`,
  );
}

describe('the sink in IndexedDB', () => {
  it('finds events by time, by name and by key, newest first', async () => {
    const sink = await openFilled();
    expect(await namesIn(sink)).toEqual(['Encrypt 03', 'Encrypt 02', 'CreateKey 01']);
    expect(await namesIn(sink, { fromMs: 1500, toMs: 2500 })).toEqual(['Encrypt 02']);
    expect(await namesIn(sink, { eventName: 'Encrypt' })).toEqual(['Encrypt 03', 'Encrypt 02']);
    expect(await namesIn(sink, { key: KEY })).toEqual(['Encrypt 02', 'CreateKey 01']);
    expect(await namesIn(sink, { key: KEY, eventName: 'Encrypt', toMs: 1500 })).toEqual([]);
    expect(await namesIn(sink, { limit: 1 })).toEqual(['Encrypt 03']);
  });

  it('holds an entry once, however often it comes', async () => {
    const sink = await openFilled();
    await sink.write({ sequence: 1, events: [eventAt(1000, { eventName: 'CreateKey' })] });
    expect(await namesIn(sink)).toHaveLength(3);
  });

  it('keeps what it has, and erases what it is told to', async () => {
    const sink = await openFilled();
    const database = sink.name.replace('indexeddb:', '');
    sink.close();
    const again = await openIndexedDbSink({ database });
    await again.eraseBefore(2000);
    expect(await namesIn(again)).toEqual(['Encrypt 03', 'Encrypt 02']);
  });
});
