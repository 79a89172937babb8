/**
 * Encrypting and decrypting under a key: from the service's terms to the keystore's.
 *
 * A refusal of the keystore becomes InvalidCiphertextException without a text: which part was wrong is not said.
 * Source: KMS API reference, Encrypt and Decrypt.
 *
 * @module
 */
import { toHex } from '../bytes/hex.ts';
import { wipe } from '../bytes/wipe.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { EncryptionContext } from '../keystore/encryption-context.ts';
import { KmsError } from './errors.ts';
import { arnOf, type Key, materialOf } from './key.ts';
import { keySpecRow } from './key-spec.ts';
import type { Vault } from './vault.ts';

/** How to encrypt or decrypt. */
export interface CipherRequest {
  /** Such as `SYMMETRIC_DEFAULT`. */
  readonly algorithm: string;
  readonly context: EncryptionContext | undefined;
}

export interface Encrypted {
  readonly ciphertext: Uint8Array;
  /** 64 hex digits. */
  readonly materialId: string;
}

export interface Decrypted {
  /** The caller's to wipe. */
  readonly plaintext: Uint8Array;
  /** 64 hex digits. */
  readonly materialId: string;
}

/** Encrypts under the key's current material. @throws {KmsError} InvalidKeyUsageException for a foreign algorithm. */
export async function encryptUnder(
  { keystore }: Vault,
  key: Key,
  request: CipherRequest,
  plaintext: Uint8Array,
): Promise<Encrypted> {
  requireAlgorithm(key, request.algorithm);
  const material = materialOf(key);
  if (material === undefined) throw pendingImport(key);
  const ciphertext = await keystore.encrypt(material, request.context, plaintext);
  return { ciphertext, materialId: toHex(material.materialId) };
}

/**
 * Decrypts with whichever of the key's materials encrypted it.
 *
 * @throws {KmsError} InvalidCiphertextException, InvalidKeyUsageException.
 */
export async function decryptUnder(
  { keystore }: Vault,
  key: Key,
  request: CipherRequest,
  ciphertext: Uint8Array | undefined,
): Promise<Decrypted> {
  requireAlgorithm(key, request.algorithm);
  const materialId = ciphertext === undefined ? undefined : keystore.materialIdOf(ciphertext);
  if (ciphertext === undefined || materialId === undefined) throw new KmsError('InvalidCiphertextException');
  const material = materialOf(key, toHex(materialId));
  if (material === undefined) throw new KmsError('InvalidCiphertextException');
  const plaintext = await refuseSilently(() => keystore.decrypt(material, request.context, ciphertext));
  return { plaintext, materialId: toHex(materialId) };
}

/** A fresh data key, and the same encrypted under the key. */
export interface DataKey extends Encrypted {
  /** The caller's to wipe. */
  readonly plaintext: Uint8Array;
}

/**
 * Draws a data key and encrypts it under the key.
 *
 * @param length 1 to 1024 bytes.
 */
export async function generateDataKeyUnder(
  vault: Vault,
  key: Key,
  context: EncryptionContext | undefined,
  length: number,
): Promise<DataKey> {
  const plaintext = vault.keystore.random(length);
  const request = { algorithm: 'SYMMETRIC_DEFAULT', context };
  try {
    return { plaintext, ...(await encryptUnder(vault, key, request, plaintext)) };
  } catch (error) {
    wipe(plaintext);
    throw error;
  }
}

function requireAlgorithm(key: Key, algorithm: string): void {
  if (keySpecRow(key.spec).encryptionAlgorithms.includes(algorithm)) return;
  throw new KmsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`,
  );
}

async function refuseSilently<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AuthenticationError) throw new KmsError('InvalidCiphertextException');
    throw error;
  }
}

function pendingImport(key: Key): KmsError {
  return new KmsError('KMSInvalidStateException', `${arnOf(key)} is pending import.`);
}
