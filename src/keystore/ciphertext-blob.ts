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

const PREFIX: Uint8Array = /* @__PURE__ */ new Uint8Array([0x53, 0x01]);
const HEAD_LENGTH = 2 + MATERIAL_ID_LENGTH;
const LABEL = 'strongroom ciphertext';

/** What a blob adds to its plaintext. */
export const BLOB_OVERHEAD: number = HEAD_LENGTH + SEALING_OVERHEAD;

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
  const sealed = await seal(tools, material, purposeOf(binding), plaintext);
  return concatBytes(PREFIX, binding.materialId, sealed);
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
  const named = materialIdOf(blob);
  if (named === undefined || !equalBytes(named, binding.materialId)) throw new AuthenticationError();
  return await open(tools, material, purposeOf(binding), blob.subarray(HEAD_LENGTH));
}

/**
 * The id of the material that a blob names; `undefined` when the bytes are no blob of this format.
 *
 * @example
 * materialIdOf(new Uint8Array(200)); // undefined
 */
export function materialIdOf(blob: Uint8Array): Uint8Array | undefined {
  if (blob.length < BLOB_OVERHEAD) return undefined;
  if (blob[0] !== PREFIX[0] || blob[1] !== PREFIX[1]) return undefined;
  return blob.subarray(PREFIX.length, HEAD_LENGTH);
}

function purposeOf({ owner, materialId, context }: BlobBinding): SealingPurpose {
  const aad = new Writer()
    .bytes(PREFIX)
    .bytes(materialId)
    .u16Bytes(toUtf8Exact('owner', owner))
    .bytes(canonicalContext(context))
    .finish();
  return { label: LABEL, aad };
}
