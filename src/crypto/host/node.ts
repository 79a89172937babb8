/**
 * The host engine over `node:crypto`: what OpenSSL does of the seam, exactly as the seam says it, and nothing else.
 *
 * It refuses by UnsupportedAlgorithmError what the host cannot do with the parameters given, so that a caller can turn
 * to the portable engine: GCM nonces of more than 128 bytes, ECDSA with RFC 6979 nonces or over a digest, Ed25519ph,
 * deterministic ML-DSA and external mu, ML-KEM with its m given. Where the host draws randomness itself (key pairs of RSA
 * and EC, nonces of ECDSA and ML-DSA, ML-KEM's m), the `random` that the seam passes only says that hedging is wanted.
 * Keys are decoded by this house first and handed over then; no text of OpenSSL's leaves this file. Nothing is probed or
 * made at import time. Lattices stand in node-lattices.ts.
 *
 * @module
 */
/* size: every primitive of the seam but the lattices, each a few lines over node:crypto */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  getCiphers,
  sign as hostSign,
  verify as hostVerify,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { concatBytes } from '../../bytes/concat.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { TAG } from '../der/element.ts';
import { decodeEcPrivateKey, decodeEcPublicKey } from '../ec/key.ts';
import { decodeEd25519PublicKey, ed25519 as portableEd25519 } from '../ed25519.ts';
import { createEngine, type Engine, type Implementations } from '../engine.ts';
import { AuthenticationError, UnsupportedAlgorithmError } from '../errors.ts';
import { OUTPUT_LENGTHS } from '../hash-lengths.ts';
import type {
  AesBlock,
  AesGcm,
  AesKeyWrap,
  Bytes,
  CurveName,
  Ec,
  EcdsaEncoding,
  Ed25519,
  EdVariant,
  Hash,
  HashName,
  Hkdf,
  Hmac,
  Kbkdf,
  KeyPair,
  Rsa,
  RsaModulusBits,
  XofName,
} from '../primitives.ts';
import { selfTests } from '../self-tests.ts';
import { createMacHkdf, createMacKbkdf } from './mac-derivation.ts';
import { exportPair, own, pairOfSeed, privateKeyOf, publicKeyOf, verified } from './node-keys.ts';
import { hostLattices } from './node-lattices.ts';
import { createRawRsa } from './raw-rsa.ts';

const HASHES: { readonly [H in HashName]: string } = {
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA-512/224': 'sha512-224',
  'SHA-512/256': 'sha512-256',
  'SHA3-224': 'sha3-224',
  'SHA3-256': 'sha3-256',
  'SHA3-384': 'sha3-384',
  'SHA3-512': 'sha3-512',
};
const XOFS: { readonly [X in XofName]: string } = { 'SHAKE-128': 'shake128', 'SHAKE-256': 'shake256' };

function rowOf<T>(table: { readonly [name: string]: T }, name: string): T {
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  if (row === undefined) throw new UnsupportedAlgorithmError('the host has no such algorithm');
  return row;
}

function aesName(key: Uint8Array, mode: string): string {
  return `aes-${8 * key.length}-${mode}`;
}

const aesBlock: AesBlock = {
  encryptBlock: (key, block) => {
    expectBytes('key', key, 16, 24, 32);
    expectBytes('block', block, 16);
    const cipher = createCipheriv(aesName(key, 'ecb'), createSecretKey(key), null).setAutoPadding(false);
    return own(cipher.update(block));
  },
};

/** The longest nonce that OpenSSL takes. */
const MAX_GCM_NONCE = 128;
const TAG_LENGTHS: readonly number[] = [4, 8, 12, 13, 14, 15, 16];

