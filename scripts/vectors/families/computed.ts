/**
 * Cases that nobody publishes, computed with OpenSSL through node:crypto: messages long enough for every path of GCM,
 * counters that wrap, keys of 128 and 192 bits, MACs and derivations over hashes that NIST's files leave out, ECDH on
 * secp256k1.
 *
 * Inputs are patterns of their lengths, so that the same script gives the same file. OpenSSL is no part of what these
 * cases are for: the portable engine and the kernel.
 *
 * @module
 */
import { createCipheriv, createECDH, createHmac, hkdfSync } from 'node:crypto';
import type { VectorFamily } from '../family.ts';
import type { VectorCase, VectorGroup } from '../vector-file.ts';

/** Bytes that differ by place and by name, and repeat after 251. */
function pattern(length: number, salt: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i * (2 * salt + 1) + salt * 31 + (i >> 8)) % 251));
}

/** Around the edges of a block, of eight blocks, and of the length from which powers of H are kept. */
const LENGTHS = [
  16, 112, 127, 128, 129, 144, 255, 256, 257, 384, 511, 512, 623, 624, 639, 640, 641, 656, 767,
];
const LONG_LENGTHS = [768, 1023, 1024, 1025, 1279, 1280, 1281, 1408, 2048, 2063, 4101, 8209];

function sealCase(key: Buffer, nonce: Buffer, aad: Buffer, plaintext: Buffer): VectorCase {
  const name = `aes-${8 * key.length}-gcm` as 'aes-256-gcm';
  const cipher = createCipheriv(name, key, nonce, { authTagLength: 16 });
  const ciphertext = Buffer.concat([cipher.setAAD(aad).update(plaintext), cipher.final()]);
  const inputs = { key, nonce, aad, plaintext, ciphertext, tag: cipher.getAuthTag() };
  return Object.fromEntries(Object.entries(inputs).map(([member, bytes]) => [member, bytes.toString('hex')]));
}

/** Each length as plaintext and, moved on by seven, as additional data; the key's length and the nonce's change. */
function longMessages(): VectorCase[] {
  const lengths = [...LENGTHS, ...LONG_LENGTHS];
  return lengths.map((length, i) => {
    const aadLength = lengths[(i + 7) % LENGTHS.length] as number;
    const key = pattern([32, 32, 16, 24][i % 4] as number, i + 1);
    const nonce = pattern([12, 12, 12, 16, 8, 60][i % 6] as number, i + 2);
    return sealCase(key, nonce, pattern(i % 5 === 0 ? 0 : aadLength, i + 3), pattern(length, i + 4));
  });
}

const R = 0xe1n << 120n;

/** The product in GF(2^128) as GCM has it (SP 800-38D §6.3). */
function multiply(x: bigint, y: bigint): bigint {
  let [z, v] = [0n, y];
  for (let i = 127n; i >= 0n; i--) {
    if ((x >> i) & 1n) z ^= v;
    v = v & 1n ? (v >> 1n) ^ R : v >> 1n;
  }
  return z;
}

/** The inverse: x to the power of 2^128 - 2. */
function inverse(x: bigint): bigint {
  let [result, square] = [1n << 127n, x];
  for (let i = 1; i < 128; i++) {
    square = multiply(square, square);
    result = multiply(result, square);
  }
  return result;
}

const toNumber = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
const toBlock = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(32, '0'), 'hex');

/** The nonce of 16 bytes whose pre-counter block is the one given: J₀ = (N · H ⊕ length) · H. */
function nonceFor(key: Buffer, counterBlock: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const back = inverse(toNumber(cipher.update(Buffer.alloc(16))));
  return toBlock(multiply(multiply(toNumber(counterBlock), back) ^ 128n, back));
}

/** Counters that wrap within the message, at every place of a batch of eight. */
function wrappingCounters(): VectorCase[] {
  const starts = [
    0xffffffff, 0xfffffffe, 0xfffffffd, 0xfffffff9, 0xfffffff8, 0xfffffff7, 0xfffffff0, 0x7fffffff,
  ];
  return starts.flatMap((start, i) => {
    const key = pattern(32, i + 60);
    const counterBlock = Buffer.concat([pattern(12, i + 61), Buffer.alloc(4)]);
    counterBlock.writeUInt32BE(start, 12);
    const nonce = nonceFor(key, counterBlock);
    return [33, 320].map((length) => sealCase(key, nonce, pattern(5, i), pattern(length, i + 62)));
  });
}

