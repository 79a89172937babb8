/**
 * Imported material: brought by the key's owner, deleted or expired, and brought again.
 *
 * A key works only while every material that it ever encrypted with is there: without one of them it is pending import.
 * A symmetric key can be brought further materials: each waits for a rotation on demand to make it current, one at a
 * time, and is no part of the key before that: it goes without a trace. A MAC key or a key pair keeps its first material
 * for ever; a key pair is known by its public half, since one private key has several encodings. Source: KMS API
 * reference, ImportKeyMaterial; KMS Developer Guide, "Importing key material for AWS KMS keys".
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import { AuthenticationError, InvalidKeyError } from '../crypto/errors.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import type { SealedImport } from '../keystore/unwrapping.ts';
import { KmsError } from './errors.ts';
import { openImportToken } from './import-parameters.ts';
import {
  arnOf,
  hasAllMaterial,
  isReplica,
  type Key,
  type KeyMaterial,
  ownerOf,
  type StoredKey,
  toKeyMaterial,
} from './key.ts';
import { DEFAULT_KEY_SPEC, keySpecRow } from './key-spec.ts';
import type { KeyState } from './key-state.ts';
import type { Due } from './keyspace.ts';
import { changeRelatedKeys, refuseReplica } from './related-keys.ts';
import type { Vault } from './vault.ts';

const DAY_MS = 86_400_000;
/** KMS API reference, ImportKeyMaterial. */
const MAX_VALIDITY_DAYS = 365;

export type ImportType = 'NEW_KEY_MATERIAL' | 'EXISTING_KEY_MATERIAL';

/** What somebody brings, and as what. */
export interface MaterialImport {
  readonly token: Uint8Array;
  readonly wrapped: Uint8Array;
  /** Whether it expires: true when absent. */
  readonly expires?: boolean | undefined;
  readonly expiresAtMs?: number | undefined;
  /** New when the key never had any, existing otherwise, when absent. */
  readonly type?: ImportType | undefined;
  readonly description?: string | undefined;
  /** The id that it must turn out to have. */
  readonly materialId?: string | undefined;
}

/**
 * Imports material into a key.
 *
 * @returns The material's id.
 * @throws {KmsError} ValidationException for the dates; InvalidImportTokenException, ExpiredImportTokenException;
 * InvalidCiphertextException: it does not unwrap; IncorrectKeyMaterialException: it is not what it must be;
 * KMSInvalidStateException: other new material still waits; UnsupportedOperationException.
 */
export async function importMaterial(
  vault: Vault,
  stored: StoredKey,
  wanted: MaterialImport,
): Promise<string> {
  const { key } = stored;
  const expiresAtMs = requireExpiry(wanted, vault.clock());
  requireOptions(key, wanted);
  const sealed = await unwrap(vault, key, wanted);
  const brought: KeyMaterial = { ...toKeyMaterial(sealed), expiresAtMs, description: wanted.description };
  const change =
    key.spec === DEFAULT_KEY_SPEC
      ? admitMaterial(key, brought, wanted)
      : admitOnlyMaterial(key, brought, sealed.publicKey);
  const changed = { ...key, ...change };
  const state = key.state === 'PendingImport' && hasAllMaterial(changed) ? 'Enabled' : key.state;
  await vault.keystore.commit(await changeRelatedKeys(vault, stored, { ...change, state }));
  return brought.id;
}

/**
 * Deletes imported material. What is not there any more is no error.
 *
 * @param materialId The current one when absent.
 * @returns The id of what was deleted; `undefined` of a key that never had any.
 * @throws {KmsError} NotFoundException: the key has no such material. UnsupportedOperationException: an id was given, and
 * the key is not symmetric.
 */
export async function deleteMaterial(
  vault: Vault,
  stored: StoredKey,
  materialId: string | undefined,
): Promise<string | undefined> {
  const { key } = stored;
  requireSymmetric(key, 'KeyMaterialId', materialId);
  const wanted = materialId ?? key.currentMaterialId;
  if (wanted === undefined) return undefined;
  if (!key.materials.some(({ id }) => id === wanted)) {
    throw new KmsError(
      'NotFoundException',
      `Key material (id: ${wanted}) of KMS key ${arnOf(key)} is not found.`,
    );
  }
  await vault.keystore.commit(await removeMaterial(vault, stored, ({ id }) => id === wanted));
  return wanted;
}

/** Takes away every material of the key that expires at this moment. */
export async function expireMaterial(
  vault: Vault,
  stored: StoredKey,
  due: Due,
): Promise<readonly RecordChange[]> {
  return await removeMaterial(vault, stored, ({ expiresAtMs }) => expiresAtMs === due.atMs);
}

/** When it expires; `undefined` when it does not. Texts are AWS's where it gives them. */
function requireExpiry({ expires = true, expiresAtMs }: MaterialImport, nowMs: number): number | undefined {
  if (!expires) {
    if (expiresAtMs === undefined) return undefined;
    throw invalid('A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE');
  }
  if (expiresAtMs === undefined) {
    throw invalid('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES');
  }
  if (expiresAtMs <= nowMs) throw invalid('The validTo date must be in the future');
  if (expiresAtMs > nowMs + MAX_VALIDITY_DAYS * DAY_MS) {
    throw invalid(`The validTo date must be at most ${MAX_VALIDITY_DAYS} days in the future`);
  }
  return expiresAtMs;
}

