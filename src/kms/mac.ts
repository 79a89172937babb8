/**
 * MACs under a key: from the service's terms to the keystore's.
 *
 * A MAC that is not the message's is KMSInvalidMacException without a text, never an answer that says false. Source:
 * KMS API reference, GenerateMac and VerifyMac; HMAC is FIPS 198-1, always whole.
 *
 * @module
 */
import type { HashName } from '../crypto/primitives.ts';
import { KmsError } from './errors.ts';
import { type Key, requireMaterial } from './key.ts';
import { requireAlgorithm } from './key-spec.ts';
import type { Vault } from './vault.ts';

/** What is to be authenticated, and how. */
export interface MacRequest {
  /** Such as `HMAC_SHA_256`. */
  readonly algorithm: string;
  readonly message: Uint8Array;
}

const HASHES: ReadonlyMap<string, HashName> = /* @__PURE__ */ new Map<string, HashName>([
  ['HMAC_SHA_224', 'SHA-224'],
  ['HMAC_SHA_256', 'SHA-256'],
  ['HMAC_SHA_384', 'SHA-384'],
  ['HMAC_SHA_512', 'SHA-512'],
]);

/** The MAC of a message. @throws {KmsError} InvalidKeyUsageException for a foreign algorithm. */
export async function macUnder({ keystore }: Vault, key: Key, request: MacRequest): Promise<Uint8Array> {
  const hash = hashOf(key, request.algorithm);
  return await keystore.mac(requireMaterial(key), hash, request.message);
}

/**
 * Requires that a MAC is the whole MAC of the message.
 *
 * @throws {KmsError} KMSInvalidMacException; InvalidKeyUsageException for a foreign algorithm.
 */
export async function verifyMacUnder(
  { keystore }: Vault,
  key: Key,
  request: MacRequest,
  mac: Uint8Array,
): Promise<void> {
  const hash = hashOf(key, request.algorithm);
  if (await keystore.verifyMac(requireMaterial(key), hash, request.message, mac)) return;
  throw new KmsError('KMSInvalidMacException');
}

function hashOf(key: Key, algorithm: string): HashName {
  requireAlgorithm(key, algorithm);
  const hash = HASHES.get(algorithm);
  // The table of key specs names only algorithms that are here.
  if (hash === undefined) throw new TypeError(`no hash for ${algorithm}`);
  return hash;
}
