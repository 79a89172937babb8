/**
 * RSA (RFC 8017) over a host that raises to powers: the host computes RSAEP and RSADP, this house pads.
 *
 * The host's own padding checks, which differ from version to version, are never asked. Keys are opened and checked by
 * the portable engine first (../rsa/key.ts). The host blinds and checks its private operation itself.
 *
 * @module
 */
import type { Bytes, Rsa } from '../primitives.ts';
import { decodeRsaPrivateKey, decodeRsaPublicKey } from '../rsa/key.ts';
import { createRsaSchemes, raisingKey } from '../rsa/schemes.ts';

/** What a host does. Inputs and outputs are as long as the modulus; inputs stand for less than the modulus. */
export interface RawRsa {
  readonly generateKey: Rsa['generateKey'];
  /** RSASP1 and RSADP (§5.2.1, §5.1.2) under a PKCS#8 key, blinded and checked by the host. */
  privateOperation(privateKey: Uint8Array, input: Uint8Array): Bytes;
  /** RSAVP1 and RSAEP (§5.2.2, §5.1.1) under an SPKI key. */
  publicOperation(publicKey: Uint8Array, input: Uint8Array): Bytes;
}

/**
 * The seam's RSA out of a host's raw operations.
 *
 * @example
 * const raise = (key: Uint8Array, input: Uint8Array) => new Uint8Array(input); // the host's own goes here
 * const generateKey = () => ({ privateKey: new Uint8Array(), publicKey: new Uint8Array() });
 * const rsa = createRawRsa({ generateKey, privateOperation: raise, publicOperation: raise });
 */
export function createRawRsa(raw: RawRsa): Rsa {
  return createRsaSchemes({
    generateKey: raw.generateKey,
    openPrivateKey: (pkcs8) =>
      raisingKey(decodeRsaPrivateKey(pkcs8), (input) => raw.privateOperation(pkcs8, input)),
    openPublicKey: (spki, rules) =>
      raisingKey(decodeRsaPublicKey(spki, rules), (input) => raw.publicOperation(spki, input)),
  });
}
