import { describe, expect, it } from 'vitest';
import { PRICES } from '../../src/metering/prices.ts';
import { readUsage } from '../../src/metering/usage.ts';
import { USAGE_GROUPS } from '../../src/metering/usage-question.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { ACCOUNT, OTHER_ACCOUNT, openMetered, ROOT } from './metered.ts';
import { traffic } from './traffic.ts';

const START_MS = Date.UTC(2026, 10, 2, 12);
const DAY_MS = 86_400_000;

describe('usage', () => {
  it('of nothing is nothing', async () => {
    const { usage } = await openMetered(START_MS);
    expect(await usage()).toEqual({
      from: '2026-11-01',
      to: '2026-11-02',
      by: 'class',
      currency: 'USD',
      pricesOf: { date: PRICES.date, region: 'us-east-1', source: PRICES.source },
      rows: [],
      keys: [],
      invoices: [],
      totals: {
        calls: 0,
        errors: 0,
        freeCalls: 0,
        requestsUsd: '0.000000',
        keysUsd: '0.000000',
        usd: '0.00',
      },
    });
  });

  it('adds up to the same, whatever it is grouped by', async () => {
    const metered = await openMetered(START_MS);
    for (const [i, operation] of ['Encrypt', 'Decrypt', 'ListKeys'].entries()) {
      const principalArn = `arn:aws:iam::${ACCOUNT}:user/u${i}`;
      await traffic(metered, 9000, {
        operation,
        atMs: START_MS + i * DAY_MS,
        principalArn,
        region: `eu-west-${i + 1}`,
      });
    }
    metered.clock.advance(3 * DAY_MS);
    for (const by of USAGE_GROUPS) {
      const { rows, totals } = await metered.usage({ by });
      // 27,000 - 20,000 free = 7,000 at 0.000003.
      expect(totals, by).toMatchObject({ calls: 27_000, freeCalls: 20_000, requestsUsd: '0.021000' });
      expect(
        rows.reduce((sum, { freeCalls }) => sum + freeCalls, 0),
        by,
      ).toBe(20_000);
      expect(
        rows.reduce((sum, { usd }) => sum + Number(usd), 0),
        by,
      ).toBeCloseTo(0.021, 9);
    }
    // The free ones are those of the first days.
    const { rows } = await metered.usage({ by: 'day' });
    expect(rows.map(({ day, freeCalls }) => [day, freeCalls])).toEqual([
      ['2026-11-02', 9000],
      ['2026-11-03', 9000],
      ['2026-11-04', 2000],
    ]);
  });

  it('of an account tells nothing of others', async () => {
    const metered = await openMetered(START_MS);
    await traffic(metered, 3, { operation: 'ListKeys', atMs: START_MS });
    await traffic(metered, 5, { operation: 'ListKeys', atMs: START_MS, account: OTHER_ACCOUNT });
    const { totals, invoices, rows } = await metered.usage({ account: OTHER_ACCOUNT, by: 'account' });
    expect(totals.calls).toBe(5);
    expect(invoices.map(({ account }) => account)).toEqual([OTHER_ACCOUNT]);
    expect(rows.map(({ account }) => account)).toEqual([OTHER_ACCOUNT]);
    expect((await metered.usage({ by: 'account' })).rows).toHaveLength(2);
  });

  it('is priced by another list where one is given', async () => {
    const metered = await openMetered(START_MS);
    await traffic(metered, 100, { operation: 'ListKeys', atMs: START_MS });
    const perTenThousand = { ...PRICES.perTenThousand, symmetric: '100.00' };
    const prices = { ...PRICES, freeRequests: 10, perTenThousand, region: 'eu-central-1' };
    const { totals, pricesOf } = await readUsage({ ...metered, prices });
    expect(totals).toMatchObject({ freeCalls: 10, requestsUsd: '0.900000', usd: '0.90' });
    expect(pricesOf.region).toBe('eu-central-1');
  });

  it('reads the days that are asked for, of many accounts over many days', async () => {
    const metered = await openMetered(START_MS);
    const days = Array.from({ length: 60 }, (_, i) => START_MS + i * DAY_MS);
    for (const account of [ACCOUNT, OTHER_ACCOUNT, '777788889999']) {
      for (const atMs of days) {
        for (const region of ['eu-west-1', 'us-east-1', 'us-west-2']) {
          await traffic(metered, 1, { operation: 'ListKeys', atMs, account, region });
        }
      }
    }
    metered.clock.advance(60 * DAY_MS);
    const { rows } = await metered.usage({ from: '2026-12-10', to: '2026-12-12', by: 'day' });
    expect(rows.map(({ day, calls }) => [day, calls])).toEqual([
      ['2026-12-10', 9],
      ['2026-12-11', 9],
      ['2026-12-12', 9],
    ]);
    expect((await metered.usage({ from: '2026-11', to: '2027-01' })).totals.calls).toBe(540);
  });

  it('is the same after a restart', async () => {
    const store = memoryStore();
    const first = await openMetered(START_MS, store);
    const { KeyMetadata } = await first.kms.createKey({});
    await first.kms.encrypt({ KeyId: KeyMetadata.KeyId as string, Plaintext: new Uint8Array(1) });
    const before = await first.usage({ by: 'operation' });
    expect(before.rows.map(({ operation }) => operation)).toEqual(['CreateKey', 'Encrypt']);
    expect((await first.usage({ by: 'principal' })).rows).toMatchObject([{ principal: ROOT, calls: 2 }]);
    expect((await first.usage({ by: 'key' })).rows.map(({ key }) => key)).toEqual([KeyMetadata.Arn, 'none']);
    const second = await openMetered(START_MS, store);
    expect(await second.usage({ by: 'operation' })).toEqual(before);
  });

  it('refuses a group or a day that is none', async () => {
    const { usage } = await openMetered(START_MS);
    await expect(usage({ by: 'colour' as never })).rejects.toThrow(RangeError);
    await expect(usage({ from: '2026-02-30' })).rejects.toThrow(RangeError);
  });
});
