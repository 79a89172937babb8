/**
 * Counts of calls: how many of each kind, as the record of a day and a key holds them.
 *
 *   {"key":"arn:aws:kms:…","rows":[["Encrypt","symmetric","arn:aws:iam::…:root",12,1,0]]}
 *
 * A row is operation, price class, principal, calls, errors, calls that cost nothing. Rows are sorted, so that the same
 * counts are the same bytes. A record has so many rows at most: what would be one more is counted under `others`.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { CallNote } from './call-note.ts';
import type { PriceClass } from './prices.ts';

/** A row; see the file's head. */
export type CallRow = readonly [
  operation: string,
  priceClass: PriceClass,
  principal: string,
  calls: number,
  errors: number,
  unbilled: number,
];

/** The record of a day and a key. */
export interface CallCounts {
  /** The key's ARN; absent of calls that touched none. */
  readonly key?: string | undefined;
  readonly rows: readonly CallRow[];
}

/** Who is counted when a key has had too many callers on a day. */
export const OTHERS = 'others';
/** Rows of a record; a row has some 150 bytes. */
export const MAX_ROWS = 1000;

/** Counts that grow. */
export class CallTally {
  readonly key: string | undefined;
  readonly #rows = new Map<string, [string, PriceClass, string, number, number, number]>();

  constructor(key: string | undefined) {
    this.key = key;
  }

  /** Counts a call. */
  count(note: CallNote): void {
    const row = this.#row(note.operation, note.class, note.principal);
    row[3]++;
    if (note.isError === true) row[4]++;
    if (note.isUnbilled === true) row[5]++;
  }

  /** Adds what was counted elsewhere. */
  add(rows: readonly CallRow[]): void {
    for (const [operation, priceClass, principal, calls, errors, unbilled] of rows) {
      const row = this.#row(operation, priceClass, principal);
      row[3] += calls;
      row[4] += errors;
      row[5] += unbilled;
    }
  }

  /** What was counted, sorted. */
  counts(): CallCounts {
    const names = [...this.#rows.keys()].sort();
    const rows = names.map((name) => this.#rows.get(name) as CallRow);
    return { ...(this.key === undefined ? {} : { key: this.key }), rows };
  }

  #row(
    operation: string,
    priceClass: PriceClass,
    principal: string,
  ): [string, PriceClass, string, number, number, number] {
    const name = `${operation} ${priceClass} ${principal}`;
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    if (this.#rows.size >= MAX_ROWS && principal !== OTHERS) return this.#row(operation, priceClass, OTHERS);
    const row: [string, PriceClass, string, number, number, number] = [
      operation,
      priceClass,
      principal,
      0,
      0,
      0,
    ];
    this.#rows.set(name, row);
    return row;
  }
}

export function encodeCounts(counts: CallCounts): Uint8Array {
  return toUtf8(JSON.stringify(counts));
}

export function decodeCounts(bytes: Uint8Array): CallCounts {
  return JSON.parse(fromUtf8(bytes)) as CallCounts;
}