const aesGcm: AesGcm = {
  seal: (key, nonce, plaintext, aad, tagLength = 16) => {
    expectGcmArguments(key, nonce, aad, tagLength);
    expectBytes('plaintext', plaintext);
    const cipher = createCipheriv(gcmName(key), createSecretKey(key), nonce, { authTagLength: tagLength });
    cipher.setAAD(aad);
    const ciphertext = cipher.update(plaintext);
    cipher.final();
    return withTag(ciphertext, cipher.getAuthTag());
  },
  open: (key, nonce, sealed, aad, tagLength = 16) => {
    expectGcmArguments(key, nonce, aad, tagLength);
    expectBytes('sealed', sealed);
    const length = sealed.length - tagLength;
    if (length < 0) throw new AuthenticationError();
    const decipher = createDecipheriv(gcmName(key), createSecretKey(key), nonce, {
      authTagLength: tagLength,
    });
    decipher.setAAD(aad).setAuthTag(sealed.subarray(length));
    const plaintext = own(decipher.update(sealed.subarray(0, length)));
    try {
      decipher.final();
      return plaintext;
    } catch {
      wipe(plaintext);
      throw new AuthenticationError();
    }
  },
};

/** Both in memory that nothing zeroed before, since all of it is overwritten: at 1 MiB that is a tenth of the time. */
function withTag(ciphertext: Uint8Array, tag: Uint8Array): Bytes {
  const sealed = new Uint8Array(Buffer.allocUnsafeSlow(ciphertext.length + tag.length).buffer as ArrayBuffer);
  sealed.set(ciphertext);
  sealed.set(tag, ciphertext.length);
  return sealed;
}

function gcmName(key: Uint8Array): 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' {
  return aesName(key, 'gcm') as 'aes-256-gcm';
}

function expectGcmArguments(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, tagLength: number): void {
  expectBytes('key', key, 16, 24, 32);
  expectBytes('nonce', nonce);
  if (nonce.length === 0) throw new RangeError('"nonce" expected 1 byte or more, got 0');
  expectBytes('aad', aad);
  expectInteger('tagLength', tagLength, 4, 16);
  if (!TAG_LENGTHS.includes(tagLength)) {
    throw new RangeError(`"tagLength" expected 4, 8 or 12 to 16, got ${tagLength}`);
  }
  if (nonce.length > MAX_GCM_NONCE) throw new UnsupportedAlgorithmError('the host has no nonces so long');
}

/** The initial values of SP 800-38F §6.2 and §6.3: ICV1, and ICV2, which goes before the length. */
const WRAP_MODES = {
  KW: { suffix: 'wrap', icv: /* @__PURE__ */ new Uint8Array(8).fill(0xa6) },
  KWP: { suffix: 'wrap-pad', icv: /* @__PURE__ */ Uint8Array.of(0xa6, 0x59, 0x59, 0xa6) },
};
type WrapMode = (typeof WRAP_MODES)['KW'];

function wrapKey(kek: Uint8Array, plaintext: Uint8Array, mode: WrapMode): Bytes {
  const cipher = createCipheriv(`id-aes${8 * kek.length}-${mode.suffix}`, createSecretKey(kek), mode.icv);
  return concatBytes(cipher.update(plaintext), cipher.final());
}

function unwrapKey(kek: Uint8Array, wrapped: Uint8Array, mode: WrapMode, minLength: number): Bytes {
  expectBytes('kek', kek, 16, 24, 32);
  expectBytes('wrapped', wrapped);
  if (wrapped.length < minLength || wrapped.length % 8 !== 0) throw new AuthenticationError();
  try {
    const name = `id-aes${8 * kek.length}-${mode.suffix}`;
    return own(createDecipheriv(name, createSecretKey(kek), mode.icv).update(wrapped));
  } catch {
    throw new AuthenticationError();
  }
}

const aesKeyWrap: AesKeyWrap = {
  wrap: (kek, plaintext) => {
    expectBytes('kek', kek, 16, 24, 32);
    expectBytes('plaintext', plaintext);
    const { length } = plaintext;
    if (length >= 16 && length % 8 === 0) return wrapKey(kek, plaintext, WRAP_MODES.KW);
    throw new RangeError(`"plaintext" expected 16 bytes or more, a multiple of 8, got ${length}`);
  },
  unwrap: (kek, wrapped) => unwrapKey(kek, wrapped, WRAP_MODES.KW, 24),
  wrapPadded: (kek, plaintext) => {
    expectBytes('kek', kek, 16, 24, 32);
    expectBytes('plaintext', plaintext);
    if (plaintext.length >= 1) return wrapKey(kek, plaintext, WRAP_MODES.KWP);
    throw new RangeError('"plaintext" expected 1 byte or more, got 0');
  },
  unwrapPadded: (kek, wrapped) => unwrapKey(kek, wrapped, WRAP_MODES.KWP, 16),
};

