import { describe, expect, it } from 'vitest';
import {
  dayOf,
  firstDayOfMonth,
  firstDayOfNextMonth,
  formatDay,
  monthOf,
  parseDay,
} from '../../src/metering/calendar.ts';

describe('the calendar', () => {
  it('begins days at midnight, UTC', () => {
    expect(formatDay(dayOf(Date.UTC(2026, 1, 28, 23, 59, 59, 999)))).toBe('2026-02-28');
    expect(formatDay(dayOf(Date.UTC(2026, 2, 1)))).toBe('2026-03-01');
  });

  it('knows how long months are', () => {
    const february = parseDay('2028-02-29') as number;
    expect(monthOf(february)).toBe('2028-02');
    expect(formatDay(firstDayOfMonth(february))).toBe('2028-02-01');
    expect(formatDay(firstDayOfNextMonth(february))).toBe('2028-03-01');
    expect(formatDay(firstDayOfNextMonth(parseDay('2026-12-31') as number))).toBe('2027-01-01');
  });

  it('reads days that there are, and nothing else', () => {
    expect(parseDay('1970-01-02')).toBe(1);
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '2026-11-27T00:00', '', 'today']) {
      expect(parseDay(text), text).toBeUndefined();
    }
  });
});
