import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, formatAmount, shareOf } from '../../src/metering/amount.ts';

describe('an amount', () => {
  it('is what its text says, to nine digits behind the point', () => {
    for (const text of ['0.000000001', '0.030000000', '12.000000000', '123456789.987654321']) {
      expect(formatAmount(amountOf(text), 9)).toBe(text);
    }
  });

  it('is rounded half up, once', () => {
    expect(formatAmount(amountOf('0.004999999'), 2)).toBe('0.00');
    expect(formatAmount(amountOf('0.005'), 2)).toBe('0.01');
    expect(formatAmount(amountOf('0.995'), 2)).toBe('1.00');
    expect(formatAmount(0n, 2)).toBe('0.00');
  });

  it('is shared without a rest, or not at all', () => {
    for (const hours of [672, 696, 720, 744]) {
      expect(shareOf(amountOf('1.00'), hours) * BigInt(hours)).toBe(amountOf('1.00'));
    }
    expect(() => shareOf(amountOf('0.000000001'), 10_007)).toThrow(RangeError);
  });

  it('refuses whatever is no decimal', () => {
    for (const text of ['', '-1', '1.', '.5', '1e3', '1.0000000001', '1234567890', ' 1', 'NaN']) {
      expect(() => amountOf(text), text).toThrow(RangeError);
    }
  });

  it('adds up as cents do', () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const sum = amountOf((a / 100).toFixed(2)) + amountOf((b / 100).toFixed(2));
        expect(formatAmount(sum, 2)).toBe(((a + b) / 100).toFixed(2));
      }),
    );
  });
});
