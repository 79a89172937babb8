import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import type { HashName } from '../../../src/crypto/primitives.ts';
import { applyMask } from '../../../src/crypto/rsa/mgf1.ts';

function maskOf(hash: HashName, seed: Uint8Array, length: number): string {
  const target = new Uint8Array(length);
  applyMask(hash, seed, target);
  return toHex(target);
}

test('the mask is the digests of the seed and a counter of four octets (RFC 8017 B.2.1)', () => {
  const seed = fromHex('00112233445566778899');
  const digests = ['00000000', '00000001', '00000002'].map((counter) =>
    createHash('sha256').update(seed).update(Buffer.from(counter, 'hex')).digest('hex'),
  );
  expect(maskOf('SHA-256', seed, 96)).toBe(digests.join(''));
});

test('a mask of any length is the front of a longer one', () => {
  const seed = fromHex('aa55');
  for (const hash of ['SHA-1', 'SHA-384', 'SHA3-512'] as const) {
    const long = maskOf(hash, seed, 200);
    for (const length of [0, 1, 19, 20, 21, 63, 64, 65, 199]) {
      expect(maskOf(hash, seed, length)).toBe(long.slice(0, 2 * length));
    }
  }
});

test('it is exclusive-ored onto the target, twice leaves the target as it was, and the seed is not changed', () => {
  const seed = fromHex('0102');
  const target = fromHex('ff00ff');
  applyMask('SHA-256', seed, target);
  expect(toHex(target)).not.toBe('ff00ff');
  applyMask('SHA-256', seed, target);
  expect([toHex(target), toHex(seed)]).toEqual(['ff00ff', '0102']);
});
