/**
 * The names under which the service keeps its records. Names are in clear in the store; values are sealed.
 *
 *   key/<account>/<region>/<key id>                         a key: metadata, policy, tags, sealed backing keys
 *   alias/<account>/<region>/<name without alias/>          an alias and its target
 *   material/<region>/<material id, 64 hex>                 whose material it is: how Decrypt finds a symmetric key
 *   due/deletion/<time in ms, 15 digits>/<account>/<region>/<key id>   a deletion that falls due
 *
 * @module
 */
import type { Scope } from './scope.ts';

/**
 * The record of a key.
 *
 * @example
 * keyName({ account: '111122223333', region: 'us-east-1' }, 'x'); // 'key/111122223333/us-east-1/x'
 */
export function keyName(scope: Scope, keyId: string): string {
  return keyPrefix(scope) + keyId;
}

/** What the records of a scope's keys begin with. */
export function keyPrefix({ account, region }: Scope): string {
  return `key/${account}/${region}/`;
}

/** The record of an alias; the name includes its prefix, `alias/`. */
export function aliasRecordName(scope: Scope, aliasName: string): string {
  return aliasPrefix(scope) + aliasName.slice('alias/'.length);
}

/** What the records of a scope's aliases begin with. */
export function aliasPrefix({ account, region }: Scope): string {
  return `alias/${account}/${region}/`;
}

/** The record that leads from a material to its key. */
export function materialName(region: string, materialId: string): string {
  return `material/${region}/${materialId}`;
}

export const DUE_DELETION_PREFIX = 'due/deletion/';
const TIME_DIGITS = 15;

/** The record of a deletion that falls due; names sort by time. */
export function dueDeletionName(atMs: number, { account, region }: Scope, keyId: string): string {
  return `${DUE_DELETION_PREFIX}${String(atMs).padStart(TIME_DIGITS, '0')}/${account}/${region}/${keyId}`;
}

/** A deletion that falls due, read back from its record's name. */
export interface DueDeletion {
  readonly atMs: number;
  readonly scope: Scope;
  readonly keyId: string;
}

/**
 * What {@link dueDeletionName} wrote.
 *
 * @example
 * readDueDeletionName('due/deletion/000000000000005/111122223333/us-east-1/x').atMs; // 5
 */
export function readDueDeletionName(name: string): DueDeletion {
  const [time = '', account = '', region = '', keyId = ''] = name
    .slice(DUE_DELETION_PREFIX.length)
    .split('/');
  return { atMs: Number(time), scope: { account, region }, keyId };
}
