/** Random changes of a delivered trail, and whether verification can be expected to see them without an anchor. */
import type { StoredObject } from '../../src/audit/destination.ts';
import { gunzip, gzip, storedGzip } from '../../src/audit/gzip.ts';
import { parseObjectName } from '../../src/audit/object-name.ts';
import { verifyTrail } from '../../src/audit/verify.ts';
import type { VerifyReport } from '../../src/audit/verify-report.ts';
import { fromUtf8, toUtf8 } from '../../src/bytes/utf8.ts';
import {
  ENGINE,
  HOUR_MS,
  type MemoryDestination,
  MINUTE_MS,
  memoryDestination,
  type OpenedDelivery,
  openDelivery,
} from './deliveries.ts';

type Objects = Map<string, StoredObject>;
type Random = () => number;

/** Whether the files alone give it away, or only a hash that was kept elsewhere. */
export type Visibility = 'visible' | 'by anchor';

/** Changes the objects; `undefined` when it happened to change nothing. */
type Change = (objects: Objects, random: Random) => Promise<Visibility | undefined> | Visibility | undefined;

const OTHER = { recipientAccountId: '444455556666', awsRegion: 'us-east-1' };

/** A trail of two accounts over three hours, its keys and anchors, and two forks: by the service itself, by a stranger. */
export interface Target {
  readonly objects: Objects;
  readonly keys: Awaited<ReturnType<OpenedDelivery['keys']['list']>>;
  readonly anchors: readonly string[];
  readonly ownFork: Objects;
  readonly strangersFork: Objects;
}

export async function prepareTarget(): Promise<Target> {
  const opened = await openDelivery();
  await deliverHours(opened);
  const objects = new Map(opened.destination.objects);
  const keys = await opened.keys.list();
  const report = await verifyObjects(objects, { keys });
  if (report.findings.length > 0) throw new Error('the trail is not whole to begin with');
  const anchors = report.covered.map(({ anchor }) => anchor ?? '');
  return { objects, keys, anchors, ...(await forksOf(opened)) };
}

async function deliverHours({ delivery, happen, clock }: OpenedDelivery): Promise<void> {
  await happen();
  await happen(OTHER);
  await delivery.pump(true);
  for (let hour = 0; hour < 2; hour++) {
    clock.nowMs += 10 * MINUTE_MS;
    for (let i = 0; i < 3; i++) await happen(i === 1 ? OTHER : {});
    clock.nowMs += HOUR_MS;
    await delivery.pump();
  }
}

/** The same bucket and names of trails, made by whoever has the store and its root key, and by whoever has not. */
async function forksOf(opened: OpenedDelivery): Promise<Pick<Target, 'ownFork' | 'strangersFork'>> {
  const forked = { ...memoryDestination(), url: 'memory://fork' };
  const fork = await opened.restart({ destination: forked });
  await fork.pump(true);
  const stranger = await openDelivery();
  await deliverHours(stranger);
  return { ownFork: forked.objects, strangersFork: stranger.destination.objects };
}

export async function verifyObjects(
  objects: Objects,
  { keys, anchors }: { keys: Target['keys']; anchors?: readonly string[] },
): Promise<VerifyReport> {
  const destination: MemoryDestination = { ...memoryDestination(), objects };
  const whole = {
    ...destination,
    get: async (name: string) => objects.get(name),
    async *list() {
      yield [...objects.keys()].sort();
    },
  };
  return await verifyTrail({ engine: ENGINE, destination: whole, keys, anchors });
}

