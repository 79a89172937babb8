/**
 * The seam: what an engine can be asked to do, one interface an algorithm, the same for portable, kernel and host.
 *
 * Rules that hold for every member: byte strings in and out; caller's arrays are read, never written or kept; results
 * are new arrays; lengths are bytes unless the name says bits; keys are raw bytes for symmetric algorithms and DER for
 * asymmetric ones (PKCS#8 private, SPKI public). Misuse throws TypeError or RangeError, a malformed key
 * InvalidKeyError, a failed decryption AuthenticationError and nothing more; verification answers false and never
 * throws on a bad signature. A member may answer at once or by a promise, since WebCrypto has no other way: `await` it.
 *
 * @module
 */

/** A value, or a promise of it: the host's WebCrypto answers late, everything else at once. */
export type Awaitable<T> = T | Promise<T>;

/** Fresh unpredictable bytes. The one source of randomness, always passed in. */
export type Random = (length: number) => Uint8Array<ArrayBuffer>;

export type Bytes = Uint8Array<ArrayBuffer>;

/** FIPS 180-4 and FIPS 202 functions of fixed length. */
export type HashName =
  | 'SHA-1'
  | 'SHA-224'
  | 'SHA-256'
  | 'SHA-384'
  | 'SHA-512'
  | 'SHA-512/224'
  | 'SHA-512/256'
  | 'SHA3-224'
  | 'SHA3-256'
  | 'SHA3-384'
  | 'SHA3-512';

/** FIPS 202 functions of any length. */
export type XofName = 'SHAKE-128' | 'SHAKE-256';

/** The AES block cipher by itself (FIPS 197), for vectors and for constructions; never a mode. */
export interface AesBlock {
  /** One block of 16 bytes under a key of 16, 24 or 32. */
  encryptBlock(key: Uint8Array, block: Uint8Array): Awaitable<Bytes>;
}

/** AES-GCM (SP 800-38D). */
export interface AesGcm {
  /**
   * Encrypts and authenticates.
   *
   * @param key 16, 24 or 32 bytes.
   * @param nonce 1 byte or more; 12 is the fast form. Never twice under one key.
   * @param tagLength 4, 8 or 12 to 16; 16 when absent.
   * @returns The ciphertext, as long as the plaintext, followed by the tag.
   */
  seal(
    key: Uint8Array,
    nonce: Uint8Array,
    plaintext: Uint8Array,
    aad: Uint8Array,
    tagLength?: number,
  ): Awaitable<Bytes>;
  /** The plaintext of what `seal` made. @throws {AuthenticationError} Anything differs. */
  open(
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
    aad: Uint8Array,
    tagLength?: number,
  ): Awaitable<Bytes>;
}

/** AES key wrap without and with padding (SP 800-38F KW and KWP; RFC 3394 and 5649). */
export interface AesKeyWrap {
  /** KW-AE: a plaintext of 16 bytes or more, a multiple of 8, grows by 8. */
  wrap(kek: Uint8Array, plaintext: Uint8Array): Awaitable<Bytes>;
  /** KW-AD. @throws {AuthenticationError} */
  unwrap(kek: Uint8Array, wrapped: Uint8Array): Awaitable<Bytes>;
  /** KWP-AE: a plaintext of 1 byte or more. */
  wrapPadded(kek: Uint8Array, plaintext: Uint8Array): Awaitable<Bytes>;
  /** KWP-AD. @throws {AuthenticationError} */
  unwrapPadded(kek: Uint8Array, wrapped: Uint8Array): Awaitable<Bytes>;
}

/** Hash functions (FIPS 180-4, FIPS 202). */
export interface Hash {
  digest(hash: HashName, message: Uint8Array): Awaitable<Bytes>;
  digestXof(xof: XofName, message: Uint8Array, length: number): Awaitable<Bytes>;
}

