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
import { type FirstMaterial, firstMaterial, sealGivenMaterial } from './given-material.ts';
import { isKeyId } from './identifier.ts';
import {
  decodeKey,
  encodeKey,
  type Key,
  type KeyOrigin,
  ownerOf,
  type StoredKey,
  settledKey,
  type Tag,
} from './key.ts';
import { type KeyUsage, keySpecRow, requireSpecIn, requireUsage } from './key-spec.ts';
import { keyName, keyPrefix, materialName } from './keyspace.ts';
import { type Page, type PageRequest, pageOf, readMarker } from './paging.ts';
import { keyArn, type Scope } from './scope.ts';
import type { ChosenStore, StoreChoice } from './store-key.ts';
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
  /** Whether it can have replicas in other Regions; it cannot be changed later. */
  readonly isMultiRegion?: boolean | undefined;
  /** Drawn at random when absent. */
  readonly keyId?: string | undefined;
  /** Made when absent. */
  readonly material?: Uint8Array | undefined;
  /** Only of a key in a custom key store. */
  readonly store?: StoreChoice | undefined;
}

/**
 * Makes a key with fresh material, unless other is given.
 *
 * @throws {KmsError} ValidationException or UnsupportedOperationException for the spec and usage, TagException;
 * AlreadyExistsException: there is a key of the wanted id; LimitExceededException at the quota of keys.
 * @throws {InvalidKeyError} The given material is none for such a key.
 */
export async function createKey(vault: Vault, scope: Scope, wanted: NewKey): Promise<Key> {
  return await vault.keyCounts.take(scope, async () => {
    const chosen = wanted.store && (await (await storeKeys()).chooseStore(vault, scope, wanted.store));
    const key = await draftKey(vault, scope, wanted, chosen);
    const changes = await insertKey(vault, key);
    try {
      // The store must still be what it was when it was asked.
      await vault.keystore.commit(changes, chosen === undefined ? [] : [versionOf(chosen.roster)]);
    } catch (error) {
      // After any other failure it may have been written all the same.
      const isUnwritten = chosen !== undefined && error instanceof StoreConflictError;
      if (isUnwritten) await (await storeKeys()).discardStoreKey(vault, key);
      throw error;
    }
    return key;
  });
}

/** What makes keys in custom key stores, which few have: it comes with the first of them. */
function storeKeys(): Promise<typeof import('./store-key.ts')> {
  return import('./store-key.ts');
}

/** A key that is not written yet: {@link createKey} without the writing. */
export async function draftKey(
  vault: Vault,
  scope: Scope,
  wanted: NewKey,
  chosen?: ChosenStore,
): Promise<Key> {
  const { keystore, clock } = vault;
  const usage = requireUsage(wanted.spec, wanted.usage);
  requireSpecIn(scope.region, wanted.spec);
  const tags = addTags([], wanted.tags);
  const isMultiRegion = wanted.isMultiRegion === true;
  if (wanted.keyId !== undefined) await requireFreeId(vault, scope, wanted.keyId);
  const keyId = wanted.keyId ?? (isMultiRegion ? newMultiRegionKeyId : newKeyId)(keystore.random(16));
  const { origin = 'AWS_KMS' } = wanted;
  if (origin === 'EXTERNAL') requireImportable(wanted.spec);
  const isAwaited = origin === 'EXTERNAL' && wanted.material === undefined;
  const made =
    chosen === undefined
      ? await makeFirstMaterial(keystore, ownerOf({ ...scope, keyId }), wanted, isAwaited)
      : await (await storeKeys()).makeStoreMaterial(vault, chosen, keyId);
  return {
    account: scope.account,
    region: scope.region,
    keyId,
    spec: wanted.spec,
    usage,
    origin,
    manager: 'CUSTOMER',
    state: isAwaited ? 'PendingImport' : 'Enabled',
    description: wanted.description,
    createdAtMs: clock(),
    policy: wanted.policy,
    tags,
    aliases: [],
    ...(isMultiRegion ? { multiRegion: { primaryRegion: scope.region, replicaRegions: [] } } : {}),
    ...made,
  };
}

