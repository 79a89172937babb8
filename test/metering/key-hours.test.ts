import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, formatAmount } from '../../src/metering/amount.ts';
import { dayOf } from '../../src/metering/calendar.ts';
import { type ChargedLife, type KeyMonth, keyMonthsOf } from '../../src/metering/key-hours.ts';
import { PRICES } from '../../src/metering/prices.ts';

const at = (month: number, day: number, hour = 0, minute = 0): number =>
  Date.UTC(2026, month - 1, day, hour, minute);
const YEAR = { fromDay: dayOf(at(1, 1)), toDay: dayOf(at(12, 31)) };
const monthsOf = (
  life: Omit<ChargedLife, 'rotatedAtMs'>,
  rotatedAtMs: readonly number[] = [],
): readonly KeyMonth[] => keyMonthsOf({ ...life, rotatedAtMs }, YEAR, PRICES);

describe('the hours of a key', () => {
  it('are a dollar in every month that it was there, however long the month is', () => {
    const months = monthsOf({ createdAtMs: at(1, 1) - 5, endMs: at(12, 31, 23, 59) });
    expect(months).toHaveLength(12);
    for (const { month, amount } of months) expect(formatAmount(amount, 6), month).toBe('1.000000');
    expect(months.map(({ keyHours }) => keyHours)).toContain(672);
  });

  it('count an hour as soon as it has begun', () => {
    const hours = (createdAtMs: number, endMs: number): number =>
      monthsOf({ createdAtMs, endMs }).reduce((sum, { keyHours }) => sum + keyHours, 0);
    expect(hours(at(5, 5, 10), at(5, 5, 10))).toBe(0);
    expect(hours(at(5, 5, 10), at(5, 5, 10) + 1)).toBe(1);
    expect(hours(at(5, 5, 10, 59), at(5, 5, 11, 1))).toBe(2);
    expect(hours(at(5, 5, 10), at(5, 5, 11))).toBe(1);
    expect(hours(at(5, 5, 10), at(5, 5, 9))).toBe(0);
  });

  it('are as many again for the first and the second rotation, and no more for later ones', () => {
    const life = { createdAtMs: at(3, 1), endMs: at(5, 1) };
    const [march, april] = monthsOf(life, [at(3, 16), at(4, 1), at(4, 2)]);
    expect(march).toMatchObject({ keyHours: 744, rotationHours: 16 * 24 });
    expect(april).toMatchObject({ keyHours: 720, rotationHours: 1440, amount: amountOf('3.00') });
  });

  it('of a replica count the rotations that it came with from its own beginning', () => {
    const [month] = monthsOf({ createdAtMs: at(4, 30, 23), endMs: at(5, 1) }, [at(1, 1), at(2, 1)]);
    expect(month).toMatchObject({ keyHours: 1, rotationHours: 2 });
  });

  it('of two spans that meet at an hour are those of both together', () => {
    const hour = fc.integer({ min: 0, max: 364 * 24 });
    fc.assert(
      fc.property(hour, hour, hour, (...hours) => {
        const [a = 0, b = 0, c = 0] = hours.sort((x, y) => x - y).map((h) => at(1, 1) + h * 3_600_000);
        const total = (from: number, to: number): bigint =>
          monthsOf({ createdAtMs: from, endMs: to }).reduce((sum, { amount }) => sum + amount, 0n);
        expect(total(a, b) + total(b, c)).toBe(total(a, c));
      }),
    );
  });
});
