/**
 * The host engine over Web Cryptography: what `crypto.subtle` does of the seam, in browsers, workers and at the edge.
 *
 * It crosses a thread in most hosts, which costs the same for 32 bytes as for 32 KiB: worth it for bulk, not for
 * messages of the size of a key. What a host does not offer (AES-192 in Chromium, SHA-224 nearly everywhere) is
 * refused by UnsupportedAlgorithmError, so that a caller can turn to the portable engine. Keys are imported as not
 * extractable and for one use. The last AES key of each use stays imported, since importing takes as long as sealing
 * 64 KiB; it is known again by a salted digest, and no copy of its bytes is kept. Source: W3C Web Cryptography, "Algorithms". It never reaches Node's own module.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { createEngine, type Engine } from '../engine.ts';
import { AuthenticationError, UnsupportedAlgorithmError } from '../errors.ts';
import { OUTPUT_LENGTHS } from '../hash-lengths.ts';
import type { AesGcm, Bytes, Hash, HashName, Hkdf, Hmac, Primitives } from '../primitives.ts';
import { hostRandom } from '../random.ts';
import { selfTests } from '../self-tests.ts';

/** Names of Web Cryptography: it has these hashes and no others. */
const HASHES: ReadonlySet<HashName> = /* @__PURE__ */ new Set<HashName>([
  'SHA-1',
  'SHA-256',
  'SHA-384',
  'SHA-512',
]);
const TAG_LENGTHS: readonly number[] = [4, 8, 12, 13, 14, 15, 16];
const SALT_LENGTH = 32;
/**
 * What every host does. Others some refuse, and when opening in the words of a failed authentication: Node nonces below
 * 12 bytes, Deno tags below 16.
 */
const SURE_NONCE_LENGTH = 12;
const SURE_TAG_LENGTH = 16;

/** The part of the host that is used. */
export type SubtleHost = Pick<
  SubtleCrypto,
  'importKey' | 'encrypt' | 'decrypt' | 'digest' | 'sign' | 'deriveBits'
>;

/**
 * An engine over the host's Web Cryptography.
 *
 * @param subtle The host's own when absent, looked up now.
 * @throws {UnsupportedAlgorithmError} There is none: pages need a secure context to have it.
 *
 * @example
 * const engine = createWebEngine();
 * const hash = await engine.use('hash');
 * await hash.digest('SHA-256', new Uint8Array());
 */
export function createWebEngine(subtle: SubtleHost | undefined = globalThis.crypto?.subtle): Engine {
  if (!subtle) throw new UnsupportedAlgorithmError('this host has no Web Cryptography');
  return createEngine('host', webPrimitives(subtle), selfTests);
}

/** The primitives over a host's Web Cryptography. */
export function webPrimitives(subtle: SubtleHost): Partial<Primitives> {
  return { aesGcm: gcmOver(subtle), hash: hashOver(subtle), hmac: hmacOver(subtle), hkdf: hkdfOver(subtle) };
}

function gcmOver(subtle: SubtleHost): AesGcm {
  const sealing = keysFor(subtle, 'encrypt');
  const opening = keysFor(subtle, 'decrypt');
  return {
    async seal(key, nonce, plaintext, aad, tagLength = 16) {
      expectBytes('plaintext', plaintext);
      const algorithm = gcmAlgorithm(nonce, aad, tagLength);
      const imported = await sealing(key);
      return await answered(subtle.encrypt(algorithm, imported, plaintext as Bytes));
    },
    async open(key, nonce, sealed, aad, tagLength = 16) {
      expectBytes('sealed', sealed);
      const algorithm = gcmAlgorithm(nonce, aad, tagLength);
      const imported = await opening(key);
      if (sealed.length < tagLength) throw new AuthenticationError();
      try {
        return new Uint8Array(await subtle.decrypt(algorithm, imported, sealed as Bytes));
      } catch {
        throw new AuthenticationError();
      }
    },
  };
}

function gcmAlgorithm(nonce: Uint8Array, aad: Uint8Array, tagLength: number): AesGcmParams {
  expectBytes('nonce', nonce);
  if (nonce.length === 0) throw new RangeError('"nonce" expected 1 byte or more, got 0');
  expectBytes('aad', aad);
  if (!TAG_LENGTHS.includes(tagLength)) {
    throw new RangeError(`"tagLength" expected 4, 8 or 12 to 16, got ${tagLength}`);
  }
  if (nonce.length !== SURE_NONCE_LENGTH || tagLength !== SURE_TAG_LENGTH) {
    throw new UnsupportedAlgorithmError('not every host has nonces or tags of this length');
  }
  return { name: 'AES-GCM', iv: nonce as Bytes, additionalData: aad as Bytes, tagLength: 8 * tagLength };
}

