/**
 * A line of the journal as the trail writes it: an event, and what is noted beside it for whoever counts.
 *
 * @module
 */
import type { CloudTrailEvent, JsonObject } from './cloudtrail-event.ts';

/** See the file's head. */
export interface TrailLine {
  readonly event: CloudTrailEvent;
  /** Only on the first event of a call. */
  readonly note?: JsonObject | undefined;
}

/** The text of a line: JSON escapes every line break. */
export function encodeTrailLine(line: TrailLine): string {
  return JSON.stringify(line);
}

/** What {@link encodeTrailLine} wrote. */
export function decodeTrailLine(text: string): TrailLine {
  return JSON.parse(text) as TrailLine;
}
