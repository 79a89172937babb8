/**
 * Limits of an event: what is too long is left out and said to be, and the event stays valid JSON below 256 KB.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents": requestParameters, responseElements and
 * serviceEventDetails have at most 100 KB and additionalEventData 28 KB, errorMessage and userAgent 1 KB.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import type { Json, JsonObject } from './cloudtrail-event.ts';

/** The fields that may grow long. */
export type LimitedField = 'requestParameters' | 'responseElements' | 'additionalEventData';

/** In bytes of JSON. */
export const FIELD_LIMITS: Readonly<Record<LimitedField, number>> = {
  requestParameters: 102_400,
  responseElements: 102_400,
  additionalEventData: 28_672,
};

/** In bytes of UTF-8. */
export const TEXT_LIMIT = 1024;

/** A UTF-16 code unit is at most so many bytes of JSON: a control character or a lone surrogate, escaped. */
const MAX_UNIT_LENGTH = 6;
/** A member has quotes, a colon and a comma beside its name and its value; a number or a literal is no longer. */
const OVERHEAD = 32;

/**
 * A field that is within its limit, or what stands for it.
 *
 * @example
 * const long = { keyId: 'x'.repeat(110_000) };
 * withinLimit('requestParameters', long)?.['reason']; // 'requestParameters too large'
 */
export function withinLimit<T extends JsonObject | null | undefined>(
  field: LimitedField,
  value: T,
): T | JsonObject {
  if (value === null || value === undefined) return value;
  const limit = FIELD_LIMITS[field];
  if (boundOf(value, 0, limit) <= limit) return value;
  const originalSize = toUtf8(JSON.stringify(value)).length;
  return originalSize <= limit ? value : { reason: `${field} too large`, omitted: true, originalSize };
}

/** No fewer bytes than the JSON of a value has; it stops looking where the bound is beyond the limit. */
function boundOf(value: Json, known: number, limit: number): number {
  let bound = known + OVERHEAD;
  if (typeof value === 'string') return bound + value.length * MAX_UNIT_LENGTH;
  if (typeof value !== 'object' || value === null) return bound;
  if (Array.isArray(value)) {
    for (const one of value as readonly Json[]) {
      if (bound > limit) return bound;
      bound = boundOf(one, bound, limit);
    }
    return bound;
  }
  const members = value as JsonObject;
  for (const name in members) {
    if (bound > limit) return bound;
    bound = boundOf(members[name] ?? null, bound + name.length * MAX_UNIT_LENGTH, limit);
  }
  return bound;
}

/**
 * A text of at most 1 KB; a longer one loses its end, by whole characters.
 *
 * @example
 * withinTextLimit('a'.repeat(2000)).length; // 1024
 */
export function withinTextLimit(text: string): string {
  // A code unit is at most three bytes.
  if (text.length * 3 <= TEXT_LIMIT) return text;
  let length = 0;
  let end = 0;
  for (const character of text) {
    length += toUtf8(character).length;
    if (length > TEXT_LIMIT) return text.slice(0, end);
    end += character.length;
  }
  return text;
}