/** Imports AES keys for one use, and has the last one at hand. */
function keysFor(subtle: SubtleHost, use: KeyUsage): (key: Uint8Array) => Promise<CryptoKey> {
  let salt: Uint8Array | undefined;
  let last: { readonly digest: Uint8Array; readonly imported: CryptoKey } | undefined;
  return async (key) => {
    expectBytes('key', key, 16, 24, 32);
    salt ??= hostRandom()(SALT_LENGTH);
    const digest = await saltedDigest(salt, key);
    if (last !== undefined && equalBytes(last.digest, digest)) return last.imported;
    const imported = await supported(subtle.importKey('raw', key as Bytes, 'AES-GCM', false, [use]));
    last = { digest, imported };
    return imported;
  };
}

/** SHA-256 of a salt and a key. */
async function saltedDigest(salt: Uint8Array, key: Uint8Array): Promise<Uint8Array> {
  const salted = concatBytes(salt, key);
  try {
    return (await import('../hash.ts')).digestOf('SHA-256', salted);
  } finally {
    wipe(salted);
  }
}

function hashOver(subtle: SubtleHost): Hash {
  return {
    async digest(hash, message) {
      expectBytes('message', message);
      return await answered(subtle.digest(hashName(hash), message as Bytes));
    },
    digestXof() {
      throw new UnsupportedAlgorithmError('Web Cryptography has no extendable-output functions');
    },
  };
}

function hmacOver(subtle: SubtleHost): Hmac {
  const whole = async (hash: HashName, key: Uint8Array, message: Uint8Array): Promise<Bytes> => {
    expectBytes('key', key);
    expectBytes('message', message);
    // Web Cryptography refuses the empty key; FIPS 198-1 §4 pads it, and one zero byte pads to the same.
    const raw = key.length === 0 ? new Uint8Array(1) : (key as Bytes);
    const algorithm = { name: 'HMAC', hash: hashName(hash) };
    const imported = await supported(subtle.importKey('raw', raw, algorithm, false, ['sign']));
    return await answered(subtle.sign('HMAC', imported, message as Bytes));
  };
  return {
    async mac(hash, key, message, tagLength) {
      if (tagLength === undefined) return await whole(hash, key, message);
      expectInteger('tagLength', tagLength, 4, OUTPUT_LENGTHS[hash]);
      return truncate(await whole(hash, key, message), tagLength);
    },
    async verify(hash, key, message, tag) {
      expectBytes('tag', tag);
      const mac = await whole(hash, key, message);
      const plausible = tag.length >= 4 && tag.length <= mac.length;
      const valid = plausible && equalBytes(mac.subarray(0, tag.length), tag);
      wipe(mac);
      return valid;
    },
  };
}

function truncate(mac: Bytes, length: number): Bytes {
  const kept = mac.slice(0, length);
  wipe(mac);
  return kept;
}

function hkdfOver(subtle: SubtleHost): Hkdf {
  return {
    async derive(hash, ikm, salt, info, length) {
      expectBytes('ikm', ikm);
      expectBytes('salt', salt);
      expectBytes('info', info);
      expectInteger('length', length, 1, 255 * OUTPUT_LENGTHS[hash]);
      const algorithm = { name: 'HKDF', hash: hashName(hash), salt: salt as Bytes, info: info as Bytes };
      const imported = await supported(subtle.importKey('raw', ikm as Bytes, 'HKDF', false, ['deriveBits']));
      return await answered(subtle.deriveBits(algorithm, imported, 8 * length));
    },
  };
}

function hashName(hash: HashName): string {
  if (HASHES.has(hash)) return hash;
  throw new UnsupportedAlgorithmError(`Web Cryptography has no ${hash}`);
}

async function answered(result: Promise<ArrayBuffer>): Promise<Bytes> {
  return new Uint8Array(await supported(result));
}

/** Arguments were checked before: what the host still refuses is something that it does not do. */
async function supported<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch {
    throw new UnsupportedAlgorithmError('the host does not do this with these parameters');
  }
}
