/**
 * The rows: tag comparison, AES, GHASH, HMAC, KBKDF, and what is made of them, with their controls.
 *
 * The leaking control of AES is @noble/ciphers, which uses tables and says so.
 *
 * @module
 */
import { createCipheriv } from 'node:crypto';
import { ecb } from '@noble/ciphers/aes.js';
import { equalBytes } from '../../src/bytes/equal.ts';
import { encryptBlock } from '../../src/crypto/aes.ts';
import { open, seal } from '../../src/crypto/aes-gcm.ts';
import { absorb, GHASH_WORKSPACE, type GhashWorkspace, startGhash } from '../../src/crypto/ghash.ts';
import { mac, verify } from '../../src/crypto/hmac.ts';
import { deriveKbkdf } from '../../src/crypto/kbkdf.ts';
import { unwrapPadded } from '../../src/crypto/keywrap.ts';
import { carve } from '../../src/crypto/scratch.ts';
import { ASYMMETRIC_SUBJECTS } from './asymmetric-subjects.ts';
import { equalWithEarlyExit, multiplyWithBranches } from './controls.ts';
import { CURVE_SUBJECTS } from './curve-subjects.ts';
import { RSA_SUBJECTS } from './rsa-subjects.ts';
import { randomBytes, type Subject, wrongInFirstOrLast, zeroOrRandom } from './subject.ts';

const KEY = randomBytes(32);
const NONCE = randomBytes(12);
const BLOCK = randomBytes(16);
const MESSAGE = randomBytes(64);
const NONE = new Uint8Array();

/** A tag of 32 bytes and one that differs from it in the first or in the last byte. */
function tagAndWrong(kind: 0 | 1): readonly Uint8Array[] {
  const tag = randomBytes(32);
  return [tag, wrongInFirstOrLast(kind, tag)];
}

const comparison: readonly Subject[] = [
  {
    family: 'tag comparison, 32 bytes',
    name: 'equalBytes',
    role: 'measured',
    classes: 'first or last byte differs',
    batch: 50,
    share: 1,
    prepare: tagAndWrong,
    bind:
      ([a, b]) =>
      () =>
        Number(equalBytes(a, b)),
  },
  {
    family: 'tag comparison, 32 bytes',
    name: 'early exit',
    role: 'leaking control',
    classes: 'first or last byte differs',
    batch: 50,
    share: 1,
    prepare: tagAndWrong,
    bind:
      ([a, b]) =>
      () =>
        Number(equalWithEarlyExit(a, b)),
  },
  {
    family: 'tag comparison, 32 bytes',
    name: 'early exit, classes alike',
    role: 'null control',
    classes: 'the last byte differs in both',
    batch: 50,
    share: 1,
    prepare: () => tagAndWrong(1),
    bind:
      ([a, b]) =>
      () =>
        Number(equalWithEarlyExit(a, b)),
  },
];

const aes: readonly Subject[] = [
  {
    family: 'AES-256, one block with its key schedule',
    name: 'encryptBlock, block',
    role: 'measured',
    classes: 'block of zeroes or random',
    batch: 1,
    share: 1,
    prepare: (kind) => [zeroOrRandom(kind, 16)],
    bind:
      ([block]) =>
      () =>
        encryptBlock(KEY, block)[0],
  },
  {
    family: 'AES-256, one block with its key schedule',
    name: 'encryptBlock, key',
    role: 'measured',
    classes: 'key of zeroes or random',
    batch: 1,
    share: 1,
    prepare: (kind) => [zeroOrRandom(kind, 32)],
    bind:
      ([key]) =>
      () =>
        encryptBlock(key, BLOCK)[0],
  },
  {
    family: 'AES-256, one block with its key schedule',
    name: 'tables (@noble/ciphers)',
    role: 'leaking control',
    classes: 'block of zeroes or random',
    batch: 1,
    share: 1,
    prepare: (kind) => [zeroOrRandom(kind, 16)],
    bind:
      ([block]) =>
      () =>
        ecb(KEY, { disablePadding: true }).encrypt(block)[0],
  },
  {
    family: 'AES-256, one block with its key schedule',
    name: 'encryptBlock, classes alike',
    role: 'null control',
    classes: 'random block in both',
    batch: 1,
    share: 1,
    prepare: () => [randomBytes(16)],
    bind:
      ([block]) =>
      () =>
        encryptBlock(KEY, block)[0],
  },
];

/** GHASH of `data` under H. */
function ghashOperation(h: Uint8Array<ArrayBuffer>, data: Uint8Array): () => number {
  const [, y, powers, limbs, products, wide] = carve(...GHASH_WORKSPACE);
  const workspace: GhashWorkspace = { y, powers, limbs, products, wide };
  const words = wordsOf(h);
  return () => {
    y.set(words);
    startGhash(workspace, data.length);
    absorb(workspace, data, 0, data.length);
    return y[0];
  };
}

function wordsOf(bytes: Uint8Array<ArrayBuffer>): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

