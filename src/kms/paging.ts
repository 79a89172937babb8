/**
 * Paging: markers that carry on after the last item of a page.
 *
 * A marker is base64 of JSON and means something only to the list that gave it; whatever else a caller sends is
 * InvalidMarkerException.
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
 * @throws {KmsError} InvalidMarkerException: no list of this kind gave this marker.
 */
export function readMarker(kind: string, marker: string | undefined): string | undefined {
  if (marker === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(fromUtf8(fromBase64(marker)));
    const cursor = (content as Record<string, unknown>)[kind];
    if (typeof cursor === 'string' && cursor !== '') return cursor;
  } catch {
    // Not base64, not UTF-8 or not JSON: all the same to the caller.
  }
  throw new KmsError('InvalidMarkerException');
}

function writeMarker(kind: string, cursor: string): string {
  return toBase64(toUtf8(JSON.stringify({ [kind]: cursor })));
}
