/**
 * The schemes of RSA (RFC 8017) over whoever raises to powers: padding and hashing here, arithmetic there.
 *
 * So an engine that computes RSAEP and RSADP has every scheme of the seam: any hash, an MGF hash apart, labels, digests,
 * salts from `random`. Nothing here depends on a secret but the padding's own work, and what was encoded is wiped.
 *
 * @module
 */
import { compareBytes } from '../../bytes/compare.ts';
import { concatBytes } from '../../bytes/concat.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { AuthenticationError } from '../errors.ts';
import { digestOf, nobleHash } from '../hash.ts';
import type { Bytes, OaepScheme, Random, Rsa, RsaSignatureScheme } from '../primitives.ts';
import { bitLength, bytesFromInteger } from './integer.ts';
import {
  modulusLength,
  PRIVATE_KEY_RULES,
  type RsaKeyRules,
  type RsaPublicNumbers,
  VERIFICATION_RULES,
} from './key.ts';
import { decodeOaep, encodeOaep, maximumMessageLength, type OaepOptions } from './oaep.ts';
import { encodePkcs1 } from './pkcs1.ts';
import { encodePss, type PssOptions, verifyPss } from './pss.ts';

/** A key that was opened and checked. */
export interface RaisingKey {
  /** The modulus, big-endian, without zeros in front. */
  readonly n: Uint8Array;
  readonly modulusBits: number;
  /**
   * The input to the power of the exponent: RSAEP, RSADP, RSASP1 or RSAVP1 (§5).
   *
   * @param input As long as the modulus, and below it.
   * @returns As long as the modulus; the caller's to wipe.
   */
  raise(input: Uint8Array): Bytes;
}

/** A key whose numbers were decoded, and who raises for it. */
export function raisingKey(key: RsaPublicNumbers, raise: RaisingKey['raise']): RaisingKey {
  return { n: bytesFromInteger(key.n, modulusLength(key)), modulusBits: bitLength(key.n), raise };
}

/** Who raises to powers. */
export interface RaisingRsa {
  readonly generateKey: Rsa['generateKey'];
  /** @throws {InvalidKeyError} The key is not one, or breaks the rules for private keys. */
  openPrivateKey(pkcs8: Uint8Array, random: Random): RaisingKey;
  /** @throws {InvalidKeyError} The key is not one, or breaks the rules. */
  openPublicKey(spki: Uint8Array, rules: RsaKeyRules): RaisingKey;
}

/**
 * The seam's RSA out of powers.
 *
 * @param rules What keys to encrypt to must be. Verification takes what VERIFICATION_RULES allow, whatever these say.
 *
 * @example
 * const openPrivateKey = () => ({ n: new Uint8Array(256), modulusBits: 2048, raise: (input: Uint8Array) => input.slice() });
 * const generateKey = () => ({ privateKey: new Uint8Array(), publicKey: new Uint8Array() });
 * Object.keys(createRsaSchemes({ generateKey, openPrivateKey, openPublicKey: openPrivateKey })).length; // 7
 */
export function createRsaSchemes(raising: RaisingRsa, rules: RsaKeyRules = PRIVATE_KEY_RULES): Rsa {
  const signDigest: Rsa['signDigest'] = (privateKey, scheme, digest, random) => {
    expectBytes('privateKey', privateKey);
    expectBytes('digest', digest, nobleHash(scheme.hash).outputLen);
    const key = raising.openPrivateKey(privateKey, random);
    return key.raise(encodeForSignature(key, scheme, digest, random));
  };
  const verifyDigest: Rsa['verifyDigest'] = (publicKey, scheme, digest, signature) => {
    expectBytes('publicKey', publicKey);
    expectBytes('digest', digest, nobleHash(scheme.hash).outputLen);
    expectBytes('signature', signature);
    return verifySignature(raising.openPublicKey(publicKey, VERIFICATION_RULES), scheme, digest, signature);
  };
  return Object.freeze({
    generateKey: raising.generateKey,
    sign: (privateKey, scheme, message, random) => {
      expectBytes('message', message);
      return signDigest(privateKey, scheme, digestOf(scheme.hash, message), random);
    },
    signDigest,
    verify: (publicKey, scheme, message, signature) => {
      expectBytes('message', message);
      return verifyDigest(publicKey, scheme, digestOf(scheme.hash, message), signature);
    },
    verifyDigest,
    encrypt: (publicKey, scheme, plaintext, random) => {
      expectBytes('publicKey', publicKey);
      expectBytes('plaintext', plaintext);
      const options = oaepOptions(scheme);
      return encrypt(raising.openPublicKey(publicKey, rules), options, plaintext, random);
    },
    decrypt: (privateKey, scheme, ciphertext, random) => {
      expectBytes('privateKey', privateKey);
      expectBytes('ciphertext', ciphertext);
      const options = oaepOptions(scheme);
      return decrypt(raising.openPrivateKey(privateKey, random), options, ciphertext);
    },
  } satisfies Rsa);
}

