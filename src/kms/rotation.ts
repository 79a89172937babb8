/**
 * Rotation: new material for a symmetric key, under the same id; what the old material encrypted opens for ever.
 *
 * Automatic rotation falls due by the key's own schedule and happens at that moment, once for each period that has
 * passed, also when the service slept through several. While the key is disabled it waits, and is made up for once when
 * the key is enabled again; while its deletion is pending it counts as switched off. Rotation on demand leaves the
 * schedule alone; a key with imported material turns to the one that waits for it. Source: KMS Developer Guide, "Rotate
 * AWS KMS keys".
 *
 * @module
 */
import type { RecordChange } from '../keystore/keystore.ts';
import { KmsError } from './errors.ts';
import {
  arnOf,
  type Key,
  type KeyMaterial,
  ownerOf,
  type RotationSchedule,
  type RotationType,
  type StoredKey,
  toKeyMaterial,
} from './key.ts';
import type { Due } from './keyspace.ts';
import { type Page, type PageRequest, pageOf, readMarker } from './paging.ts';
import { changeRelatedKeys } from './related-keys.ts';
import type { Vault } from './vault.ts';

const DAY_MS = 86_400_000;
/** KMS API reference, EnableKeyRotation. */
const DEFAULT_PERIOD_DAYS = 365;
/** KMS Developer Guide, "Resource quotas". */
const MAX_ON_DEMAND_ROTATIONS = 25;
/** KMS API reference, RotateKeyOnDemand: so close to an automatic rotation there is none on demand. */
const CONFLICT_MS = 20 * 60_000;
const MATERIAL_ID = /^[0-9a-f]{64}$/;

/** What changes of a key that is given other material. */
type MaterialChange = Pick<Key, 'materials' | 'currentMaterialId'>;

/**
 * Switches automatic rotation on. A period that the key has already leaves its schedule as it is; another one counts
 * from now.
 *
 * @param periodDays 90 to 2560; 365 when absent.
 */
export async function enableRotation(
  vault: Vault,
  stored: StoredKey,
  periodDays: number = DEFAULT_PERIOD_DAYS,
): Promise<void> {
  if (stored.key.rotation?.periodDays === periodDays) return;
  const rotation = { periodDays, nextAtMs: vault.clock() + periodDays * DAY_MS };
  await vault.keystore.commit(await changeRelatedKeys(vault, stored, { rotation }));
}

/** Switches automatic rotation off. The material stays as it is. */
export async function disableRotation(vault: Vault, stored: StoredKey): Promise<void> {
  if (stored.key.rotation === undefined) return;
  await vault.keystore.commit(await changeRelatedKeys(vault, stored, { rotation: undefined }));
}

/** The schedule of automatic rotation; `undefined` when it is off, and while the key's deletion is pending. */
export function rotationOf({ state, rotation }: Key): RotationSchedule | undefined {
  return state === 'PendingDeletion' || state === 'PendingReplicaDeletion' ? undefined : rotation;
}

/** The schedule of a key that rotates again: what it missed is due now, once, and the next a period later. */
export function resumedRotation({ rotation }: Key, nowMs: number): Pick<Key, 'rotation'> {
  const isMissed = rotation !== undefined && rotation.nextAtMs <= nowMs;
  return { rotation: isMissed ? { ...rotation, nextAtMs: nowMs } : rotation };
}

/** Carries out the automatic rotation that has fallen due, as of the moment at which it did, and awaits the next. */
export async function rotateWhenDue(
  vault: Vault,
  stored: StoredKey,
  due: Due,
): Promise<readonly RecordChange[]> {
  const { rotation } = stored.key;
  if (rotation === undefined) return [];
  const nextAtMs = due.atMs + rotation.periodDays * DAY_MS;
  const change = await addMaterial(vault, stored.key, { type: 'AUTOMATIC', atMs: due.atMs });
  return await changeRelatedKeys(vault, stored, { ...change, rotation: { ...rotation, nextAtMs } });
}

/**
 * Rotates a key at once.
 *
 * @throws {KmsError} LimitExceededException after 25 times; ConflictException when an automatic rotation is about to
 * come; KMSInvalidStateException when no imported material waits for it.
 */
export async function rotateOnDemand(vault: Vault, stored: StoredKey): Promise<void> {
  const { key } = stored;
  requireRotatable(key, vault.clock());
  const rotation = { type: 'ON_DEMAND', atMs: vault.clock() } as const;
  const change =
    key.origin === 'EXTERNAL' ? promoteMaterial(key, rotation) : await addMaterial(vault, key, rotation);
  await vault.keystore.commit(await changeRelatedKeys(vault, stored, change));
}

/**
 * A page of a key's materials, in the order in which they came.
 *
 * @param includesAll Also the first one, and those that no rotation has made current yet.
 * @throws {KmsError} InvalidMarkerException.
 */
export function listMaterials(key: Key, includesAll: boolean, request: PageRequest): Page<KeyMaterial> {
  const materials = includesAll
    ? key.materials
    : key.materials.filter(({ rotation }) => rotation !== undefined);
  const isListed = (id: string): boolean => MATERIAL_ID.test(id) && materials.some((one) => one.id === id);
  const cursor = readMarker('material', request.marker, isListed);
  const rest = materials.slice(materials.findIndex(({ id }) => id === cursor) + 1);
  return pageOf('material', rest, request.limit, ({ id }) => id);
}

function requireRotatable(key: Key, nowMs: number): void {
  const onDemand = key.materials.filter(({ rotation }) => rotation?.type === 'ON_DEMAND');
  if (onDemand.length >= MAX_ON_DEMAND_ROTATIONS) {
    throw new KmsError(
      'LimitExceededException',
      'The on-demand rotations limit has been reached for the given keyId. ' +
        `No more on-demand rotations can be performed for this key: ${arnOf(key)}`,
    );
  }
  if (key.rotation !== undefined && key.rotation.nextAtMs - nowMs <= CONFLICT_MS) {
    throw new KmsError('ConflictException', `${arnOf(key)} is about to be rotated automatically.`);
  }
}

/** Fresh material, which is current from now on. */
async function addMaterial(
  { keystore }: Vault,
  key: Key,
  rotation: { readonly type: RotationType; readonly atMs: number },
): Promise<MaterialChange> {
  const sealed = toKeyMaterial(await keystore.createBackingKey(ownerOf(key)));
  return { materials: [...key.materials, { ...sealed, rotation }], currentMaterialId: sealed.id };
}

/** The imported material that waits for its rotation is current, and permanent, from now on. */
function promoteMaterial(
  key: Key,
  rotation: { readonly type: RotationType; readonly atMs: number },
): MaterialChange {
  const waiting = key.materials.find(({ awaits }) => awaits === 'rotation');
  if (waiting === undefined) {
    throw new KmsError(
      'KMSInvalidStateException',
      `No available key material pending rotation for the key: ${arnOf(key)}.`,
    );
  }
  const promoted: KeyMaterial = { ...waiting, awaits: undefined, rotation };
  const materials = key.materials.map((material) => (material === waiting ? promoted : material));
  return { materials, currentMaterialId: promoted.id };
}
