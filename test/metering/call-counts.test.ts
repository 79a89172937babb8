import { describe, expect, it } from 'vitest';
import { CallTally, decodeCounts, encodeCounts, MAX_ROWS, OTHERS } from '../../src/metering/call-counts.ts';
import type { CallNote } from '../../src/metering/call-note.ts';

const NOTE: CallNote = {
  class: 'symmetric',
  atMs: 5,
  account: '111122223333',
  region: 'us-east-1',
  operation: 'Encrypt',
  principal: 'arn:aws:iam::111122223333:user/ana',
};

describe('counts of calls', () => {
  it('are the same bytes in whatever order calls came', () => {
    const notes: readonly CallNote[] = [
      NOTE,
      { ...NOTE, operation: 'Decrypt', isError: true },
      { ...NOTE, principal: 'x', isError: true, isUnbilled: true },
      NOTE,
    ];
    const forward = new CallTally('k');
    const backward = new CallTally('k');
    for (const note of notes) forward.count(note);
    for (const note of notes.toReversed()) backward.count(note);
    expect(encodeCounts(forward.counts())).toEqual(encodeCounts(backward.counts()));
    expect(decodeCounts(encodeCounts(forward.counts()))).toEqual({
      key: 'k',
      rows: [
        ['Decrypt', 'symmetric', NOTE.principal, 1, 1, 0],
        ['Encrypt', 'symmetric', NOTE.principal, 2, 0, 0],
        ['Encrypt', 'symmetric', 'x', 1, 1, 1],
      ],
    });
  });

  it('add up', () => {
    const sum = new CallTally(undefined);
    const part = new CallTally(undefined);
    part.count(NOTE);
    sum.add(part.counts().rows);
    sum.add(part.counts().rows);
    expect(sum.counts()).toEqual({ rows: [['Encrypt', 'symmetric', NOTE.principal, 2, 0, 0]] });
  });

  it('stay bounded: who comes after a thousand callers is one of the others, and no call is lost', () => {
    const tally = new CallTally('k');
    for (let i = 0; i < MAX_ROWS + 50; i++) tally.count({ ...NOTE, principal: `p${i}` });
    const { rows } = tally.counts();
    expect(rows).toHaveLength(MAX_ROWS + 1);
    expect(rows.find(([, , principal]) => principal === OTHERS)?.[3]).toBe(50);
    expect(rows.reduce((sum, [, , , calls]) => sum + calls, 0)).toBe(MAX_ROWS + 50);
  });
});
