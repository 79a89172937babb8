/** Key derivation over a MAC is the portable one, at every length around the edges of a block. */
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/bytes/concat.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { deriveHkdf } from '../../../src/crypto/hkdf.ts';
import { mac } from '../../../src/crypto/hmac.ts';
import { createMacHkdf, createMacKbkdf, type HostMac } from '../../../src/crypto/host/mac-derivation.ts';
import { deriveKbkdf } from '../../../src/crypto/kbkdf.ts';

const made: Uint8Array[] = [];
const joined: HostMac = (hash, key, ...parts) => {
  const block = mac(hash, key, concatBytes(...parts));
  made.push(block);
  return block;
};
const hkdf = createMacHkdf(joined);
const kbkdf = createMacKbkdf((hash, key) => (message) => joined(hash, key, message));
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i & 255);

describe('HKDF over a MAC', () => {
  it.each([1, 31, 32, 33, 64, 100, 255 * 32])('gives %i bytes like the portable one', async (length) => {
    const okm = await hkdf.derive('SHA-256', bytes(22), bytes(13), bytes(2000), length);
    expect(toHex(okm)).toBe(toHex(deriveHkdf('SHA-256', bytes(22), bytes(13), bytes(2000), length)));
  });

  it('leaves every block and the pseudorandom key wiped', async () => {
    made.length = 0;
    await hkdf.derive('SHA-512', bytes(22), bytes(0), bytes(1), 200);
    expect(made.length).toBe(5);
    expect(made.every((block) => block.every((byte) => byte === 0))).toBe(true);
  });
});

describe('KBKDF over a MAC', () => {
  it.each(['before', 'after', 0, 7, 20] as const)(
    'gives what the portable one gives with the counter %s',
    async (place) => {
      for (const counterBits of [8, 16, 24, 32] as const) {
        for (const length of [1, 19, 20, 21, 255 * 20]) {
          const fixedInput = bytes(20);
          const counterLocation = place;
          const input = {
            hash: 'SHA-1',
            key: bytes(9),
            fixedInput,
            counterBits,
            counterLocation,
            length,
          } as const;
          expect(toHex(await kbkdf.derive(input))).toBe(toHex(deriveKbkdf(input)));
        }
      }
    },
  );

  it('leaves every block wiped', async () => {
    made.length = 0;
    const counter = { counterBits: 32, counterLocation: 'before' } as const;
    await kbkdf.derive({ hash: 'SHA-256', key: bytes(9), fixedInput: bytes(3), ...counter, length: 100 });
    expect(made.length).toBe(4);
    expect(made.every((block) => block.every((byte) => byte === 0))).toBe(true);
  });
});
