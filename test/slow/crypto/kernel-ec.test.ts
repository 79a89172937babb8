/**
 * Elliptic curves of the kernel against node:crypto, which is OpenSSL: 100,000 operations on each curve in full, in turn signing
 * for OpenSSL to verify, verifying what OpenSSL signed, and deriving what OpenSSL derives; the keys are edge scalars and
 * random ones. Every signature is refused with a bit flipped. 0 differences are allowed.
 */
import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encodeEcPrivateKey } from '../../../src/crypto/ec/key.ts';
import { kernelEc } from '../../../src/crypto/kernel/ec.ts';
import type { CurveName } from '../../../src/crypto/primitives.ts';
import { bytesFromInteger, integerFromBytes } from '../../../src/crypto/rsa/integer.ts';
import { CURVES, ORDER_LENGTHS, ORDERS } from '../../crypto/ec/keys.ts';
import { seededRandom } from '../../crypto/random.ts';
import { atLength } from '../length.ts';

const OPERATIONS = atLength(100_000);
/** So few that the keys reach every edge scalar. */
const PER_KEY = 9;
/** OpenSSL takes milliseconds for each operation on P-521. */
const PATIENCE_MS = 60 * 60_000;
const HASHES = [
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
] as const;

/** 1, 2, n - 1, powers of two and their neighbours; later keys are random. */
function scalarOf(curve: CurveName, i: number, drawn: Uint8Array): bigint {
  const n = ORDERS[curve];
  const bits = n.toString(2).length;
  const powers = Array.from({ length: bits - 1 }, (_, bit) => 1n << BigInt(bit));
  const edges = [1n, 2n, 3n, n - 1n, n - 2n, n - 3n, n - 18n, n >> 1n, (n >> 1n) + 1n, ...powers];
  edges.push(...powers.slice(1).map((power) => power - 1n), ...powers.map((power) => n - power));
  return edges[i] ?? (integerFromBytes(drawn) % (n - 1n)) + 1n;
}

interface Pair {
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

function pairOf(curve: CurveName, scalar: bigint): Pair {
  const pkcs8 = encodeEcPrivateKey(curve, bytesFromInteger(scalar, ORDER_LENGTHS[curve]));
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
  return { pkcs8, spki, privateKey, publicKey };
}

function flipped(signature: Uint8Array, at: number, bit: number): Uint8Array {
  const changed = Uint8Array.from(signature);
  const place = at % changed.length;
  changed[place] = (changed[place] as number) ^ (1 << (bit & 7));
  return changed;
}

describe.each(CURVES)('%s of the kernel', (curve) => {
  test(
    `${OPERATIONS} operations`,
    () => {
      const random = seededRandom(`kernel ${curve}, slow`);
      const kernel = kernelEc();
      let differences = 0;
      const count = (isRight: boolean): void => {
        if (!isRight) differences++;
      };
      let before = pairOf(curve, 5n);
      for (let i = 0; i < Math.ceil(OPERATIONS / PER_KEY); i++) {
        const pair = pairOf(curve, scalarOf(curve, i, random(ORDER_LENGTHS[curve] + 8)));
        for (let j = 0; j < PER_KEY; j++) {
          const [at, bit, length] = random(3) as unknown as [number, number, number];
          const message = random(length);
          const [ourHash, theirHash] = HASHES[(i + j) % HASHES.length] as (typeof HASHES)[number];
          if (j % 3 === 0) {
            const options = j % 2 === 0 ? {} : { random };
            const ours = kernel.sign(curve, pair.pkcs8, ourHash, message, options);
            count(verify(theirHash, message, pair.publicKey, ours));
          } else if (j % 3 === 1) {
            const theirs = Uint8Array.from(
              sign(theirHash, message, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }),
            );
            count(kernel.verify(curve, pair.spki, ourHash, message, theirs, 'p1363'));
            count(!kernel.verify(curve, pair.spki, ourHash, message, flipped(theirs, at, bit), 'p1363'));
          } else {
            const ours = kernel.deriveSharedSecret(curve, pair.pkcs8, before.spki);
            const theirs = diffieHellman({ privateKey: pair.privateKey, publicKey: before.publicKey });
            count(Buffer.compare(ours, theirs) === 0);
          }
        }
        before = pair;
      }
      expect(differences).toBe(0);
    },
    PATIENCE_MS,
  );
});