const HASHES: Readonly<Record<string, string>> = {
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

/** Keys around the hash's block, which is what they are padded to. */
const KEY_LENGTHS = [0, 1, 64, 71, 72, 73, 103, 104, 105, 127, 128, 129, 136, 137, 144, 145, 200];

function macGroups(): VectorGroup[] {
  return Object.entries(HASHES).map(([hash, host]) => ({
    alg: 'HMAC',
    op: 'mac',
    hash,
    tests: KEY_LENGTHS.map((length, i) => {
      const [key, message] = [pattern(length, i), pattern(3 * i, i + 1)];
      const tag = createHmac(host, key).update(message).digest('hex');
      return { key: key.toString('hex'), message: message.toString('hex'), tag };
    }),
  }));
}

function hkdfGroups(): VectorGroup[] {
  return Object.entries(HASHES).map(([hash, host]) => ({
    alg: 'HKDF',
    op: 'derive',
    hash,
    tests: [1, 63, 65, 300, hash === 'SHA-256' ? 255 * 32 : 129].map((length, i) => {
      const [ikm, salt, info] = [pattern(10 + 40 * i, 1), pattern(33 * i, 2), pattern(17 * i, 3)];
      const okm = Buffer.from(hkdfSync(host, ikm, salt, info, length)).toString('hex');
      const inputs = { ikm: ikm.toString('hex'), salt: salt.toString('hex'), info: info.toString('hex') };
      return { ...inputs, length, okm };
    }),
  }));
}

/** K(i) = HMAC(key, before ‖ [i] ‖ after), written out: OpenSSL's KBKDF is not in node:crypto. */
function counterMode(
  host: string,
  key: Buffer,
  fixed: readonly [Buffer, Buffer],
  bits: number,
  length: number,
): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 1, made = 0; made < length; i++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(i);
    const input = Buffer.concat([fixed[0], counter.subarray(4 - bits / 8), fixed[1]]);
    const block = createHmac(host, key).update(input).digest();
    blocks.push(block);
    made += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** So many bytes more make a counter of 8 bits reach its end, and one of 16 carry. */
const CARRYING_LENGTHS: Readonly<Record<number, number>> = { 8: 255 * 32 - 77, 16: 257 * 32 };

/** Derivations of many blocks, so that the counter carries, and by hashes that NIST's file leaves out. */
function kbkdfGroups(): VectorGroup[] {
  const places = ['before', 'after', 5] as const;
  return Object.entries(HASHES).map(([hash, host], h) => ({
    alg: 'KBKDF-CTR-HMAC',
    op: 'derive',
    hash,
    tests: ([8, 16, 24, 32] as const).map((counterBits, i) => {
      const counterLocation = places[(h + i) % 3] as (typeof places)[number];
      const [key, fixed] = [pattern(20 + 30 * i, h), pattern(12, h + 1)];
      const at =
        counterLocation === 'before' ? 0 : counterLocation === 'after' ? fixed.length : counterLocation;
      const length = 77 + (hash === 'SHA-256' ? (CARRYING_LENGTHS[counterBits] ?? 0) : 64 * i);
      const halves = [fixed.subarray(0, at), fixed.subarray(at)] as const;
      const okm = counterMode(host, key, halves, counterBits, length).toString('hex');
      const inputs = { key: key.toString('hex'), fixedInput: fixed.toString('hex') };
      return { ...inputs, counterBits, counterLocation, length, okm };
    }),
  }));
}

function ecdhTests(): VectorCase[] {
  return Array.from({ length: 10 }, (_, i) => {
    const [ours, theirs] = [createECDH('secp256k1'), createECDH('secp256k1')];
    const [privateKey, theirKey] = [pattern(32, i + 1), pattern(32, i + 20)];
    ours.setPrivateKey(privateKey);
    theirs.setPrivateKey(theirKey);
    const sharedSecret = ours.computeSecret(theirs.getPublicKey()).toString('hex');
    return { privateKey: privateKey.toString('hex'), publicKey: theirs.getPublicKey('hex'), sharedSecret };
  });
}

const COMPUTED = {
  sources: [],
  licence: 'computed for this project with OpenSSL 3.5 through node:crypto; CC0-1.0',
};

export const COMPUTED_FAMILIES: readonly VectorFamily[] = [
  {
    ...COMPUTED,
    file: 'computed/aes-gcm-long.json.gz',
    origin: 'scripts/vectors/families/computed.ts: long messages, and 32-bit counters that wrap',
    convert: () => [
      { alg: 'AES-GCM', op: 'seal', tagLength: 16, tests: [...longMessages(), ...wrappingCounters()] },
    ],
  },
  {
    ...COMPUTED,
    file: 'computed/hmac.json.gz',
    origin: 'scripts/vectors/families/computed.ts: every hash, keys around its block',
    convert: macGroups,
  },
  {
    ...COMPUTED,
    file: 'computed/hkdf.json.gz',
    origin: 'scripts/vectors/families/computed.ts: every hash, and all 255 blocks of SHA-256',
    convert: hkdfGroups,
  },
  {
    ...COMPUTED,
    file: 'computed/kbkdf-ctr-hmac.json.gz',
    origin: 'scripts/vectors/families/computed.ts: every hash, counters that carry',
    convert: kbkdfGroups,
  },
  {
    ...COMPUTED,
    file: 'computed/ecdh-secp256k1.json',
    origin: 'scripts/vectors/families/computed.ts',
    convert: () => [{ alg: 'ECDH', op: 'derive', curve: 'secp256k1', tests: ecdhTests() }],
  },
];
