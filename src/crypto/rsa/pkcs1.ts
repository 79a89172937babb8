/**
 * EMSA-PKCS1-v1_5 (RFC 8017 §9.2): the encoding of a digest for a PKCS #1 v1.5 signature.
 *
 *   00 01 ff … ff 00 ‖ DigestInfo
 *
 * There is no decoder: a verifier builds the one encoding that is right and compares it whole (§8.2.2), which leaves
 * no room for the forgeries that parsing has brought (Bleichenbacher 2006). Encryption by v1.5 is not offered.
 *
 * @module
 */
import { type DerNode, der, encodeDer, octets, sequence, TAG } from '../der/element.ts';
import { HASH_OID, oid } from '../der/oid.ts';
import type { Bytes, HashName } from '../primitives.ts';

const algorithms = /* @__PURE__ */ new Map<HashName, DerNode>();

/** The AlgorithmIdentifier of a hash, made once. */
function algorithmOf(hash: HashName): DerNode {
  let algorithm = algorithms.get(hash);
  if (algorithm === undefined) {
    algorithm = sequence(oid(HASH_OID[hash]), der(TAG.null));
    algorithms.set(hash, algorithm);
  }
  return algorithm;
}

/**
 * The encoded message of a digest, or undefined where it does not fit: §9.2 step 3.
 *
 * @param digest As long as the hash makes it.
 * @param length Of the encoded message: of the modulus.
 */
export function encodePkcs1(hash: HashName, digest: Uint8Array, length: number): Bytes | undefined {
  const digestInfo = encodeDer(sequence(algorithmOf(hash), octets(digest)));
  // At least eight octets ff.
  if (length < digestInfo.length + 11) return undefined;
  const encoded = new Uint8Array(length).fill(0xff);
  const separator = length - digestInfo.length - 1;
  encoded[0] = 0x00;
  encoded[1] = 0x01;
  encoded[separator] = 0x00;
  encoded.set(digestInfo, separator + 1);
  return encoded;
}
