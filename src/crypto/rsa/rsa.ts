/**
 * RSA (RFC 8017) as the seam wants it: PKCS #1 v1.5 and PSS signatures, OAEP encryption, key generation.
 *
 * Keys come and go as DER; every private key is checked before it is used. The arithmetic is BigInt's: blinded,
 * checked against the public exponent, and not of constant time (integer.ts, private-operation.ts).
 *
 * @module
 */

import { equalBytes } from '../../bytes/equal.ts';
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { AuthenticationError } from '../errors.ts';
import { digestOf, nobleHash } from '../hash.ts';
import type { Bytes, OaepScheme, Random, Rsa, RsaSignatureScheme } from '../primitives.ts';
import { generateRsaKey } from './generate.ts';
import { bitLength, bytesFromInteger, integerFromBytes } from './integer.ts';
import {
  decodeRsaPrivateKey,
  decodeRsaPublicKey,
  modulusLength,
  PRIVATE_KEY_RULES,
  type RsaKeyRules,
  type RsaPublicNumbers,
  VERIFICATION_RULES,
} from './key.ts';
import { decodeOaep, encodeOaep, maximumMessageLength, type OaepOptions } from './oaep.ts';
import { encodePkcs1 } from './pkcs1.ts';
import { privateOperation, publicOperation } from './private-operation.ts';
import { encodePss, type PssOptions, verifyPss } from './pss.ts';

/** RSA of the portable engine. */
export const rsa: Rsa = /* @__PURE__ */ createRsa();

/**
 * RSA whose private operations and encryption take keys of other rules: published vectors use keys that nobody should.
 *
 * @param rules Verification takes what VERIFICATION_RULES allow, whatever these say.
 *
 * @example
 * const forVectors = createRsa({ minimumModulusBits: 1024, minimumExponent: 3n });
 */
export function createRsa(rules: RsaKeyRules = PRIVATE_KEY_RULES): Rsa {
  return Object.freeze({
    generateKey: generateRsaKey,
    sign: (privateKey, scheme, message, random) => {
      expectBytes('message', message);
      return signDigest(rules, privateKey, scheme, digestOf(scheme.hash, message), random);
    },
    signDigest: (privateKey, scheme, digest, random) => signDigest(rules, privateKey, scheme, digest, random),
    verify: (publicKey, scheme, message, signature) => {
      expectBytes('message', message);
      return verifyDigest(publicKey, scheme, digestOf(scheme.hash, message), signature);
    },
    verifyDigest,
    encrypt: (publicKey, scheme, plaintext, random) => encrypt(rules, publicKey, scheme, plaintext, random),
    decrypt: (privateKey, scheme, ciphertext, random) =>
      decrypt(rules, privateKey, scheme, ciphertext, random),
  } satisfies Rsa);
}

/** RSASSA-PKCS1-v1_5 (§8.2.1) and RSASSA-PSS (§8.1.1) signing. */
function signDigest(
  rules: RsaKeyRules,
  privateKey: Uint8Array,
  scheme: RsaSignatureScheme,
  digest: Uint8Array,
  random: Random,
): Bytes {
  expectBytes('privateKey', privateKey);
  expectBytes('digest', digest, nobleHash(scheme.hash).outputLen);
  const key = decodeRsaPrivateKey(privateKey, rules);
  const encoded = encodeForSignature(key, scheme, digest, random);
  if (encoded === undefined) throw new RangeError('"scheme" expected a digest and salt that fit the modulus');
  return bytesFromInteger(privateOperation(key, integerFromBytes(encoded), random), modulusLength(key));
}

function encodeForSignature(
  key: RsaPublicNumbers,
  scheme: RsaSignatureScheme,
  digest: Uint8Array,
  random: Random,
): Bytes | undefined {
  if (scheme.scheme === 'PKCS1') return encodePkcs1(scheme.hash, digest, modulusLength(key));
  const options = pssOptions(key, scheme);
  return encodePss(options, digest, random(options.saltLength));
}

