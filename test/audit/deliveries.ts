/** Deliveries of tests: a journal with events, a destination in memory that can fail, and what arrived there. */
import type { CloudTrailEvent } from '../../src/audit/cloudtrail-event.ts';
import { Delivery, type DeliveryOptions } from '../../src/audit/delivery.ts';
import type { Destination, StoredObject } from '../../src/audit/destination.ts';
import type { Digest } from '../../src/audit/digest.ts';
import { gunzip } from '../../src/audit/gzip.ts';
import { parseObjectName } from '../../src/audit/object-name.ts';
import { SigningKeys } from '../../src/audit/signing-keys.ts';
import { encodeTrailLine } from '../../src/audit/trail-line.ts';
import { fromUtf8 } from '../../src/bytes/utf8.ts';
import { engineNamed } from '../../src/node/engines.ts';
import { type OpenedJournal, openJournal } from '../journal/journals.ts';

export const SCOPE = { account: '111122223333', region: 'eu-west-1' } as const;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** One for all: OpenSSL makes RSA keys quickly, and the tests of the engine are run once. */
export const ENGINE = engineNamed('auto');

export interface MemoryDestination extends Destination {
  readonly objects: Map<string, StoredObject>;
  /** Every put, in order, repeated ones too. */
  readonly puts: string[];
  /** Fails the next puts with this, when set. */
  failure: Error | undefined;
}

export function memoryDestination(bucket = 'trail-bucket', prefix = ''): MemoryDestination {
  const objects = new Map<string, StoredObject>();
  const puts: string[] = [];
  return {
    url: `memory://${bucket}/${prefix}`,
    bucket,
    prefix,
    objects,
    puts,
    failure: undefined,
    async put(name, { bytes, metadata }) {
      if (this.failure !== undefined) throw this.failure;
      puts.push(name);
      objects.set(name, { bytes: bytes.slice(), metadata: { ...metadata } });
    },
    get: async (name) => objects.get(name),
    async *list(prefix) {
      yield [...objects.keys()].filter((name) => name.startsWith(prefix)).sort();
    },
  };
}

/** An event as the trail has it, of some account and Region at some time. */
export function eventAt(atMs: number, parts: Partial<CloudTrailEvent> = {}): CloudTrailEvent {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'Root', accountId: SCOPE.account, arn: `arn:aws:iam::${SCOPE.account}:root` },
    eventTime: new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    eventSource: 'kms.amazonaws.com',
    eventName: 'Encrypt',
    awsRegion: SCOPE.region,
    sourceIPAddress: '192.0.2.1',
    userAgent: 'test',
    requestParameters: null,
    responseElements: null,
    requestID: crypto.randomUUID(),
    eventID: crypto.randomUUID(),
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: SCOPE.account,
    eventCategory: 'Management',
    ...parts,
  };
}

export interface OpenedDelivery extends OpenedJournal {
  readonly keys: SigningKeys;
  readonly destination: MemoryDestination;
  readonly delivery: Delivery;
  readonly news: string[];
  /** Enters an event, now unless its time is given. */
  happen(parts?: Partial<CloudTrailEvent>): Promise<void>;
  /** Delivery as a process that starts has it. */
  restart(parts?: Partial<DeliveryOptions>): Promise<Delivery>;
}

/** Delivery of a new journal, to memory. */
export async function openDelivery(
  parts: Partial<DeliveryOptions> = {},
  house: Parameters<typeof openJournal>[1] = {},
  lifeMs?: number,
): Promise<OpenedDelivery> {
  const opened = await openJournal({ engine: ENGINE }, { engine: ENGINE, ...house });
  const { journal, keystore, clock } = opened;
  const destination = memoryDestination();
  const keys = new SigningKeys({ keystore, engine: ENGINE, lifeMs });
  const news: string[] = [];
  const options: DeliveryOptions = {
    journal,
    keystore,
    engine: ENGINE,
    clock: () => clock.nowMs,
    keys,
    destination,
    scope: SCOPE,
    onNews: (sentence) => void news.push(sentence),
    ...parts,
  };
  const restart = async (others: Partial<DeliveryOptions> = {}): Promise<Delivery> =>
    await Delivery.open({ ...options, ...others });
  const happen = async (event: Partial<CloudTrailEvent> = {}): Promise<void> =>
    await journal.append([encodeTrailLine({ event: eventAt(clock.nowMs, event) })]);
  return { ...opened, keys, destination, news, happen, restart, delivery: await restart() };
}

export async function contentOf({ bytes }: StoredObject): Promise<unknown> {
  return JSON.parse(fromUtf8(await gunzip(bytes, 100_000_000)));
}

/** The names of what was delivered, in their order. */
export function filesIn({ objects }: MemoryDestination, kind: 'log' | 'digest'): readonly string[] {
  return [...objects.keys()].filter((name) => parseObjectName(name)?.kind === kind).sort();
}

/** The event names in every log file, in the order of delivery. */
export async function deliveredEvents(destination: MemoryDestination): Promise<readonly CloudTrailEvent[]> {
  const events: CloudTrailEvent[] = [];
  for (const [name, object] of destination.objects) {
    if (parseObjectName(name)?.kind !== 'log') continue;
    events.push(...((await contentOf(object)) as { Records: CloudTrailEvent[] }).Records);
  }
  return events;
}

export async function digestsIn(destination: MemoryDestination): Promise<readonly Digest[]> {
  const names = filesIn(destination, 'digest');
  return await Promise.all(
    names.map(async (name) => (await contentOf(destination.objects.get(name) as StoredObject)) as Digest),
  );
}
