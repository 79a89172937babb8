/**
 * Usage and what it would cost on AWS: the question, the rows of the answer, and the bars of a chart.
 *
 * This is the one file that knows how `POST /_strongroom/usage` is spelled.
 *
 * @module
 */
import type { Answer } from './client.ts';

export type UsageGrouping = 'operation' | 'key' | 'principal' | 'day';

/** In the order in which they are offered. */
export const USAGE_GROUPINGS: readonly UsageGrouping[] = ['operation', 'key', 'principal', 'day'];

/** One row of a report. */
export interface UsageRow {
  /** The operation, the key, the principal or the day. */
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  /** `undefined` where the service says no price. */
  readonly usd: number | undefined;
}

/** A report. */
export interface UsageReport {
  readonly rows: readonly UsageRow[];
  readonly calls: number;
  /** Of calls and keys together. */
  readonly usd: number | undefined;
  /** Of keys alone: they cost by the hour, whoever calls. */
  readonly keysUsd: number | undefined;
}

/**
 * The request.
 *
 * @param from UTC, `2027-01-31`; empty for the beginning.
 * @param to The last day that counts; empty for today.
 *
 * @example
 * usageRequest('operation', '', '2027-01-31').to; // '2027-01-31'
 */
export function usageRequest(by: UsageGrouping, from: string, to: string): Answer {
  return { ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }), by };
}

/**
 * Reads the answer: days in their order, everything else with the most calls first.
 *
 * @example
 * readUsage('operation', { rows: [{ operation: 'Encrypt', calls: 3, usd: '0.000009' }] }).calls; // 3
 */
export function readUsage(by: UsageGrouping, { rows, totals }: Answer): UsageReport {
  const read = Array.isArray(rows) ? (rows as readonly Answer[]).map((row) => readRow(by, row)) : [];
  const sorted = [...read].sort((a, b) => (by === 'day' ? compare(a.name, b.name) : b.calls - a.calls));
  const { usd, keysUsd } = (totals ?? {}) as Answer;
  return {
    rows: sorted,
    calls: read.reduce((sum, { calls }) => sum + calls, 0),
    usd: dollarsOf(usd),
    keysUsd: dollarsOf(keysUsd),
  };
}

function readRow(by: UsageGrouping, row: Answer): UsageRow {
  const { calls, errors, usd } = row;
  return {
    name: String(row[by] ?? '(none)'),
    calls: Number(calls ?? 0),
    errors: Number(errors ?? 0),
    usd: dollarsOf(usd),
  };
}

/** The service writes dollars as decimal text, exactly. */
function dollarsOf(text: unknown): number | undefined {
  return typeof text === 'string' ? Number(text) : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A bar of a chart. */
export interface Bar {
  readonly row: UsageRow;
  /** Of the longest bar: 0 to 1. */
  readonly share: number;
}

/**
 * The bars of a report.
 *
 * @param most How many at most; what is left is one bar more.
 *
 * @example
 * barsOf([{ name: 'Encrypt', calls: 3, errors: 0, usd: 0 }], 10)[0].share; // 1
 */
export function barsOf(rows: readonly UsageRow[], most: number): readonly Bar[] {
  const shown = rows.length > most ? [...rows.slice(0, most), restOf(rows.slice(most))] : rows;
  const longest = Math.max(1, ...shown.map(({ calls }) => calls));
  return shown.map((row) => ({ row, share: row.calls / longest }));
}

function restOf(rows: readonly UsageRow[]): UsageRow {
  const sum = (value: (row: UsageRow) => number) => rows.reduce((total, row) => total + value(row), 0);
  return {
    name: `${rows.length} others`,
    calls: sum(({ calls }) => calls),
    errors: sum(({ errors }) => errors),
    usd: rows.every(({ usd }) => usd === undefined) ? undefined : sum(({ usd }) => usd ?? 0),
  };
}