/** §8.2.2 and §8.1.2. A signature of the wrong length or size is a bad signature, like any other. */
function verifyDigest(
  publicKey: Uint8Array,
  scheme: RsaSignatureScheme,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  expectBytes('publicKey', publicKey);
  expectBytes('digest', digest, nobleHash(scheme.hash).outputLen);
  expectBytes('signature', signature);
  const key = decodeRsaPublicKey(publicKey, VERIFICATION_RULES);
  const length = modulusLength(key);
  const options = scheme.scheme === 'PKCS1' ? undefined : pssOptions(key, scheme);
  if (signature.length !== length || integerFromBytes(signature) >= key.n) return false;
  const encoded = bytesFromInteger(publicOperation(key, integerFromBytes(signature)), length);
  if (options === undefined) {
    const expected = encodePkcs1(scheme.hash, digest, length);
    return expected !== undefined && equalBytes(encoded, expected);
  }
  // §8.1.2 step 2.c: with a modulus of 8k + 1 bits the encoded message is one octet shorter than the modulus.
  const start = length - Math.ceil(options.maximumBits / 8);
  return (start === 0 || encoded[0] === 0) && verifyPss(options, digest, encoded.subarray(start));
}

function pssOptions(key: RsaPublicNumbers, scheme: RsaSignatureScheme): PssOptions {
  if (scheme.scheme !== 'PSS') throw new TypeError('"scheme" expected PKCS1 or PSS');
  const { hash, mgfHash = hash, saltLength = nobleHash(hash).outputLen } = scheme;
  nobleHash(mgfHash);
  expectInteger('saltLength', saltLength, 0, modulusLength(key));
  return { hash, mgfHash, saltLength, maximumBits: bitLength(key.n) - 1 };
}

/** RSAES-OAEP encryption. §7.1.1 */
function encrypt(
  rules: RsaKeyRules,
  publicKey: Uint8Array,
  scheme: OaepScheme,
  plaintext: Uint8Array,
  random: Random,
): Bytes {
  expectBytes('publicKey', publicKey);
  expectBytes('plaintext', plaintext);
  const options = oaepOptions(scheme);
  const key = decodeRsaPublicKey(publicKey, rules);
  const length = modulusLength(key);
  const room = maximumMessageLength(options.hash, length);
  if (plaintext.length > room) {
    throw new RangeError(`"plaintext" expected ${room} bytes or fewer, got ${plaintext.length}`);
  }
  const seed = random(nobleHash(options.hash).outputLen);
  const encoded = encodeOaep(options, plaintext, seed, length);
  try {
    return bytesFromInteger(publicOperation(key, integerFromBytes(encoded)), length);
  } finally {
    wipe(seed, encoded);
  }
}

/** RSAES-OAEP decryption. §7.1.2 */
function decrypt(
  rules: RsaKeyRules,
  privateKey: Uint8Array,
  scheme: OaepScheme,
  ciphertext: Uint8Array,
  random: Random,
): Bytes {
  expectBytes('privateKey', privateKey);
  expectBytes('ciphertext', ciphertext);
  const options = oaepOptions(scheme);
  const key = decodeRsaPrivateKey(privateKey, rules);
  const length = modulusLength(key);
  // Steps 1.b and 2.b: length and size are public.
  if (ciphertext.length !== length || integerFromBytes(ciphertext) >= key.n) throw new AuthenticationError();
  const encoded = bytesFromInteger(privateOperation(key, integerFromBytes(ciphertext), random), length);
  try {
    return decodeOaep(options, encoded);
  } finally {
    wipe(encoded);
  }
}

function oaepOptions({ hash, mgfHash = hash, label = new Uint8Array(0) }: OaepScheme): OaepOptions {
  expectBytes('label', label);
  nobleHash(mgfHash);
  nobleHash(hash);
  return { hash, mgfHash, label };
}
