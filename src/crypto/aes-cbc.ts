/**
 * AES-CBC encryption (SP 800-38A §6.2) with the padding of RFC 5652 §6.3, over an engine's block cipher.
 *
 * It is here for one format, CMS EnvelopedData, which Nitro enclaves expect. CBC authenticates nothing: there is no
 * decryption here, and nothing of this house is sealed with it.
 *
 * @module
 */
import { expectBytes } from '../bytes/expect.ts';
import { wipe } from '../bytes/wipe.ts';
import { AES_BLOCK_LENGTH } from './aes.ts';
import type { AesBlock, Bytes } from './primitives.ts';

/**
 * Encrypts.
 *
 * @param key 16, 24 or 32 bytes.
 * @param iv 16 bytes, fresh and unpredictable.
 * @param plaintext Any length.
 * @returns The next multiple of 16 bytes above the plaintext's length; new bytes.
 * @throws {TypeError} An argument is not a Uint8Array.
 * @throws {RangeError} The key or the IV has another length.
 *
 * @example
 * const { aesBlock } = await import('strongroom/crypto/aes');
 * (await encryptCbc(aesBlock, new Uint8Array(32), new Uint8Array(16), new Uint8Array(16))).length; // 32
 */
export async function encryptCbc(
  aesBlock: AesBlock,
  key: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
): Promise<Bytes> {
  expectBytes('key', key, 16, 24, 32);
  expectBytes('iv', iv, AES_BLOCK_LENGTH);
  expectBytes('plaintext', plaintext);
  const out = padded(plaintext);
  const input = new Uint8Array(AES_BLOCK_LENGTH);
  try {
    let previous: Uint8Array = iv;
    for (let at = 0; at < out.length; at += AES_BLOCK_LENGTH) {
      for (let i = 0; i < AES_BLOCK_LENGTH; i++) input[i] = out[at + i] ^ previous[i];
      previous = await aesBlock.encryptBlock(key, input);
      out.set(previous, at);
    }
    return out;
  } catch (error) {
    wipe(out);
    throw error;
  } finally {
    wipe(input);
  }
}

/** RFC 5652 §6.3: from 1 to 16 octets, each of which says how many they are. */
function padded(plaintext: Uint8Array): Bytes {
  const padding = AES_BLOCK_LENGTH - (plaintext.length % AES_BLOCK_LENGTH);
  const out = new Uint8Array(plaintext.length + padding).fill(padding);
  out.set(plaintext);
  return out;
}
