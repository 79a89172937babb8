/**
 * Ciphertext blobs: what Encrypt and GenerateDataKey give out.
 *
 *   'S' 01 ‖ material id[32] ‖ nonce[16] ‖ commitment[32] ‖ ciphertext ‖ tag[16]        98 bytes more than the plaintext
 *   AAD = 'S' 01 ‖ material id[32] ‖ u16 ‖ owner ‖ canonical encryption context
 *
 * The blob names its material, so that Decrypt finds the key from the blob alone; it is authenticated whole, bound to
 * the key's identity and the encryption context, and commits to its key. A wrapped 32-byte data key takes 130 bytes,
 * within the 184 of AWS's own. Nothing in it is secret and nothing in it can be changed unnoticed.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { equalBytes } from '../bytes/equal.ts';
import { toUtf8Exact } from '../bytes/utf8.ts';
import { Writer } from '../bytes/writer.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Bytes } from '../crypto/primitives.ts';
import { MATERIAL_ID_LENGTH } from './backing-key.ts';
import { canonicalContext, type EncryptionContext } from './encryption-context.ts';
import { open, SEALING_OVERHEAD, type SealingPurpose, type SealingTools, seal } from './sealing.ts';

/**
 * Where the backing key is: sealed in the keystore, in an HSM, or one here and one behind an external proxy. Any two
 * differ in two bits, so that no single one that is flipped makes one version of another.
 */
export type BlobVersion = 1 | 2 | 4;

/** "S". */
const MAGIC = 0x53;
/** Length of what every version begins with: magic, version and material id. */
export const HEAD_LENGTH: number = 2 + MATERIAL_ID_LENGTH;
const LABEL = 'strongroom ciphertext';

/** What a blob of version 1 adds to its plaintext. */
export const BLOB_OVERHEAD: number = HEAD_LENGTH + SEALING_OVERHEAD;

/** The shortest blob of each version. */
const MIN_LENGTHS: { readonly [V in BlobVersion]: number } = {
  1: BLOB_OVERHEAD,
  // A nonce for the HSM.
  2: BLOB_OVERHEAD + 16,
  // Two lengths, an IV of 12 bytes and a tag of 16.
  4: BLOB_OVERHEAD + 2 + 12 + 16,
};

/** Whose blob it is and what it is bound to. */
export interface BlobBinding {
  readonly owner: string;
  readonly materialId: Uint8Array;
  readonly context: EncryptionContext | undefined;
}

/**
 * Seals a plaintext into a blob.
 *
 * @param material The backing key, 32 bytes: it encrypts nothing itself, each blob has a key derived from it.
 */
export async function sealBlob(
  tools: SealingTools,
  material: Uint8Array,
  binding: BlobBinding,
  plaintext: Uint8Array,
): Promise<Bytes> {
  const head = blobHead(1, binding.materialId);
  return await seal(tools, material, blobPurpose(1, binding), plaintext, head);
}

/**
 * Opens a blob.
 *
 * @throws {AuthenticationError} The material, the owner, the context or a byte of the blob is another.
 */
export async function openBlob(
  tools: Pick<SealingTools, 'engine'>,
  material: Uint8Array,
  binding: BlobBinding,
  blob: Uint8Array,
): Promise<Bytes> {
  return await open(tools, material, blobPurpose(1, binding), blobBody(1, binding, blob));
}

/** How blobs of one version are made and opened; what is exposed of the key is its material, or a reference to it. */
export interface BlobCipher {
  seal(tools: SealingTools, exposed: Uint8Array, binding: BlobBinding, plaintext: Uint8Array): Promise<Bytes>;
  open(tools: SealingTools, exposed: Uint8Array, binding: BlobBinding, blob: Uint8Array): Promise<Bytes>;
}

/** Of keys whose material is in the keystore. */
export const LOCAL_CIPHER: BlobCipher = { seal: sealBlob, open: openBlob };

/**
 * The id of the material that a blob of any version names; `undefined` when the bytes are no blob of ours.
 *
 * @example
 * materialIdOf(new Uint8Array(200)); // undefined
 */
export function materialIdOf(blob: Uint8Array): Uint8Array | undefined {
  if (blob[0] !== MAGIC) return undefined;
  const least = MIN_LENGTHS[blob[1] as BlobVersion];
  if (least === undefined || blob.length < least) return undefined;
  return blob.subarray(2, HEAD_LENGTH);
}

/** What a blob begins with. */
export function blobHead(version: BlobVersion, materialId: Uint8Array): Bytes {
  return concatBytes(new Uint8Array([MAGIC, version]), materialId);
}

/** What follows the head. @throws {AuthenticationError} It is of another version, or names another material. */
export function blobBody(version: BlobVersion, { materialId }: BlobBinding, blob: Uint8Array): Uint8Array {
  const named = materialIdOf(blob);
  if (named === undefined || blob[1] !== version) throw new AuthenticationError();
  if (!equalBytes(named, materialId)) throw new AuthenticationError();
  return blob.subarray(HEAD_LENGTH);
}

/** What a blob is sealed for: its version, its material, its owner and its context. */
export function blobPurpose(version: BlobVersion, binding: BlobBinding): SealingPurpose {
  return { label: LABEL, aad: blobAad(version, binding) };
}

/** Head ‖ u16 ‖ owner ‖ canonical encryption context. */
export function blobAad(version: BlobVersion, { owner, materialId, context }: BlobBinding): Bytes {
  return new Writer()
    .bytes(blobHead(version, materialId))
    .u16Bytes(toUtf8Exact('owner', owner))
    .bytes(canonicalContext(context))
    .finish();
}
