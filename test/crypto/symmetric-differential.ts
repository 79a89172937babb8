/**
 * Differential properties of the symmetric primitives: random cases, and somebody else's answer to each.
 *
 * The other side is node:crypto (OpenSSL), @noble/ciphers where OpenSSL refuses a nonce, and for KBKDF a model of a few
 * lines below. A property takes the primitive, so that any engine can be held to it; how many cases it runs, the caller
 * says. Bytes come from a seeded generator: a failing case is told by its seed and its lengths.
 */
import { createCipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import { HASH_NAMES, OUTPUT_LENGTHS } from '../../src/crypto/hash.ts';
import type {
  AesBlock,
  AesGcm,
  AesKeyWrap,
  Hash,
  HashName,
  Hkdf,
  Hmac,
  Kbkdf,
  KbkdfInput,
} from '../../src/crypto/primitives.ts';

/** Cases an algorithm in the quick suite. */
export const QUICK_RUNS = 2_000;
/** Cases an algorithm in the slow suite. */
export const SLOW_RUNS = 100_000;

/** Runs a property from the fixed seed; fast-check prints it with a failing case. */
export async function hold<T>(property: fc.IAsyncProperty<T>, runs: number): Promise<void> {
  await fc.assert(property, { numRuns: runs, seed: 20_261_124 });
}

/** Bytes from a seed (xorshift32). */
export function bytesFrom(seed: number, length: number): Uint8Array<ArrayBuffer> {
  let state = (seed ^ 0x9e3779b9) | 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 11;
  });
}

const seed = fc.integer();
const keyLength = fc.constantFrom(16, 24, 32);
const hashName = fc.constantFrom(...HASH_NAMES);
/** Short ones, those around batches of eight blocks, and some of a few thousand bytes. */
const length = fc.oneof(
  { weight: 6, arbitrary: fc.nat(80) },
  { weight: 3, arbitrary: fc.integer({ min: 90, max: 700 }) },
  { weight: 1, arbitrary: fc.integer({ min: 700, max: 5000 }) },
);
const nonceLength = fc.oneof(
  { weight: 4, arbitrary: fc.constant(12) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 128 }) },
  { weight: 1, arbitrary: fc.integer({ min: 129, max: 1200 }) },
);

/** AES of one block. */
export function aesBlockAgrees(aes: AesBlock): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(seed, keyLength, async (s, k) => {
    const key = bytesFrom(s, k);
    const block = bytesFrom(s + 1, 16);
    const cipher = createCipheriv(`aes-${8 * k}-ecb`, key, null).setAutoPadding(false);
    same(await aes.encryptBlock(key, block), cipher.update(block));
  });
}

/** AES-GCM: any nonce, any tag length, any lengths; sealed as others seal, and opened again. */
export function aesGcmAgrees(aesGcm: AesGcm): fc.IAsyncProperty<unknown> {
  const tagLength = fc.constantFrom(4, 8, 12, 13, 14, 15, 16);
  const lengths = fc.record({
    key: keyLength,
    nonce: nonceLength,
    plaintext: length,
    aad: length,
    tag: tagLength,
  });
  return fc.asyncProperty(seed, lengths, async (s, chosen) => {
    const input: GcmInput = {
      key: bytesFrom(s, chosen.key),
      nonce: bytesFrom(s + 1, chosen.nonce),
      plaintext: bytesFrom(s + 2, chosen.plaintext),
      aad: bytesFrom(s + 3, chosen.aad),
      tagLength: chosen.nonce > 128 ? 16 : chosen.tag,
    };
    const { key, nonce, plaintext, aad } = input;
    const sealed = await aesGcm.seal(key, nonce, plaintext, aad, input.tagLength);
    same(sealed, chosen.nonce > 128 ? sealedByNoble(input) : sealedByNode(input));
    same(await aesGcm.open(key, nonce, sealed, aad, input.tagLength), plaintext);
    same(plaintext, bytesFrom(s + 2, chosen.plaintext));
  });
}

interface GcmInput {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly aad: Uint8Array;
  readonly tagLength: number;
}

