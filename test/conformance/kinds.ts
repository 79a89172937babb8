/**
 * The kinds of keys: every spec with every usage that it can have, and an algorithm of each.
 *
 * Source: KMS Developer Guide, "Key spec reference". SM2 exists in AWS's China Regions alone.
 *
 * @module
 */

/** What is created: a spec for a usage. */
export interface Kind {
  readonly spec: string;
  readonly usage:
    | 'ENCRYPT_DECRYPT'
    | 'SIGN_VERIFY'
    | 'GENERATE_VERIFY_MAC'
    | 'KEY_AGREEMENT'
    | 'ENCAPSULATE_DECAPSULATE';
  /** One of those that the kind has. */
  readonly algorithm: string;
  /** The length of the material that is imported, in bytes; a key pair when absent. */
  readonly secretLength?: number;
}

const RSA = ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const;
const NIST = [
  ['ECC_NIST_P256', 'ECDSA_SHA_256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512'],
] as const;
const MACS = [
  [224, 28],
  [256, 32],
  [384, 48],
  [512, 64],
] as const;

export const KINDS: readonly Kind[] = [
  { spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', algorithm: 'SYMMETRIC_DEFAULT', secretLength: 32 },
  ...RSA.map((spec) => ({ spec, usage: 'ENCRYPT_DECRYPT', algorithm: 'RSAES_OAEP_SHA_256' }) as const),
  ...RSA.map((spec) => ({ spec, usage: 'SIGN_VERIFY', algorithm: 'RSASSA_PSS_SHA_256' }) as const),
  ...NIST.map(([spec, algorithm]) => ({ spec, usage: 'SIGN_VERIFY', algorithm }) as const),
  ...NIST.map(([spec]) => ({ spec, usage: 'KEY_AGREEMENT', algorithm: 'ECDH' }) as const),
  { spec: 'ECC_SECG_P256K1', usage: 'SIGN_VERIFY', algorithm: 'ECDSA_SHA_256' },
  { spec: 'ECC_NIST_EDWARDS25519', usage: 'SIGN_VERIFY', algorithm: 'ED25519_SHA_512' },
  ...MACS.map(
    ([bits, secretLength]) =>
      ({
        spec: `HMAC_${bits}`,
        usage: 'GENERATE_VERIFY_MAC',
        algorithm: `HMAC_SHA_${bits}`,
        secretLength,
      }) as const,
  ),
  ...[44, 65, 87].map(
    (size) => ({ spec: `ML_DSA_${size}`, usage: 'SIGN_VERIFY', algorithm: 'ML_DSA_SHAKE_256' }) as const,
  ),
  ...[512, 768, 1024].map(
    (size) => ({ spec: `ML_KEM_${size}`, usage: 'ENCAPSULATE_DECAPSULATE', algorithm: 'ML_KEM' }) as const,
  ),
];

/** How a kind is called in the tables. */
export function nameOf({ spec, usage }: Kind): string {
  return `${spec} ${usage}`;
}
