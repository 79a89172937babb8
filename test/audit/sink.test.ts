import { describe, expect, it } from 'vitest';
import { type SinkEntry, sinkFollowing } from '../../src/audit/sink.ts';
import { openTrailed } from './trails.ts';

describe('sinks', () => {
  it('are told every entry, in order, each independently of the others', async () => {
    const kms = await openTrailed();
    const told: SinkEntry[] = [];
    const failures: unknown[] = [];
    const working = { name: 'working', write: async (entry: SinkEntry) => void told.push(entry) };
    const failing = {
      name: 'failing',
      write: async () => {
        throw new Error('full');
      },
    };
    await kms.trail.tell(failing, (error) => failures.push(error));
    const follower = await kms.trail.tell(working);
    await kms.createKey({});
    await kms.listKeys({});
    await follower.pump();
    expect(told.flatMap(({ events }) => events.map(({ eventName }) => eventName))).toEqual([
      'CreateKey',
      'ListKeys',
    ]);
    expect(told.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(failures.length).toBeGreaterThan(0);
  });

  it('have names of their own among those who follow', () => {
    const sink = { name: 'a', write: async () => {} };
    expect(sinkFollowing(sink).name).toBe('sink-a');
  });
});
