/**
 * What people ask about usage: which days, whose, and by what the calls are grouped.
 *
 * @module
 */
import { firstDayOfMonth, firstDayOfNextMonth, parseDay } from './calendar.ts';
import type { DayRange } from './key-hours.ts';

/** By what calls are grouped. */
export const USAGE_GROUPS = ['account', 'class', 'day', 'key', 'operation', 'principal', 'region'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** Beside a union it lets editors offer the union's members, where any text is taken and looked at. */
type NoMembers = Record<never, never>;

/** A question; days are UTC and both of them are counted. */
export interface UsageQuestion {
  /** `YYYY-MM-DD`, or `YYYY-MM`: its first day. The first day of the month of `to` when absent. */
  readonly from?: string | undefined;
  /** `YYYY-MM-DD`, or `YYYY-MM`: its last day. Today when absent. */
  readonly to?: string | undefined;
  /** `class` when absent, as a bill has it. */
  readonly by?: UsageGroup | (string & NoMembers) | undefined;
  /** 12 digits; every account when absent. */
  readonly account?: string | undefined;
}

/** The days from one answer may span. */
const MAX_DAYS = 3660;
const MONTH = /^\d{4}-\d{2}$/;

/**
 * The days that a question means.
 *
 * @throws {RangeError} A day is none, they are the wrong way round, or span more than ten years.
 *
 * @example
 * daysOf({ from: '2026-02', to: '2026-02' }, 0); // { fromDay: 20485, toDay: 20512 }
 */
export function daysOf({ from, to }: UsageQuestion, today: number): DayRange {
  const toDay = to === undefined ? today : readDay('to', to, (day) => firstDayOfNextMonth(day) - 1);
  const fromDay = from === undefined ? firstDayOfMonth(toDay) : readDay('from', from, (day) => day);
  if (fromDay > toDay) throw new RangeError(`"from" expected a day up to the last, got ${from}`);
  if (toDay - fromDay >= MAX_DAYS)
    throw new RangeError(`"from" expected at most ${MAX_DAYS} days before the last`);
  return { fromDay, toDay };
}

/**
 * Requires that a value groups calls.
 *
 * @throws {RangeError} It does not.
 *
 * @example
 * requireGroup('day'); // 'day'
 */
export function requireGroup(by: unknown): UsageGroup {
  const group = USAGE_GROUPS.find((one) => one === by);
  if (group === undefined)
    throw new RangeError(`"by" expected ${USAGE_GROUPS.join(' or ')}, got ${String(by)}`);
  return group;
}

function readDay(name: string, text: unknown, ofMonth: (firstDay: number) => number): number {
  const value = String(text);
  const isMonth = MONTH.test(value);
  const day = parseDay(isMonth ? `${value}-01` : value);
  if (day === undefined) throw new RangeError(`"${name}" expected a day such as 2026-11-27, got ${value}`);
  return isMonth ? ofMonth(day) : day;
}
