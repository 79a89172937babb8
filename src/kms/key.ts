/**
 * A KMS key, as the service keeps it: one record that holds everything that decides what may be done with it.
 *
 * Metadata, state, policy, tags, aliases and sealed backing keys stand in one record on purpose: one read sees one
 * moment, and one conditional write changes it, so that a key is never disabled here and still enabled there.
 *
 * @module
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { SealedBackingKey } from '../keystore/backing-key.ts';
import type { MaterialReference } from '../keystore/keystore.ts';
import type { CustomKeyStore } from './custom-key-store.ts';
import { KmsError } from './errors.ts';
import type { KeyUsage } from './key-spec.ts';
import type { KeyState } from './key-state.ts';
import { keyArn, type Scope } from './scope.ts';

export type KeyOrigin = 'AWS_KMS' | 'EXTERNAL' | 'AWS_CLOUDHSM' | 'EXTERNAL_KEY_STORE';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export type RotationType = 'AUTOMATIC' | 'ON_DEMAND';

/** A material of a key inside of the key's record: its sealed backing key, and how it came to be what it is. */
export interface KeyMaterial {
  /** 64 hex digits. */
  readonly id: string;
  /** Base64 of the bytes that the keystore sealed; absent of imported material that was deleted or has expired. */
  readonly backingKey?: string | undefined;
  /** What must happen before it can encrypt. Such material is not permanent: the key does without it. */
  readonly awaits?: 'rotation' | 'multi-Region import' | undefined;
  /** How and when it became current; absent of a key's first material, and of what never was. */
  readonly rotation?: { readonly type: RotationType; readonly atMs: number } | undefined;
  /** Given at import. */
  readonly description?: string | undefined;
  /** When imported material expires; absent while it does not, or is not there. */
  readonly expiresAtMs?: number | undefined;
}

/** AWS's names for what a material is to its key. */
export type MaterialState =
  | 'CURRENT'
  | 'NON_CURRENT'
  | 'PENDING_ROTATION'
  | 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';

/** Automatic rotation, while it is switched on. */
export interface RotationSchedule {
  readonly periodDays: number;
  /** When the next rotation falls due; in the past while the key's state holds it up. */
  readonly nextAtMs: number;
}

/** Where a multi-Region key and its related keys are: all of them are one key, one in each Region. */
export interface MultiRegion {
  readonly primaryRegion: string;
  /** In the order in which they were made. */
  readonly replicaRegions: readonly string[];
}

/** How a passing state, Creating or Updating, ends. */
export interface Settling {
  readonly atMs: number;
  readonly state: KeyState;
}

export interface Key extends Scope {
  readonly keyId: string;
  readonly spec: string;
  readonly usage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly state: KeyState;
  readonly description: string;
  readonly createdAtMs: number;
  /** When the key is to be deleted; only while that is pending. */
  readonly deletionAtMs?: number | undefined;
  /** The waiting period that begins when the last replica is gone; only while that is awaited. */
  readonly pendingWindowDays?: number | undefined;
  /** JSON, as it was given. */
  readonly policy: string;
  readonly tags: readonly Tag[];
  /** Names with their prefix, `alias/`. */
  readonly aliases: readonly string[];
  /** Every material, in the order in which they came. */
  readonly materials: readonly KeyMaterial[];
  /** The material that encrypts; absent until there is one, and kept when it is deleted. */
  readonly currentMaterialId?: string | undefined;
  /** Only while automatic rotation is on. */
  readonly rotation?: RotationSchedule | undefined;
  /** SPKI in base64; only of an asymmetric key. */
  readonly publicKey?: string | undefined;
  /** Only of a multi-Region key. */
  readonly multiRegion?: MultiRegion | undefined;
  /** Only of a key that is, or was when it was written, in a passing state. */
  readonly settling?: Settling | undefined;
  /** Only of a key in a custom key store. */
  readonly customKeyStoreId?: string | undefined;
  /** The external key's id; only of a key in an external key store. */
  readonly xksKeyId?: string | undefined;
}

/** A key and the version of its record, which the next write replaces. */
export interface StoredKey {
  readonly key: Key;
  readonly version: number;
  /** Its custom key store, as it was when the key was read; only of a key in one. */
  readonly store?: CustomKeyStore | undefined;
}

/** The identity to which the keystore binds a key's material and ciphertexts: related multi-Region keys share it. */
export function ownerOf({ account, keyId }: Pick<Key, 'account' | 'keyId'>): string {
  return `${account}/${keyId}`;
}

/** A key's ARN. */
export function arnOf(key: Key): string {
  return keyArn(key, key.keyId);
}

