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
import { arnOf, encodeKey, type Key, type StoredKey, type Tag } from './key.ts';
import { changeKey, findKey, indexMaterials } from './keys.ts';
import { keyName } from './keyspace.ts';
import { addReplica, changeRelatedKeys, exchangePrimary, isReplica, relatedKeys } from './related-keys.ts';
import { isRegion, keyArn } from './scope.ts';
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
 * ValidationException: no Region of this partition. TagException.
 */
export async function replicateKey(vault: Vault, primary: StoredKey, wanted: NewReplica): Promise<Key> {
  requirePrimary(primary.key);
  requireRegion(primary.key, wanted.region);
  await requireAbsent(vault, primary.key, wanted.region);
  const multiRegion = addReplica(primary.key, wanted.region);
  const replica = makeReplica(vault, { ...primary.key, multiRegion }, wanted);
  const name = keyName(replica, replica.keyId);
  await vault.keystore.commit([
    ...(await changeRelatedKeys(vault, primary, { multiRegion })),
    { name, replaces: 0, value: encodeKey(replica) },
    ...indexMaterials(replica),
  ]);
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
  const multiRegion = exchangePrimary(primary.key, replica.key.region);
  const atMs = vault.clock() + (vault.settlingMs ?? 0);
  const exchanged = [primary, replica].map((one) => {
    const settling = { atMs, state: one.key.settling?.state ?? one.key.state };
    return changeKey(one, { multiRegion, state: 'Updating', settling });
  });
  const related = await relatedKeys(vault, primary.key);
  const others = related.filter(({ key }) => key.region !== replica.key.region);
  await vault.keystore.commit([...exchanged, ...others.map((one) => changeKey(one, { multiRegion }))]);
}

/** Requires a multi-Region primary key. @throws {KmsError} UnsupportedOperationException, as recorded. */
export function requirePrimary(key: Key): void {
  if (key.multiRegion?.primaryRegion === key.region) return;
  throw unsupported(key, 'is not a multi-region primary key.');
}

/** Everything that is not named here is shared. */
function makeReplica(vault: Vault, primary: Key, { tags, ...own }: NewReplica): Key {
  const nowMs = vault.clock();
  const state = primary.origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled';
  return {
    ...primary,
    ...own,
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

async function requireAbsent(vault: Vault, { account, keyId }: Key, region: string): Promise<void> {
  const scope = { account, region };
  if ((await findKey(vault, scope, keyId)) === undefined) return;
  throw new KmsError(
    'AlreadyExistsException',
    `A KMS key with the ARN ${keyArn(scope, keyId)} already exists`,
  );
}

function unsupported(key: Key, text: string): KmsError {
  return new KmsError('UnsupportedOperationException', `${arnOf(key)} ${text}`);
}
