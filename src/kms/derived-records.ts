/**
 * The records that follow from a key's: its materials' index, its place in a custom key store and in the due queue; and
 * what a change of it has to tell by itself.
 *
 * They are never written by themselves. What a key must have is read off the key, before and after a change, and the
 * difference is committed together with the key: so no operation can schedule a deletion and forget to put it into the
 * queue, or end a rotation and leave it there.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import { isReplica, type Key } from './key.ts';
import { DEFAULT_KEY_SPEC } from './key-spec.ts';
import type { KeyState } from './key-state.ts';
import { type Due, dueName, materialName, storeKeyName } from './keyspace.ts';
import { serviceEventsOf } from './service-events.ts';
import type { Vault } from './vault.ts';

/** In other states a rotation waits (KMS Developer Guide, "Rotate AWS KMS keys"). */
const ROTATING_STATES: readonly KeyState[] = ['Enabled', 'Updating'];

/** Everything of a key that will fall due. */
export function duesOf(key: Key): readonly Due[] {
  const { account, region, keyId } = key;
  const place = { scope: { account, region }, keyId };
  const dues: Due[] = [];
  if (key.deletionAtMs !== undefined) dues.push({ kind: 'deletion', atMs: key.deletionAtMs, ...place });
  if (key.rotation !== undefined && ROTATING_STATES.includes(key.state) && !isReplica(key)) {
    dues.push({ kind: 'rotation', atMs: key.rotation.nextAtMs, ...place });
  }
  for (const { expiresAtMs } of key.materials) {
    if (expiresAtMs !== undefined) dues.push({ kind: 'expiry', atMs: expiresAtMs, ...place });
  }
  return dues;
}

/**
 * The writes that turn what follows from a key into what follows from its successor.
 *
 * @param before `undefined` of a key that is being made.
 * @param after `undefined` of a key that is being erased.
 */
export async function changeDerivedRecords(
  vault: Vault,
  before: Key | undefined,
  after: Key | undefined,
): Promise<readonly RecordChange[]> {
  const former = derivedFrom(before);
  const wanted = derivedFrom(after);
  const changes: RecordChange[] = [];
  for (const [name, value] of wanted) {
    if (!former.has(name)) changes.push(await writeOver(vault, name, value));
  }
  for (const name of former.keys()) {
    if (!wanted.has(name)) changes.push(await writeOver(vault, name, undefined));
  }
  for (const { atMs } of after === undefined ? [] : duesOf(after)) vault.expectDue(atMs);
  const events = serviceEventsOf(before, after, vault.clock());
  const announced = events.length === 0 ? [] : vault.announce(events);
  return [...changes.filter(({ replaces, value }) => replaces !== 0 || value !== undefined), ...announced];
}

/** Whatever is there already is replaced: a leftover is no reason to refuse. */
async function writeOver(
  { keystore }: Vault,
  name: string,
  value: Uint8Array | undefined,
): Promise<RecordChange> {
  const record = await keystore.read(name);
  return { name, replaces: record?.version ?? 0, value };
}

function derivedFrom(key: Key | undefined): ReadonlyMap<string, Uint8Array> {
  if (key === undefined) return new Map();
  const dues = duesOf(key).map((due) => [dueName(due), new Uint8Array()] as const);
  return new Map([...indexOf(key), ...storeIndexOf(key), ...dues]);
}

/** What tells that a custom key store has keys, and that an external key is taken. */
function storeIndexOf(key: Key): readonly (readonly [string, Uint8Array])[] {
  if (key.customKeyStoreId === undefined) return [];
  return [[storeKeyName(key, key.customKeyStoreId, key.xksKeyId ?? key.keyId), toUtf8(key.keyId)]];
}

/** What leads from a ciphertext to its key: only symmetric ciphertexts say whose they are. */
function indexOf({
  spec,
  materials,
  region,
  account,
  keyId,
}: Key): readonly (readonly [string, Uint8Array])[] {
  if (spec !== DEFAULT_KEY_SPEC) return [];
  const value = toUtf8(JSON.stringify({ account, keyId }));
  return materials.map(({ id }) => [materialName(region, id), value]);
}
