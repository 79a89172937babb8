/**
 * Keys: made, found, changed. Every change is conditional on what was read, so that nobody's decision is lost.
 *
 * A key whose deletion has fallen due does not exist any more, whether or not its record has been swept yet.
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import { toHex } from '../bytes/hex.ts';
import { fromUtf8 } from '../bytes/utf8.ts';
import type { Keystore, RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import { changeDerivedRecords } from './derived-records.ts';
import { KmsError } from './errors.ts';
import { isKeyId } from './identifier.ts';
import {
  decodeKey,
  encodeKey,
  type Key,
  type KeyMaterial,
  type KeyOrigin,
  ownerOf,
  type StoredKey,
  type Tag,
  toKeyMaterial,
} from './key.ts';
import { type KeyUsage, keySpecRow, requireUsage } from './key-spec.ts';
import { keyName, keyPrefix, materialName } from './keyspace.ts';
import { type Page, type PageRequest, pageOf, readMarker } from './paging.ts';
import type { Scope } from './scope.ts';
import { chooseStore, discardStoreKey, makeStoreMaterial, type StoreChoice } from './store-key.ts';
import { findStoreOf, versionOf } from './store-roster.ts';
import { addTags } from './tags.ts';
import type { Vault } from './vault.ts';

/** What somebody who makes a key decides. */
export interface NewKey {
  readonly spec: string;
  readonly usage: KeyUsage | undefined;
  /** AWS_KMS when absent; a key of EXTERNAL waits for its material. */
  readonly origin?: KeyOrigin | undefined;
  readonly description: string;
  readonly policy: string;
  readonly tags: readonly Tag[];
  /** Only of a key in a custom key store. */
  readonly store?: StoreChoice | undefined;
}

/**
 * Makes a key, with fresh material unless that is to be imported.
 *
 * @throws {KmsError} ValidationException or UnsupportedOperationException for spec, usage and origin, TagException.
 */
export async function createKey(vault: Vault, scope: Scope, wanted: NewKey): Promise<Key> {
  const { keystore, clock } = vault;
  const usage = requireUsage(wanted.spec, wanted.usage);
  const tags = addTags([], wanted.tags);
  const chosen = wanted.store === undefined ? undefined : await chooseStore(vault, scope, wanted.store);
  const keyId = newKeyId(keystore.random(16));
  const { origin = 'AWS_KMS' } = wanted;
  if (origin === 'EXTERNAL') requireImportable(wanted.spec);
  const made =
    chosen === undefined
      ? await makeMaterial(keystore, ownerOf({ ...scope, keyId }), wanted.spec, origin)
      : await makeStoreMaterial(vault, chosen, keyId);
  const key: Key = {
    account: scope.account,
    region: scope.region,
    keyId,
    spec: wanted.spec,
    usage,
    origin,
    manager: 'CUSTOMER',
    state: origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
    description: wanted.description,
    createdAtMs: clock(),
    policy: wanted.policy,
    tags,
    aliases: [],
    ...made,
  };
  const write = { name: keyName(scope, keyId), replaces: 0, value: encodeKey(key) };
  const changes = [write, ...(await changeDerivedRecords(vault, undefined, key))];
  try {
    // The store must still be what it was when it was asked.
    await keystore.commit(changes, chosen === undefined ? [] : [versionOf(chosen.roster)]);
  } catch (error) {
    // After any other failure it may have been written all the same.
    if (error instanceof StoreConflictError) await discardStoreKey(vault, key);
    throw error;
  }
  return key;
}

/** The key of that id; `undefined` when there is none, or none any more. */
export async function findKey(vault: Vault, scope: Scope, keyId: string): Promise<StoredKey | undefined> {
  const record = await vault.keystore.read(keyName(scope, keyId));
  if (record === undefined) return undefined;
  const key = decodeKey(record.value);
  if (key.deletionAtMs !== undefined && key.deletionAtMs <= vault.clock()) return undefined;
  const store = await findStoreOf(vault, key);
  return { key, version: record.version, ...(store === undefined ? {} : { store }) };
}

/** The key to which a material belongs, in any account of the Region. */
export async function findKeyOfMaterial(
  vault: Vault,
  region: string,
  materialId: string,
): Promise<StoredKey | undefined> {
  const record = await vault.keystore.read(materialName(region, materialId));
  if (record === undefined) return undefined;
  const { account, keyId } = JSON.parse(fromUtf8(record.value)) as { account: string; keyId: string };
  return await findKey(vault, { account, region }, keyId);
}

/** What of a key nothing else follows from: {@link changeKey} writes it alone. */
export type KeyAnnotations = Pick<Key, 'aliases' | 'description' | 'policy' | 'tags'>;

/** The write that puts a key with other annotations in the place of what was read. */
export function changeKey(stored: StoredKey, change: Partial<KeyAnnotations>): RecordChange {
  return writeKey(stored, { ...stored.key, ...change });
}

/** The writes that put a changed key in the place of what was read, with all that follows from the change. */
export async function replaceKey(
  vault: Vault,
  stored: StoredKey,
  change: Partial<Key>,
): Promise<readonly RecordChange[]> {
  const key = { ...stored.key, ...change };
  return [writeKey(stored, key), ...(await changeDerivedRecords(vault, stored.key, key))];
}

/**
 * Writes a changed key.
 *
 * @throws {StoreConflictError} Somebody changed it since it was read.
 */
export async function updateKey(vault: Vault, stored: StoredKey, change: Partial<Key>): Promise<void> {
  await vault.keystore.commit(await replaceKey(vault, stored, change));
}

function writeKey({ version }: StoredKey, key: Key): RecordChange {
  return { name: keyName(key, key.keyId), replaces: version, value: encodeKey(key) };
}

/** A page of key ids, in their order. @throws {KmsError} InvalidMarkerException. */
export async function listKeyIds(
  { keystore }: Vault,
  scope: Scope,
  request: PageRequest,
): Promise<Page<string>> {
  const prefix = keyPrefix(scope);
  const cursor = readMarker('key', request.marker, isKeyId);
  const after = cursor === undefined ? undefined : prefix + cursor;
  const names = await keystore.listNames(prefix, after, request.limit + 1);
  const ids = names.map((name) => name.slice(prefix.length));
  return pageOf('key', ids, request.limit, (id) => id);
}

/** KMS Developer Guide, "Importing key material": every spec but ML-DSA's. */
function requireImportable(spec: string): void {
  if (keySpecRow(spec).material.kind !== 'mlDsa') return;
  throw new KmsError('UnsupportedOperationException', `KeySpec ${spec} is not supported for Origin EXTERNAL`);
}

/** Fresh material for a key, as its spec wants it; none for a key that is to import its own. */
async function makeMaterial(
  keystore: Keystore,
  owner: string,
  spec: string,
  origin: KeyOrigin,
): Promise<Pick<Key, 'materials' | 'currentMaterialId' | 'publicKey'>> {
  if (origin === 'EXTERNAL') return { materials: [] };
  const { material } = keySpecRow(spec);
  if (material.kind === 'secret') {
    return firstMaterial(toKeyMaterial(await keystore.createBackingKey(owner, material.length)));
  }
  const pair = await keystore.createKeyPair(owner, material);
  return { ...firstMaterial(toKeyMaterial(pair)), publicKey: toBase64(pair.publicKey) };
}

function firstMaterial(material: KeyMaterial): Pick<Key, 'materials' | 'currentMaterialId'> {
  return { materials: [material], currentMaterialId: material.id };
}

/** A version 4 UUID (RFC 9562 §5.4) out of 16 random bytes. */
function newKeyId(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
