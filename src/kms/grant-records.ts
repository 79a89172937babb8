/**
 * The records of a grant: its own, those that lead to it, and the count of a key's grants; written and erased together.
 *
 * How many grants a key has is counted in sixteen records, by the first digit of the grant's id, so that writers seldom
 * meet; near the quota a new grant holds on to all of them. Source of the quota: KMS Developer Guide, "Resource quotas".
 *
 * @module
 */
import { toHex } from '../bytes/hex.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { digestOf } from '../crypto/hash.ts';
import type { Keystore, RecordChange } from '../keystore/keystore.ts';
import type { Condition } from '../store/store.ts';
import { KmsError } from './errors.ts';
import {
  type ContextPairs,
  encodeGrant,
  type Grant,
  type NewGrant,
  partyText,
  type StoredGrant,
} from './grant.ts';
import type { Key } from './key.ts';
import { granteePrefix, grantName, grantPrefix, retirableName } from './keyspace.ts';

/** A key by what its records are named after. */
export type KeyPlace = Pick<Key, 'account' | 'region' | 'keyId'>;

const MAX_GRANTS_OF_KEY = 50_000;
/** From here on a new grant holds on to every count: more writers than are left never race for one key. */
const NEAR_QUOTA: number = MAX_GRANTS_OF_KEY - 1000;
const DIGITS = '0123456789abcdef';
/** The records that lead to a grant are written once and never changed. */
const INDEX_VERSION = 1;

/** Two requests share this name when they are the same in everything; the order of operations and pairs is nothing. */
export function repetitionName(key: KeyPlace, issuingAccount: string, wanted: NewGrant): string {
  const { name, grantee, retiring, operations, constraints } = wanted;
  const parts = [
    issuingAccount,
    name,
    partyText(grantee),
    retiring === undefined ? null : partyText(retiring),
    [...new Set(operations)].sort(),
    constraints?.sourceArn ?? null,
    sortedPairs(constraints?.encryptionContextEquals),
    sortedPairs(constraints?.encryptionContextSubset),
  ];
  const digest = toHex(digestOf('SHA-256', toUtf8(JSON.stringify(parts))));
  return grantPrefix('named-grant', key) + digest;
}

function sortedPairs(pairs: ContextPairs | undefined): readonly (readonly [string, string])[] | null {
  if (pairs === undefined) return null;
  return Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The names of the records that lead to a grant. */
function indexNamesOf(grant: Grant): readonly string[] {
  const { grantee, retiring, grantId } = grant;
  const names = [granteePrefix(grant, partyText(grantee)) + grantId];
  if (retiring !== undefined) names.push(retirableName(grant, partyText(retiring), grantId));
  return names;
}

/** What is written for a new grant, its count apart. */
export function birthOf(grant: Grant): readonly RecordChange[] {
  const changes = [{ name: grantName(grant, grant.grantId), replaces: 0, value: encodeGrant(grant) }];
  for (const name of indexNamesOf(grant)) changes.push({ name, replaces: 0, value: new Uint8Array() });
  if (grant.name !== undefined) {
    const name = repetitionName(grant, grant.issuingAccount, grant);
    changes.push({ name, replaces: 0, value: toUtf8(grant.grantId) });
  }
  return changes;
}

/** What is erased with a grant, its count apart. */
export function deathOf({ grant, version }: StoredGrant): readonly RecordChange[] {
  const names = [...indexNamesOf(grant)];
  if (grant.name !== undefined) names.push(repetitionName(grant, grant.issuingAccount, grant));
  const erasures = names.map((name) => ({ name, replaces: INDEX_VERSION, value: undefined }));
  return [{ name: grantName(grant, grant.grantId), replaces: version, value: undefined }, ...erasures];
}

/**
 * The count that goes up, and the counts that must stay as they are where the quota is near.
 *
 * @throws {KmsError} LimitExceededException: the key has as many grants as it may.
 */
export async function countOneMore(
  keystore: Keystore,
  grant: Grant,
): Promise<{ readonly write: RecordChange; readonly unchanged: readonly Condition[] }> {
  const prefix = grantPrefix('grant-count', grant);
  const counts = await keystore.list(prefix, undefined, DIGITS.length);
  const total = counts.reduce((sum, { value }) => sum + readCount(value), 0);
  if (total >= MAX_GRANTS_OF_KEY) {
    throw new KmsError('LimitExceededException', `A key can have at most ${MAX_GRANTS_OF_KEY} grants.`);
  }
  const own = countName(grant);
  const current = counts.find(({ name }) => name === own);
  const versions = new Map(counts.map(({ name, version }) => [name, version]));
  const others = [...DIGITS].map((digit) => prefix + digit).filter((name) => name !== own);
  const isNear = total >= NEAR_QUOTA;
  return {
    write: writeCount(own, current?.version ?? 0, readCount(current?.value) + 1),
    unchanged: isNear ? others.map((name) => ({ name, version: versions.get(name) ?? 0 })) : [],
  };
}

/** The count that goes down. */
export async function countOneLess(keystore: Keystore, grant: Grant): Promise<RecordChange> {
  const name = countName(grant);
  const record = await keystore.read(name);
  return writeCount(name, record?.version ?? 0, readCount(record?.value) - 1);
}

function countName(grant: Grant): string {
  return grantPrefix('grant-count', grant) + grant.grantId.charAt(0);
}

function readCount(value: Uint8Array | undefined): number {
  return value === undefined ? 0 : Number(fromUtf8(value));
}

function writeCount(name: string, replaces: number, count: number): RecordChange {
  return { name, replaces, value: toUtf8(String(count)) };
}
