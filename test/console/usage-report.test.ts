import { describe, expect, it } from 'vitest';
import { barsOf, readUsage, type UsageRow, usageRequest } from '../../src/console/usage-report.ts';

const row = (name: string, calls: number, usd?: number): UsageRow => ({ name, calls, errors: 0, usd });

describe('the question for usage', () => {
  it('has a grouping, and days where they were given', () => {
    expect(usageRequest('key', '', '')).toEqual({ by: 'key' });
    expect(usageRequest('day', '2027-01-01', '2027-01-31')).toEqual({
      from: '2027-01-01',
      to: '2027-01-31',
      by: 'day',
    });
  });
});

describe('a report', () => {
  it('has the most called first, and sums', () => {
    const report = readUsage('operation', {
      rows: [
        { operation: 'Encrypt', calls: 2, usd: '0.500000' },
        { operation: 'Decrypt', calls: 5, errors: 1, usd: '0.250000' },
        { calls: 1 },
      ],
      totals: { usd: '1.77', keysUsd: '1.02' },
    });
    expect(report.rows.map(({ name }) => name)).toEqual(['Decrypt', 'Encrypt', '(none)']);
    expect(report).toMatchObject({ calls: 8, usd: 1.77, keysUsd: 1.02 });
    expect(report.rows[0]).toEqual({ name: 'Decrypt', calls: 5, errors: 1, usd: 0.25 });
  });

  it('has days in their order', () => {
    const rows = ['2027-01-02', '2027-01-01'].map((day, i) => ({ day, calls: i }));
    expect(readUsage('day', { rows }).rows.map(({ name }) => name)).toEqual(['2027-01-01', '2027-01-02']);
  });

  it('may have no rows and no prices', () => {
    expect(readUsage('key', {})).toEqual({ rows: [], calls: 0, usd: undefined, keysUsd: undefined });
  });
});

describe('the bars of a chart', () => {
  it('are shares of the longest, and what is left is one more', () => {
    const bars = barsOf([row('a', 8, 1), row('b', 4, 1), row('c', 1, 1), row('d', 1, 1)], 2);
    expect(bars.map(({ row: { name }, share }) => [name, share])).toEqual([
      ['a', 1],
      ['b', 0.5],
      ['2 others', 0.25],
    ]);
    expect(bars[2]?.row.usd).toBe(2);
    expect(barsOf([row('a', 0)], 2)[0]?.share).toBe(0);
  });
});
