/**
 * A store's identity: the one record that is read before any key is known.
 *
 *   'STRONGROOM' ‖ 01 ‖ store id[16] ‖ u8 ‖ root key kind ‖ u16 ‖ root key header ‖ u16 ‖ proof
 *
 * The proof is the empty message sealed under the root key with everything before it as AAD. It tells a wrong root key
 * from a damaged store in one sentence, before anything else is touched. The store id goes into the AAD of everything
 * sealed later, so that nothing can be carried from one store to another.
 *
 * @module
 */
import { equalBytes } from '../bytes/equal.ts';
import { FormatError, Reader } from '../bytes/reader.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { Writer } from '../bytes/writer.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Bytes } from '../crypto/primitives.ts';
import { type Store, StoreConflictError } from '../store/store.ts';
import type { RootKey, RootKeyProvider } from './root-key.ts';
import type { SealingTools } from './sealing.ts';

export const IDENTITY_NAME = 'strongroom/identity';
const MAGIC = 'STRONGROOM';
const VERSION = 1;
const STORE_ID_LENGTH = 16;

/** The root key given is not the one that sealed this store. Nothing was read beyond the identity, nothing written. */
export class WrongRootKeyError extends Error {
  override readonly name = 'WrongRootKeyError';
  constructor() {
    super('The root key is not the one that sealed this store.');
  }
}

/** A store whose root key has been recovered. */
export interface UnlockedStore {
  readonly storeId: Bytes;
  readonly rootKey: RootKey;
}

/**
 * Recovers the root key of a store, or founds a store that has no identity yet. Of several who found it at once, one
 * does, and the others recover what the one wrote.
 *
 * @throws {WrongRootKeyError} The provider's root key is another.
 * @throws {FormatError} The identity record is damaged, or of a later version than this code.
 */
export async function unlockStore(
  store: Store,
  provider: RootKeyProvider,
  tools: SealingTools,
): Promise<UnlockedStore> {
  const record = await store.get(IDENTITY_NAME);
  if (record !== undefined) return await recover(record.value, provider, tools);
  try {
    return await found(store, provider, tools);
  } catch (error) {
    const winner = error instanceof StoreConflictError ? await store.get(IDENTITY_NAME) : undefined;
    if (winner === undefined) throw error;
    return await recover(winner.value, provider, tools);
  }
}

async function found(store: Store, provider: RootKeyProvider, tools: SealingTools): Promise<UnlockedStore> {
  const storeId = tools.random(STORE_ID_LENGTH);
  const { header, rootKey } = await provider.create(tools);
  try {
    const head = writeHead(storeId, provider.kind, header);
    const proof = await rootKey.seal(new Uint8Array(), head);
    const value = new Writer().bytes(head).u16Bytes(proof).finish();
    const absent = { name: IDENTITY_NAME, version: 0 };
    await store.commit([{ name: IDENTITY_NAME, version: 1, value }], [absent]);
    return { storeId, rootKey };
  } catch (error) {
    rootKey.release();
    throw error;
  }
}

async function recover(
  identity: Uint8Array,
  provider: RootKeyProvider,
  tools: SealingTools,
): Promise<UnlockedStore> {
  const { storeId, kind, header, head, proof } = readIdentity(identity);
  if (!equalBytes(kind, toUtf8(provider.kind))) throw new WrongRootKeyError();
  const rootKey = await provider.recover(header, tools);
  try {
    await rootKey.open(proof, head);
  } catch (error) {
    rootKey.release();
    throw error instanceof AuthenticationError ? new WrongRootKeyError() : error;
  }
  return { storeId, rootKey };
}

function writeHead(storeId: Uint8Array, kind: string, header: Uint8Array): Bytes {
  return new Writer()
    .bytes(toUtf8(MAGIC))
    .u8(VERSION)
    .bytes(storeId)
    .u8Bytes(toUtf8(kind))
    .u16Bytes(header)
    .finish();
}

interface Identity {
  readonly storeId: Bytes;
  readonly kind: Uint8Array;
  readonly header: Uint8Array;
  readonly head: Uint8Array;
  readonly proof: Uint8Array;
}

function readIdentity(identity: Uint8Array): Identity {
  const reader = new Reader(identity);
  if (!equalBytes(reader.bytes(MAGIC.length), toUtf8(MAGIC))) throw new FormatError('not a Strongroom store');
  const version = reader.u8();
  if (version !== VERSION)
    throw new FormatError(`the store has format ${version}; this is format ${VERSION}`);
  const storeId = reader.bytes(STORE_ID_LENGTH).slice();
  const kind = reader.u8Bytes();
  const header = reader.u16Bytes();
  const head = identity.subarray(0, identity.length - reader.left);
  const proof = reader.u16Bytes();
  reader.end();
  return { storeId, kind, header, head, proof };
}
