/**
 * The names of delivered files, as AWS CloudTrail gives them to objects in a bucket.
 *
 *   [prefix/]AWSLogs/<account>/CloudTrail/<region>/YYYY/MM/DD/
 *       <account>_CloudTrail_<region>_<YYYYMMDDTHHmmZ>_<16 letters and digits>.json.gz
 *   [prefix/]AWSLogs/<account>/CloudTrail-Digest/<region>/YYYY/MM/DD/
 *       <account>_CloudTrail-Digest_<region>_<trail>_<home region>_<YYYYMMDDTHHmmssZ>.json.gz
 *
 * Source: CloudTrail User Guide, "CloudTrail log file name format", "CloudTrail digest file structure".
 *
 * @module
 */
import type { Scope } from '../kms/scope.ts';

/** A trail, as it is named in the names of its digest files. */
export interface TrailName {
  readonly trail: string;
  readonly homeRegion: string;
}

/** What a name says. */
export type ObjectName = Scope & {
  /** The time in the name, in milliseconds since 1970: whole minutes of a log file, whole seconds of a digest file. */
  readonly atMs: number;
} & ({ readonly kind: 'log'; readonly unique: string } | ({ readonly kind: 'digest' } & TrailName));

const ACCOUNT = '(?<account>\\d{12})';
const DAY = '\\d{4}/\\d{2}/\\d{2}/';
const REGION = '(?<region>[a-z0-9-]+)';
const LOG = new RegExp(
  `^AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/${DAY}\\d{12}_CloudTrail_[a-z0-9-]+_(?<time>\\d{8}T\\d{4})Z_(?<unique>[A-Za-z0-9]{16})\\.json\\.gz$`,
);
const DIGEST = new RegExp(
  `^AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/${DAY}\\d{12}_CloudTrail-Digest_[a-z0-9-]+?_(?<trail>[A-Za-z0-9._-]+)_(?<homeRegion>[a-z0-9-]+)_(?<time>\\d{8}T\\d{6})Z\\.json\\.gz$`,
);
const TIME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?$/;

/**
 * The name of a file, without the trail's prefix.
 *
 * @example
 * formatObjectName({ kind: 'log', account: '111122223333', region: 'eu-west-1', atMs: 0, unique: 'a'.repeat(16) });
 * // AWSLogs/111122223333/CloudTrail/eu-west-1/1970/01/01/111122223333_CloudTrail_eu-west-1_19700101T0000Z_aaaaaaaaaaaaaaaa.json.gz
 */
export function formatObjectName(name: ObjectName): string {
  const { account, region } = name;
  const iso = new Date(name.atMs).toISOString();
  const day = iso.slice(0, 10).replaceAll('-', '/');
  const compact = iso.replaceAll(/[-:]/g, '');
  if (name.kind === 'log') {
    const file = `${account}_CloudTrail_${region}_${compact.slice(0, 13)}Z_${name.unique}.json.gz`;
    return `AWSLogs/${account}/CloudTrail/${region}/${day}/${file}`;
  }
  const file = `${account}_CloudTrail-Digest_${region}_${name.trail}_${name.homeRegion}_${compact.slice(0, 15)}Z.json.gz`;
  return `AWSLogs/${account}/CloudTrail-Digest/${region}/${day}/${file}`;
}

/**
 * What a name without the trail's prefix says; `undefined` of what no trail would name so, in this folder.
 *
 * @example
 * parseObjectName('AWSLogs/notes.txt'); // undefined
 */
export function parseObjectName(name: string): ObjectName | undefined {
  const parsed = parseWith(LOG, name, 'log') ?? parseWith(DIGEST, name, 'digest');
  // Everything that is said twice must be the same twice.
  return parsed !== undefined && formatObjectName(parsed) === name ? parsed : undefined;
}

function parseWith(pattern: RegExp, name: string, kind: 'log' | 'digest'): ObjectName | undefined {
  const { time = '', ...said } = pattern.exec(name)?.groups ?? {};
  const parts = TIME.exec(time);
  if (parts === null) return undefined;
  const [, y, mo, d, h, mi, s = '00'] = parts;
  const atMs = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  if (Number.isNaN(atMs)) return undefined;
  return { ...said, kind, atMs } as unknown as ObjectName;
}

/**
 * A trail's name by where it delivers to: letters, digits, `.`, `_` and `-`, 3 to 128 of them.
 *
 * @example
 * trailNameOf('my-bucket', 'logs/kms'); // 'my-bucket-logs-kms'
 */
export function trailNameOf(bucket: string, prefix: string): string {
  const name = [bucket, prefix].filter((part) => part !== '').join('-');
  return name
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .slice(0, 128)
    .padEnd(3, '-');
}

/** A time as digest files and events write it: ISO 8601 in UTC, whole seconds. */
export function secondsOf(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
