/**
 * Vector files that nobody converts: values typed from a document, with the document named.
 *
 * @module
 */

export interface TypedFile {
  readonly file: string;
  readonly origin: string;
  readonly licence: string;
  readonly date: string;
}

const DATE = '2026-11-24';
const ML_KEM_DATE = '2026-11-28';
const RFC_LICENCE = 'code components of RFCs: BSD-3-Clause (IETF Trust); the values are facts';
const CCTV_LICENCE = 'published for reuse by C2SP/CCTV; the values are facts';

export const TYPED_FILES: readonly TypedFile[] = [
  {
    file: 'rfc/rfc6979.json',
    origin: 'RFC 6979, appendices A.2.5 to A.2.7 (P-256, P-384, P-521)',
    licence: RFC_LICENCE,
    date: DATE,
  },
  {
    file: 'rfc/rfc8032.json',
    origin: 'RFC 8032 §7.1 (all but the long message, which is line 1024 of bernstein/ed25519) and §7.3',
    licence: RFC_LICENCE,
    date: DATE,
  },
  {
    file: 'computed/rsa-pss-mgf.json',
    origin:
      'openssl pkeyutl 3.0.19, PSS with a hash for MGF1 of its own; the key is NIST SigGen15_186-2, 2048 bits',
    licence: 'computed for this project with OpenSSL; CC0-1.0',
    date: DATE,
  },
  {
    file: 'cctv/rfc6979-rejection.json',
    origin: 'C2SP CCTV, RFC6979/README.md at fd8cecee: the first nonce candidate is rejected',
    licence: CCTV_LICENCE,
    date: DATE,
  },
  {
    file: 'cctv/mldsa.json',
    origin: 'C2SP CCTV, ML-DSA/accumulated/README.md at 2ad7bcfd: SHAKE128 over keygen and sign runs',
    licence: CCTV_LICENCE,
    date: DATE,
  },
  {
    file: 'wycheproof/mlkem.json',
    origin:
      'Project Wycheproof, testvectors_v1/mlkem_512_test.json, mlkem_768_test.json and mlkem_1024_test.json at 900aed53 and ' +
      '08dbfd81: cases 1 (CCTV strcmp: a ciphertext that is refused although it begins like the right one) and 2',
    licence: 'Apache-2.0',
    date: ML_KEM_DATE,
  },
  {
    file: 'go/mlkem.json',
    origin:
      'Go, crypto/internal/fips140test/mlkem_test.go, TestAccumulated: SHAKE128 over keygen, encapsulate and decapsulate runs',
    licence: 'BSD-3-Clause (The Go Authors); the values are facts',
    date: ML_KEM_DATE,
  },
  {
    file: 'computed/mlkem.json',
    origin:
      'the same loop for the sets that Go has not: npm package mlkem 2.7.0, which gives the digests of Go for ML-KEM-768, and ' +
      '@noble/post-quantum 0.7.1 agree',
    licence: 'computed for this project; CC0-1.0',
    date: ML_KEM_DATE,
  },
];