/** Requires that there is no key of that id. @throws {KmsError} AlreadyExistsException. */
export async function requireFreeId(vault: Vault, { account, region }: Scope, keyId: string): Promise<void> {
  const scope = { account, region };
  if ((await findKey(vault, scope, keyId)) === undefined) return;
  throw new KmsError(
    'AlreadyExistsException',
    `A KMS key with the ARN ${keyArn(scope, keyId)} already exists`,
  );
}

/** The writes that put a new key where there is none, with all that follows from it. */
export async function insertKey(vault: Vault, key: Key): Promise<readonly RecordChange[]> {
  const write = { name: keyName(key, key.keyId), replaces: 0, value: encodeKey(key) };
  return [write, ...(await changeDerivedRecords(vault, undefined, key))];
}

/** The key of that id; `undefined` when there is none, or none any more. */
export async function findKey(vault: Vault, scope: Scope, keyId: string): Promise<StoredKey | undefined> {
  const record = await vault.keystore.readAs(keyName(scope, keyId), decodeKey);
  if (record === undefined) return undefined;
  const nowMs = vault.clock();
  const key = record.value;
  if (key.deletionAtMs !== undefined && key.deletionAtMs <= nowMs) return undefined;
  // Most keys are in none, and need not wait for that to be said.
  const store = key.customKeyStoreId === undefined ? undefined : await findStoreOf(vault, key);
  const stored = { key: settledKey(key, nowMs), version: record.version };
  return store === undefined ? stored : { ...stored, store };
}

/** The key to which a material belongs, in any account of the Region. */
export async function findKeyOfMaterial(
  vault: Vault,
  region: string,
  materialId: string,
): Promise<StoredKey | undefined> {
  const record = await vault.keystore.readAs(materialName(region, materialId), decodeMaterialOwner);
  if (record === undefined) return undefined;
  const { account, keyId } = record.value;
  return await findKey(vault, { account, region }, keyId);
}

/** What a material's index says: whose it is. */
function decodeMaterialOwner(value: Uint8Array): { readonly account: string; readonly keyId: string } {
  return JSON.parse(fromUtf8(value)) as { account: string; keyId: string };
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
  // A passing state that another one replaces does not end any more.
  const passing = change.state === undefined ? {} : { settling: undefined };
  const key = { ...stored.key, ...passing, ...change };
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

/** KMS Developer Guide, "Importing key material": every spec but ML-DSA's; of ML-KEM's it says nothing. */
function requireImportable(spec: string): void {
  const { kind } = keySpecRow(spec).material;
  if (kind !== 'mlDsa' && kind !== 'mlKem') return;
  throw new KmsError('UnsupportedOperationException', `KeySpec ${spec} is not supported for Origin EXTERNAL`);
}

/** The given material of a key, or fresh one, as its spec wants it; none for a key that is to import its own. */
async function makeFirstMaterial(
  keystore: Keystore,
  owner: string,
  { spec, material: given }: NewKey,
  isAwaited: boolean,
): Promise<FirstMaterial> {
  if (isAwaited) return { materials: [] };
  if (given !== undefined) return await sealGivenMaterial(keystore, owner, spec, given);
  const { material } = keySpecRow(spec);
  if (material.kind === 'secret') {
    return firstMaterial(await keystore.createBackingKey(owner, material.length));
  }
  const pair = await keystore.createKeyPair(owner, material);
  return { ...firstMaterial(pair), publicKey: toBase64(pair.publicKey) };
}

/** KMS Developer Guide, "Multi-Region keys": the prefix tells them from other keys. */
function newMultiRegionKeyId(random: Uint8Array): string {
  return `mrk-${toHex(random)}`;
}

/** A version 4 UUID (RFC 9562 §5.4) out of 16 random bytes. */
function newKeyId(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
