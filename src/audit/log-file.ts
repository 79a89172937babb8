/**
 * Log files: events of one account in one Region, packed as AWS CloudTrail packs them.
 *
 *   {"Records":[<event>,<event>,…]}   gzip
 *
 * An event goes to the account that receives it, in the order of the journal.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Scope } from '../kms/scope.ts';
import type { CloudTrailEvent } from './cloudtrail-event.ts';
import { gzip } from './gzip.ts';
import { decodeTrailLine } from './trail-line.ts';

/** A packed file must fit into a record of the store, sealed and with its name. */
const MAX_PACKED = 900_000;

/** Events of one account in one Region. */
export interface EventGroup extends Scope {
  readonly events: readonly CloudTrailEvent[];
}

/** A file, packed and not. */
export interface LogFile extends EventGroup {
  readonly content: Uint8Array;
  readonly packed: Uint8Array;
}

/** The events of some entries by account and Region, in the order in which these first appear. */
export function groupEvents(entries: readonly JournalEntry[]): readonly EventGroup[] {
  const groups = new Map<string, EventGroup & { readonly events: CloudTrailEvent[] }>();
  for (const line of entries.flatMap(({ events }) => events)) {
    const { event } = decodeTrailLine(line);
    const { recipientAccountId: account, awsRegion: region } = event;
    const key = `${account}/${region}`;
    const group = groups.get(key) ?? { account, region, events: [] };
    groups.set(key, group);
    group.events.push(event);
  }
  return [...groups.values()];
}

/** The file of a group, or several where one would be too large. */
export async function packGroup(
  group: EventGroup,
  maxPacked: number = MAX_PACKED,
): Promise<readonly LogFile[]> {
  const content = concatBytes(
    toUtf8('{"Records":['),
    toUtf8(group.events.map((event) => JSON.stringify(event)).join(',')),
    toUtf8(']}'),
  );
  const packed = await gzip(content);
  if (packed.length <= maxPacked || group.events.length === 1) return [{ ...group, content, packed }];
  const half = Math.ceil(group.events.length / 2);
  return [
    ...(await packGroup({ ...group, events: group.events.slice(0, half) }, maxPacked)),
    ...(await packGroup({ ...group, events: group.events.slice(half) }, maxPacked)),
  ];
}
