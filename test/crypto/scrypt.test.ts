import { scryptAsync } from '@noble/hashes/scrypt.js';
import { describe, expect, it, vi } from 'vitest';
import { fromHex } from '../../src/bytes/hex.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { deriveFromPassphrase } from '../../src/crypto/scrypt.ts';

vi.mock(import('@noble/hashes/scrypt.js'), { spy: true });

/** RFC 7914 §12, the three that need less than a second. */
const ANSWERS = [
  {
    passphrase: '',
    salt: '',
    cost: { costLog2: 4, blockSize: 1, parallelism: 1 },
    key:
      '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442' +
      'fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
  },
  {
    passphrase: 'password',
    salt: 'NaCl',
    cost: { costLog2: 10, blockSize: 8, parallelism: 16 },
    key:
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162' +
      '2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
  },
  {
    passphrase: 'pleaseletmein',
    salt: 'SodiumChloride',
    cost: { costLog2: 14, blockSize: 8, parallelism: 1 },
    key:
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
      'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
  },
];

describe('scrypt', () => {
  for (const { passphrase, salt, cost, key } of ANSWERS) {
    it(`gives the answer of RFC 7914 for "${passphrase}"`, async () => {
      const derived = await deriveFromPassphrase(toUtf8(passphrase), toUtf8(salt), cost, 64);
      expect(derived).toEqual(fromHex(key));
    });
  }

  it.each([
    [true, 1000],
    [false, 10],
  ])('yields seldom in a page that nobody sees: hidden %s, after %d ms', async (hidden, asyncTick) => {
    vi.stubGlobal('document', { hidden });
    await deriveFromPassphrase(
      new Uint8Array(1),
      new Uint8Array(16),
      { costLog2: 4, blockSize: 1, parallelism: 1 },
      32,
    );
    vi.unstubAllGlobals();
    expect(vi.mocked(scryptAsync).mock.lastCall?.[2]).toMatchObject({ asyncTick });
  });

  it('refuses costs and lengths out of bounds before it takes any memory', async () => {
    const salt = new Uint8Array(16);
    const cost = { costLog2: 10, blockSize: 8, parallelism: 1 };
    for (const bad of [{ costLog2: 25 }, { costLog2: 0 }, { blockSize: 0 }, { parallelism: 65 }]) {
      await expect(deriveFromPassphrase(salt, salt, { ...cost, ...bad }, 32)).rejects.toThrow(RangeError);
    }
    await expect(deriveFromPassphrase(salt, salt, cost, 0)).rejects.toThrow(RangeError);
    await expect(deriveFromPassphrase('text' as never, salt, cost, 32)).rejects.toThrow(TypeError);
  });
});
