/**
 * Encapsulation under a key: from the service's terms to the keystore's.
 *
 * A ciphertext of the key's length is always answered (FIPS 203 §6.3, implicit rejection): nobody is told whether it was
 * made for this key. One of another length is an InvalidCiphertextException. Source: KMS API reference, Encapsulate and
 * Decapsulate.
 *
 * @module
 */
import type { Encapsulation, MlKemParameterSet } from '../keystore/key-algorithm.ts';
import { KmsError } from './errors.ts';
import { type Key, requireMaterial, requirePublicKey } from './key.ts';
import { keyPairKindOf, requireAlgorithm } from './key-spec.ts';
import type { Vault } from './vault.ts';

/**
 * A fresh secret for whoever may decapsulate under the key, and the ciphertext that carries it.
 *
 * @param algorithm `ML_KEM`.
 * @returns 32 bytes, the caller's to wipe, and 768, 1088 or 1568.
 * @throws {KmsError} InvalidKeyUsageException for a foreign algorithm.
 */
export async function encapsulateUnder(
  { keystore }: Vault,
  key: Key,
  algorithm: string,
): Promise<Encapsulation> {
  const parameterSet = requireParameterSet(key, algorithm);
  return await keystore.encapsulate(requirePublicKey(key), parameterSet);
}

/**
 * The secret in a ciphertext.
 *
 * @param algorithm `ML_KEM`.
 * @returns 32 bytes, the caller's to wipe.
 * @throws {KmsError} InvalidKeyUsageException for a foreign algorithm; InvalidCiphertextException for a ciphertext of
 * another length than the key's.
 */
export async function decapsulateUnder(
  { keystore }: Vault,
  key: Key,
  algorithm: string,
  ciphertext: Uint8Array,
): Promise<Uint8Array> {
  const parameterSet = requireParameterSet(key, algorithm);
  const material = requireMaterial(key);
  try {
    return await keystore.decapsulate(material, parameterSet, ciphertext);
  } catch (error) {
    // Of what the engine is given, the ciphertext alone can have a wrong length.
    if (error instanceof RangeError) throw new KmsError('InvalidCiphertextException');
    throw error;
  }
}

function requireParameterSet(key: Key, algorithm: string): MlKemParameterSet {
  requireAlgorithm(key, algorithm);
  const pair = keyPairKindOf(key.spec);
  // The table of key specs gives ML_KEM to keys of those sets alone.
  if (pair?.kind !== 'mlKem') throw new TypeError(`no parameter set of ${key.spec}`);
  return pair.parameterSet;
}
