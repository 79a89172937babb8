/**
 * Ciphertext blobs of keys whose backing key is in an HSM: version 2.
 *
 *   'S' 02 ‖ material id[32] ‖ nonce[16] ‖ sealed                                      114 bytes more than the plaintext
 *   sealed = the plaintext, sealed under a base key that the HSM derives from its key and the nonce
 *
 * The key in the HSM never leaves it and encrypts nothing: it derives a base key for each blob, so that there is no count
 * of messages to keep and no IV that a token would have to choose. What follows is the one construction of
 * {@link ./sealing.ts}, with its commitment: two keys open one blob only where 256 bits of both derivations agree.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Bytes } from '../crypto/primitives.ts';
import { type BlobBinding, type BlobCipher, blobBody, blobHead, blobPurpose } from './ciphertext-blob.ts';
import { open, type SealingTools, seal } from './sealing.ts';

const HSM_NONCE_LENGTH = 16;

/** Derives 32 bytes from a nonce of 16 in the HSM; they are wiped after one use. */
export type DeriveBaseKey = (nonce: Uint8Array) => Promise<Bytes>;

/**
 * The cipher of keys in an HSM.
 *
 * @param deriveFrom Gets the reference to the key in the HSM, and must not keep it.
 */
export function hsmCipher(deriveFrom: (reference: Uint8Array) => DeriveBaseKey): BlobCipher {
  return {
    seal: (tools, reference, binding, plaintext) =>
      sealDerivedBlob(tools, deriveFrom(reference), binding, plaintext),
    open: (tools, reference, binding, blob) => openDerivedBlob(tools, deriveFrom(reference), binding, blob),
  };
}

/** Seals a plaintext into a blob. */
export async function sealDerivedBlob(
  tools: SealingTools,
  derive: DeriveBaseKey,
  binding: BlobBinding,
  plaintext: Uint8Array,
): Promise<Bytes> {
  const nonce = tools.random(HSM_NONCE_LENGTH);
  const baseKey = await derive(nonce);
  try {
    const sealed = await seal(tools, baseKey, blobPurpose(2, binding), plaintext);
    return concatBytes(blobHead(2, binding.materialId), nonce, sealed);
  } finally {
    wipe(baseKey);
  }
}

/**
 * Opens a blob.
 *
 * @throws {AuthenticationError} The key, the owner, the context or a byte of the blob is another.
 */
export async function openDerivedBlob(
  tools: SealingTools,
  derive: DeriveBaseKey,
  binding: BlobBinding,
  blob: Uint8Array,
): Promise<Bytes> {
  const body = blobBody(2, binding, blob);
  const baseKey = await derive(body.slice(0, HSM_NONCE_LENGTH));
  try {
    return await open(tools, baseKey, blobPurpose(2, binding), body.subarray(HSM_NONCE_LENGTH));
  } finally {
    wipe(baseKey);
  }
}
