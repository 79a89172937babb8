/**
 * Usage and what it costs: the counts of calls and the hours of keys, priced, as a bill would have them.
 *
 * The free requests of an account and month go to its earliest days, and within a day by the names of its records, over
 * all Regions; so rows say which of their calls were free, whatever they are grouped by, and add up to the bill. All
 * amounts are exact until they are written: rows, keys and parts with six digits behind the point, bills in cents, each
 * rounded by itself and half up. Written amounts may therefore differ in their last digit from the sum of others.
 *
 * @module
 */
import type { Keystore } from '../keystore/keystore.ts';
import { type Amount, amountOf, formatAmount, shareOf } from './amount.ts';
import { dayOf, firstDayOfMonth, formatDay } from './calendar.ts';
import { type CallRow, decodeCounts } from './call-counts.ts';
import { type DayRange, keyMonthsOf } from './key-hours.ts';
import { keyLives } from './key-lives.ts';
import type { Meter } from './meter.ts';
import { CALLS_PREFIX, type CallsPlace, LAST, readCallsName } from './names.ts';
import { PRICES, type PriceClass, type PriceList } from './prices.ts';
import { daysOf, requireGroup, type UsageGroup, type UsageQuestion } from './usage-question.ts';

const PAGE = 256;
const EXACT_DIGITS = 6;
const BILL_DIGITS = 2;

/** What usage is read from. */
export interface UsageSource {
  readonly keystore: Keystore;
  readonly meter: Meter;
  readonly clock: () => number;
  /** AWS's own when absent. */
  readonly prices?: PriceList | undefined;
}

/** Calls, and dollars as decimal text. */
export interface UsageCounts {
  readonly calls: number;
  /** Those that were refused or failed. */
  readonly errors: number;
  /** Those that cost nothing: free ones of the month, refusals that are not charged, calls on AWS owned keys. */
  readonly freeCalls: number;
}

/** The calls of a group, under the name of what they are grouped by: `{ day: '2026-11-27', … }`. */
export type UsageRow = UsageCounts & { readonly usd: string } & { readonly [G in UsageGroup]?: string };

/** What a key cost. */
export interface KeyUsageRow {
  readonly key: string;
  readonly account: string;
  readonly region: string;
  /** Hours in which it was charged, and the same of its rotations, added up. */
  readonly keyHours: number;
  readonly rotationHours: number;
  readonly usd: string;
}

/** What calls and keys cost together; `usd` is in cents. */
export interface UsageTotals extends UsageCounts {
  readonly requestsUsd: string;
  readonly keysUsd: string;
  readonly usd: string;
}

/** The bill of an account for a month, as far as the days that were asked for are in it. */
export interface Invoice extends UsageTotals {
  readonly account: string;
  /** `YYYY-MM`. */
  readonly month: string;
}

/** See the file's head. Lists are sorted, so that the same usage is the same text. */
export interface UsageReport {
  readonly from: string;
  readonly to: string;
  readonly by: UsageGroup;
  readonly currency: 'USD';
  readonly pricesOf: Pick<PriceList, 'date' | 'region' | 'source'>;
  readonly rows: readonly UsageRow[];
  readonly keys: readonly KeyUsageRow[];
  readonly invoices: readonly Invoice[];
  readonly totals: UsageTotals;
}

/** Calls and their exact price, as they add up. */
interface Sum {
  calls: number;
  errors: number;
  freeCalls: number;
  requests: Amount;
  keys: Amount;
}

/**
 * What was used, and what it costs.
 *
 * @throws {RangeError} A day or a group is none.
 * @throws {StoreUnavailableError} What is not counted yet cannot be.
 */
export async function readUsage(source: UsageSource, question: UsageQuestion = {}): Promise<UsageReport> {
  const { meter, clock, prices = PRICES } = source;
  const by = requireGroup(question.by ?? 'class');
  const range = daysOf(question, dayOf(clock()));
  await meter.catchUp();
  const bills = new Map<string, Sum>();
  const rows = await readRows(source, { range, by, account: question.account, prices }, bills);
  const keys = await readKeys(source, range, question.account, prices, bills);
  return {
    from: formatDay(range.fromDay),
    to: formatDay(range.toDay),
    by,
    currency: prices.currency,
    pricesOf: { date: prices.date, region: prices.region, source: prices.source },
    rows,
    keys,
    invoices: sorted(bills).map(([name, sum]) => invoiceOf(name, sum)),
    totals: totalsOf(sumOf([...bills.values()])),
  };
}

/** What rows are made of. */
interface RowsWanted {
  readonly range: DayRange;
  readonly by: UsageGroup;
  readonly account: string | undefined;
  readonly prices: PriceList;
}

async function readRows(
  { keystore }: UsageSource,
  { range, by, account, prices }: RowsWanted,
  bills: Map<string, Sum>,
): Promise<readonly UsageRow[]> {
  const sums = new Map<string, Sum>();
  const price = pricing(prices);
  // Free requests are given from the first day of a month, whatever was asked for.
  const read = { fromDay: firstDayOfMonth(range.fromDay), toDay: range.toDay };
  const from = formatDay(range.fromDay);
  for await (const { place, key, rows } of callRecords(keystore, account, read)) {
    for (const row of rows) {
      const priced = price(place, row);
      if (place.day < from) continue;
      addTo(sums, groupOf(by, place, key, row), priced);
      addTo(bills, billName(place.account, place.day), priced);
    }
  }
  return sorted(sums).map(([name, { calls, errors, freeCalls, requests }]) => ({
    [by]: name,
    calls,
    errors,
    freeCalls,
    usd: formatAmount(requests, EXACT_DIGITS),
  }));
}