/** OpenSSL takes nonces of at most 128 bytes. */
function sealedByNode({ key, nonce, plaintext, aad, tagLength }: GcmInput): Uint8Array {
  const name = key.length === 16 ? 'aes-128-gcm' : key.length === 24 ? 'aes-192-gcm' : 'aes-256-gcm';
  const cipher = createCipheriv(name, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(aad, { plaintextLength: plaintext.length });
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function sealedByNoble({ key, nonce, plaintext, aad }: GcmInput): Uint8Array {
  return gcm(key, nonce, aad).encrypt(plaintext);
}

/** KW and KWP. */
export function aesKeyWrapAgrees(keyWrap: AesKeyWrap): fc.IAsyncProperty<unknown> {
  const semiblocks = fc.integer({ min: 2, max: 10 });
  const octets = fc.integer({ min: 1, max: 60 });
  return fc.asyncProperty(seed, keyLength, semiblocks, octets, async (s, k, n, m) => {
    const kek = bytesFrom(s, k);
    const key = bytesFrom(s + 1, 8 * n);
    const wrapped = await keyWrap.wrap(kek, key);
    same(wrapped, nodeCipher(`aes${8 * k}-wrap`, kek, 'a6a6a6a6a6a6a6a6', key));
    same(await keyWrap.unwrap(kek, wrapped), key);
    const secret = bytesFrom(s + 2, m);
    const padded = await keyWrap.wrapPadded(kek, secret);
    same(padded, nodeCipher(`id-aes${8 * k}-wrap-pad`, kek, 'a65959a6', secret));
    same(await keyWrap.unwrapPadded(kek, padded), secret);
  });
}

function nodeCipher(name: string, key: Uint8Array, iv: string, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv(name, key, Buffer.from(iv, 'hex'));
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/** Digests of fixed and of chosen length. */
export function hashAgrees(hash: Hash): fc.IAsyncProperty<unknown> {
  const outputLength = fc.integer({ min: 1, max: 500 });
  return fc.asyncProperty(seed, hashName, length, outputLength, async (s, name, n, m) => {
    const message = bytesFrom(s, n);
    same(await hash.digest(name, message), createHash(nodeName(name)).update(message).digest());
    const xof = s % 2 === 0 ? 'SHAKE-128' : 'SHAKE-256';
    const state = createHash(s % 2 === 0 ? 'shake128' : 'shake256', { outputLength: m });
    same(await hash.digestXof(xof, message, m), state.update(message).digest());
  });
}

/** HMAC with keys below, at and above the block length; whole tags and their beginnings. */
export function hmacAgrees(hmac: Hmac): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(seed, hashName, fc.nat(300), length, async (s, name, k, n) => {
    const key = bytesFrom(s, k);
    const message = bytesFrom(s + 1, n);
    const expected = createHmac(nodeName(name), key).update(message).digest();
    same(await hmac.mac(name, key, message), expected);
    const tagLength = 4 + (Math.abs(s) % (expected.length - 3));
    const tag = await hmac.mac(name, key, message, tagLength);
    same(tag, expected.subarray(0, tagLength));
    if (!(await hmac.verify(name, key, message, tag))) throw new Error('a true tag was refused');
    tag[Math.abs(s) % tagLength] ^= 1 << (Math.abs(s) % 8);
    if (await hmac.verify(name, key, message, tag)) throw new Error('a false tag was accepted');
  });
}

/** HKDF. */
export function hkdfAgrees(hkdf: Hkdf): fc.IAsyncProperty<unknown> {
  const okmLength = fc.integer({ min: 1, max: 600 });
  return fc.asyncProperty(seed, hashName, fc.nat(200), fc.nat(200), okmLength, async (s, name, k, i, n) => {
    const [ikm, salt, info] = [bytesFrom(s, k), bytesFrom(s + 1, (k + i) % 150), bytesFrom(s + 2, i)];
    const expected = new Uint8Array(hkdfSync(nodeName(name), ikm, salt, info, n));
    same(await hkdf.derive(name, ikm, salt, info, n), expected);
  });
}

/** KBKDF against the model. */
export function kbkdfAgrees(kbkdf: Kbkdf): fc.IAsyncProperty<unknown> {
  const bits = fc.constantFrom(8 as const, 16 as const, 24 as const, 32 as const);
  const place = fc.constantFrom('before' as const, 'after' as const, 'inside' as const);
  const cases = fc.record({
    hash: hashName,
    bits,
    place,
    fixed: fc.nat(120),
    key: fc.nat(200),
    blocks: fc.nat(40),
  });
  return fc.asyncProperty(seed, cases, async (s, { hash, bits, place, fixed, key, blocks }) => {
    const input: KbkdfInput = {
      hash,
      key: bytesFrom(s, key),
      fixedInput: bytesFrom(s + 1, fixed),
      counterBits: bits,
      counterLocation: place === 'inside' ? Math.abs(s) % (fixed + 1) : place,
      length: 1 + blocks * (1 + (Math.abs(s) % OUTPUT_LENGTHS[hash])),
    };
    same(await kbkdf.derive(input), kbkdfModel(input));
  });
}

/** SP 800-108r1 §4.1, read aloud. */
export function kbkdfModel({
  hash,
  key,
  fixedInput,
  counterBits,
  counterLocation,
  length,
}: KbkdfInput): Uint8Array {
  let result = Buffer.alloc(0);
  for (let i = 1; result.length < length; i++) {
    const counter = Buffer.from(i.toString(16).padStart(counterBits / 4, '0'), 'hex');
    const at = { before: 0, after: fixedInput.length }[counterLocation] ?? Number(counterLocation);
    const block = [fixedInput.subarray(0, at), counter, fixedInput.subarray(at)];
    result = Buffer.concat([result, createHmac(nodeName(hash), key).update(Buffer.concat(block)).digest()]);
  }
  return result.subarray(0, length);
}

/** A hash's name as OpenSSL has it. */
export function nodeName(name: HashName): string {
  return name.replace('SHA-', 'SHA').replace('/', '-').toLowerCase();
}

function same(actual: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(actual, expected) === 0) return;
  throw new Error(`${Buffer.from(actual).toString('hex')} is not ${Buffer.from(expected).toString('hex')}`);
}
