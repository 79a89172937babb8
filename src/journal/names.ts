/**
 * The names under which the journal keeps its records.
 *
 *   journal/head                          which entries there are
 *   journal/entry/<sequence, 15 digits>   an entry
 *   journal/pending/<id>                  events of a change, committed with it, that no entry holds yet
 *   journal/cursor/<follower>             how far somebody who follows the journal has come
 *
 * @module
 */

export const HEAD_NAME = 'journal/head';
export const ENTRY_PREFIX = 'journal/entry/';
export const PENDING_PREFIX = 'journal/pending/';
const SEQUENCE_DIGITS = 15;

/** The record of an entry; names sort by sequence. */
export function entryName(sequence: number): string {
  return ENTRY_PREFIX + String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

/** The record of what a change has to say. */
export function pendingName(id: string): string {
  return PENDING_PREFIX + id;
}

/** The record of a follower's place. */
export function cursorName(follower: string): string {
  return `journal/cursor/${follower}`;
}