/** HMAC (FIPS 198-1) over any hash of fixed length. */
export interface Hmac {
  /** @param tagLength Leftmost bytes to keep; the whole MAC when absent. */
  mac(hash: HashName, key: Uint8Array, message: Uint8Array, tagLength?: number): Awaitable<Bytes>;
  /** Whether `tag` is the MAC, or its leftmost bytes: never fewer than 4. */
  verify(hash: HashName, key: Uint8Array, message: Uint8Array, tag: Uint8Array): Awaitable<boolean>;
}

/** HKDF (RFC 5869). */
export interface Hkdf {
  derive(
    hash: HashName,
    ikm: Uint8Array,
    salt: Uint8Array,
    info: Uint8Array,
    length: number,
  ): Awaitable<Bytes>;
}

/** What a KBKDF in counter mode needs (SP 800-108r1 §4.1). */
export interface KbkdfInput {
  readonly hash: HashName;
  readonly key: Uint8Array;
  readonly fixedInput: Uint8Array;
  readonly counterBits: 8 | 16 | 24 | 32;
  /** Before or after the fixed input, or inside it: after so many bytes. */
  readonly counterLocation: 'before' | 'after' | number;
  readonly length: number;
}

/** Key derivation by counter (SP 800-108r1 §4.1) with HMAC. */
export interface Kbkdf {
  derive(input: KbkdfInput): Awaitable<Bytes>;
}

export type RsaModulusBits = 2048 | 3072 | 4096;

/** A key pair as it travels: both halves DER, the private one the caller's to wipe. */
export interface KeyPair {
  /** PKCS#8 (RFC 5958). */
  readonly privateKey: Bytes;
  /** SubjectPublicKeyInfo (RFC 5280). */
  readonly publicKey: Bytes;
}

/** PKCS #1 v1.5 signatures (RFC 8017 §8.2). */
export interface RsaPkcs1Scheme {
  readonly scheme: 'PKCS1';
  readonly hash: HashName;
}

/** PSS signatures (RFC 8017 §8.1). */
export interface RsaPssScheme {
  readonly scheme: 'PSS';
  readonly hash: HashName;
  /** The hash of MGF1; `hash` when absent. */
  readonly mgfHash?: HashName | undefined;
  /** In bytes; the hash's length when absent. A verifier requires exactly this length. */
  readonly saltLength?: number | undefined;
}

export type RsaSignatureScheme = RsaPkcs1Scheme | RsaPssScheme;

/** OAEP (RFC 8017 §7.1). */
export interface OaepScheme {
  readonly hash: HashName;
  /** The hash of MGF1; `hash` when absent. */
  readonly mgfHash?: HashName | undefined;
  /** Empty when absent. */
  readonly label?: Uint8Array | undefined;
}

/** How a long key generation says that it lives: so many candidates tried so far. */
export type KeyGenerationProgress = (candidates: number) => void;

/** What a private key from elsewhere turned out to be. */
export interface InspectedRsaKey {
  readonly modulusBits: number;
  /** SPKI of the public half. */
  readonly publicKey: Bytes;
}

/** RSA (RFC 8017, FIPS 186-5). Keys of 2048 bits or more sign and decrypt; smaller ones only verify. */
export interface Rsa {
  generateKey(
    modulusBits: RsaModulusBits,
    random: Random,
    onProgress?: KeyGenerationProgress,
  ): Awaitable<KeyPair>;
  /**
   * Whether a private key from elsewhere holds, primes included (SP 800-56B §6.4.1.2.1), without a number of it leaving
   * the engine. An engine that has none leaves it to the portable one.
   *
   * @throws {InvalidKeyError} It does not.
   */
  inspectPrivateKey?(privateKey: Uint8Array, random: Random): Awaitable<InspectedRsaKey>;
  /** @param message The message itself; `signDigest` takes its hash. */
  sign(
    privateKey: Uint8Array,
    scheme: RsaSignatureScheme,
    message: Uint8Array,
    random: Random,
  ): Awaitable<Bytes>;
  signDigest(
    privateKey: Uint8Array,
    scheme: RsaSignatureScheme,
    digest: Uint8Array,
    random: Random,
  ): Awaitable<Bytes>;
  verify(
    publicKey: Uint8Array,
    scheme: RsaSignatureScheme,
    message: Uint8Array,
    signature: Uint8Array,
  ): Awaitable<boolean>;
  verifyDigest(
    publicKey: Uint8Array,
    scheme: RsaSignatureScheme,
    digest: Uint8Array,
    signature: Uint8Array,
  ): Awaitable<boolean>;
  /** @throws {RangeError} The plaintext is longer than the modulus length less twice the hash length less 2. */
  encrypt(publicKey: Uint8Array, scheme: OaepScheme, plaintext: Uint8Array, random: Random): Awaitable<Bytes>;
  /** @throws {AuthenticationError} The ciphertext is not one, or its label is another. */
  decrypt(
    privateKey: Uint8Array,
    scheme: OaepScheme,
    ciphertext: Uint8Array,
    random: Random,
  ): Awaitable<Bytes>;
}

