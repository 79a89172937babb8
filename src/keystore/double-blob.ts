/**
 * Ciphertext blobs of keys in external key stores: version 4, encrypted twice.
 *
 *   'S' 04 ‖ material id[32] ‖ u8 ‖ metadata ‖ u8 ‖ iv ‖ tag[16] ‖ ciphertext          128 to 152 bytes more
 *   ciphertext = the inner layer, encrypted by the external key; inner layer = the plaintext, sealed under the material
 *   AAD of both = 'S' 04 ‖ material id[32] ‖ u16 ‖ owner ‖ canonical encryption context
 *
 * First the material of KMS, then the external key: whoever runs the proxy sees sealed bytes alone, and whoever has the
 * keystore alone opens nothing. A wrapped 32-byte data key takes at most the 184 bytes of AWS's own.
 *
 * @module
 */
import { FormatError, Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Bytes } from '../crypto/primitives.ts';
import {
  type BlobBinding,
  type BlobCipher,
  blobAad,
  blobBody,
  blobHead,
  blobPurpose,
} from './ciphertext-blob.ts';
import { open, type SealingTools, seal } from './sealing.ts';

const TAG_LENGTH = 16;

/** What the external key made of the inner layer. */
export interface OuterLayer {
  readonly ciphertext: Uint8Array;
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
  readonly metadata: Uint8Array;
}

/** Encrypts and decrypts with the external key, bound to the AAD given. */
export interface OuterCipher {
  encrypt(plaintext: Uint8Array, aad: Uint8Array): Promise<OuterLayer>;
  decrypt(layer: OuterLayer, aad: Uint8Array): Promise<Uint8Array>;
}

/** The two did not agree: what the external key decrypted is not what was sealed here. */
export class InnerLayerError extends Error {
  override readonly name = 'InnerLayerError';
}

/** The cipher of keys in external key stores: under the key's material, then by another cipher. */
export function doubleCipher(outer: OuterCipher): BlobCipher {
  return {
    seal: (tools, material, binding, plaintext) => sealDoubleBlob(tools, material, outer, binding, plaintext),
    open: (tools, material, binding, blob) => openDoubleBlob(tools, material, outer, binding, blob),
  };
}

/** Seals a plaintext into a blob. */
export async function sealDoubleBlob(
  tools: SealingTools,
  material: Uint8Array,
  outer: OuterCipher,
  binding: BlobBinding,
  plaintext: Uint8Array,
): Promise<Bytes> {
  const inner = await seal(tools, material, blobPurpose(4, binding), plaintext);
  const { metadata, iv, tag, ciphertext } = await outer.encrypt(inner, blobAad(4, binding));
  return new Writer()
    .bytes(blobHead(4, binding.materialId))
    .u8Bytes(metadata)
    .u8Bytes(iv)
    .bytes(tag)
    .bytes(ciphertext)
    .finish();
}

/**
 * Opens a blob.
 *
 * @throws {AuthenticationError} It is no blob of this key.
 * @throws {InnerLayerError} The external key decrypted it to something else than was sealed.
 */
export async function openDoubleBlob(
  tools: SealingTools,
  material: Uint8Array,
  outer: OuterCipher,
  binding: BlobBinding,
  blob: Uint8Array,
): Promise<Bytes> {
  const layer = readOuterLayer(blobBody(4, binding, blob));
  const inner = await outer.decrypt(layer, blobAad(4, binding));
  try {
    return await open(tools, material, blobPurpose(4, binding), inner);
  } catch (error) {
    if (error instanceof AuthenticationError) throw new InnerLayerError('the inner layer does not open');
    throw error;
  }
}

function readOuterLayer(body: Uint8Array): OuterLayer {
  const reader = new Reader(body);
  try {
    const metadata = reader.u8Bytes();
    const iv = reader.u8Bytes();
    return { metadata, iv, tag: reader.bytes(TAG_LENGTH), ciphertext: reader.rest() };
  } catch (error) {
    if (error instanceof FormatError) throw new AuthenticationError();
    throw error;
  }
}
