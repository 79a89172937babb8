/**
 * Data key pairs: made here, the private half encrypted under a key, and never kept.
 *
 * Source: KMS API reference, GenerateDataKeyPair. Any spec of asymmetric keys serves but ML-DSA's, which AWS leaves out.
 * The private half of ML-KEM is a seed, as long for every spec.
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import type { EncryptionContext } from '../keystore/encryption-context.ts';
import { type EncryptedBlob, encryptBlobUnder } from './ciphertext.ts';
import type { Key } from './key.ts';
import { keyPairKindOf, requireAlgorithm, requireSpecIn, SYMMETRIC_ALGORITHM } from './key-spec.ts';
import type { Vault } from './vault.ts';

/** A fresh pair, and its private half encrypted under the key. */
export interface DataKeyPair extends EncryptedBlob {
  /** PKCS#8, the caller's to wipe. */
  readonly privateKey: Uint8Array;
  /** SPKI. */
  readonly publicKey: Uint8Array;
}

/**
 * Makes a key pair and encrypts its private half under the key.
 *
 * @param spec Such as `RSA_2048`.
 * @throws {KmsError} InvalidKeyUsageException: the key is not symmetric. UnsupportedOperationException: no such pairs are
 * made here.
 */
export async function generateDataKeyPairUnder(
  vault: Vault,
  key: Key,
  context: EncryptionContext | undefined,
  spec: string,
): Promise<DataKeyPair> {
  // Before the pair is made: an RSA key takes its time.
  requireAlgorithm(key, SYMMETRIC_ALGORITHM);
  requireSpecIn(key.region, spec);
  const kind = keyPairKindOf(spec);
  if (kind === undefined) throw new TypeError(`no key pairs of ${spec}`);
  const { privateKey, publicKey } = await vault.keystore.generateKeyPair(kind);
  try {
    return { privateKey, publicKey, ...(await encryptBlobUnder(vault, key, context, privateKey)) };
  } catch (error) {
    wipe(privateKey);
    throw error;
  }
}
