/**
 * RSA (RFC 8017) over a host that raises to powers: the host computes RSAEP and RSADP, this house pads.
 *
 * So the host has every scheme of the seam: any hash, an MGF hash apart, labels, digests, salts from `random`; and its
 * own padding checks, which differ from version to version, are never asked. Encodings and their checks are those of
 * the portable engine (../rsa/). The host blinds and checks its private operation itself.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { AuthenticationError } from '../errors.ts';
import { digestOf, nobleHash } from '../hash.ts';
import type { Bytes, OaepScheme, Random, Rsa, RsaSignatureScheme } from '../primitives.ts';
import { bitLength, integerFromBytes } from '../rsa/integer.ts';
import {
  decodeRsaPrivateKey,
  decodeRsaPublicKey,
  modulusLength,
  PRIVATE_KEY_RULES,
  type RsaPublicNumbers,
} from '../rsa/key.ts';
import { decodeOaep, encodeOaep, maximumMessageLength, type OaepOptions } from '../rsa/oaep.ts';
import { encodePkcs1 } from '../rsa/pkcs1.ts';
import { encodePss, type PssOptions, verifyPss } from '../rsa/pss.ts';

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
  const signDigest: Rsa['signDigest'] = (privateKey, scheme, digest, random) => {
    const encoded = encodeForSignature(privateKey, scheme, digest, random);
    return raw.privateOperation(privateKey, encoded);
  };
  const verifyDigest: Rsa['verifyDigest'] = (publicKey, scheme, digest, signature) =>
    verifySignature(raw, { publicKey, scheme, digest, signature });
  return Object.freeze({
    generateKey: raw.generateKey,
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
      const encoded = encodeForEncryption(publicKey, scheme, plaintext, random);
      try {
        return raw.publicOperation(publicKey, encoded);
      } finally {
        wipe(encoded);
      }
    },
    decrypt: (privateKey, scheme, ciphertext) => decrypt(raw, privateKey, scheme, ciphertext),
  } satisfies Rsa);
}

/** EM of §8.1.1 and §8.2.1, as long as the modulus. */
function encodeForSignature(
  privateKey: Uint8Array,
  scheme: RsaSignatureScheme,
  digest: Uint8Array,
  random: Random,
): Bytes {
  expectBytes('privateKey', privateKey);
  expectBytes('digest', digest, nobleHash(scheme.hash).outputLen);
  const key = decodeRsaPrivateKey(privateKey);
  const options = scheme.scheme === 'PKCS1' ? undefined : pssOptions(key, scheme);
  const encoded =
    options === undefined
      ? encodePkcs1(scheme.hash, digest, modulusLength(key))
      : encodePss(options, digest, random(options.saltLength));
  if (encoded === undefined) throw new RangeError('"scheme" expected a digest and salt that fit the modulus');
  return concatBytes(new Uint8Array(modulusLength(key) - encoded.length), encoded);
}

interface Verification {
  readonly publicKey: Uint8Array;
  readonly scheme: RsaSignatureScheme;
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
}

/** §8.1.2 and §8.2.2. */
function verifySignature(raw: RawRsa, { publicKey, scheme, digest, signature }: Verification): boolean {
  expectBytes('publicKey', publicKey);
  expectBytes('digest', digest, nobleHash(scheme.hash).outputLen);
  expectBytes('signature', signature);
  const key = decodeRsaPublicKey(publicKey);
  const length = modulusLength(key);
  const options = scheme.scheme === 'PKCS1' ? undefined : pssOptions(key, scheme);
  if (!isBelowModulus(key, signature)) return false;
  const encoded = raw.publicOperation(publicKey, signature);
  if (options === undefined) {
    const expected = encodePkcs1(scheme.hash, digest, length);
    return expected !== undefined && equalBytes(encoded, expected);
  }
  const start = length - Math.ceil(options.maximumBits / 8);
  return (start === 0 || encoded[0] === 0) && verifyPss(options, digest, encoded.subarray(start));
}

function isBelowModulus(key: RsaPublicNumbers, input: Uint8Array): boolean {
  return input.length === modulusLength(key) && integerFromBytes(input) < key.n;
}

function pssOptions(key: RsaPublicNumbers, scheme: RsaSignatureScheme): PssOptions {
  if (scheme.scheme !== 'PSS') throw new TypeError('"scheme" expected PKCS1 or PSS');
  const { hash, mgfHash = hash, saltLength = nobleHash(hash).outputLen } = scheme;
  nobleHash(mgfHash);
  expectInteger('saltLength', saltLength, 0, modulusLength(key));
  return { hash, mgfHash, saltLength, maximumBits: bitLength(key.n) - 1 };
}

/** EM of §7.1.1. */
function encodeForEncryption(
  publicKey: Uint8Array,
  scheme: OaepScheme,
  plaintext: Uint8Array,
  random: Random,
): Bytes {
  expectBytes('publicKey', publicKey);
  expectBytes('plaintext', plaintext);
  const options = oaepOptions(scheme);
  const length = modulusLength(decodeRsaPublicKey(publicKey, PRIVATE_KEY_RULES));
  const room = maximumMessageLength(options.hash, length);
  if (plaintext.length > room) {
    throw new RangeError(`"plaintext" expected ${room} bytes or fewer, got ${plaintext.length}`);
  }
  const seed = random(nobleHash(options.hash).outputLen);
  const encoded = encodeOaep(options, plaintext, seed, length);
  wipe(seed);
  return encoded;
}

/** §7.1.2. */
function decrypt(raw: RawRsa, privateKey: Uint8Array, scheme: OaepScheme, ciphertext: Uint8Array): Bytes {
  expectBytes('privateKey', privateKey);
  expectBytes('ciphertext', ciphertext);
  const options = oaepOptions(scheme);
  const key = decodeRsaPrivateKey(privateKey);
  if (!isBelowModulus(key, ciphertext)) throw new AuthenticationError();
  const encoded = raw.privateOperation(privateKey, ciphertext);
  try {
    return decodeOaep(options, encoded);
  } finally {
    wipe(encoded);
  }
}

function oaepOptions({ hash, mgfHash = hash, label = new Uint8Array() }: OaepScheme): OaepOptions {
  expectBytes('label', label);
  for (const name of [hash, mgfHash]) nobleHash(name);
  return { hash, mgfHash, label };
}
