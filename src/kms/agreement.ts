/**
 * Key agreement under a key: from the service's terms to the keystore's.
 *
 * The secret is the raw x coordinate of the shared point (SP 800-56A §5.7.1.2), no key yet: what derives keys from it
 * is the caller's. A peer's key that is no point of the key's curve is a ValidationException without a text, as it was
 * recorded from AWS. Source: KMS API reference, DeriveSharedSecret.
 *
 * @module
 */
import { InvalidKeyError } from '../crypto/errors.ts';
import { KmsError } from './errors.ts';
import { type Key, requireMaterial } from './key.ts';
import { keyPairKindOf, requireAlgorithm } from './key-spec.ts';
import type { Vault } from './vault.ts';

/** With whom to agree, and how. */
export interface AgreementRequest {
  /** `ECDH`. */
  readonly algorithm: string;
  /** The peer's public key: SPKI. */
  readonly peer: Uint8Array;
}

/**
 * The secret that the key shares with a peer's.
 *
 * @returns As long as a coordinate of the curve, the caller's to wipe.
 * @throws {KmsError} InvalidKeyUsageException for a foreign algorithm; ValidationException for a bad peer.
 */
export async function deriveUnder(
  { keystore }: Vault,
  key: Key,
  { algorithm, peer }: AgreementRequest,
): Promise<Uint8Array> {
  requireAlgorithm(key, algorithm);
  const pair = keyPairKindOf(key.spec);
  // The table of key specs gives ECDH to keys on curves alone.
  if (pair?.kind !== 'ec') throw new TypeError(`no curve of ${key.spec}`);
  const material = requireMaterial(key);
  try {
    return await keystore.deriveSharedSecret(material, pair.curve, peer);
  } catch (error) {
    // The key's own half was made here and came authenticated out of the store: the bad one is the peer's.
    if (error instanceof InvalidKeyError) throw new KmsError('ValidationException');
    throw error;
  }
}
