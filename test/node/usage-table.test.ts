import { describe, expect, it } from 'vitest';
import type { UsageReport } from '../../src/metering/usage.ts';
import { csvOf, tableOf, usageTable } from '../../src/node/usage-table.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/k';
const keyRow = (i: number): UsageReport['keys'][number] => ({
  key: `${KEY}${i}`,
  account: '111122223333',
  region: 'us-east-1',
  keyHours: i,
  rotationHours: 0,
  usd: `0.0000${String(i).padStart(2, '0')}`,
});
const TOTALS = {
  calls: 12,
  errors: 1,
  freeCalls: 10,
  requestsUsd: '0.000006',
  keysUsd: '0.001000',
  usd: '0.00',
};
const REPORT: UsageReport = {
  from: '2026-11-01',
  to: '2026-11-27',
  by: 'operation',
  currency: 'USD',
  pricesOf: { date: '2026-11-27', region: 'us-east-1', source: 'x' },
  rows: [
    { operation: 'Encrypt', calls: 11, errors: 0, freeCalls: 9, usd: '0.000006' },
    { operation: 'ListKeys', calls: 1, errors: 1, freeCalls: 1, usd: '0.000000' },
  ],
  keys: [keyRow(7)],
  invoices: [{ account: '111122223333', month: '2026-11', ...TOTALS }],
  totals: TOTALS,
};

describe('usage as a table', () => {
  it('stands in columns, numbers to the right, with the unit at their head', () => {
    expect(tableOf(REPORT)).toBe(
      `Usage from 2026-11-01 to 2026-11-27 (UTC), at AWS's prices for us-east-1 of 2026-11-27

operation  calls  errors  free       USD
Encrypt       11       0     9  0.000006
ListKeys       1       1     1  0.000000

key                                        hours  rotation hours       USD
${KEY}7      7               0  0.000007

month         account  calls  free  requests USD  keys USD   USD
2026-11  111122223333     12    10      0.000006  0.001000  0.00
total                     12    10      0.000006  0.001000  0.00
`,
    );
  });

  it('says when there is nothing, and lists the dearest keys of many', () => {
    expect(tableOf({ ...REPORT, rows: [], keys: [] })).toContain('No calls.\n\nNo keys.\n');
    const keys = Array.from({ length: 25 }, (_, i) => keyRow(i));
    const text = tableOf({ ...REPORT, keys });
    expect(text).toContain(`${KEY}24 `);
    expect(text).not.toContain(`${KEY}4 `);
    expect(text).toContain('and 5 more: --format csv lists all\n');
  });
});

describe('usage as CSV', () => {
  it('has one row for each group and each key, whose dollars can be added up', () => {
    expect(csvOf(usageTable(REPORT))).toBe(
      'kind,name,calls,errors,free_calls,key_hours,rotation_hours,usd\r\n' +
        'calls,Encrypt,11,0,9,,,0.000006\r\n' +
        'calls,ListKeys,1,1,1,,,0.000000\r\n' +
        `key,${KEY}7,,,,7,0,0.000007\r\n`,
    );
  });

  it('quotes commas, quotes and line breaks', () => {
    const rows = [['a,b', 'say "x"', 'two\r\nlines', 'plain']];
    expect(csvOf({ columns: ['1', '2', '3', '4'], rows })).toBe(
      '1,2,3,4\r\n"a,b","say ""x""","two\r\nlines",plain\r\n',
    );
  });
});