const hash: Hash = {
  digest: (name, message) => {
    const host = rowOf(HASHES, name);
    expectBytes('message', message);
    return own(createHash(host).update(message).digest());
  },
  digestXof: (name, message, length) => {
    const host = rowOf(XOFS, name);
    expectBytes('message', message);
    expectInteger('length', length, 0, 2 ** 31 - 1);
    return own(createHash(host, { outputLength: length }).update(message).digest());
  },
};

/** The whole MAC of some parts, one after the other. */
function macOf(name: HashName, key: Uint8Array, ...parts: readonly Uint8Array[]): Bytes {
  const mac = createHmac(rowOf(HASHES, name), createSecretKey(key));
  for (const part of parts) mac.update(part);
  return own(mac.digest());
}

const MIN_TAG_LENGTH = 4;

const hmac: Hmac = {
  mac: (name, key, message, tagLength) => {
    rowOf(HASHES, name);
    expectBytes('key', key);
    expectBytes('message', message);
    if (tagLength === undefined) return macOf(name, key, message);
    expectInteger('tagLength', tagLength, MIN_TAG_LENGTH, OUTPUT_LENGTHS[name]);
    const whole = macOf(name, key, message);
    const kept = whole.slice(0, tagLength);
    wipe(whole);
    return kept;
  },
  verify: (name, key, message, tag) => {
    rowOf(HASHES, name);
    expectBytes('key', key);
    expectBytes('message', message);
    expectBytes('tag', tag);
    const mac = macOf(name, key, message);
    const fits = tag.length >= MIN_TAG_LENGTH && tag.length <= mac.length;
    const same = fits && equalBytes(mac.subarray(0, tag.length), tag);
    wipe(mac);
    return same;
  },
};

const hkdf: Hkdf = /* @__PURE__ */ createMacHkdf(macOf);
const kbkdf: Kbkdf = /* @__PURE__ */ createMacKbkdf((name, key) => {
  const host = rowOf(HASHES, name);
  const keyObject = createSecretKey(key);
  return (message) => own(createHmac(host, keyObject).update(message).digest());
});

/**
 * EC keys are checked by this house first: OpenSSL takes hybrid points, and scalars beyond the order. A host that then
 * refuses does not know the curve: Bun's has no secp256k1.
 */
function curveKeyOf(curve: CurveName, pkcs8: Uint8Array): KeyObject {
  decodeEcPrivateKey(curve, pkcs8);
  return hosted(() => privateKeyOf(pkcs8, curve));
}

function curvePointOf(curve: CurveName, spki: Uint8Array): KeyObject {
  decodeEcPublicKey(curve, spki);
  return hosted(() => publicKeyOf(spki, curve));
}

/** What the host makes of input that is right; where it makes nothing, it is not able to. */
function hosted<T>(make: () => T): T {
  try {
    return make();
  } catch {
    throw new UnsupportedAlgorithmError('the host does not do this curve');
  }
}

/** A modulus from the host, which draws the primes itself; it has no progress to tell. */
function generateRsaPair(modulusBits: RsaModulusBits): KeyPair {
  if (![2048, 3072, 4096].includes(modulusBits)) {
    throw new RangeError(`"modulusBits" expected 2048, 3072 or 4096, got ${modulusBits}`);
  }
  return exportPair(generateKeyPairSync('rsa', { modulusLength: modulusBits }).privateKey);
}

const rsa: Rsa = /* @__PURE__ */ createRawRsa({
  generateKey: generateRsaPair,
  privateOperation: (privateKey, input) => {
    const key = privateKeyOf(privateKey, 'RSA');
    return own(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, input));
  },
  publicOperation: (publicKey, input) => {
    const key = publicKeyOf(publicKey, 'RSA');
    return own(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, input));
  },
});

/** What of a curve the host calls by another name. */
const HOST_CURVES: { readonly [C in CurveName]: string } = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
};

