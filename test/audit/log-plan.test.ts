import { describe, expect, it } from 'vitest';
import { packGroup } from '../../src/audit/log-file.ts';
import { planLogFile } from '../../src/audit/log-plan.ts';
import { marksOf } from '../../src/audit/record-marks.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { START_MS } from '../keystore/house.ts';
import { ENGINE, eventAt, SCOPE } from './deliveries.ts';

describe('the plan of a log file', () => {
  it('says under which name it will lie and what a digest will say of it', async () => {
    const events = [eventAt(START_MS + 2000), eventAt(START_MS), eventAt(START_MS + 1000)];
    const [file] = await packGroup({ ...SCOPE, events });
    if (file === undefined) throw new Error('no file');
    const destination = { bucket: 'b', prefix: 'p' };
    const tools = { engine: ENGINE, random: hostRandom(), destination };
    const plan = await planLogFile(tools, file, { first: 3, last: 5 }, START_MS);
    expect(plan.object).toMatch(
      /^p\/AWSLogs\/111122223333\/CloudTrail\/eu-west-1\/2026\/11\/24\/.*T0000Z_[A-Za-z0-9]{16}\.json\.gz$/,
    );
    expect(plan).toMatchObject({ entries: { first: 3, last: 5 }, plannedMs: START_MS, metadata: {} });
    expect(plan.file).toMatchObject({
      s3Bucket: 'b',
      s3Object: plan.object,
      oldestEventTime: '2026-11-24T00:00:00Z',
      newestEventTime: '2026-11-24T00:00:02Z',
      records: 3,
      recordMarks: await marksOf(ENGINE, events),
    });
  });

  it('takes every letter and digit as often as any other', async () => {
    const [file] = await packGroup({ ...SCOPE, events: [eventAt(START_MS)] });
    if (file === undefined) throw new Error('no file');
    // Every byte once: 248 of them stand for a character, four times each of the 62.
    let next = 0;
    const random = (length: number): Uint8Array<ArrayBuffer> =>
      Uint8Array.from({ length }, () => next++ & 255);
    const tools = { engine: ENGINE, random, destination: { bucket: 'b', prefix: '' } };
    const counts = new Map<string, number>();
    while (next < 248) {
      const { object } = await planLogFile(tools, file, { first: 1, last: 1 }, START_MS);
      for (const character of object.slice(-24, -8)) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    expect(counts.size).toBe(62);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
  });
});