/** What a material is to its key. */
export function materialStateOf({ currentMaterialId }: Key, { id, awaits }: KeyMaterial): MaterialState {
  if (awaits === 'rotation') return 'PENDING_ROTATION';
  if (awaits === 'multi-Region import') return 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
  return id === currentMaterialId ? 'CURRENT' : 'NON_CURRENT';
}

/** A material as the keystore takes it, and by the name that it has here. */
export interface NamedMaterial extends MaterialReference {
  /** 64 hex digits. */
  readonly id: string;
}

/**
 * The material that encrypts, or the one with the id given; `undefined` when the key has no such material.
 *
 * @throws {KmsError} KMSInvalidStateException: it was imported and is not there now.
 */
export function materialOf(
  key: Key,
  id: string | undefined = key.currentMaterialId,
): NamedMaterial | undefined {
  const material = key.materials.find((one) => one.id === id);
  if (material === undefined) return undefined;
  const known = REFERENCES.get(material);
  if (known !== undefined) return known;
  if (material.backingKey === undefined) throw pendingImport(key);
  const reference = {
    id: material.id,
    owner: ownerOf(key),
    materialId: fromHex(material.id),
    backingKey: fromBase64(material.backingKey),
  };
  // Of a record that is handed out again and again; nobody changes its parts.
  if (Object.isFrozen(material)) REFERENCES.set(material, reference);
  return reference;
}

/** What materials were read to: a key that is in use is used many times. A material belongs to one key. */
const REFERENCES = /* @__PURE__ */ new WeakMap<KeyMaterial, NamedMaterial>();

/** Whether a key works: every material that it ever encrypted with is there, and there is one. */
export function hasAllMaterial({ materials }: Pick<Key, 'materials'>): boolean {
  const permanent = materials.filter(({ awaits }) => awaits === undefined);
  return permanent.length > 0 && permanent.every(({ backingKey }) => backingKey !== undefined);
}

/** The material that a key works with. @throws {KmsError} KMSInvalidStateException: it has none yet. */
export function requireMaterial(key: Key): NamedMaterial {
  const material = materialOf(key);
  if (material === undefined) throw pendingImport(key);
  return material;
}

/** The public half of an asymmetric key, as SPKI. @throws {KmsError} KMSInvalidStateException: it has none yet. */
export function requirePublicKey(key: Key): Uint8Array {
  if (key.publicKey === undefined) throw pendingImport(key);
  return fromBase64(key.publicKey);
}

/** A sealed backing key in the form that a key's record holds. */
export function toKeyMaterial({ materialId, sealed }: SealedBackingKey): KeyMaterial {
  return { id: toHex(materialId), backingKey: toBase64(sealed) };
}

/** The bytes of a key's record. */
export function encodeKey(key: Key): Uint8Array {
  return toUtf8(JSON.stringify(key));
}

/** Whether the key has related keys in other Regions that it must outlive: it is a primary with replicas. */
export function hasReplicas({ region, multiRegion }: Key): boolean {
  return multiRegion?.primaryRegion === region && multiRegion.replicaRegions.length > 0;
}

/** Whether the key is a copy of a primary in another Region. */
export function isReplica({ region, multiRegion }: Key): boolean {
  return multiRegion !== undefined && multiRegion.primaryRegion !== region;
}

/** A key as it is at a time: a passing state whose end has come is over, although nobody has written so. */
export function settledKey(key: Key, nowMs: number): Key {
  const { settling } = key;
  if (settling === undefined || settling.atMs > nowMs) return key;
  return { ...key, state: settling.state, settling: undefined };
}

/** A key from its record's bytes, which the keystore has authenticated. Frozen: it is handed out many times. */
export function decodeKey(value: Uint8Array): Key {
  return JSON.parse(fromUtf8(value), (_, part) => Object.freeze(part)) as Key;
}

/** What is answered by a key whose material is not there. */
export function pendingImport(key: Key): KmsError {
  return new KmsError('KMSInvalidStateException', `${arnOf(key)} is pending import.`);
}

/**
 * When a key's imported material expires, of all that it cannot do without.
 *
 * @returns `undefined` when none of it is there; no date when none of it expires.
 */
export function expiryOf({ origin, materials }: Key): { readonly atMs: number | undefined } | undefined {
  const present = materials.filter(
    ({ awaits, backingKey }) => awaits === undefined && backingKey !== undefined,
  );
  if (origin !== 'EXTERNAL' || present.length === 0) return undefined;
  const times = present.flatMap(({ expiresAtMs }) => (expiresAtMs === undefined ? [] : [expiresAtMs]));
  return { atMs: times.length === 0 ? undefined : Math.min(...times) };
}