/** EM of §8.1.1 and §8.2.1, as long as the modulus. */
function encodeForSignature(
  { n, modulusBits }: RaisingKey,
  scheme: RsaSignatureScheme,
  digest: Uint8Array,
  random: Random,
): Bytes {
  const options = scheme.scheme === 'PKCS1' ? undefined : pssOptions(modulusBits, scheme);
  const encoded =
    options === undefined
      ? encodePkcs1(scheme.hash, digest, n.length)
      : encodePss(options, digest, random(options.saltLength));
  if (encoded === undefined) throw new RangeError('"scheme" expected a digest and salt that fit the modulus');
  return encoded.length === n.length
    ? encoded
    : concatBytes(new Uint8Array(n.length - encoded.length), encoded);
}

/** §8.1.2 and §8.2.2. A signature of the wrong length or size is a bad signature, like any other. */
function verifySignature(
  key: RaisingKey,
  scheme: RsaSignatureScheme,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { length } = key.n;
  const options = scheme.scheme === 'PKCS1' ? undefined : pssOptions(key.modulusBits, scheme);
  if (!isBelowModulus(key, signature)) return false;
  const encoded = key.raise(signature);
  if (options === undefined) {
    const expected = encodePkcs1(scheme.hash, digest, length);
    return expected !== undefined && equalBytes(encoded, expected);
  }
  // §8.1.2 step 2.c: with a modulus of 8k + 1 bits the encoded message is one octet shorter than the modulus.
  const start = length - Math.ceil(options.maximumBits / 8);
  return (start === 0 || encoded[0] === 0) && verifyPss(options, digest, encoded.subarray(start));
}

/** Signatures and ciphertexts are public. */
function isBelowModulus({ n }: RaisingKey, input: Uint8Array): boolean {
  return input.length === n.length && compareBytes(input, n) < 0;
}

function pssOptions(modulusBits: number, scheme: RsaSignatureScheme): PssOptions {
  if (scheme.scheme !== 'PSS') throw new TypeError('"scheme" expected PKCS1 or PSS');
  const { hash, mgfHash = hash, saltLength = nobleHash(hash).outputLen } = scheme;
  nobleHash(mgfHash);
  expectInteger('saltLength', saltLength, 0, Math.ceil(modulusBits / 8));
  return { hash, mgfHash, saltLength, maximumBits: modulusBits - 1 };
}

/** RSAES-OAEP encryption. §7.1.1 */
function encrypt(key: RaisingKey, options: OaepOptions, plaintext: Uint8Array, random: Random): Bytes {
  const room = maximumMessageLength(options.hash, key.n.length);
  if (plaintext.length > room) {
    throw new RangeError(`"plaintext" expected ${room} bytes or fewer, got ${plaintext.length}`);
  }
  const seed = random(nobleHash(options.hash).outputLen);
  const encoded = encodeOaep(options, plaintext, seed, key.n.length);
  try {
    return key.raise(encoded);
  } finally {
    wipe(seed, encoded);
  }
}

/** RSAES-OAEP decryption. §7.1.2; steps 1.b and 2.b: length and size are public. */
function decrypt(key: RaisingKey, options: OaepOptions, ciphertext: Uint8Array): Bytes {
  if (!isBelowModulus(key, ciphertext)) throw new AuthenticationError();
  const encoded = key.raise(ciphertext);
  try {
    return decodeOaep(options, encoded);
  } finally {
    wipe(encoded);
  }
}

function oaepOptions({ hash, mgfHash = hash, label = new Uint8Array(0) }: OaepScheme): OaepOptions {
  expectBytes('label', label);
  for (const name of [hash, mgfHash]) nobleHash(name);
  return { hash, mgfHash, label };
}
