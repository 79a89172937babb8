/**
 * The lives of all keys that cost something: of those that are there by their own records, of those that are gone by what
 * the meter kept when their deletion was scheduled.
 *
 * A key is erased only after its deletion was scheduled, and costs nothing in between, so that what was known then is all
 * that its bill needs. Of a key that waits for its deletion and was scheduled before there was a meter, only the longest
 * waiting time is known; it is left free that long.
 *
 * @module
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import type { Keystore } from '../keystore/keystore.ts';
import { arnOf, decodeKey, type Key } from '../kms/key.ts';
import { KEYS_PREFIX, keyName } from '../kms/keyspace.ts';
import { keyArn } from '../kms/scope.ts';
import { DAY_MS } from './calendar.ts';
import { rotationsOf } from './call-note.ts';
import type { ChargedLife } from './key-hours.ts';
import type { ScheduledLife } from './meter.ts';
import { LIFE_PREFIX, lifeName, readLifeName } from './names.ts';
import { isOwnedAccount } from './price-class.ts';

const PAGE = 256;
/** KMS API reference, ScheduleKeyDeletion: the longest waiting period. */
const MAX_WINDOW_DAYS = 30;

/** A key's life, and whose it is. */
export interface KnownLife extends ChargedLife {
  readonly keyArn: string;
  readonly account: string;
  readonly region: string;
  readonly keyId: string;
}

/**
 * Every key of an account, or of all accounts, that was ever charged.
 *
 * @param nowMs Until when keys that are there have been.
 */
export async function* keyLives(
  keystore: Keystore,
  account: string | undefined,
  nowMs: number,
): AsyncGenerator<KnownLife> {
  const scope = account === undefined ? '' : `${account}/`;
  for await (const { value } of records(keystore, KEYS_PREFIX + scope)) {
    const key = decodeKey(value);
    if (isFree(key)) continue;
    const { account, region, keyId, createdAtMs } = key;
    const endMs = isPending(key) ? await pendingFrom(keystore, key, nowMs) : nowMs;
    yield { keyArn: arnOf(key), account, region, keyId, createdAtMs, rotatedAtMs: rotationsOf(key), endMs };
  }
  for await (const { name, value } of records(keystore, LIFE_PREFIX + scope)) {
    const place = readLifeName(name);
    const life = JSON.parse(fromUtf8(value)) as ScheduledLife;
    if (life.isFree === true || isOwnedAccount(place.account)) continue;
    if (await isThere(keystore, place)) continue;
    yield {
      keyArn: keyArn(place, place.keyId),
      ...place,
      rotatedAtMs: life.rotatedAtMs,
      endMs: life.pendingFromMs,
    };
  }
}

function isFree({ manager, account }: Key): boolean {
  return manager === 'AWS' || isOwnedAccount(account);
}

function isPending({ state }: Key): boolean {
  return state === 'PendingDeletion' || state === 'PendingReplicaDeletion';
}

async function pendingFrom(keystore: Keystore, key: Key, nowMs: number): Promise<number> {
  const record = await keystore.read(lifeName(key));
  if (record !== undefined) return (JSON.parse(fromUtf8(record.value)) as ScheduledLife).pendingFromMs;
  return key.deletionAtMs === undefined ? nowMs : key.deletionAtMs - MAX_WINDOW_DAYS * DAY_MS;
}

/** Whether the key is there itself, and not a later one of its name. */
async function isThere(
  keystore: Keystore,
  { createdAtMs, ...place }: { account: string; region: string; keyId: string; createdAtMs: number },
): Promise<boolean> {
  const record = await keystore.read(keyName(place, place.keyId));
  return record !== undefined && decodeKey(record.value).createdAtMs === createdAtMs;
}

async function* records(
  keystore: Keystore,
  prefix: string,
): AsyncGenerator<{ readonly name: string; readonly value: Uint8Array }> {
  let after: string | undefined;
  for (;;) {
    const page = await keystore.list(prefix, after, PAGE, false);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.name;
  }
}