const ghashing: readonly Subject[] = [
  {
    family: 'GHASH, 64 bytes',
    name: 'absorb, H',
    role: 'measured',
    classes: 'H of zeroes or random',
    batch: 4,
    share: 1,
    prepare: (kind) => [zeroOrRandom(kind, 16)],
    bind: ([h]) => ghashOperation(h, MESSAGE),
  },
  {
    family: 'GHASH, 64 bytes',
    name: 'absorb, data',
    role: 'measured',
    classes: 'data of zeroes or random',
    batch: 4,
    share: 1,
    prepare: (kind) => [zeroOrRandom(kind, 64)],
    bind: ([data]) => ghashOperation(BLOCK, data),
  },
  {
    family: 'GHASH, 64 bytes',
    name: 'branches on bits, one block',
    role: 'leaking control',
    classes: 'H of zeroes or random',
    batch: 4,
    share: 1,
    prepare: (kind) => [zeroOrRandom(kind, 16)],
    bind: ([h]) => {
      const [x, y] = [wordsOf(h), wordsOf(BLOCK)];
      return () => multiplyWithBranches(x, y)[0];
    },
  },
  {
    family: 'GHASH, 64 bytes',
    name: 'absorb, classes alike',
    role: 'null control',
    classes: 'random H in both',
    batch: 4,
    share: 1,
    prepare: () => [randomBytes(16)],
    bind: ([h]) => ghashOperation(h, MESSAGE),
  },
];

const macs: readonly Subject[] = [
  {
    family: 'HMAC-SHA-256, 64 bytes',
    name: 'mac, key',
    role: 'measured',
    classes: 'key of zeroes or random',
    batch: 1,
    share: 0.5,
    prepare: (kind) => [zeroOrRandom(kind, 32)],
    bind:
      ([key]) =>
      () =>
        mac('SHA-256', key, MESSAGE)[0],
  },
  {
    family: 'HMAC-SHA-256, 64 bytes',
    name: 'verify, false tag',
    role: 'measured',
    classes: 'first or last byte differs',
    batch: 1,
    share: 0.5,
    prepare: (kind) => [wrongInFirstOrLast(kind, mac('SHA-256', KEY, MESSAGE))],
    bind:
      ([tag]) =>
      () =>
        Number(verify('SHA-256', KEY, MESSAGE, tag)),
  },
  {
    family: 'KBKDF, HMAC-SHA-256, 60 bytes to 64',
    name: 'deriveKbkdf, key',
    role: 'measured',
    classes: 'key of zeroes or random',
    batch: 1,
    share: 0.2,
    prepare: (kind) => [zeroOrRandom(kind, 32)],
    bind:
      ([key]) =>
      () =>
        deriveKbkdf({ ...KBKDF, key })[0],
  },
];

const KBKDF = {
  hash: 'SHA-256',
  fixedInput: randomBytes(60),
  counterBits: 32,
  counterLocation: 'before',
  length: 64,
} as const;

/** What the operation answers, or 1 where it refuses. */
function refused(operation: () => Uint8Array): number {
  try {
    return operation()[0];
  } catch {
    return 1;
  }
}

/** A false KWP text: in class 0 its check value is wrong, in class 1 its last byte of padding. */
function falseKwp(kind: 0 | 1): Uint8Array {
  const padding = new Uint8Array(8);
  padding[7] = kind;
  const checkValue = Uint8Array.of(0xa6 ^ (1 - kind), 0x59, 0x59, 0xa6, 0, 0, 0, 33);
  const cipher = createCipheriv('aes256-wrap' as 'aes-256-cbc', KEY, checkValue);
  return new Uint8Array(
    Buffer.concat([cipher.update(new Uint8Array([...randomBytes(33), ...padding.subarray(1)]))]),
  );
}

const modes: readonly Subject[] = [
  {
    family: 'AES-256-GCM, 64 bytes',
    name: 'seal, key',
    role: 'measured',
    classes: 'key of zeroes or random',
    batch: 1,
    share: 0.5,
    prepare: (kind) => [zeroOrRandom(kind, 32)],
    bind:
      ([key]) =>
      () =>
        seal(key, NONCE, MESSAGE, NONE)[0],
  },
  {
    family: 'AES-256-GCM, 64 bytes',
    name: 'seal, plaintext',
    role: 'measured',
    classes: 'plaintext of zeroes or random',
    batch: 1,
    share: 0.5,
    prepare: (kind) => [zeroOrRandom(kind, 64)],
    bind:
      ([plaintext]) =>
      () =>
        seal(KEY, NONCE, plaintext, NONE)[0],
  },
  {
    family: 'AES-256-GCM, 64 bytes',
    name: 'open, false tag',
    role: 'measured',
    classes: 'first or last byte of the tag differs',
    batch: 1,
    share: 0.2,
    prepare: (kind) => {
      const sealed = seal(KEY, NONCE, MESSAGE, NONE);
      sealed.set(wrongInFirstOrLast(kind, sealed.subarray(64)), 64);
      return [sealed];
    },
    bind:
      ([sealed]) =>
      () =>
        refused(() => open(KEY, NONCE, sealed, NONE)),
  },
  {
    family: 'AES-KWP, 33 bytes',
    name: 'unwrapPadded, false text',
    role: 'measured',
    classes: 'check value or padding is wrong',
    batch: 1,
    share: 0.05,
    prepare: (kind) => [falseKwp(kind)],
    bind:
      ([wrapped]) =>
      () =>
        refused(() => unwrapPadded(KEY, wrapped)),
  },
];

/** Every row, controls beside what they stand for. */
export const SUBJECTS: readonly Subject[] = [
  ...comparison,
  ...aes,
  ...ghashing,
  ...macs,
  ...modes,
  ...ASYMMETRIC_SUBJECTS,
  ...CURVE_SUBJECTS,
  ...RSA_SUBJECTS,
];
