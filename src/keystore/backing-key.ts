/**
 * Backing keys: the key material of a KMS key, one for each material, never outside of this room in the clear.
 *
 *   01 ‖ u32 domain key number ‖ material id[32] ‖ nonce[16] ‖ commitment[32] ‖ material ‖ tag[16]
 *   AAD = store id[16] ‖ 01 ‖ u32 domain key number ‖ material id[32] ‖ u16 ‖ owner
 *
 * The owner is the key's identity, account and key id. A backing key put under another owner does not open. The
 * material id is bound to owner and material: KBKDF of the material (SP 800-108r1 §4.1) with the owner as context, so
 * that the same material imported twice into one key has one id, and into two keys two, and the id tells nothing of
 * the material. {@link exposeBackingKey} is the only door to the bytes.
 *
 * @module
 */
import { Reader } from '../bytes/reader.ts';
import { toUtf8Exact } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import { Writer } from '../bytes/writer.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Bytes } from '../crypto/primitives.ts';
import type { SealingRoom } from './sealed-record.ts';
import { derive, KEY_LENGTH, open, SEALING_OVERHEAD, type SealingPurpose, seal } from './sealing.ts';

const VERSION = 1;
const LABEL = 'strongroom backing key';
const MATERIAL_ID_LABEL = 'strongroom material id';

/** Length of a material id. */
export const MATERIAL_ID_LENGTH = 32;
const HEAD_LENGTH = 1 + 4 + MATERIAL_ID_LENGTH;

/** A backing key as it is stored: bytes that only this keystore opens. */
export interface SealedBackingKey {
  readonly materialId: Bytes;
  readonly sealed: Bytes;
}

/** Which material of which owner, as sealed by this keystore. */
export interface MaterialReference {
  readonly owner: string;
  readonly materialId: Uint8Array;
  readonly backingKey: Uint8Array;
}

/** A sealed private key and its public half. */
export interface SealedKeyPair extends SealedBackingKey {
  /** SPKI. */
  readonly publicKey: Bytes;
}

/** Draws fresh symmetric material and seals it for its owner. */
export async function createBackingKey(
  room: SealingRoom,
  owner: string,
  length: number = KEY_LENGTH,
): Promise<SealedBackingKey> {
  const material = room.tools.random(length);
  try {
    return await sealBackingKey(room, owner, material);
  } finally {
    wipe(material);
  }
}

/** Seals given material for its owner. The material stays the caller's to wipe. */
export async function sealBackingKey(
  room: SealingRoom,
  owner: string,
  material: Uint8Array,
): Promise<SealedBackingKey> {
  const context = toUtf8Exact('owner', owner);
  const materialId = await derive(
    room.tools.engine,
    material,
    MATERIAL_ID_LABEL,
    context,
    MATERIAL_ID_LENGTH,
  );
  const { number, key } = room.domainKeys.current;
  const sealed = await seal(room.tools, key, purposeOf(room, owner, number, materialId), material);
  return {
    materialId,
    sealed: new Writer().u8(VERSION).u32(number).bytes(materialId).bytes(sealed).finish(),
  };
}

/**
 * Opens a backing key for the time of one use, and wipes it whatever happens. The only way to key material.
 *
 * @param use Gets the material; it must not keep it.
 * @throws {AuthenticationError} The bytes were sealed for another owner or store, or are damaged.
 */
export async function exposeBackingKey<T>(
  room: SealingRoom,
  owner: string,
  backingKey: Uint8Array,
  use: (material: Uint8Array) => Promise<T>,
): Promise<T> {
  if (backingKey.length < HEAD_LENGTH + SEALING_OVERHEAD) throw new AuthenticationError();
  const reader = new Reader(backingKey);
  if (reader.u8() !== VERSION) throw new AuthenticationError();
  const number = reader.u32();
  const materialId = reader.bytes(MATERIAL_ID_LENGTH);
  const { key } = await room.domainKeys.find(number);
  const purpose = purposeOf(room, owner, number, materialId);
  const material = await open(room.tools, key, purpose, reader.rest());
  try {
    return await use(material);
  } finally {
    wipe(material);
  }
}

function purposeOf(
  room: SealingRoom,
  owner: string,
  domainKeyNumber: number,
  materialId: Uint8Array,
): SealingPurpose {
  const aad = new Writer()
    .bytes(room.storeId)
    .u8(VERSION)
    .u32(domainKeyNumber)
    .bytes(materialId)
    .u16Bytes(toUtf8Exact('owner', owner))
    .finish();
  return { label: LABEL, aad };
}
