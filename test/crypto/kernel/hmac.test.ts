/** SHA-2, HMAC and KBKDF of the kernel: what the portable code gives, for every shape, and nothing left behind. */
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { HASH_NAMES, OUTPUT_LENGTHS } from '../../../src/crypto/hash.ts';
import { hmac as portableHmac } from '../../../src/crypto/hmac.ts';
import { deriveKbkdf } from '../../../src/crypto/kbkdf.ts';
import { createKernelSha2 } from '../../../src/crypto/kernel/hmac.ts';
import { loadSha2Kernel } from '../../../src/crypto/kernel/sha2-kernel.ts';
import type { HashName, KbkdfInput } from '../../../src/crypto/primitives.ts';
import { seededRandom } from '../random.ts';

const SEED = 198;
const OWN: readonly HashName[] = ['SHA-256', 'SHA-384', 'SHA-512'];
const OTHERS = HASH_NAMES.filter((name) => !OWN.includes(name));
const random = seededRandom('kernel hmac');

function own() {
  const { kernel, reason } = loadSha2Kernel();
  if (kernel === undefined) throw new Error(reason);
  return { kernel, memory: new Uint8Array(kernel.memory.buffer), ...createKernelSha2(() => kernel) };
}
const shared = own();
const { hash: sha2, hmac, kbkdf, kernel } = shared;

function remains(): number {
  return shared.memory.subarray(kernel.workStart.value).filter((byte) => byte !== 0).length;
}

describe('SHA-2', () => {
  it.each(OWN)('%s gives what node:crypto gives, of messages of any length', async (hash) => {
    const place = kernel.messageLength.value;
    for (const length of [...Array(300).keys(), place - 1, place, place + 1, 3 * place + 5]) {
      const message = random(length);
      const expected = createHash(hash.replace('-', '')).update(message).digest();
      expect(toHex(await sha2.digest(hash, message))).toBe(toHex(expected));
      expect(remains()).toBe(0);
    }
  });

  it.each(OTHERS)('%s is not done, nor is an extendable output', (hash) => {
    expect(() => sha2.digest(hash, random(3))).toThrow(UnsupportedAlgorithmError);
    expect(() => sha2.digestXof('SHAKE-128', random(3), 4)).toThrow(UnsupportedAlgorithmError);
  });

  it('refuses misuse', () => {
    expect(() => sha2.digest('MD5' as never, random(3))).toThrow(UnsupportedAlgorithmError);
    expect(() => sha2.digest('SHA-256', 'm' as never)).toThrow(TypeError);
    expect(remains()).toBe(0);
  });
});

describe('HMAC', () => {
  it.each(OWN)('%s gives what node:crypto gives: keys and messages of any length', async (hash) => {
    const lengths = fc.oneof(
      fc.nat(300),
      fc.constantFrom(kernel.keyLength.value, kernel.keyLength.value + 1),
    );
    const property = fc.asyncProperty(lengths, fc.nat(400), async (keyLength, length) => {
      const [key, message] = [random(keyLength), random(length)];
      const expected = createHmac(hash.replace('-', ''), key).update(message).digest();
      const whole = await hmac.mac(hash, key, message);
      expect(toHex(whole)).toBe(toHex(expected));
      expect(toHex(await hmac.mac(hash, key, message, 7))).toBe(toHex(expected.subarray(0, 7)));
      expect(await hmac.verify(hash, key, message, whole)).toBe(true);
      expect(await hmac.verify(hash, key, message, whole.subarray(0, 4))).toBe(true);
      expect(await hmac.verify(hash, key, message, whole.subarray(0, 3))).toBe(false);
      whole[length % whole.length] ^= 1;
      expect(await hmac.verify(hash, key, message, whole)).toBe(false);
      expect(remains()).toBe(0);
    });
    await fc.assert(property, { seed: SEED, numRuns: 150 });
  });

  it('of messages around the length of their place, and far above it', async () => {
    const place = kernel.messageLength.value;
    for (const length of [place - 1, place, place + 1, 3 * place + 5]) {
      for (const hash of OWN) {
        const [key, message] = [random(40), random(length)];
        const expected = await portableHmac.mac(hash, key, message);
        expect(toHex(await hmac.mac(hash, key, message))).toBe(toHex(expected));
        expect(remains()).toBe(0);
      }
    }
  });

  it.each(OTHERS)('of %s is not done', (hash) => {
    const [key, message] = [random(32), random(3)];
    expect(() => hmac.mac(hash, key, message)).toThrow(UnsupportedAlgorithmError);
    expect(() => hmac.verify(hash, key, message, key)).toThrow(UnsupportedAlgorithmError);
  });

  it('refuses misuse', () => {
    const bytes = random(32);
    expect(() => hmac.mac('MD5' as never, bytes, bytes)).toThrow(UnsupportedAlgorithmError);
    expect(() => hmac.mac('SHA-256', 'k' as never, bytes)).toThrow(TypeError);
    expect(() => hmac.mac('SHA-256', bytes, 'm' as never)).toThrow(TypeError);
    expect(() => hmac.mac('SHA-256', bytes, bytes, 3)).toThrow(RangeError);
    expect(() => hmac.mac('SHA-256', bytes, bytes, 33)).toThrow(RangeError);
    expect(() => hmac.verify('SHA-256', bytes, bytes, 't' as never)).toThrow(TypeError);
    expect(remains()).toBe(0);
  });
});

