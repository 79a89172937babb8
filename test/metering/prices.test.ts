import { describe, expect, it } from 'vitest';
import { amountOf, formatAmount, shareOf } from '../../src/metering/amount.ts';
import { parseDay } from '../../src/metering/calendar.ts';
import { PRICES } from '../../src/metering/prices.ts';

describe('the price list', () => {
  it('says when and where it held', () => {
    expect(parseDay(PRICES.date)).toBeDefined();
    expect(PRICES.region).toBe('us-east-1');
    expect(PRICES.source).toContain('https://aws.amazon.com/kms/pricing/');
  });

  it("has AWS's price of a request in each class, to the last digit of AWS's price list", () => {
    const each = Object.entries(PRICES.perTenThousand).map(([name, dollars]) => [
      name,
      formatAmount(shareOf(amountOf(dollars), 10_000), 6),
    ]);
    expect(Object.fromEntries(each)).toEqual({
      symmetric: '0.000003',
      rsa2048: '0.000003',
      asymmetric: '0.000015',
      keyPairEcc: '0.000010',
      keyPairRsa: '0.001200',
      free: '0.000000',
    });
  });

  it('gives free requests to symmetric and management calls alone', () => {
    expect(PRICES.freeClasses).toEqual(['symmetric']);
    expect(PRICES.freeRequests).toBe(20_000);
  });
});
