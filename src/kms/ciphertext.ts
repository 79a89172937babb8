/**
 * Encrypting and decrypting under a key: from the service's terms to the keystore's.
 *
 * Symmetric ciphertexts are blobs that say which material made them. An RSA ciphertext is the raw block of RSAES-OAEP
 * and says nothing: its key and its algorithm must be told, and no encryption context can be bound to it. A refusal of
 * the keystore becomes InvalidCiphertextException without a text: which part was wrong is not said. Source: KMS API
 * reference, Encrypt and Decrypt.
 *
 * @module
 */
import { toHex } from '../bytes/hex.ts';
import { wipe } from '../bytes/wipe.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { OaepScheme } from '../crypto/primitives.ts';
import { type BlobCipher, materialIdOf } from '../keystore/ciphertext-blob.ts';
import type { EncryptionContext } from '../keystore/encryption-context.ts';
import { KmsError } from './errors.ts';
import { type Key, materialOf, requireMaterial, requirePublicKey } from './key.ts';
import { DEFAULT_KEY_SPEC, keyPairKindOf, requireAlgorithm, SYMMETRIC_ALGORITHM } from './key-spec.ts';
import type { Vault } from './vault.ts';

/** How to encrypt or decrypt. */
export interface CipherRequest {
  /** Such as `SYMMETRIC_DEFAULT`. */
  readonly algorithm: string;
  readonly context: EncryptionContext | undefined;
}

export interface Encrypted {
  readonly ciphertext: Uint8Array;
  /** 64 hex digits; only for a symmetric key. */
  readonly materialId?: string;
}

/** What a symmetric key encrypted. */
export type EncryptedBlob = Required<Encrypted>;

export interface Decrypted {
  /** The caller's to wipe. */
  readonly plaintext: Uint8Array;
  /** 64 hex digits; only for a symmetric key. */
  readonly materialId?: string;
}

/** One hash for OAEP and for MGF1, and no label (KMS Developer Guide, "RSA key specs"). */
const OAEP_SCHEMES: ReadonlyMap<string, OaepScheme> = /* @__PURE__ */ new Map<string, OaepScheme>([
  ['RSAES_OAEP_SHA_1', { hash: 'SHA-1' }],
  ['RSAES_OAEP_SHA_256', { hash: 'SHA-256' }],
]);

/**
 * Encrypts under the key's current material.
 *
 * @throws {KmsError} InvalidKeyUsageException for a foreign algorithm; ValidationException for what RSA cannot encrypt.
 */
export async function encryptUnder(
  vault: Vault,
  key: Key,
  request: CipherRequest,
  plaintext: Uint8Array,
): Promise<Encrypted> {
  requireAlgorithm(key, request.algorithm);
  const oaep = OAEP_SCHEMES.get(request.algorithm);
  if (oaep === undefined) return await encryptBlobUnder(vault, key, request.context, plaintext);
  requireNoContext(request);
  await requireFit(key, request.algorithm, oaep, plaintext);
  return { ciphertext: await vault.keystore.encryptOaep(requirePublicKey(key), oaep, plaintext) };
}

/**
 * Encrypts under a symmetric key.
 *
 * @throws {KmsError} InvalidKeyUsageException: the key is not symmetric.
 */
export async function encryptBlobUnder(
  vault: Vault,
  key: Key,
  context: EncryptionContext | undefined,
  plaintext: Uint8Array,
): Promise<EncryptedBlob> {
  requireAlgorithm(key, SYMMETRIC_ALGORITHM);
  const material = requireMaterial(key);
  const ciphertext = await withCipherOf(vault, key, (cipher) =>
    vault.keystore.encrypt(material, context, plaintext, cipher),
  );
  return { ciphertext, materialId: material.id };
}

/**
 * Decrypts with whichever of the key's materials encrypted it.
 *
 * @throws {KmsError} InvalidCiphertextException; InvalidKeyUsageException for a foreign algorithm; ValidationException
 * for an encryption context with RSA.
 */