export type CurveName = 'P-256' | 'P-384' | 'P-521' | 'secp256k1';

/** `der`: ECDSA-Sig-Value (RFC 3279 §2.2.3). `p1363`: r and s, each as long as the order. */
export type EcdsaEncoding = 'der' | 'p1363';

export interface EcdsaOptions {
  /** `der` when absent. */
  readonly encoding?: EcdsaEncoding | undefined;
  /** Fresh bytes mixed into the nonce (RFC 6979 §3.6); none means deterministic. */
  readonly random?: Random | undefined;
}

/** ECDSA (FIPS 186-5 §6) with RFC 6979 nonces, and ECDH (SP 800-56A §5.7.1.2), on the short Weierstrass curves. */
export interface Ec {
  generateKey(curve: CurveName, random: Random): Awaitable<KeyPair>;
  /**
   * The public half of a private key, SPKI, from the scalar alone and without a number of it leaving the engine. An
   * engine that has no such member leaves it to the portable one.
   *
   * @throws {InvalidKeyError} The key is malformed, or its scalar out of range.
   */
  publicKeyOf?(curve: CurveName, privateKey: Uint8Array): Awaitable<Bytes>;
  sign(
    curve: CurveName,
    privateKey: Uint8Array,
    hash: HashName,
    message: Uint8Array,
    options?: EcdsaOptions,
  ): Awaitable<Bytes>;
  signDigest(
    curve: CurveName,
    privateKey: Uint8Array,
    hash: HashName,
    digest: Uint8Array,
    options?: EcdsaOptions,
  ): Awaitable<Bytes>;
  verify(
    curve: CurveName,
    publicKey: Uint8Array,
    hash: HashName,
    message: Uint8Array,
    signature: Uint8Array,
    encoding?: EcdsaEncoding,
  ): Awaitable<boolean>;
  verifyDigest(
    curve: CurveName,
    publicKey: Uint8Array,
    hash: HashName,
    digest: Uint8Array,
    signature: Uint8Array,
    encoding?: EcdsaEncoding,
  ): Awaitable<boolean>;
  /** The x coordinate of the shared point, as long as the field. @throws {InvalidKeyError} The peer's point is not one. */
  deriveSharedSecret(curve: CurveName, privateKey: Uint8Array, peerPublicKey: Uint8Array): Awaitable<Bytes>;
}

export type EdVariant = 'Ed25519' | 'Ed25519ph';

/** EdDSA on edwards25519 (RFC 8032). `Ed25519ph` hashes the message it is given with SHA-512 first. */
export interface Ed25519 {
  generateKey(random: Random): Awaitable<KeyPair>;
  sign(variant: EdVariant, privateKey: Uint8Array, message: Uint8Array): Awaitable<Bytes>;
  verify(
    variant: EdVariant,
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): Awaitable<boolean>;
}

export type MlDsaParameterSet = 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87';

