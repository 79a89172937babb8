/**
 * Whether a log file is, byte for byte, the one that its digest lists.
 *
 * @module
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Destination } from './destination.ts';
import { type DigestedFile, sha256Hex } from './digest.ts';
import { gunzip } from './gzip.ts';
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
  const text = `The log file ${object} was altered: ${reasonOf(file, content, isSameInside)}.`;
  return [{ kind: 'altered', object, text }];
}

/** Undefined: it is no gzip, or one that was cut. */
async function unpack(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await gunzip(bytes, MAX_CONTENT);
  } catch {
    return undefined;
  }
}

function reasonOf(file: DigestedFile, content: Uint8Array | undefined, isSameInside: boolean): string {
  if (content === undefined) return 'it cannot be unpacked';
  if (isSameInside) return 'its records are the same and its packing is another';
  const records = countRecords(content);
  if (records === undefined) return 'it cannot be read as records any more';
  if (records === file.records)
    return `it has its ${records} records, and some of them are not what they were`;
  return `it has ${records} records, and ${file.records} were delivered`;
}

function countRecords(content: Uint8Array): number | undefined {
  try {
    const value = JSON.parse(fromUtf8(content)) as { readonly Records?: unknown };
    return Array.isArray(value.Records) ? value.Records.length : undefined;
  } catch {
    return undefined;
  }
}
