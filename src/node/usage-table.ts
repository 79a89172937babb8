/**
 * Usage as people read it, a table, and as spreadsheets do, CSV.
 *
 * CSV is that of RFC 4180: lines end with CR LF, fields that need it are quoted. A field that a spreadsheet would take for
 * a formula is text here too, since every name in it is an ARN, an operation or a day, of which none begins as one does.
 *
 * @module
 */
import type { KeyUsageRow, UsageReport } from '../metering/usage.ts';

/** Columns by name, and rows of as many fields. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Keys that a table lists; CSV and JSON have all of them. */
const LISTED_KEYS = 20;

/**
 * What was used, as rows that can be added up: calls by group, then the hours of each key.
 *
 * `kind` says which a row is, `calls` or `key`; what does not apply to it is empty.
 */
export function usageTable({ by, rows, keys }: UsageReport): Table {
  return {
    columns: ['kind', 'name', 'calls', 'errors', 'free_calls', 'key_hours', 'rotation_hours', 'usd'],
    rows: [
      ...rows.map((row) => ['calls', row[by] ?? '', ...countsOf(row), '', '', row.usd]),
      ...keys.map((key) => ['key', key.key, '', '', '', ...hoursOf(key), key.usd]),
    ],
  };
}

/**
 * A table as RFC 4180 has it.
 *
 * @example
 * csvOf({ columns: ['a', 'b'], rows: [['x,y', '1']] }); // 'a,b\r\n"x,y",1\r\n'
 */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((fields) => `${fields.map(quoted).join(',')}\r\n`).join('');
}

/** The report for a terminal: calls, keys, and the bill. */
export function tableOf(report: UsageReport): string {
  const { from, to, by, rows, keys, invoices, totals, pricesOf } = report;
  const calls = {
    columns: [by, 'calls', 'errors', 'free', 'USD'],
    rows: rows.map((row) => [row[by] ?? '', ...countsOf(row), row.usd]),
  };
  const dearest = [...keys].sort((a, b) => Number(b.usd) - Number(a.usd)).slice(0, LISTED_KEYS);
  const hours = {
    columns: ['key', 'hours', 'rotation hours', 'USD'],
    rows: dearest.map((key) => [key.key, ...hoursOf(key), key.usd]),
  };
  const bill = {
    columns: ['month', 'account', 'calls', 'free', 'requests USD', 'keys USD', 'USD'],
    rows: [
      ...invoices.map((one) => [
        one.month,
        one.account,
        String(one.calls),
        String(one.freeCalls),
        one.requestsUsd,
        one.keysUsd,
        one.usd,
      ]),
      [
        'total',
        '',
        String(totals.calls),
        String(totals.freeCalls),
        totals.requestsUsd,
        totals.keysUsd,
        totals.usd,
      ],
    ],
  };
  const more =
    keys.length > LISTED_KEYS ? `and ${keys.length - LISTED_KEYS} more: --format csv lists all\n` : '';
  return [
    `Usage from ${from} to ${to} (UTC), at AWS's prices for ${pricesOf.region} of ${pricesOf.date}\n`,
    rows.length === 0 ? 'No calls.\n' : aligned(calls),
    keys.length === 0 ? 'No keys.\n' : `${aligned(hours)}${more}`,
    aligned(bill),
  ].join('\n');
}

function countsOf(row: {
  readonly calls: number;
  readonly errors: number;
  readonly freeCalls: number;
}): string[] {
  return [row.calls, row.errors, row.freeCalls].map(String);
}

function hoursOf({ keyHours, rotationHours }: KeyUsageRow): string[] {
  return [keyHours, rotationHours].map(String);
}

/** Names to the left, numbers to the right. */
function aligned({ columns, rows }: Table): string {
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const isNumber = columns.map((_, i) => rows.every((row) => /^[\d.]*$/.test(row[i] ?? '')));
  const line = (fields: readonly string[]): string =>
    fields
      .map((field, i) =>
        isNumber[i] === true ? field.padStart(widths[i] ?? 0) : field.padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return `${[columns, ...rows].map(line).join('\n')}\n`;
}

/** RFC 4180 §2: in quotes when it holds a quote, a comma or a line break; quotes doubled. */
function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
