/**
 * Whether a log file is, byte for byte, the one that its digest lists; and where it is not, which record comes first that
 * is missing, altered, added or moved.
 *
 * @module
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Destination } from './destination.ts';
import { type DigestedFile, sha256Hex } from './digest.ts';
import { gunzip } from './gzip.ts';
import { type Difference, firstDifference, marksOf } from './record-marks.ts';
import type { Finding } from './verify-report.ts';

/** No file of the service holds nearly as much. */
const MAX_CONTENT = 256 * 1024 * 1024;

/** What files are checked with. */
export interface LogFileCheck {
  readonly engine: Engine;
  readonly destination: Pick<Destination, 'get'>;
}

/** What is wrong with it; nothing, when nothing is. */
export async function checkLogFile(
  { engine, destination }: LogFileCheck,
  file: DigestedFile,
): Promise<readonly Finding[]> {
  const { s3Object: object } = file;
  const stored = await destination.get(object);
  if (stored === undefined) return [{ kind: 'missing', object, text: `The log file ${object} is gone.` }];
  const isSame = (await sha256Hex(engine, stored.bytes)) === file.gzipHashValue;
  const content = await unpack(stored.bytes);
  const isSameInside = content !== undefined && (await sha256Hex(engine, content)) === file.hashValue;
  if (isSame && isSameInside) return [];
  const reason = isSameInside
    ? 'its records are the same and its packing is another'
    : await reasonOf(engine, file, content);
  return [{ kind: 'altered', object, text: `The log file ${object} was altered: ${reason}.` }];
}

/** Undefined: it is no gzip, or one that was cut. */
async function unpack(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await gunzip(bytes, MAX_CONTENT);
  } catch {
    return undefined;
  }
}

async function reasonOf(
  engine: Engine,
  file: DigestedFile,
  content: Uint8Array | undefined,
): Promise<string> {
  if (content === undefined) return 'it cannot be unpacked';
  const records = recordsIn(content);
  if (records === undefined) return 'it cannot be read as records any more';
  const marks = await marksOf(engine, records);
  const difference = firstDifference(file.recordMarks ?? marks, marks);
  const counts = records.length === file.records ? '' : `; ${records.length} of ${file.records} are there`;
  const what = difference === undefined ? 'no record can be named' : describe(difference, records);
  return `${what}${counts}`;
}

function recordsIn(content: Uint8Array): readonly unknown[] | undefined {
  try {
    const value = JSON.parse(fromUtf8(content)) as { readonly Records?: unknown };
    return Array.isArray(value.Records) ? value.Records : undefined;
  } catch {
    return undefined;
  }
}

/** The first record that is not as it was. */
function describe(difference: Difference, records: readonly unknown[]): string {
  const { kind, at } = difference;
  const record = `record ${at + 1}`;
  if (kind === 'missing') return `${record} is missing, which stood ${placeOf(at, records)}`;
  const named = `${record}, ${nameOf(records[at])},`;
  if (difference.kind === 'reordered') return `${named} was moved: it was record ${difference.from + 1}`;
  return kind === 'extra' ? `${named} was added` : `${named} is not what it was`;
}

function placeOf(at: number, records: readonly unknown[]): string {
  const [before, after] = [records[at - 1], records[at]];
  if (before === undefined && after === undefined) return 'alone';
  if (before === undefined) return `before ${nameOf(after)}`;
  return `after ${nameOf(before)}`;
}

/** What it says of itself: anybody may have written that, so it is cut short and shown as JSON. */
function nameOf(record: unknown): string {
  const { eventID, eventName } = (record ?? {}) as Readonly<Record<string, unknown>>;
  return `${shown(eventName)} ${shown(eventID)}`;
}

const MAX_SHOWN = 64;

function shown(value: unknown): string {
  if (typeof value !== 'string') return '(none)';
  return /^[\w-]+$/.test(value) && value.length <= MAX_SHOWN
    ? value
    : JSON.stringify(value.slice(0, MAX_SHOWN));
}
