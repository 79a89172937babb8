/**
 * Replication: a multi-Region key gets a replica in another Region, or hands the part of the primary to one.
 *
 * A replica is made from the primary's record: everything that related keys share comes with it, the sealed backing
 * keys as they are, since they are bound to account and key id and not to a Region. Source: KMS Developer Guide,
 * "Multi-Region keys in AWS KMS"; KMS API reference, ReplicateKey and UpdatePrimaryRegion.
 *
 * @module
 */
import { partitionOf } from '../iam/arn.ts';
import { KmsError } from './errors.ts';
import { arnOf, isReplica, type Key, type KeyMaterial, type StoredKey, type Tag } from './key.ts';
import { insertKey, replaceKey, requireFreeId } from './keys.ts';
import { changeRelatedKeys, relatedKeys, withPrimary, withReplica } from './related-keys.ts';
import { isRegion } from './scope.ts';
import { addTags } from './tags.ts';
import type { Vault } from './vault.ts';

/** What a replica has of its own. */
export interface NewReplica {
  readonly region: string;
  readonly description: string;
  readonly policy: string;
  readonly tags: readonly Tag[];
}

/**
 * Makes a replica of a primary key.
 *
 * @returns The replica, as it is at first: Creating.
 * @throws {KmsError} UnsupportedOperationException: not a primary. AlreadyExistsException: the Region has one.
 * ValidationException: no Region of this partition. LimitExceededException: the quota of keys there. TagException.
 */
export async function replicateKey(vault: Vault, primary: StoredKey, wanted: NewReplica): Promise<Key> {
  requirePrimary(primary.key);
  requireRegion(primary.key, wanted.region);
  const { account, keyId } = primary.key;
  await requireFreeId(vault, { account, region: wanted.region }, keyId);
  const shared = {
    multiRegion: withReplica(primary.key, wanted.region),
    materials: primary.key.materials.map(awaitingReplica),
  };
  const replica = makeReplica(vault, { ...primary.key, ...shared }, wanted);
  const changes = await changeRelatedKeys(vault, primary, shared);
  await vault.keyCounts.take(replica, async () =>
    vault.keystore.commit([...changes, ...(await insertKey(vault, replica))]),
  );
  return replica;
}

/**
 * Makes a replica the primary, and the primary a replica.
 *
 * @param replica The related key in the Region of the primary to be.
 * @throws {KmsError} UnsupportedOperationException: the first key is not a primary, or the second not its replica.
 */
export async function changePrimary(vault: Vault, primary: StoredKey, replica: StoredKey): Promise<void> {
  requirePrimary(primary.key);
  if (!isReplica(replica.key)) throw unsupported(replica.key, 'is already the multi-region primary key.');
  const multiRegion = withPrimary(primary.key, replica.key.region);
  const atMs = vault.clock() + (vault.settlingMs ?? 0);
  const changes = [];
  for (const one of [primary, replica]) {
    const settling = { atMs, state: one.key.settling?.state ?? one.key.state };
    changes.push(await replaceKey(vault, one, { multiRegion, state: 'Updating', settling }));
  }
  for (const other of await relatedKeys(vault, primary.key)) {
    if (other.key.region !== replica.key.region)
      changes.push(await replaceKey(vault, other, { multiRegion }));
  }
  await vault.keystore.commit(changes.flat());
}

/** Requires a multi-Region primary key. @throws {KmsError} UnsupportedOperationException, as recorded. */
export function requirePrimary(key: Key): void {
  if (key.multiRegion?.primaryRegion === key.region) return;
  throw unsupported(key, 'is not a multi-region primary key.');
}

/** New imported material that waits for its rotation waits for the new Region first. */
function awaitingReplica(material: KeyMaterial): KeyMaterial {
  return material.awaits === undefined ? material : { ...material, awaits: 'multi-Region import' };
}

/** Imported material is imported in each Region anew; what AWS made is the same bytes, sealed as they are. */
function materialsOf({ origin, materials }: Key): Key['materials'] {
  if (origin !== 'EXTERNAL') return materials;
  return materials.map((material) => ({ ...material, backingKey: undefined, expiresAtMs: undefined }));
}

/** Everything that is not named here is shared. */
function makeReplica(vault: Vault, primary: Key, { tags, ...own }: NewReplica): Key {
  const nowMs = vault.clock();
  const state = primary.origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled';
  return {
    ...primary,
    ...own,
    materials: materialsOf(primary),
    tags: addTags([], tags),
    aliases: [],
    createdAtMs: nowMs,
    state: 'Creating',
    settling: { atMs: nowMs + (vault.settlingMs ?? 0), state },
  };
}

function requireRegion({ region }: Key, replicaRegion: string): void {
  const partition = partitionOf(region);
  if (isRegion(replicaRegion) && partitionOf(replicaRegion) === partition) return;
  throw new KmsError(
    'ValidationException',
    `ReplicaRegion ${replicaRegion} is not a Region of the partition ${partition}.`,
  );
}

function unsupported(key: Key, text: string): KmsError {
  return new KmsError('UnsupportedOperationException', `${arnOf(key)} ${text}`);
}
