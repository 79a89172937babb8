/**
 * Whether a value of JSON has the members of a digest file: it may be anybody's until its signature was verified.
 *
 * @module
 */
import type { Digest } from './digest.ts';
import { MARK_LENGTH } from './record-marks.ts';

const TEXTS = ['awsAccountId', 'digestS3Bucket', 'digestS3Object', 'digestPublicKeyFingerprint'] as const;
const TIMES = ['digestStartTime', 'digestEndTime'] as const;
const TEXTS_OR_NULL = [
  'previousDigestS3Object',
  'previousDigestHashValue',
  'previousDigestSignature',
] as const;
const FILE_TEXTS = ['s3Object', 'hashValue', 'gzipHashValue'] as const;

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * See the file's head.
 *
 * @example
 * isDigest({ awsAccountId: '111122223333' }); // false
 */
export function isDigest(value: unknown): value is Digest {
  if (!isObject(value)) return false;
  const files = value['logFiles'];
  return (
    TEXTS.every((name) => typeof value[name] === 'string') &&
    TIMES.every((name) => isTime(value[name])) &&
    TEXTS_OR_NULL.every((name) => value[name] === null || typeof value[name] === 'string') &&
    Array.isArray(files) &&
    files.every(isFile)
  );
}

function isFile(file: unknown): boolean {
  if (!isObject(file) || !Number.isSafeInteger(file['records'])) return false;
  return FILE_TEXTS.every((name) => typeof file[name] === 'string') && hasMarks(file);
}

function hasMarks({ records, recordMarks }: Record<string, unknown>): boolean {
  if (recordMarks === undefined) return true;
  return typeof recordMarks === 'string' && recordMarks.length === MARK_LENGTH * Number(records);
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
