/**
 * Where a browser keeps the copy of a store: a storage bucket, whose databases lie in a folder and a log of their own.
 *
 *   bucket   strongroom-<name> where the name is one that buckets may have, else strongroom_<SHA-256 of it, 24 bytes in hex>
 *
 * One bucket for each store: what befalls the log of one never takes the copy of another. Chromium has them since version
 * 122, on secure pages and in their workers; it gives a site so many and no more (69 where it was tried). It never deletes
 * a bucket. Source: WICG, Storage Buckets API, §2 and §4.
 *
 * @module
 */
import { toHex } from '../bytes/hex.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { databaseError } from './indexeddb-connection.ts';
import type { CopyKeeper } from './indexeddb-copy.ts';

/** What a bucket may be called has 64 characters at most, and begins with a letter or a digit. */
const PLAIN_NAME = /^[a-z0-9_-]{1,53}$/;
const HASH_LENGTH = 24;

/** The part of `navigator` that is asked; TypeScript's own types do not know buckets yet. */
interface BucketHost {
  readonly locks?: LockManager;
  readonly storageBuckets?: {
    open(
      name: string,
      options: { readonly durability: 'strict'; readonly persisted: boolean },
    ): Promise<{ readonly indexedDB: IDBFactory }>;
    keys(): Promise<readonly string[]>;
  };
}

/**
 * The keeper of the copy of a store, as this browser has it; nothing where it has no buckets, or no room for one more.
 *
 * @throws {StoreUnavailableError} It has them and refuses this one: what lies in it is then not known.
 */
export async function keeperOfHost(name: string): Promise<CopyKeeper | undefined> {
  const { storageBuckets, locks } = (globalThis.navigator as BucketHost | undefined) ?? {};
  if (storageBuckets === undefined || locks === undefined) return undefined;
  try {
    const bucket = await openBucket(storageBuckets, await bucketName(name));
    return bucket && { factory: bucket.indexedDB, locks };
  } catch (error) {
    throw databaseError(name, error);
  }
}

async function openBucket(
  buckets: NonNullable<BucketHost['storageBuckets']>,
  name: string,
): Promise<{ readonly indexedDB: IDBFactory } | undefined> {
  try {
    return await buckets.open(name, { durability: 'strict', persisted: true });
  } catch (error) {
    // One that is there may hold what the first database has lost.
    const isFull = (error as { name?: string }).name === 'QuotaExceededError';
    if (!isFull || (await buckets.keys()).includes(name)) throw error;
    return undefined;
  }
}

async function bucketName(name: string): Promise<string> {
  if (PLAIN_NAME.test(name)) return `strongroom-${name}`;
  const hash = await crypto.subtle.digest('SHA-256', toUtf8(name));
  return `strongroom_${toHex(new Uint8Array(hash, 0, HASH_LENGTH))}`;
}