function requireOptions(key: Key, { type, description, materialId }: MaterialImport): void {
  // What is new, and what it is called, a replica hears from its primary.
  if (typeOf(key, type) === 'NEW_KEY_MATERIAL' || description !== undefined) refuseReplica(key);
  requireSymmetric(key, 'ImportType', type);
  requireSymmetric(key, 'KeyMaterialDescription', description);
  requireSymmetric(key, 'KeyMaterialId', materialId);
  if (materialId === undefined || typeOf(key, type) === 'EXISTING_KEY_MATERIAL') return;
  throw invalid('A key material ID cannot be set if the ImportType is NEW_KEY_MATERIAL');
}

/** Members that mean something only where there can be several materials. */
function requireSymmetric(key: Key, member: string, value: string | undefined): void {
  if (value === undefined || key.spec === DEFAULT_KEY_SPEC) return;
  throw new KmsError('UnsupportedOperationException', `${member} is not valid for key spec ${key.spec}.`);
}

function typeOf({ materials }: Key, type: ImportType | undefined): ImportType {
  return type ?? (materials.length === 0 ? 'NEW_KEY_MATERIAL' : 'EXISTING_KEY_MATERIAL');
}

async function unwrap(vault: Vault, key: Key, { token, wrapped }: MaterialImport): Promise<SealedImport> {
  const opened = await openImportToken(vault, key, token);
  const { material } = keySpecRow(key.spec);
  try {
    return await vault.keystore.importBackingKey(ownerOf(key), material, { ...opened, bytes: wrapped });
  } catch (error) {
    if (error instanceof AuthenticationError) throw new KmsError('InvalidCiphertextException');
    if (error instanceof InvalidKeyError) throw new KmsError('IncorrectKeyMaterialException');
    throw error;
  }
}

type MaterialChange = Pick<Key, 'materials' | 'currentMaterialId' | 'publicKey'>;

/** What a MAC key or a key pair becomes: its first material, or the same once more. */
function admitOnlyMaterial(key: Key, brought: KeyMaterial, spki: Uint8Array | undefined): MaterialChange {
  const publicKey = spki === undefined ? undefined : toBase64(spki);
  const isSame = publicKey === undefined ? brought.id === key.currentMaterialId : publicKey === key.publicKey;
  if (key.currentMaterialId !== undefined && !isSame) throw new KmsError('IncorrectKeyMaterialException');
  return { materials: [brought], currentMaterialId: brought.id, publicKey };
}

/** What a symmetric key becomes by material that is new to it, or that it had before. */
function admitMaterial(key: Key, brought: KeyMaterial, wanted: MaterialImport): MaterialChange {
  const known = key.materials.find(({ id }) => id === brought.id);
  const isNew = typeOf(key, wanted.type) === 'NEW_KEY_MATERIAL';
  const isAnother = wanted.materialId !== undefined && wanted.materialId !== brought.id;
  if (isNew === (known !== undefined) || isAnother) throw new KmsError('IncorrectKeyMaterialException');
  if (known !== undefined) return restoreMaterial(key, known, brought);
  if (key.currentMaterialId === undefined) return { materials: [brought], currentMaterialId: brought.id };
  requireNoneWaits(key, brought.id);
  const waiting: KeyMaterial = { ...brought, awaits: 'rotation' };
  return { materials: [...key.materials, waiting], currentMaterialId: key.currentMaterialId };
}

/** The same material is there again, or there with another expiry; a description that is not given stays. */
function restoreMaterial(key: Key, known: KeyMaterial, brought: KeyMaterial): MaterialChange {
  const restored = { ...known, ...brought, description: brought.description ?? known.description };
  const materials = key.materials.map((material) => (material === known ? restored : material));
  return { materials, currentMaterialId: key.currentMaterialId };
}

function requireNoneWaits(key: Key, id: string): void {
  const waiting = key.materials.find(({ awaits }) => awaits !== undefined);
  if (waiting === undefined) return;
  throw new KmsError(
    'KMSInvalidStateException',
    `New key material (id: ${id}) cannot be imported into KMS key ${arnOf(key)}, ` +
      `because another key material (id: ${waiting.id}) is pending rotation.`,
  );
}

/** The writes that take materials away: the sealed bytes are erased, the ids of permanent ones stay. */
async function removeMaterial(
  vault: Vault,
  stored: StoredKey,
  isGone: (material: KeyMaterial) => boolean,
): Promise<readonly RecordChange[]> {
  const materials = stored.key.materials
    .filter((material) => !isGone(material) || material.awaits === undefined || isReplica(stored.key))
    .map((material) => (isGone(material) ? withoutBytes(material) : material));
  const state = stateWithout(stored.key.state, materials);
  return await changeRelatedKeys(vault, stored, { materials, state });
}

function withoutBytes(material: KeyMaterial): KeyMaterial {
  return { ...material, backingKey: undefined, expiresAtMs: undefined };
}

/** A key whose deletion is pending stays so (KMS API reference, DeleteImportedKeyMaterial). */
function stateWithout(state: KeyState, materials: Key['materials']): KeyState {
  if (state !== 'Enabled' && state !== 'Disabled') return state;
  return hasAllMaterial({ materials }) ? state : 'PendingImport';
}

function invalid(message: string): KmsError {
  return new KmsError('ValidationException', message);
}
