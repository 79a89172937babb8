/**
 * Paging: markers that carry on after the last item of a page.
 *
 * A marker is base64 of the list's kind and the last item's name, and means something only to the list that gave it;
 * whatever else a caller sends is InvalidMarkerException.
 *
 * @module
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { KmsError } from './errors.ts';

/** One page: its items, and the marker of the next one when there is more. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextMarker: string | undefined;
}

/** Which page: how many items at most, and after which one. */
export interface PageRequest {
  readonly limit: number;
  readonly marker: string | undefined;
}

/**
 * Cuts a page out of items in order, and marks it.
 *
 * @param items Up to one more than the limit, beginning after the marker.
 * @param cursorOf What the marker keeps of the last item.
 */
export function pageOf<T>(
  kind: string,
  items: readonly T[],
  limit: number,
  cursorOf: (item: T) => string,
): Page<T> {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  const more = items.length > limit && last !== undefined;
  return { items: page, nextMarker: more ? writeMarker(kind, cursorOf(last)) : undefined };
}

/**
 * The cursor in a marker; `undefined` for the first page.
 *
 * @param isCursor Whether the list could have an item of this name: a marker is a caller's text.
 * @throws {KmsError} InvalidMarkerException: no list of this kind gave this marker.
 */
export function readMarker(
  kind: string,
  marker: string | undefined,
  isCursor: (cursor: string) => boolean,
): string | undefined {
  if (marker === undefined) return undefined;
  const text = decodeMarker(marker);
  const cursor = text?.slice(kind.length + 1);
  if (cursor !== undefined && text === `${kind} ${cursor}` && isCursor(cursor)) return cursor;
  throw new KmsError('InvalidMarkerException');
}

function decodeMarker(marker: string): string | undefined {
  try {
    return fromUtf8(fromBase64(marker));
  } catch {
    // Not base64 or not UTF-8: all the same to the caller.
    return undefined;
  }
}

function writeMarker(kind: string, cursor: string): string {
  return toBase64(toUtf8(`${kind} ${cursor}`));
}