const CHANGES: Readonly<Record<string, (target: Target) => Change>> = {
  'a bit': () => (objects, random) =>
    edit(objects, random, (bytes) => {
      const i = below(bytes.length, random);
      bytes[i] = (bytes[i] as number) ^ (1 << below(8, random));
      return bytes;
    }),
  'bytes cut off': () => (objects, random) =>
    edit(objects, random, (bytes) => bytes.slice(0, below(bytes.length, random))),
  'bytes put in': () => (objects, random) =>
    edit(objects, random, (bytes) => {
      const at = below(bytes.length + 1, random);
      return Uint8Array.from([...bytes.slice(0, at), below(256, random), ...bytes.slice(at)]);
    }),
  'a file removed': () => (objects, random) => {
    const name = pick([...objects.keys()], random);
    const isLast = lastDigests(objects).has(name);
    objects.delete(name);
    return isLast ? 'by anchor' : 'visible';
  },
  'two files exchanged': () => (objects, random) => {
    const [a, b] = [pick([...objects.keys()], random), pick([...objects.keys()], random)];
    if (a === b) return undefined;
    const first = objects.get(a) as StoredObject;
    objects.set(a, objects.get(b) as StoredObject);
    objects.set(b, first);
    return 'visible';
  },
  'a file renamed': () => (objects, random) => {
    const name = pick([...objects.keys()], random);
    const object = objects.get(name) as StoredObject;
    objects.delete(name);
    objects.set(otherName(name, random), object);
    return 'visible';
  },
  'a file doubled': () => (objects, random) => {
    const name = pick([...objects.keys()], random);
    objects.set(otherName(name, random), objects.get(name) as StoredObject);
    return 'visible';
  },
  'the signature of a digest': () => (objects, random) => {
    const name = pick(digestsOf(objects), random);
    const object = objects.get(name) as StoredObject;
    const digits = [...(object.metadata['signature'] ?? '')];
    const i = below(digits.length, random);
    digits[i] = ((Number.parseInt(digits[i] ?? '0', 16) + 1 + below(15, random)) % 16).toString(16);
    objects.set(name, { ...object, metadata: { ...object.metadata, signature: digits.join('') } });
    return 'visible';
  },
  'the records of a file': () => async (objects, random) => {
    const name = pick(logsOf(objects), random);
    return await editRecords(objects, name, random);
  },
  'a record, and the digest that covers it': () => async (objects, random) => {
    const name = pick(logsOf(objects), random);
    await editRecords(objects, name, random);
    return await forgetFile(objects, name);
  },
  'a file, and the digest that covers it': () => async (objects, random) => {
    const name = pick(logsOf(objects), random);
    objects.delete(name);
    return await forgetFile(objects, name);
  },
  'the beginning cut off': () => (objects, random) => {
    const digests = pick(chainsOf(objects), random);
    for (const name of digests.slice(0, 1 + below(digests.length - 1, random))) objects.delete(name);
    return 'visible';
  },
  'the end cut off, digests and all': () => (objects, random) => {
    const first = parseObjectName(pick(digestsOf(objects), random))?.atMs ?? 0;
    for (const name of [...objects.keys()]) {
      if ((parseObjectName(name)?.atMs ?? 0) >= Math.floor(first / MINUTE_MS) * MINUTE_MS)
        objects.delete(name);
    }
    return 'by anchor';
  },
  'a fork by the service itself': (target) => (objects) => {
    replaceAll(objects, target.ownFork);
    return 'by anchor';
  },
  'a fork by a stranger': (target) => (objects) => {
    replaceAll(objects, target.strangersFork);
    return 'visible';
  },
};

/** The kinds of change there are. */
export const KINDS: readonly string[] = Object.keys(CHANGES);

/** What became of a change: seen from the files alone, named as unproven, seen by an anchor, or, as must not be, by nothing. */
export type Outcome = 'seen' | 'named as unproven' | 'seen by anchor' | 'UNSEEN';

