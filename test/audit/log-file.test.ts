import { describe, expect, it } from 'vitest';
import { gunzip } from '../../src/audit/gzip.ts';
import { groupEvents, packGroup } from '../../src/audit/log-file.ts';
import { encodeTrailLine } from '../../src/audit/trail-line.ts';
import { fromUtf8 } from '../../src/bytes/utf8.ts';
import { NO_DIGEST } from '../../src/journal/entry.ts';
import { eventAt, SCOPE } from './deliveries.ts';

describe('log files', () => {
  it('hold events of one account in one Region, in their order', () => {
    const events = [
      eventAt(0, { eventName: 'a' }),
      eventAt(1, { eventName: 'b', awsRegion: 'us-east-1' }),
      eventAt(2, { eventName: 'c' }),
      eventAt(3, { eventName: 'd', recipientAccountId: '444455556666' }),
    ];
    const lines = events.map((event) => encodeTrailLine({ event, note: { count: 1 } }));
    const entries = [
      { sequence: 1, atMs: 0, previous: NO_DIGEST, count: 2, events: lines.slice(0, 2) },
      { sequence: 2, atMs: 0, previous: NO_DIGEST, count: 2, events: lines.slice(2) },
    ];
    const groups = groupEvents(entries).map(({ account, region, events: own }) => [
      account,
      region,
      own.map(({ eventName }) => eventName).join(''),
    ]);
    expect(groups).toEqual([
      ['111122223333', 'eu-west-1', 'ac'],
      ['111122223333', 'us-east-1', 'b'],
      ['444455556666', 'eu-west-1', 'd'],
    ]);
  });

  it('hold Records alone, each as the trail has it', async () => {
    const event = eventAt(0);
    const [file] = await packGroup({ ...SCOPE, events: [event] });
    const text = fromUtf8(await gunzip(file?.packed ?? new Uint8Array(), 10_000));
    expect(text).toBe(`{"Records":[${JSON.stringify(event)}]}`);
    expect(text).toBe(fromUtf8(file?.content ?? new Uint8Array()));
  });

  it('are several where one would be too large, down to one event each', async () => {
    const events = Array.from({ length: 9 }, (_, i) => eventAt(i));
    // Ids are random, and so is the length of what is packed: five events have some 600 bytes, and never so few as this.
    const files = await packGroup({ ...SCOPE, events }, 500);
    expect(files.length).toBeGreaterThan(2);
    expect(files.flatMap((file) => file.events)).toEqual(events);
    expect(await packGroup({ ...SCOPE, events }, 1)).toHaveLength(9);
  });
});
