/**
 * Object identifiers (ITU-T X.660; encoding X.690 §8.19), as a table of the ones this house speaks.
 *
 * Nothing here decodes an identifier: the readers compare encodings with the table, which knows no unknown.
 *
 * @module
 */
import type { Bytes, HashName } from '../primitives.ts';
import { type DerNode, der, TAG } from './element.ts';

/** Algorithms, curves and content types by the name that their standard gives them. */
export const OID: {
  readonly rsaEncryption: string;
  readonly ecPublicKey: string;
  readonly 'P-256': string;
  readonly 'P-384': string;
  readonly 'P-521': string;
  readonly secp256k1: string;
  readonly Ed25519: string;
  readonly 'ML-DSA-44': string;
  readonly 'ML-DSA-65': string;
  readonly 'ML-DSA-87': string;
  readonly 'ML-KEM-512': string;
  readonly 'ML-KEM-768': string;
  readonly 'ML-KEM-1024': string;
  readonly rsaesOaep: string;
  readonly mgf1: string;
  readonly data: string;
  readonly envelopedData: string;
  readonly aes256Cbc: string;
} = /* @__PURE__ */ Object.freeze({
  // RFC 8017 A.1
  rsaEncryption: '1.2.840.113549.1.1.1',
  // RFC 5480 §2.1.1
  ecPublicKey: '1.2.840.10045.2.1',
  'P-256': '1.2.840.10045.3.1.7',
  'P-384': '1.3.132.0.34',
  'P-521': '1.3.132.0.35',
  // SEC 2 version 2 A.2
  secp256k1: '1.3.132.0.10',
  // RFC 8410 §3
  Ed25519: '1.3.101.112',
  // RFC 9881 §2
  'ML-DSA-44': '2.16.840.1.101.3.4.3.17',
  'ML-DSA-65': '2.16.840.1.101.3.4.3.18',
  'ML-DSA-87': '2.16.840.1.101.3.4.3.19',
  // RFC 9935 §3
  'ML-KEM-512': '2.16.840.1.101.3.4.4.1',
  'ML-KEM-768': '2.16.840.1.101.3.4.4.2',
  'ML-KEM-1024': '2.16.840.1.101.3.4.4.3',
  // RFC 4055 §4.1, §2.2
  rsaesOaep: '1.2.840.113549.1.1.7',
  mgf1: '1.2.840.113549.1.1.8',
  // RFC 5652 §4, §6.1
  data: '1.2.840.113549.1.7.1',
  envelopedData: '1.2.840.113549.1.7.3',
  // RFC 3565 §4.1
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
});

/** Hash functions: RFC 8017 B.1; SHA-3 from the NIST registry of computer security objects. */
export const HASH_OID: { readonly [H in HashName]: string } = /* @__PURE__ */ Object.freeze({
  'SHA-1': '1.3.14.3.2.26',
  'SHA-224': '2.16.840.1.101.3.4.2.4',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
  'SHA-512/224': '2.16.840.1.101.3.4.2.5',
  'SHA-512/256': '2.16.840.1.101.3.4.2.6',
  'SHA3-224': '2.16.840.1.101.3.4.2.7',
  'SHA3-256': '2.16.840.1.101.3.4.2.8',
  'SHA3-384': '2.16.840.1.101.3.4.2.9',
  'SHA3-512': '2.16.840.1.101.3.4.2.10',
});

/**
 * An OBJECT IDENTIFIER element from its dotted form.
 *
 * @example
 * encodeDer(oid('1.2.840.113549')); // 06 06 2a 86 48 86 f7 0d
 */
export function oid(dotted: string): DerNode {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets = [40 * first + second, ...rest].flatMap(base128);
  return der(TAG.objectIdentifier, Uint8Array.from(octets) as Bytes);
}

/** X.690 §8.19.2: seven bits an octet, the high bit set on all but the last. */
function base128(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift(0x80 | (rest % 128));
  }
  return digits;
}