export interface MlDsaSignOptions {
  /** At most 255 bytes; empty when absent. */
  readonly context?: Uint8Array | undefined;
  /** Fresh bytes for hedged signing (FIPS 204 §3.4); none means deterministic. */
  readonly random?: Random | undefined;
}

/** ML-DSA (FIPS 204). `…Mu` take the 64-byte message representative that the caller made (external mu, §6.2). */
export interface MlDsa {
  /** From a fresh 32-byte seed; the private key is PKCS#8 that holds the seed alone (RFC 9881). */
  generateKey(parameterSet: MlDsaParameterSet, random: Random): Awaitable<KeyPair>;
  sign(
    parameterSet: MlDsaParameterSet,
    privateKey: Uint8Array,
    message: Uint8Array,
    options?: MlDsaSignOptions,
  ): Awaitable<Bytes>;
  signMu(
    parameterSet: MlDsaParameterSet,
    privateKey: Uint8Array,
    mu: Uint8Array,
    options?: MlDsaSignOptions,
  ): Awaitable<Bytes>;
  verify(
    parameterSet: MlDsaParameterSet,
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
    context?: Uint8Array,
  ): Awaitable<boolean>;
  verifyMu(
    parameterSet: MlDsaParameterSet,
    publicKey: Uint8Array,
    mu: Uint8Array,
    signature: Uint8Array,
  ): Awaitable<boolean>;
}

export type MlKemParameterSet = 'ML-KEM-512' | 'ML-KEM-768' | 'ML-KEM-1024';

/** A shared secret, and what carries it to the holder of the private key. */
export interface Encapsulation {
  /** 32 bytes: a secret, the caller's to wipe. */
  readonly sharedSecret: Bytes;
  /** 768, 1088 or 1568 bytes, by the parameter set. */
  readonly ciphertext: Bytes;
}

/** ML-KEM (FIPS 203). */
export interface MlKem {
  /** From a fresh 64-byte seed, d and z; the private key is PKCS#8 that holds the seed alone (RFC 9935). */
  generateKey(parameterSet: MlKemParameterSet, random: Random): Awaitable<KeyPair>;
  /** A fresh secret for the holder of the private key. @throws {InvalidKeyError} The public key fails its checks (§7.2). */
  encapsulate(
    parameterSet: MlKemParameterSet,
    publicKey: Uint8Array,
    random: Random,
  ): Awaitable<Encapsulation>;
  /** The same with the 32 bytes of randomness m given (§6.2): for known answers, and for nothing else. */
  encapsulateMessage(
    parameterSet: MlKemParameterSet,
    publicKey: Uint8Array,
    message: Uint8Array,
  ): Awaitable<Encapsulation>;
  /**
   * The secret in a ciphertext; for one that is not of this key, 32 bytes that nobody else has (implicit rejection).
   * @throws {RangeError} The ciphertext has another length than the set's.
   */
  decapsulate(
    parameterSet: MlKemParameterSet,
    privateKey: Uint8Array,
    ciphertext: Uint8Array,
  ): Awaitable<Bytes>;
}

/** Every algorithm of the house by the name under which an engine offers it. */
export interface Primitives {
  readonly aesBlock: AesBlock;
  readonly aesGcm: AesGcm;
  readonly aesKeyWrap: AesKeyWrap;
  readonly hash: Hash;
  readonly hmac: Hmac;
  readonly hkdf: Hkdf;
  readonly kbkdf: Kbkdf;
  readonly rsa: Rsa;
  readonly ec: Ec;
  readonly ed25519: Ed25519;
  readonly mlDsa: MlDsa;
  readonly mlKem: MlKem;
}

export type PrimitiveName = keyof Primitives;

/** The same names as data, in the order in which reports list them. */
export const PRIMITIVE_NAMES: readonly PrimitiveName[] = [
  'aesBlock',
  'aesGcm',
  'aesKeyWrap',
  'hash',
  'hmac',
  'hkdf',
  'kbkdf',
  'rsa',
  'ec',
  'ed25519',
  'mlDsa',
  'mlKem',
];
