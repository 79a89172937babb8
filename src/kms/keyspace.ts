/**
 * The names under which the service keeps its records. Names are in clear in the store; values are sealed.
 *
 *   key/<account>/<region>/<key id>                         a key: metadata, policy, tags, sealed backing keys
 *   alias/<account>/<region>/<name without alias/>          an alias and its target
 *   usage/<account>/<region>/<key id>                       when the key was last used
 *   material/<region>/<material id, 64 hex>                 whose material it is: how Decrypt finds a symmetric key
 *   grant/<account>/<region>/<key id>/<grant id, 64 hex>    a grant on a key
 *   grantee/<account>/<region>/<key id>/<grantee>/<grant id>   a key's grants by whom they permit something
 *   named-grant/<account>/<region>/<key id>/<digest, 64 hex>   the grant that a repeated request of that name made
 *   grant-count/<account>/<region>/<key id>/<hex digit>     how many grants there are whose ids begin with the digit
 *   retirable/<region>/<retiring principal>/<account>/<key id>/<grant id>   grants by whom may retire them
 *   custom-key-stores/<account>/<region>                    every custom key store of an account and Region
 *   store-key/<account>/<region>/<store id>/<key id, or the external key's id>   a key in a custom key store
 *   due/<time in ms, 15 digits>/<kind>/<account>/<region>/<key id>   what falls due, of every kind in one queue
 *
 * @module
 */
import type { Scope } from './scope.ts';

/** A key by the names of its records. */
interface KeyPlace extends Scope {
  readonly keyId: string;
}

/**
 * The record of a key.
 *
 * @example
 * keyName({ account: '111122223333', region: 'us-east-1' }, 'x'); // 'key/111122223333/us-east-1/x'
 */
export function keyName(scope: Scope, keyId: string): string {
  return keyPrefix(scope) + keyId;
}

/** What the records of all keys begin with; an account and a slash make it those of the account. */
export const KEYS_PREFIX = 'key/';

/** What the records of a scope's keys begin with. */
export function keyPrefix({ account, region }: Scope): string {
  return `${KEYS_PREFIX}${account}/${region}/`;
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

/** The records that grants leave under their key; each kind is one prefix, so that all of a key are found and erased. */
export type GrantRecordKind = 'grant' | 'grantee' | 'named-grant' | 'grant-count';

/** What the records of one kind of a key's grants begin with. */
export function grantPrefix(kind: GrantRecordKind, { account, region, keyId }: KeyPlace): string {
  return `${kind}/${account}/${region}/${keyId}/`;
}

/** The record of a grant. */
export function grantName(key: KeyPlace, grantId: string): string {
  return grantPrefix('grant', key) + grantId;
}

/** What the records begin with that lead to the grants of a key that permit somebody something. */
export function granteePrefix(key: KeyPlace, party: string): string {
  return `${grantPrefix('grantee', key)}${partyInName(party)}/`;
}

/** What the records begin with that lead to the grants of a Region, or of an account in it, that somebody may retire. */
export function retirablePrefix(region: string, party: string, account?: string): string {
  const place = account === undefined ? '' : `${account}/`;
  return `retirable/${region}/${partyInName(party)}/${place}`;
}

/** The record that leads from a retiring principal to a grant. */
export function retirableName(key: KeyPlace, party: string, grantId: string): string {
  return `${retirablePrefix(key.region, party, key.account)}${key.keyId}/${grantId}`;
}

/** ARNs have slashes, which part names here, and never a tilde (PrincipalIdType of the service model). */
function partyInName(party: string): string {
  return party.replaceAll('/', '~');
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