/** One random change, verified. `undefined`: it changed nothing. */
export async function tamperOnce(target: Target, kind: string, random: Random): Promise<Outcome | undefined> {
  const objects: Objects = new Map(target.objects);
  const visibility = await CHANGES[kind]?.(target)(objects, random);
  if (visibility === undefined || isSame(objects, target.objects)) return undefined;
  const report = await verifyObjects(objects, target);
  const alone = report.findings.filter((finding) => finding.kind !== 'anchor');
  if (alone.length > 0) return 'seen';
  if (report.findings.length > 0) return visibility === 'by anchor' ? 'seen by anchor' : 'UNSEEN';
  return report.uncovered.length > 0 ? 'named as unproven' : 'UNSEEN';
}

function isSame(a: Objects, b: Objects): boolean {
  return a.size === b.size && [...a].every(([name, object]) => b.get(name) === object);
}

function edit(objects: Objects, random: Random, change: (bytes: Uint8Array) => Uint8Array): Visibility {
  const name = pick([...objects.keys()], random);
  const object = objects.get(name) as StoredObject;
  objects.set(name, { ...object, bytes: change(object.bytes.slice()) });
  return 'visible';
}

async function editRecords(objects: Objects, name: string, random: Random): Promise<Visibility> {
  const object = objects.get(name) as StoredObject;
  const { Records } = JSON.parse(fromUtf8(await gunzip(object.bytes, 1_000_000))) as {
    Records: Record<string, unknown>[];
  };
  const i = below(Records.length, random);
  const way = below(4, random);
  if (way === 0) Records.splice(i, 1);
  else if (way === 1) Records.splice(i, 0, Records[i] as Record<string, unknown>);
  else if (way === 2 && Records.length > 1) Records.reverse();
  else Records[i] = { ...Records[i], eventName: `Other${below(1e6, random)}` };
  objects.set(name, { ...object, bytes: await gzip(toUtf8(JSON.stringify({ Records }))) });
  return 'visible';
}

/** Takes a file out of the digest that lists it; whoever has no key cannot sign that. */
async function forgetFile(objects: Objects, file: string): Promise<Visibility> {
  for (const name of digestsOf(objects)) {
    const object = objects.get(name) as StoredObject;
    const digest = JSON.parse(fromUtf8(await gunzip(object.bytes, 1_000_000))) as {
      logFiles: { s3Object: string }[];
    };
    const logFiles = digest.logFiles.filter(({ s3Object }) => s3Object !== file);
    if (logFiles.length === digest.logFiles.length) continue;
    objects.set(name, { ...object, bytes: storedGzip(toUtf8(JSON.stringify({ ...digest, logFiles }))) });
  }
  return 'visible';
}

function replaceAll(objects: Objects, others: Objects): void {
  objects.clear();
  for (const [name, object] of others) objects.set(name, object);
}

function logsOf(objects: Objects): readonly string[] {
  return [...objects.keys()].filter((name) => parseObjectName(name)?.kind === 'log');
}

function digestsOf(objects: Objects): readonly string[] {
  return [...objects.keys()].filter((name) => parseObjectName(name)?.kind === 'digest');
}

function chainsOf(objects: Objects): readonly (readonly string[])[] {
  const chains = new Map<string, string[]>();
  for (const name of [...digestsOf(objects)].sort()) {
    const account = parseObjectName(name)?.account ?? '';
    chains.set(account, [...(chains.get(account) ?? []), name]);
  }
  return [...chains.values()];
}

function lastDigests(objects: Objects): ReadonlySet<string> {
  return new Set(chainsOf(objects).map((chain) => chain.at(-1) ?? ''));
}

/** Another name of the same kind, not later than the newest digest. */
function otherName(name: string, random: Random): string {
  if (parseObjectName(name)?.kind === 'log') {
    return name.replace(/[A-Za-z0-9]{16}\.json/, `${String(below(1e9, random)).padStart(16, 'x')}.json`);
  }
  return name.replace(
    /(\d{2})Z\.json/,
    (_, seconds: string) =>
      `${String((Number(seconds) + 1 + below(59, random)) % 60).padStart(2, '0')}Z.json`,
  );
}

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[below(from.length, random)] as T;
}
