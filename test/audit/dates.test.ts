import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoSeconds, memberDate } from '../../src/audit/dates.ts';
import { SEED } from '../operations/service.ts';

/** What the pages of the guide were written with: en-US, UTC, medium date and time. */
const GUIDE = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
/** Newer hosts put a narrow space before AM and PM. */
const plain = (text: string): string => text.replace(/\u202f/g, ' ');

it.each([
  [Date.UTC(2022, 7, 10, 22, 38, 27), 'Aug 10, 2022, 10:38:27 PM'],
  [Date.UTC(2025, 4, 21, 5, 47, 45), 'May 21, 2025, 5:47:45 AM'],
  [Date.UTC(2020, 10, 18, 1, 29, 18), 'Nov 18, 2020, 1:29:18 AM'],
  [Date.UTC(2024, 1, 29, 0, 0, 0), 'Feb 29, 2024, 12:00:00 AM'],
  [Date.UTC(2024, 11, 31, 12, 5, 9), 'Dec 31, 2024, 12:05:09 PM'],
])('a member of %d is %s', (ms, text) => {
  expect(memberDate(new Date(ms))).toBe(text);
});

it('a member has the form that en-US has for any time of four centuries', () => {
  const times = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2300, 0) });
  fc.assert(
    fc.property(times, (ms) => memberDate(new Date(ms)) === plain(GUIDE.format(ms))),
    { seed: SEED },
  );
});

it.each([
  [0, '1970-01-01T00:00:00Z'],
  [Date.UTC(2026, 10, 24, 12, 0, 0, 999), '2026-11-24T12:00:00Z'],
  [Date.UTC(12_026, 0), '+012026-01-01T00:00:00Z'],
])('the time of the event at %d is %s', (ms, text) => {
  expect(isoSeconds(ms)).toBe(text);
});
