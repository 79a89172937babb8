/**
 * Days, months and hours in UTC, as numbers counted from 1970 and as texts.
 *
 * @module
 */

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The number of the day that a time is in. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

/**
 * A day as text.
 *
 * @example
 * formatDay(dayOf(Date.UTC(2026, 10, 27, 23, 59))); // '2026-11-27'
 */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * What {@link formatDay} wrote; `undefined` of anything else, such as the 30th of February.
 *
 * @example
 * parseDay('2026-02-30'); // undefined
 */
export function parseDay(text: string): number | undefined {
  if (!DAY.test(text)) return undefined;
  const day = Date.parse(text) / DAY_MS;
  return Number.isNaN(day) || formatDay(day) !== text ? undefined : day;
}

/** The month of a day: `2026-11`. */
export function monthOf(day: number): string {
  return formatDay(day).slice(0, 7);
}

/** The first day of the month that a day is in. */
export function firstDayOfMonth(day: number): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / DAY_MS;
}

/** The first day of the month after the one that a day is in. */
export function firstDayOfNextMonth(day: number): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / DAY_MS;
}
