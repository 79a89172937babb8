/**
 * Times as CloudTrail's events of AWS KMS write them: one form for the event, another inside of requests and answers.
 *
 *   eventTime and sessions   2022-08-10T22:38:27Z
 *   members of KMS           Aug 10, 2022, 10:38:27 PM
 *
 * Source: KMS Developer Guide, "CloudTrail log entries" of CreateKey. Both are in UTC and whole seconds. It uses no
 * formatter of the host: their texts change with its data.
 *
 * @module
 */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * A time as events have it.
 *
 * @example
 * isoSeconds(Date.UTC(2022, 7, 10, 22, 38, 27, 999)); // '2022-08-10T22:38:27Z'
 */
export function isoSeconds(ms: number): string {
  const second = Math.floor(ms / 1000);
  // Years beyond 9999 have more digits: it is the fraction that is cut off.
  if (second !== last.second) last = { second, text: `${new Date(ms).toISOString().slice(0, -5)}Z` };
  return last.text;
}

/** The calls of a second have one text. */
let last: { readonly second: number; readonly text: string } = { second: Number.NaN, text: '' };

/**
 * A time as members of requests and answers have it.
 *
 * @example
 * memberDate(new Date(Date.UTC(2022, 7, 10, 22, 38, 27))); // 'Aug 10, 2022, 10:38:27 PM'
 */
export function memberDate(date: Date): string {
  const hours = date.getUTCHours();
  const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  const clock = `${hours % 12 || 12}:${twoDigits(date.getUTCMinutes())}:${twoDigits(date.getUTCSeconds())}`;
  return `${day}, ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
