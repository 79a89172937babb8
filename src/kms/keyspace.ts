/**
 * The names under which the service keeps its records. Names are in clear in the store; values are sealed.
 *
 *   key/<account>/<region>/<key id>                         a key: metadata, policy, tags, sealed backing keys
 *   alias/<account>/<region>/<name without alias/>          an alias and its target
 *   usage/<account>/<region>/<key id>                       when the key was last used
 *   material/<region>/<material id, 64 hex>                 whose material it is: how Decrypt finds a symmetric key
 *   custom-key-stores/<account>/<region>                    every custom key store of an account and Region
 *   store-key/<account>/<region>/<store id>/<key id, or the external key's id>   a key in a custom key store
 *   due/<time in ms, 15 digits>/<kind>/<account>/<region>/<key id>   what falls due, of every kind in one queue
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

/** The record of a key's last use. */
export function usageName({ account, region }: Scope, keyId: string): string {
  return `usage/${account}/${region}/${keyId}`;
}

/** The record that leads from a material to its key. */
export function materialName(region: string, materialId: string): string {
  return `material/${region}/${materialId}`;
}

/** The record of every custom key store of a scope. */
export function customKeyStoresName({ account, region }: Scope): string {
  return `custom-key-stores/${account}/${region}`;
}

/** The record that stands for a key in a custom key store; `id` tells it from the store's other keys. */
export function storeKeyName(scope: Scope, storeId: string, id: string): string {
  return storeKeyPrefix(scope, storeId) + id;
}

/** What the records of a store's keys begin with. */
export function storeKeyPrefix({ account, region }: Scope, storeId: string): string {
  return `store-key/${account}/${region}/${storeId}/`;
}

/** What the records of everything that falls due begin with: their names sort by time. */
export const DUE_PREFIX = 'due/';
const TIME_DIGITS = 15;

/** What can fall due. */
export type DueKind = 'deletion' | 'rotation' | 'expiry';

/** What falls due, when, and of which key. */
export interface Due {
  readonly kind: DueKind;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly scope: Scope;
  readonly keyId: string;
}

/**
 * The record of what falls due.
 *
 * @example
 * const scope = { account: '111122223333', region: 'us-east-1' };
 * dueName({ kind: 'deletion', atMs: 5, scope, keyId: 'x' });
 * // 'due/000000000000005/deletion/111122223333/us-east-1/x'
 */
export function dueName({ kind, atMs, scope: { account, region }, keyId }: Due): string {
  const time = String(atMs).padStart(TIME_DIGITS, '0');
  return `${DUE_PREFIX}${time}/${kind}/${account}/${region}/${keyId}`;
}

/**
 * What {@link dueName} wrote.
 *
 * @example
 * readDueName('due/000000000000005/deletion/111122223333/us-east-1/x').atMs; // 5
 */
export function readDueName(name: string): Due {
  const [time = '', kind = '', account = '', region = '', keyId = ''] = name
    .slice(DUE_PREFIX.length)
    .split('/');
  return { kind: kind as DueKind, atMs: Number(time), scope: { account, region }, keyId };
}
