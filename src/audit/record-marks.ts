/**
 * Marks of records: what a digest keeps of each record of a log file, so that whoever finds the file altered can say which
 * record it was.
 *
 * A mark is the first four hex digits of the SHA-256 of a record's JSON. It proves nothing: that a file was altered is
 * known from the hash of the whole file, and one record in 65,536 that was altered keeps its mark by chance. It never
 * decides whether a trail is whole.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import type { Engine } from '../crypto/engine.ts';
import { sha256Hex } from './digest.ts';

/** Hex digits of one record. */
export const MARK_LENGTH = 4;

/** The marks of some records, one after the other, in their order. */
export async function marksOf(engine: Engine, records: readonly unknown[]): Promise<string> {
  const hashes = await Promise.all(
    records.map((record) => sha256Hex(engine, toUtf8(JSON.stringify(record)))),
  );
  return hashes.map((hash) => hash.slice(0, MARK_LENGTH)).join('');
}

/** Where records that are there first differ from those that were delivered; places are counted from 0. */
export type Difference =
  | { readonly kind: 'altered' | 'extra' | 'missing'; readonly at: number }
  /** The record that is there stood at `from`. */
  | { readonly kind: 'reordered'; readonly at: number; readonly from: number };

/**
 * The first place where the marks that are there are not those that were delivered; nothing when they are the same.
 *
 * @example
 * firstDifference('00aa00bb00cc', '00aa00cc'); // { kind: 'missing', at: 1 }
 */
export function firstDifference(delivered: string, present: string): Difference | undefined {
  const [before, now] = [split(delivered), split(present)];
  const at = before.findIndex((mark, i) => now[i] !== mark);
  if (at < 0) return now.length > before.length ? { kind: 'extra', at: before.length } : undefined;
  const [lost, found] = [before[at] as string, now[at]];
  const isFoundLater = now.includes(lost, at);
  if (found === undefined || (before.includes(found, at) && !isFoundLater)) return { kind: 'missing', at };
  if (!isFoundLater) return { kind: 'altered', at };
  const from = before.indexOf(found, at);
  return from < 0 || isDoubled(found, before, now) ? { kind: 'extra', at } : { kind: 'reordered', at, from };
}

/** There are more of it than there were. */
function isDoubled(mark: string, before: readonly string[], now: readonly string[]): boolean {
  const count = (marks: readonly string[]): number => marks.filter((one) => one === mark).length;
  return count(now) > count(before);
}

function split(marks: string): readonly string[] {
  return Array.from({ length: marks.length / MARK_LENGTH }, (_, i) =>
    marks.slice(i * MARK_LENGTH, (i + 1) * MARK_LENGTH),
  );
}
