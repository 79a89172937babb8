/**
 * How long keys are charged: in hours of UTC, month by month, for the key and for its charged rotations.
 *
 * A key is charged from the hour in which it is made to the hour in which its deletion is scheduled, both counted whole;
 * each of its charged rotations likewise, from its own hour on. A replica is a key of its own, with the rotations that it
 * shares. Source: https://aws.amazon.com/kms/pricing/, "prorated hourly"; which part of an hour counts is not published.
 *
 * @module
 */
import { type Amount, amountOf, shareOf } from './amount.ts';
import { DAY_MS, firstDayOfMonth, firstDayOfNextMonth, HOUR_MS, monthOf } from './calendar.ts';
import type { KeyLife } from './call-note.ts';
import type { PriceList } from './prices.ts';

const HOURS_PER_DAY = DAY_MS / HOUR_MS;

/** When a key was charged; it still is when `endMs` is now. */
export interface ChargedLife extends Pick<KeyLife, 'createdAtMs' | 'rotatedAtMs'> {
  readonly endMs: number;
}

/** Days, both counted. */
export interface DayRange {
  readonly fromDay: number;
  readonly toDay: number;
}

/** What a key costs in a month. */
export interface KeyMonth {
  /** `YYYY-MM`. */
  readonly month: string;
  /** The hours in which the key was charged. */
  readonly keyHours: number;
  /** The same for its rotations, added up. */
  readonly rotationHours: number;
  readonly amount: Amount;
}

/** What a key costs in each month of some days; months in which it costs nothing are left out. */
export function keyMonthsOf(life: ChargedLife, range: DayRange, prices: PriceList): readonly KeyMonth[] {
  const months: KeyMonth[] = [];
  const keyMonth = amountOf(prices.keyMonth);
  const rotations = life.rotatedAtMs.slice(0, prices.chargedRotations);
  for (let day = range.fromDay; day <= range.toDay; day = firstDayOfNextMonth(day)) {
    const part = { fromDay: day, toDay: Math.min(range.toDay, firstDayOfNextMonth(day) - 1) };
    const hours = (sinceMs: number): number =>
      hoursWithin(Math.max(sinceMs, life.createdAtMs), life.endMs, part);
    const keyHours = hours(life.createdAtMs);
    if (keyHours === 0) continue;
    const rotationHours = rotations.reduce((sum, atMs) => sum + hours(atMs), 0);
    const hourly = shareOf(keyMonth, (firstDayOfNextMonth(day) - firstDayOfMonth(day)) * HOURS_PER_DAY);
    const amount = hourly * BigInt(keyHours + rotationHours);
    months.push({ month: monthOf(day), keyHours, rotationHours, amount });
  }
  return months;
}

/** The hours of some days in which a span of time has any part. */
function hoursWithin(startMs: number, endMs: number, { fromDay, toDay }: DayRange): number {
  if (endMs <= startMs) return 0;
  const first = Math.max(Math.floor(startMs / HOUR_MS), fromDay * HOURS_PER_DAY);
  const end = Math.min(Math.ceil(endMs / HOUR_MS), (toDay + 1) * HOURS_PER_DAY);
  return Math.max(0, end - first);
}
