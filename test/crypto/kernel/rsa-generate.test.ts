/** RSA key generation in the kernel: what FIPS 186-5 asks of the numbers, and that nothing is left of them. */
import { checkPrimeSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateKernelKey } from '../../../src/crypto/kernel/rsa-generate.ts';
import { bytesFromInteger, commonDivisorVartime, integerFromBytes } from '../../../src/crypto/rsa/integer.ts';
import { decodeRsaPrivateKey, decodeRsaPublicKey } from '../../../src/crypto/rsa/key.ts';
import { seededRandom } from '../random.ts';
import { nodePrivateKey, nodePublicKey } from '../rsa/keys.ts';
import { isClean, ownRsaKernel } from './rsa-instances.ts';

/** The 2,304 odd primes that the module divides by. */
const SMALL_PRIMES = Array.from({ length: 21_000 }, (_, i) => BigInt(i))
  .filter((i) => i > 2n && checkPrimeSync(i))
  .slice(0, 2304);
const MESSAGE = Uint8Array.of(1, 2, 3);

describe.each([
  [2048, 4],
  [3072, 2],
  [4096, 1],
] as const)('a generated key of %i bits', (bits, count) => {
  it(`holds what FIPS 186-5 A.1.1 and A.1.3 ask, and serves node:crypto, ${count} times`, async () => {
    for (let i = 0; i < count; i++) {
      const { places, kernel } = ownRsaKernel();
      const pair = await generateKernelKey(() => places, bits, seededRandom(`generate ${bits} ${i}`));
      expect(isClean(kernel)).toBe(true);
      const { n, e, d, p, q } = decodeRsaPrivateKey(pair.privateKey);
      const half = BigInt(bits / 2);
      expect(decodeRsaPublicKey(pair.publicKey)).toEqual({ n, e });
      expect(e).toBe(65_537n);
      expect(n >> BigInt(bits - 1)).toBe(1n);
      for (const prime of [p, q]) {
        expect((prime * prime) >> BigInt(bits - 1)).toBe(1n);
        expect(prime & 3n).toBe(3n);
        expect(checkPrimeSync(prime)).toBe(true);
      }
      expect(p - q > 1n << (half - 100n)).toBe(true);
      const least = ((p - 1n) * (q - 1n)) / commonDivisorVartime(p - 1n, q - 1n);
      expect([(d * e) % least, d < least, d >> half > 0n]).toEqual([1n, true, true]);
      const [privateKey, publicKey] = [nodePrivateKey(pair.privateKey), nodePublicKey(pair.publicKey)];
      expect(verify('sha256', MESSAGE, publicKey, sign('sha256', MESSAGE, privateKey))).toBe(true);
    }
  });
});

describe('the generation', () => {
  it('tells each candidate in order, and lets others have their turn', async () => {
    const told: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const { places } = ownRsaKernel();
    await generateKernelKey(
      () => places,
      2048,
      seededRandom('progress'),
      (tried) => told.push(tried),
    );
    clearInterval(timer);
    expect(told).toEqual(told.map((_, i) => i + 1));
    expect(told.length).toBeGreaterThan(5);
    expect(turns).toBeGreaterThan(0);
  });

  it('gives up on a random source without primes in it, and forgets', async () => {
    const { places, kernel } = ownRsaKernel();
    const stuck = (octet: number) => (length: number) => new Uint8Array(length).fill(octet);
    for (const random of [stuck(0), stuck(255)]) {
      await expect(generateKernelKey(() => places, 2048, random)).rejects.toThrow(RangeError);
      expect(isClean(kernel)).toBe(true);
    }
  });

  it('takes no second candidate near the first prime', () => {
    const { places, kernel } = ownRsaKernel();
    const random = seededRandom('near');
    let candidate: Uint8Array;
    do {
      candidate = random(128);
      places.memory.set(candidate, places.candidates);
    } while (kernel.primeCandidate(1024, 0, 1, 0) !== 0);
    // The same one, and one that differs from it by less than 2^925: neither is looked at further.
    for (const change of [0, 1]) {
      places.memory.set(candidate, places.candidates);
      places.memory[places.candidates + 13] ^= change;
      expect(kernel.primeCandidate(1024, 0, 1, 1)).toBe(1);
      expect(places.memory[places.output]).toBe(0);
    }
    places.memory.set(candidate, places.candidates);
    places.memory[places.candidates + 1] ^= 1;
    kernel.primeCandidate(1024, 0, 1, 1);
    expect(places.memory[places.output]).toBe(1);
  });

  it('throws away what a small prime divides, what is too small, and what 65537 divides less one', () => {
    const { places, kernel } = ownRsaKernel();
    const random = seededRandom('small');
    const place = (value: bigint) => places.memory.set(bytesFromInteger(value, 128), places.candidates);
    for (let i = 0; i < 200; i++) {
      const value = integerFromBytes(random(128)) | (3n << 1022n) | 3n;
      place(value);
      const survives = kernel.primeCandidate(1024, 0, 1, 0) === 0;
      const divided = SMALL_PRIMES.some((prime) => value % prime === 0n) || value % 65_537n === 1n;
      expect(survives).toBe(!divided);
    }
    place(1n);
    kernel.primeCandidate(1024, 0, 1, 0);
    expect(places.memory[places.output]).toBe(0);
    const e = 65_537n;
    place((((3n << 1022n) / (4n * e)) * 4n + 4n) * e + 1n + 2n * e);
    expect(kernel.primeCandidate(1024, 0, 1, 0)).toBe(1);
  });

  it('refuses other lengths', async () => {
    const { places } = ownRsaKernel();
    for (const bits of [1024, 2047, 8192]) {
      const generate = generateKernelKey(() => places, bits as 2048, seededRandom(bits));
      await expect(generate).rejects.toThrow(RangeError);
    }
  });
});
