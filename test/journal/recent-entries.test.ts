import { describe, expect, it } from 'vitest';
import { NO_DIGEST } from '../../src/journal/entry.ts';
import { RecentEntries } from '../../src/journal/recent-entries.ts';

function remembered(count: number, event = '{}'): RecentEntries {
  const recent = new RecentEntries();
  for (let sequence = 1; sequence <= count; sequence++)
    recent.add({
      sequence,
      atMs: 5,
      previous: NO_DIGEST,
      events: [event, { parts: [event], aside: sequence }],
    });
  return recent;
}

describe('what a process wrote last', () => {
  it('is at hand from any entry of it on, as it would be read', () => {
    const entries = remembered(3).after(1);
    expect(entries.map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(entries[0]).toMatchObject({
      sequence: 2,
      atMs: 5,
      previous: NO_DIGEST,
      count: 2,
      events: ['{}', '{}'],
    });
    expect(entries[0]?.asides).toEqual([undefined, 2]);
  });

  it('is nothing after the last, nor where the next has gone', () => {
    expect(remembered(3).after(3)).toEqual([]);
    expect(remembered(200).after(5)).toEqual([]);
    expect(remembered(200).after(72)).toHaveLength(128);
  });

  it('is bounded in characters', () => {
    const recent = remembered(10, 'x'.repeat(300_000));
    expect(recent.after(4)).toHaveLength(6);
    expect(recent.after(3)).toEqual([]);
  });

  it('is forgotten', () => {
    const recent = remembered(3);
    recent.clear();
    expect(recent.after(1)).toEqual([]);
  });
});
