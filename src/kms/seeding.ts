/**
 * Planting a seed: every key of it that is not there yet, in one commit, or none.
 *
 * A key that is there already stays as it is, whatever happened to it since: so a service may be started with the same
 * seed as often as one likes. What cannot be the same key, by its spec, its usage, its origin or its material, is an error.
 *
 * @module
 */
import { InvalidKeyError } from '../crypto/errors.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import { StoreConflictError } from '../store/store.ts';
import { type Alias, findAlias, insertAlias } from './aliases.ts';
import { materialIdOfGiven } from './given-material.ts';
import { type Key, type KeyMaterial, ownerOf, toKeyMaterial } from './key.ts';
import { draftKey, findKey, insertKey } from './keys.ts';
import type { Scope } from './scope.ts';
import type { SeedKey, SeedOfRegion } from './seed.ts';
import { SeedError } from './seed-error.ts';
import type { Vault } from './vault.ts';

const DAY_MS = 86_400_000;
/** Each attempt loses to somebody who has finished. */
const MAX_ATTEMPTS = 20;

/**
 * Plants a seed.
 *
 * @returns How many of its keys were not there yet.
 * @throws {SeedError} Something in it cannot be, or contradicts what is there. Nothing was planted.
 */
export async function plantSeed(vault: Vault, seed: readonly SeedKey[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await plantMissing(vault, seed);
    } catch (error) {
      // Another tab or process planted at the same moment: what it planted is there now.
      if (!(error instanceof StoreConflictError) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function plantMissing(vault: Vault, seed: readonly SeedKey[]): Promise<number> {
  const changes: RecordChange[] = [];
  let planted = 0;
  for (const wanted of seed) {
    const there = await findKey(vault, wanted, wanted.keyId);
    if (there !== undefined) {
      await requireSame(vault, wanted, there.key);
      continue;
    }
    planted++;
    for (const key of await makeKeys(vault, wanted)) changes.push(...(await plantKey(vault, wanted, key)));
  }
  if (changes.length > 0) await vault.keystore.commit(changes);
  vault.keyCounts.forget();
  return planted;
}

/** The key and its replicas. */
async function makeKeys(vault: Vault, wanted: SeedKey): Promise<readonly Key[]> {
  const { replicas, materials, rotationPeriodDays } = wanted;
  const drafted = await draft(vault, wanted);
  const shared: Key = {
    ...drafted,
    ...(drafted.multiRegion === undefined
      ? {}
      : {
          multiRegion: { primaryRegion: wanted.region, replicaRegions: replicas.map(({ region }) => region) },
        }),
    ...(rotationPeriodDays === undefined
      ? {}
      : {
          rotation: { periodDays: rotationPeriodDays, nextAtMs: vault.clock() + rotationPeriodDays * DAY_MS },
        }),
    ...(await materialsOf(vault, wanted, drafted)),
  };
  const isThere = wanted.origin === 'AWS_KMS' || materials.length > 0;
  return [wanted, ...replicas].map(({ region, description, policy, tags, aliases, isEnabled }) => {
    const state = isEnabled ? 'Enabled' : 'Disabled';
    return {
      ...shared,
      region,
      description,
      policy,
      tags,
      aliases,
      state: isThere ? state : 'PendingImport',
    };
  });
}

/** With its first material, or fresh material. */
async function draft(vault: Vault, wanted: SeedKey): Promise<Key> {
  const { spec, usage, origin, description, policy, tags, keyId } = wanted;
  const isMultiRegion = keyId.startsWith('mrk-');
  const material = wanted.materials[0];
  const own = { spec, usage, origin, description, policy, tags };
  return await withPlace(wanted, 'material', () =>
    draftKey(vault, wanted, { ...own, keyId, isMultiRegion, material }),
  );
}

/** All materials, the last of which is current. */
async function materialsOf(
  { keystore, clock }: Vault,
  { materials, path }: SeedKey,
  drafted: Key,
): Promise<Partial<Key>> {
  if (materials.length === 0) return {};
  const all: KeyMaterial[] = [...drafted.materials];
  for (const [i, material] of materials.entries()) {
    if (i === 0) continue;
    if (material.length !== 32) {
      throw new SeedError([...path, 'material', i], `the key material has ${material.length} bytes, not 32`);
    }
    const sealed = toKeyMaterial(await keystore.sealBackingKey(ownerOf(drafted), material));
    if (all.some(({ id }) => id === sealed.id)) {
      throw new SeedError([...path, 'material', i], 'the key has this material already');
    }
    all.push({ ...sealed, rotation: { type: 'ON_DEMAND', atMs: clock() } });
  }
  return { materials: all, currentMaterialId: all.at(-1)?.id };
}

/** The writes for one key and its aliases. */
async function plantKey(vault: Vault, wanted: SeedKey, key: Key): Promise<readonly RecordChange[]> {
  const place: SeedOfRegion =
    [wanted, ...wanted.replicas].find(({ region }) => region === key.region) ?? wanted;
  if (place !== wanted && (await findKey(vault, key, key.keyId)) !== undefined) {
    throw new SeedError(place.path, `there is another key ${key.keyId} in ${key.region}`);
  }
  const changes = [...(await insertKey(vault, key))];
  for (const [i, name] of key.aliases.entries()) {
    await requireFreeAlias(vault, key, name, [...place.path, 'aliases', i]);
    const nowMs = vault.clock();
    const alias: Alias = { name, targetKeyId: key.keyId, createdAtMs: nowMs, updatedAtMs: nowMs };
    changes.push(insertAlias(key, alias));
  }
  return changes;
}

async function requireFreeAlias(
  vault: Vault,
  scope: Scope,
  name: string,
  path: SeedError['path'],
): Promise<void> {
  const found = await findAlias(vault, scope, name);
  if (found === undefined) return;
  throw new SeedError(path, `${name} means another key already: ${found.alias.targetKeyId}`);
}

/** A key that was planted before, or one that could have been. */
async function requireSame({ keystore }: Vault, wanted: SeedKey, there: Key): Promise<void> {
  for (const member of ['spec', 'usage', 'origin'] as const) {
    if (there[member] === wanted[member]) continue;
    throw new SeedError(
      [...wanted.path, member],
      `the key is there already, and its ${member} is ${there[member]}`,
    );
  }
  for (const material of wanted.materials) {
    const id = await withPlace(wanted, 'material', () =>
      materialIdOfGiven(keystore, ownerOf(there), wanted.spec, material),
    );
    if (there.materials.some((known) => known.id === id)) continue;
    throw new SeedError(
      [...wanted.path, 'material'],
      'the key is there already, and it never had this material',
    );
  }
}

async function withPlace<T>({ path }: SeedKey, member: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidKeyError)) throw error;
    throw new SeedError([...path, member], error.message, { cause: error });
  }
}
