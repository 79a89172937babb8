/**
 * The times of certificates (RFC 5280 §4.1.2.5): UTCTime and GeneralizedTime, in UTC, to the second.
 *
 *   YYMMDDHHMMSSZ, where YY from 50 on is of the twentieth century      YYYYMMDDHHMMSSZ
 *
 * @module
 */
import { FormatError } from '../../bytes/reader.ts';
import { contentOf, type DerElement } from '../der/element.ts';

const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const FIRST_YEAR_OF_GENERALIZED = 2050;

/**
 * The milliseconds since 1970 of a Time.
 *
 * @throws {FormatError} It is not one, or no day of the calendar, or a GeneralizedTime before 2050.
 */
export function timeOf(element: DerElement | undefined): number {
  const isShort = element?.tag === UTC_TIME;
  const text = latin1(contentOf(element, isShort ? UTC_TIME : GENERALIZED_TIME));
  if (!(isShort ? /^\d{12}Z$/ : /^\d{14}Z$/).test(text)) throw new FormatError();
  const digits = isShort ? `${Number(text.slice(0, 2)) >= 50 ? '19' : '20'}${text}` : text;
  if (!isShort && Number(digits.slice(0, 4)) < FIRST_YEAR_OF_GENERALIZED) throw new FormatError();
  const iso = digits.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const ms = Date.parse(iso);
  // The 30th of February and the 60th second are moved or refused by Date: either way they do not come back.
  if (!Number.isFinite(ms) || new Date(ms).toISOString() !== iso) throw new FormatError();
  return ms;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
