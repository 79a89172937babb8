/**
 * Private keys in the forms that tools write beside PKCS#8, turned into PKCS#8.
 *
 *   RSA        PKCS#1 RSAPrivateKey (RFC 8017 A.1.2)
 *   curves     SEC 1 ECPrivateKey (RFC 5915), or the bare scalar, as long as the order
 *   Ed25519    the bare private key of 32 bytes (RFC 8032 §5.1.5)
 *   ML-DSA     the bare seed of 32 bytes (FIPS 204 §3.6.3)
 *   ML-KEM     the bare seed of 64 bytes (FIPS 203 §7.1)
 *
 * Only the form is looked at, and only as far as it takes to tell one from another: what stands in the result is
 * checked by whoever inspects it (private-key.ts).
 *
 * @module
 */
import { expectBytes } from '../bytes/expect.ts';
import type { KeyAlgorithm } from './der/algorithm.ts';
import { decodePkcs8, encodePkcs8 } from './der/pkcs8.ts';
import { curveOf } from './ec/curves.ts';
import { encodeEcPrivateKey } from './ec/key.ts';
import { encodeEd25519PrivateKey } from './ed25519.ts';
import { InvalidKeyError } from './errors.ts';
import { encodeMlDsaSeed } from './mldsa-key.ts';
import { encodeMlKemSeed, ML_KEM_SEED_LENGTH } from './mlkem-key.ts';
import type { Bytes } from './primitives.ts';

const SEED_LENGTH = 32;

/**
 * The PKCS#8 encoding of a private key of any of the forms: one new array, the caller's to wipe.
 *
 * @param algorithm What the key is to be: bare bytes do not say it. A PKCS#8 that is for another is not refused here.
 * @throws {InvalidKeyError} It has none of the forms.
 *
 * @example
 * decodePkcs8(toPkcs8('Ed25519', new Uint8Array(32))).algorithm; // 'Ed25519'
 */
export function toPkcs8(algorithm: KeyAlgorithm, privateKey: Uint8Array): Bytes {
  expectBytes('privateKey', privateKey);
  if (isPkcs8(privateKey)) return new Uint8Array(privateKey);
  switch (algorithm) {
    case 'RSA':
      return encodePkcs8({ algorithm, key: privateKey });
    case 'Ed25519':
      requireSeed(privateKey);
      return encodeEd25519PrivateKey(privateKey);
    case 'ML-DSA-44':
    case 'ML-DSA-65':
    case 'ML-DSA-87':
      requireSeed(privateKey);
      return encodeMlDsaSeed(algorithm, privateKey);
    case 'ML-KEM-512':
    case 'ML-KEM-768':
    case 'ML-KEM-1024':
      requireSeed(privateKey, ML_KEM_SEED_LENGTH);
      return encodeMlKemSeed(algorithm, privateKey);
    default:
      if (privateKey.length === curveOf(algorithm).orderLength)
        return encodeEcPrivateKey(algorithm, privateKey);
      return encodePkcs8({ algorithm, key: privateKey });
  }
}

function isPkcs8(bytes: Uint8Array): boolean {
  try {
    decodePkcs8(bytes);
    return true;
  } catch (error) {
    if (error instanceof InvalidKeyError) return false;
    throw error;
  }
}

function requireSeed({ length }: Uint8Array, wanted = SEED_LENGTH): void {
  if (length === wanted) return;
  throw new InvalidKeyError(`the private key is neither PKCS#8 in DER nor ${wanted} bare bytes`);
}
