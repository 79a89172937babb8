/**
 * The rows of RSA's private operation: of the kernel, and of the portable engine, which blinds and computes on BigInt.
 *
 * @module
 */
import { generateKeyPairSync } from 'node:crypto';
import { kernelRsa } from '../../src/crypto/kernel/rsa.ts';
import type { Rsa } from '../../src/crypto/primitives.ts';
import { bytesFromInteger, publicPowerVartime } from '../../src/crypto/rsa/integer.ts';
import { decodeRsaPrivateKey, type RsaPrivateNumbers } from '../../src/crypto/rsa/key.ts';
import { rsa as portable } from '../../src/crypto/rsa/rsa.ts';
import { randomBytes, type Subject } from './subject.ts';

const SCHEME = { hash: 'SHA-256' } as const;
const LENGTH = 256;

function freshKey(): Uint8Array {
  return Uint8Array.from(
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'der', type: 'pkcs8' }),
  );
}

/** Two keys with encodings of one length, since what is longer takes longer to read. */
function keysOfOneLength(): readonly [Uint8Array, Uint8Array] {
  const one = freshKey();
  for (;;) {
    const other = freshKey();
    if (other.length === one.length) return [one, other];
  }
}

const KEYS = keysOfOneLength();
const NUMBERS: RsaPrivateNumbers = decodeRsaPrivateKey(KEYS[0]);

/** A ciphertext of what is no encoding: a multiple of p in class 0, anything in class 1. Both are refused. */
function ciphertext(kind: 0 | 1): Uint8Array {
  const drawn = randomBytes(100).reduce((sum, octet) => sum * 256n + BigInt(octet), 1n);
  const message = kind === 0 ? drawn * NUMBERS.p : drawn ** 3n;
  return bytesFromInteger(publicPowerVartime(message % NUMBERS.n, NUMBERS.e, NUMBERS.n), LENGTH);
}

function isRefused(rsa: Rsa, key: Uint8Array, octets: Uint8Array): number {
  try {
    return (rsa.decrypt(key, SCHEME, octets, randomBytes) as Uint8Array)[0] as number;
  } catch {
    return 1;
  }
}

function rowsOf(name: string, rsa: Rsa, share: number): readonly Subject[] {
  const row = { family: 'RSA-2048 private operation', role: 'measured', batch: 1, share } as const;
  return [
    {
      ...row,
      name: `${name}, key`,
      classes: 'one key or another',
      prepare: (kind) => [KEYS[kind], bytesFromInteger(publicPowerVartime(3n, 5n, NUMBERS.n), LENGTH)],
      bind:
        ([key, octets]) =>
        () =>
          isRefused(rsa, key, octets),
    },
    {
      ...row,
      name: `${name}, result`,
      classes: 'a multiple of p or anything',
      prepare: (kind) => [ciphertext(kind)],
      bind:
        ([octets]) =>
        () =>
          isRefused(rsa, KEYS[0], octets),
    },
  ];
}

/** Rows of RSA. */
export const RSA_SUBJECTS: readonly Subject[] = [
  ...rowsOf('kernel', kernelRsa(), 0.02),
  ...rowsOf('portable', portable, 0.005),
];