describe('KBKDF', () => {
  const inputs: fc.Arbitrary<KbkdfInput> = fc
    .record({
      hash: fc.constantFrom(...OWN),
      keyLength: fc.nat(150),
      fixedLength: fc.nat(200),
      counterBits: fc.constantFrom(8 as const, 16 as const, 24 as const, 32 as const),
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      location: fc.constantFrom('before' as const, 'after' as const, 'inside' as const),
      length: fc.integer({ min: 1, max: 1500 }),
    })
    .map(({ hash, keyLength, fixedLength, counterBits, place, location, length }) => ({
      hash,
      key: random(keyLength),
      fixedInput: random(fixedLength),
      counterBits,
      counterLocation: location === 'inside' ? Math.floor(place * fixedLength) : location,
      length,
    }));

  it('gives what the portable code gives, whatever the shape', async () => {
    const property = fc.asyncProperty(inputs, async (input) => {
      expect(toHex(await kbkdf.derive(input))).toBe(toHex(deriveKbkdf(input)));
      expect(remains()).toBe(0);
    });
    await fc.assert(property, { seed: SEED, numRuns: 600 });
  });

  it('of what does not fit its place is the same', async () => {
    const common = { hash: 'SHA-256', counterBits: 32, counterLocation: 'before' } as const;
    const long = [
      { ...common, key: random(kernel.keyLength.value + 1), fixedInput: random(9), length: 40 },
      { ...common, key: random(9), fixedInput: random(kernel.messageLength.value + 1), length: 40 },
      { ...common, key: random(9), fixedInput: random(9), length: kernel.outputLength.value + 1 },
      { ...common, key: random(9), fixedInput: random(9), length: kernel.outputLength.value },
    ];
    for (const input of long) expect(toHex(await kbkdf.derive(input))).toBe(toHex(deriveKbkdf(input)));
    expect(remains()).toBe(0);
  });

  it('refuses what the portable code refuses, with its words', () => {
    const good: KbkdfInput = {
      hash: 'SHA-512',
      key: random(32),
      fixedInput: random(10),
      counterBits: 8,
      counterLocation: 'before',
      length: 64,
    };
    const bad = [
      { ...good, key: 'k' },
      { ...good, fixedInput: 'f' },
      { ...good, counterBits: 12 },
      { ...good, counterBits: 40 },
      { ...good, counterLocation: 11 },
      { ...good, counterLocation: -1 },
      { ...good, length: 0 },
      { ...good, length: 255 * OUTPUT_LENGTHS['SHA-512'] + 1 },
    ] as unknown as readonly KbkdfInput[];
    for (const input of bad) {
      let said: unknown;
      try {
        deriveKbkdf(input);
      } catch (error) {
        said = error;
      }
      expect(said).toBeInstanceOf(Error);
      expect(() => kbkdf.derive(input)).toThrow(said as Error);
    }
    expect(() => kbkdf.derive({ ...good, hash: 'SHA-1' })).toThrow(UnsupportedAlgorithmError);
  });
});
