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
import { KmsError } from './errors.ts';
import type { KeyUsage } from './key-spec.ts';
import type { KeyState } from './key-state.ts';
import { keyArn, type Scope } from './scope.ts';

export type KeyOrigin = 'AWS_KMS' | 'EXTERNAL' | 'AWS_CLOUDHSM' | 'EXTERNAL_KEY_STORE';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A sealed backing key inside of the key's record. */
export interface KeyMaterial {
  /** 64 hex digits. */
  readonly id: string;
  /** Base64 of the bytes that the keystore sealed. */
  readonly backingKey: string;
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
  /** Every material there ever was; the last one is current. */
  readonly materials: readonly KeyMaterial[];
  /** SPKI in base64; only of an asymmetric key. */
  readonly publicKey?: string | undefined;
  /** Only of a multi-Region key. */
  readonly multiRegion?: MultiRegion | undefined;
  /** Only of a key that is, or was when it was written, in a passing state. */
  readonly settling?: Settling | undefined;
}

/** A key and the version of its record, which the next write replaces. */
export interface StoredKey {
  readonly key: Key;
  readonly version: number;
}

/** The identity to which the keystore binds a key's material and ciphertexts: related multi-Region keys share it. */
export function ownerOf({ account, keyId }: Pick<Key, 'account' | 'keyId'>): string {
  return `${account}/${keyId}`;
}

/** A key's ARN. */
export function arnOf(key: Key): string {
  return keyArn(key, key.keyId);
}

/** The material that encrypts, or the one with the id given; `undefined` when the key has no such material. */
export function materialOf(key: Key, id?: string): MaterialReference | undefined {
  const material = id === undefined ? key.materials.at(-1) : key.materials.find((one) => one.id === id);
  if (material === undefined) return undefined;
  return {
    owner: ownerOf(key),
    materialId: fromHex(material.id),
    backingKey: fromBase64(material.backingKey),
  };
}

/** The material that a key works with. @throws {KmsError} KMSInvalidStateException: it has none yet. */
export function requireMaterial(key: Key): MaterialReference {
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

/** A key as it is at a time: a passing state whose end has come is over, although nobody has written so. */
export function settledKey(key: Key, nowMs: number): Key {
  const { settling } = key;
  if (settling === undefined || settling.atMs > nowMs) return key;
  return { ...key, state: settling.state, settling: undefined };
}

/** A key from its record's bytes, which the keystore has authenticated. */
export function decodeKey(value: Uint8Array): Key {
  return JSON.parse(fromUtf8(value)) as Key;
}

function pendingImport(key: Key): KmsError {
  return new KmsError('KMSInvalidStateException', `${arnOf(key)} is pending import.`);
}