/** Prices rows in the order of their records: what is free is given to those that come first. */
function pricing(prices: PriceList): (place: CallsPlace, row: CallRow) => Sum {
  const each = new Map<PriceClass, Amount>();
  for (const [name, dollars] of Object.entries(prices.perTenThousand)) {
    each.set(name as PriceClass, shareOf(amountOf(dollars), 10_000));
  }
  let bill = '';
  let left = 0;
  return ({ account, day }, [, priceClass, , calls, errors, unbilled]) => {
    const name = billName(account, day);
    if (name !== bill) left = prices.freeRequests;
    bill = name;
    const amount = each.get(priceClass) ?? 0n;
    const chargeable = amount === 0n ? 0 : calls - unbilled;
    const given = prices.freeClasses.includes(priceClass) ? Math.min(left, chargeable) : 0;
    left -= given;
    const charged = chargeable - given;
    return { calls, errors, freeCalls: calls - charged, requests: amount * BigInt(charged), keys: 0n };
  };
}

function groupOf(by: UsageGroup, place: CallsPlace, key: string | undefined, row: CallRow): string {
  const [operation, priceClass, principal] = row;
  return { ...place, key: key ?? 'none', operation, class: priceClass, principal }[by];
}

async function readKeys(
  { keystore, clock }: UsageSource,
  range: DayRange,
  account: string | undefined,
  prices: PriceList,
  bills: Map<string, Sum>,
): Promise<readonly KeyUsageRow[]> {
  const rows: KeyUsageRow[] = [];
  for await (const life of keyLives(keystore, account, clock())) {
    const months = keyMonthsOf(life, range, prices);
    if (months.length === 0) continue;
    for (const { month, amount } of months)
      addTo(bills, billName(life.account, month), { ...NOTHING, keys: amount });
    rows.push({
      key: life.keyArn,
      account: life.account,
      region: life.region,
      keyHours: months.reduce((sum, { keyHours }) => sum + keyHours, 0),
      rotationHours: months.reduce((sum, { rotationHours }) => sum + rotationHours, 0),
      usd: formatAmount(
        months.reduce((sum, { amount }) => sum + amount, 0n),
        EXACT_DIGITS,
      ),
    });
  }
  return rows.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

const NOTHING: Sum = { calls: 0, errors: 0, freeCalls: 0, requests: 0n, keys: 0n };

function addTo(sums: Map<string, Sum>, name: string, more: Sum): void {
  sums.set(name, sumOf([sums.get(name) ?? NOTHING, more]));
}

function sumOf(sums: readonly Sum[]): Sum {
  const total = { ...NOTHING };
  for (const { calls, errors, freeCalls, requests, keys } of sums) {
    total.calls += calls;
    total.errors += errors;
    total.freeCalls += freeCalls;
    total.requests += requests;
    total.keys += keys;
  }
  return total;
}

/** An account and a month; a day names its month. */
function billName(account: string, day: string): string {
  return `${account} ${day.slice(0, 7)}`;
}

function invoiceOf(name: string, sum: Sum): Invoice {
  const [account = '', month = ''] = name.split(' ');
  return { account, month, ...totalsOf(sum) };
}

function totalsOf({ calls, errors, freeCalls, requests, keys }: Sum): UsageTotals {
  return {
    calls,
    errors,
    freeCalls,
    requestsUsd: formatAmount(requests, EXACT_DIGITS),
    keysUsd: formatAmount(keys, EXACT_DIGITS),
    usd: formatAmount(requests + keys, BILL_DIGITS),
  };
}

function sorted(sums: Map<string, Sum>): readonly (readonly [string, Sum])[] {
  return [...sums].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

interface CallsRecord {
  readonly place: CallsPlace;
  readonly key: string | undefined;
  readonly rows: readonly CallRow[];
}

/** The records of some days, account by account; what lies between is leapt over. */
async function* callRecords(
  keystore: Keystore,
  account: string | undefined,
  range: DayRange,
): AsyncGenerator<CallsRecord> {
  const from = formatDay(range.fromDay);
  const to = formatDay(range.toDay);
  const prefix = account === undefined ? CALLS_PREFIX : `${CALLS_PREFIX}${account}/`;
  let after: string | undefined;
  for (;;) {
    const page = await keystore.list(prefix, after, PAGE, false);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.name;
    for (const { name, value } of page) {
      const place = readCallsName(name);
      if (place.day >= from && place.day <= to) yield { place, ...keyed(decodeCounts(value)) };
    }
    after = leapt(last.name, from, to);
  }
}

function keyed({ key, rows }: ReturnType<typeof decodeCounts>): Pick<CallsRecord, 'key' | 'rows'> {
  return { key, rows };
}

/** Where to read on: at the first day of an account that has not come to it, or behind an account that is past the last. */
function leapt(name: string, from: string, to: string): string {
  const { account, day } = readCallsName(name);
  if (day > to) return `${CALLS_PREFIX}${account}/${LAST}`;
  return day < from ? `${CALLS_PREFIX}${account}/${from}` : name;
}