export async function decryptUnder(
  vault: Vault,
  key: Key,
  request: CipherRequest,
  ciphertext: Uint8Array | undefined,
): Promise<Decrypted> {
  if (request.algorithm === SYMMETRIC_ALGORITHM) requireBlob(ciphertext);
  requireAlgorithm(key, request.algorithm);
  const oaep = OAEP_SCHEMES.get(request.algorithm);
  if (oaep !== undefined) requireNoContext(request);
  if (ciphertext === undefined) throw new KmsError('InvalidCiphertextException');
  if (oaep === undefined) return await decryptBlob(vault, key, request.context, ciphertext);
  const material = requireMaterial(key);
  const plaintext = await refuseSilently(() => vault.keystore.decryptOaep(material, oaep, ciphertext));
  return { plaintext };
}

/** Whatever the key is: what is no blob was made by no symmetric key. */
function requireBlob(ciphertext: Uint8Array | undefined): void {
  if (ciphertext !== undefined && materialIdOf(ciphertext) !== undefined) return;
  throw new KmsError('InvalidCiphertextException');
}

async function decryptBlob(
  vault: Vault,
  key: Key,
  context: EncryptionContext | undefined,
  blob: Uint8Array,
): Promise<Decrypted> {
  const materialId = materialIdOf(blob);
  if (materialId === undefined) throw new KmsError('InvalidCiphertextException');
  const id = toHex(materialId);
  const material = materialOf(key, id);
  if (material === undefined) throw new KmsError('InvalidCiphertextException');
  const plaintext = await refuseSilently(() =>
    withCipherOf(vault, key, (cipher) => vault.keystore.decrypt(material, context, blob, cipher)),
  );
  return { plaintext, materialId: id };
}

/** Does something by the cipher of where the key is; what knows custom key stores comes with the first key of one. */
function withCipherOf<T>(
  vault: Vault,
  key: Key,
  use: (cipher: BlobCipher | undefined) => Promise<T>,
): Promise<T> {
  if (key.customKeyStoreId === undefined) return use(undefined);
  return import('./store-key.ts').then(({ withStoreCipher }) => withStoreCipher(vault, key, use));
}

/** A fresh data key, and the same encrypted under the key. */
export interface DataKey extends EncryptedBlob {
  /** The caller's to wipe. */
  readonly plaintext: Uint8Array;
}

/**
 * Draws a data key and encrypts it under the key.
 *
 * @param length 1 to 1024 bytes.
 * @throws {KmsError} InvalidKeyUsageException: the key is not symmetric.
 */
export async function generateDataKeyUnder(
  vault: Vault,
  key: Key,
  context: EncryptionContext | undefined,
  length: number,
): Promise<DataKey> {
  if (key.spec !== DEFAULT_KEY_SPEC) {
    throw new KmsError('InvalidKeyUsageException', 'You cannot generate a data key with an asymmetric CMK');
  }
  const plaintext = vault.keystore.random(length);
  try {
    return { plaintext, ...(await encryptBlobUnder(vault, key, context, plaintext)) };
  } catch (error) {
    wipe(plaintext);
    throw error;
  }
}

/** An RSA block has no room for a context: to drop it would be to lose what the caller relies on. */
function requireNoContext({ context = {} }: CipherRequest): void {
  if (Object.keys(context).length === 0) return;
  throw new KmsError(
    'ValidationException',
    'EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.',
  );
}

/** RFC 8017 §7.1.1 step 1.b, in AWS's words. */
async function requireFit(
  key: Key,
  algorithm: string,
  { hash }: OaepScheme,
  plaintext: Uint8Array,
): Promise<void> {
  const pair = keyPairKindOf(key.spec);
  // The table of key specs gives OAEP to RSA keys alone.
  if (pair?.kind !== 'rsa') throw new TypeError(`no modulus of ${key.spec}`);
  const { maximumMessageLength } = await import('../crypto/rsa/oaep.ts');
  const most = maximumMessageLength(hash, pair.modulusBits / 8);
  if (plaintext.length <= most) return;
  throw new KmsError(
    'ValidationException',
    `Algorithm ${algorithm} and key spec ${key.spec} cannot encrypt data larger than ${most} bytes.`,
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