const DSA_ENCODINGS: { readonly [E in EcdsaEncoding]: 'der' | 'ieee-p1363' } = {
  der: 'der',
  p1363: 'ieee-p1363',
};

const refuseDigest = (): never => {
  throw new UnsupportedAlgorithmError('the host signs messages, not digests');
};

const ec: Ec = {
  generateKey: (curve) => {
    const namedCurve = rowOf(HOST_CURVES, curve);
    return exportPair(hosted(() => generateKeyPairSync('ec', { namedCurve })).privateKey);
  },
  sign: (curve, privateKey, name, message, { encoding = 'der', random } = {}) => {
    expectBytes('message', message);
    const host = rowOf(HASHES, name);
    const dsaEncoding = rowOf(DSA_ENCODINGS, encoding);
    const key = curveKeyOf(curve, privateKey);
    if (random === undefined) throw new UnsupportedAlgorithmError('the host has no RFC 6979 nonces');
    return own(hostSign(host, message, { key, dsaEncoding }));
  },
  signDigest: refuseDigest,
  verify: (curve, publicKey, name, message, signature, encoding = 'der') => {
    expectBytes('message', message);
    expectBytes('signature', signature);
    const host = rowOf(HASHES, name);
    const dsaEncoding = rowOf(DSA_ENCODINGS, encoding);
    const key = curvePointOf(curve, publicKey);
    return verified(() => hostVerify(host, message, { key, dsaEncoding }, signature));
  },
  verifyDigest: refuseDigest,
  deriveSharedSecret: (curve, privateKey, peerPublicKey) => {
    const pair = {
      privateKey: curveKeyOf(curve, privateKey),
      publicKey: curvePointOf(curve, peerPublicKey),
    };
    return own(hosted(() => diffieHellman(pair)));
  },
};

function expectPure(variant: EdVariant): void {
  if (variant !== 'Ed25519') throw new UnsupportedAlgorithmError(`the host has no ${variant}`);
}

/**
 * OpenSSL's equation has no cofactor and the portable engine's has one; RFC 8032 §5.1.7 allows both. What the host
 * refuses is therefore asked of the portable engine again, so that no signature is good here and bad there.
 */
const ed25519: Ed25519 = {
  generateKey: (random) => pairOfSeed('Ed25519', random, TAG.octetString),
  sign: (variant, privateKey, message) => {
    expectPure(variant);
    expectBytes('message', message);
    return own(hostSign(null, message, privateKeyOf(privateKey, 'Ed25519')));
  },
  verify: (variant, publicKey, message, signature) => {
    expectPure(variant);
    expectBytes('message', message);
    expectBytes('signature', signature);
    const key = publicKeyOf(publicKey, 'Ed25519');
    const good = verified(() => hostVerify(null, message, key, signature));
    return good ? !isSmallOrder(publicKey) : portableEd25519.verify(variant, publicKey, message, signature);
  },
};

/** Whether a key signs for anybody: OpenSSL does not ask. */
function isSmallOrder(spki: Uint8Array): boolean {
  return !verified(() => decodeEd25519PublicKey(spki).length > 0);
}

/**
 * What this host offers; what depends on its version is asked at the first call.
 *
 * @example
 * const { hash } = nodePrimitives();
 * await hash?.digest('SHA-256', new Uint8Array()); // 32 bytes
 */
export function nodePrimitives(): Implementations {
  const ciphers = getCiphers();
  const wraps = ['id-aes256-wrap', 'id-aes256-wrap-pad'].every((name) => ciphers.includes(name));
  return {
    aesBlock,
    aesGcm,
    aesKeyWrap: wraps ? aesKeyWrap : undefined,
    hash,
    hmac,
    hkdf,
    kbkdf,
    rsa,
    ec,
    ed25519,
    ...hostLattices(),
  };
}

/**
 * The host engine: what this host offers, behind the same known answers as every engine.
 *
 * @example
 * const hmac = await createNodeEngine().use('hmac');
 */
export function createNodeEngine(): Engine {
  return createEngine('host', nodePrimitives(), selfTests);
}
