/**
 * The list of keys: pages as ListKeys gives them, with what DescribeKey and ListAliases add, and the filter over them.
 *
 * @module
 */
import type { Answer, Client } from './client.ts';
import { type KeyFacts, readKeyFacts } from './key-facts.ts';

/** One line of the list. */
export interface KeyLine extends KeyFacts {
  readonly aliases: readonly string[];
}

/** One page of the list. */
export interface KeyPage {
  readonly lines: readonly KeyLine[];
  /** Where the next page begins; nothing on the last one. */
  readonly next: string | undefined;
}

const PAGE_SIZE = 50;
/** So many requests are under way at one time. */
const LANES = 6;

/**
 * Reads a page: one ListKeys, then one DescribeKey a key.
 *
 * A key that may be listed and not described has a line all the same, with what is known of it.
 */
export async function readKeyPage(
  client: Client,
  aliases: ReadonlyMap<string, readonly string[]>,
  marker: string | undefined,
): Promise<KeyPage> {
  const page = await client.call('ListKeys', {
    Limit: PAGE_SIZE,
    ...(marker === undefined ? {} : { Marker: marker }),
  });
  const keys = page['Keys'] as readonly Answer[];
  const lines = await inLanes(keys, async (key) => {
    const facts = await describe(client, String(key['KeyArn']));
    return { ...facts, aliases: aliases.get(facts.keyId) ?? [] };
  });
  return { lines, next: page['Truncated'] === true ? String(page['NextMarker']) : undefined };
}

async function describe(client: Client, arn: string): Promise<KeyFacts> {
  try {
    const { KeyMetadata } = await client.call('DescribeKey', { KeyId: arn });
    return readKeyFacts(KeyMetadata as Answer);
  } catch {
    return readKeyFacts({ Arn: arn, KeyId: arn.split('/').at(-1) });
  }
}

/** An asynchronous map with a bounded number of calls at one time; results are in order. */
export async function inLanes<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, items.length) }, lane));
  return results;
}

/**
 * Every page of an operation that lists, one after the other.
 *
 * @param member The member of the answer that is the list.
 * @param most It ends with the page in which so many have come.
 */
export async function readAll(
  client: Client,
  operation: string,
  member: string,
  input: Answer = {},
  most = 1000,
): Promise<readonly Answer[]> {
  const found: Answer[] = [];
  let marker: unknown;
  do {
    const page = await client.call(operation, marker === undefined ? input : { ...input, Marker: marker });
    found.push(...((page[member] ?? []) as readonly Answer[]));
    marker = page['Truncated'] === true ? page['NextMarker'] : undefined;
  } while (marker !== undefined && found.length < most);
  return found;
}

/**
 * The aliases of each key, by its id.
 *
 * @example
 * aliasesByKey([{ AliasName: 'alias/a', TargetKeyId: '1' }]).get('1').join(); // 'alias/a'
 */
export function aliasesByKey(aliases: readonly Answer[]): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const alias of aliases) {
    const target = alias['TargetKeyId'];
    if (target === undefined) continue;
    const names = map.get(String(target)) ?? [];
    names.push(String(alias['AliasName']));
    map.set(String(target), names);
  }
  return map;
}

/** What the list is narrowed by; empty texts narrow nothing. */
export interface KeyFilter {
  /** In id, ARN, alias or description, in any case. */
  readonly text: string;
  readonly state: string;
  readonly spec: string;
}

/**
 * The lines that a filter lets through.
 *
 * @example
 * filterKeys([], { text: 'a', state: '', spec: '' }).length; // 0
 */
export function filterKeys(lines: readonly KeyLine[], { text, state, spec }: KeyFilter): readonly KeyLine[] {
  const wanted = text.trim().toLowerCase();
  return lines.filter((line) => {
    const words = [line.arn, line.description, ...line.aliases].join('\n').toLowerCase();
    const fits = (value: string, choice: string) => choice === '' || value === choice;
    return words.includes(wanted) && fits(line.state, state) && fits(line.spec, spec);
  });
}
