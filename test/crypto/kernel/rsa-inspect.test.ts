/** Private keys from elsewhere, inspected in the kernel: what holds passes, whatever its primes; a composite does not. */
import { generatePrimeSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { inspectKernelKey } from '../../../src/crypto/kernel/rsa-inspect.ts';
import type { RsaKernel } from '../../../src/crypto/kernel/rsa-kernel.ts';
import { assemble } from '../../../src/crypto/rsa/generate.ts';
import {
  encodeRsaPrivateKey,
  PRIVATE_KEY_RULES,
  type RsaPrivateNumbers,
} from '../../../src/crypto/rsa/key.ts';
import { seededRandom } from '../random.ts';
import { nodeRsaPair, numbersOf } from '../rsa/keys.ts';
import { isClean, ownRsaKernel } from './rsa-instances.ts';

const random = seededRandom('rsa inspect');
const E = 65_537n;

async function inspect(pkcs8: Uint8Array) {
  const { places, kernel } = ownRsaKernel();
  try {
    return await inspectKernelKey(places, pkcs8, PRIVATE_KEY_RULES, random);
  } finally {
    expect(isClean(kernel)).toBe(true);
    expect(keysOf(kernel).every((octet) => octet === 0)).toBe(true);
  }
}

function keysOf({ memory, workStart }: RsaKernel): Uint8Array {
  return new Uint8Array(memory.buffer, 0x5000, workStart.value - 0x5000);
}

/** A prime of 1024 bits with its two highest bits set, that is `rest` modulo `divisor`. */
function prime(rest: bigint, divisor: bigint): bigint {
  for (;;) {
    const found = generatePrimeSync(1024, { bigint: true, rem: rest, add: divisor });
    if (found >> 1022n === 3n && found % E !== 1n) return found;
  }
}

describe('inspecting a private key', () => {
  it.each([2048, 2056, 3072])(
    'tells the length and the public half of a good one of %i bits',
    async (bits) => {
      const { pkcs8, spki } = nodeRsaPair(bits);
      const { modulusBits, publicKey } = await inspect(pkcs8);
      expect([modulusBits, toHex(publicKey)]).toEqual([bits, toHex(spki)]);
    },
  );

  it.each([
    ['1 modulo 4', 1n, 4n],
    ['1 modulo 2^20', 1n, 2n ** 20n],
    ['3 modulo 4', 3n, 4n],
  ])('passes primes that are %s', async (_name, rest, divisor) => {
    const key = assemble(prime(rest, divisor), prime(rest, divisor), E) as RsaPrivateNumbers;
    expect((await inspect(encodeRsaPrivateKey(key))).modulusBits).toBe(2048);
  });

  it('refuses a composite in the place of either prime', async () => {
    const [a, b] = [512, 512].map((bits) => generatePrimeSync(bits, { bigint: true })) as [bigint, bigint];
    for (const [p, q] of [
      [a * b, prime(3n, 4n)],
      [prime(1n, 4n), a * b],
    ] as const) {
      const key = assemble(p, q, E);
      if (key === undefined || key.n >> 2047n === 0n) continue;
      await expect(inspect(encodeRsaPrivateKey(key))).rejects.toThrow(
        new InvalidKeyError('an RSA prime is composite'),
      );
    }
  });

  it('refuses numbers that do not belong together, and what is not a key', async () => {
    const numbers = numbersOf(nodeRsaPair(2048));
    const wrong = encodeRsaPrivateKey({ ...numbers, qInv: numbers.qInv ^ 4n });
    await expect(inspect(wrong)).rejects.toThrow(InvalidKeyError);
    await expect(inspect(wrong.subarray(1))).rejects.toThrow(InvalidKeyError);
    await expect(inspect(nodeRsaPair(1024).pkcs8)).rejects.toThrow(InvalidKeyError);
  });

  it('leaves longer keys to the portable engine', async () => {
    const key = { ...numbersOf(nodeRsaPair(2048)), n: 2n ** 8191n + 1n };
    await expect(inspect(encodeRsaPrivateKey(key))).rejects.toThrow(UnsupportedAlgorithmError);
  });
});
