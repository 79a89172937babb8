/**
 * The plan of a log file: under which name it will lie, and what its digest will say of it.
 *
 * @module
 */
import type { Engine } from '../crypto/engine.ts';
import type { Random } from '../crypto/primitives.ts';
import type { Plan } from './delivery-records.ts';
import { type Destination, withPrefix } from './destination.ts';
import { type DigestedFile, sha256Hex } from './digest.ts';
import type { LogFile } from './log-file.ts';
import { formatObjectName, secondsOf } from './object-name.ts';
import { marksOf } from './record-marks.ts';

const UNIQUE_LENGTH = 16;
const UNIQUE_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The greatest multiple of 62 in a byte: what is above would favour some characters. */
const FAIR_BYTES = 248;

/** What plans are made with. */
export interface LogPlanTools {
  readonly engine: Engine;
  readonly random: Random;
  readonly destination: Pick<Destination, 'bucket' | 'prefix'>;
}

/** The plan of a file at a time. */
export async function planLogFile(
  { engine, random, destination }: LogPlanTools,
  { account, region, events, content, packed }: LogFile,
  entries: Required<Plan>['entries'],
  atMs: number,
): Promise<Plan> {
  const name = formatObjectName({ kind: 'log', account, region, atMs, unique: uniqueFrom(random) });
  const object = withPrefix(destination, name);
  const times = events.map(({ eventTime }) => eventTime).sort();
  const file: DigestedFile = {
    s3Bucket: destination.bucket,
    s3Object: object,
    hashValue: await sha256Hex(engine, content),
    hashAlgorithm: 'SHA-256',
    newestEventTime: times.at(-1) ?? secondsOf(atMs),
    oldestEventTime: times[0] ?? secondsOf(atMs),
    gzipHashValue: await sha256Hex(engine, packed),
    records: events.length,
    recordMarks: await marksOf(engine, events),
  };
  return { account, region, object, metadata: {}, plannedMs: atMs, entries, file };
}

/** Sixteen letters and digits, each as likely as any other. */
function uniqueFrom(random: Random): string {
  let unique = '';
  while (unique.length < UNIQUE_LENGTH) {
    for (const byte of random(UNIQUE_LENGTH)) {
      if (byte < FAIR_BYTES) unique += UNIQUE_CHARACTERS[byte % UNIQUE_CHARACTERS.length];
    }
  }
  return unique.slice(0, UNIQUE_LENGTH);
}
