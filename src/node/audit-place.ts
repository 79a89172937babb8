/**
 * Places that a trail is delivered to, or lies at, as flags name them: `DIR`, `s3://BUCKET/PREFIX`.
 *
 * @module
 */
import type { Destination } from '../audit/destination.ts';
import type { ParsedCommand } from './flags.ts';
import { folderDestination } from './folder-destination.ts';
import type { Machine } from './machine.ts';
import { s3Destination } from './s3-destination.ts';

/**
 * The destination at a place.
 *
 * @throws {S3UnavailableError} It is a bucket, and the SDK is not installed.
 */
export async function openAuditPlace(
  place: string,
  flags: ParsedCommand['flags'],
  { environment }: Pick<Machine, 'environment'>,
): Promise<Destination> {
  const s3 = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(place);
  if (s3 === null) return folderDestination(place, String(flags['audit-prefix'] ?? ''));
  const [, bucket = '', prefix = ''] = s3;
  const endpoint = flags['audit-endpoint'];
  return await s3Destination({
    bucket,
    prefix,
    region: environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? String(flags.region),
    endpoint: typeof endpoint === 'string' ? endpoint : environment['AWS_ENDPOINT_URL_S3'],
  });
}
