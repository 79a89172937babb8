/** AES-GCM of the kernel: the same bytes as OpenSSL's, the same refusals as the seam's, keys that are kept and let go. */
import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/bytes/hex.ts';
import { aesGcm as portable } from '../../../src/crypto/aes-gcm.ts';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import { holds, ownKernel, workOf } from './instances.ts';

const NONE = new Uint8Array();
const { gcm } = ownKernel();

type Bits = 128 | 192 | 256;

function reference(key: Uint8Array, nonce: Uint8Array, text: Uint8Array, aad: Uint8Array, tagLength = 16) {
  const bits = (key.length * 8) as Bits;
  const cipher = createCipheriv(`aes-${bits}-gcm`, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(aad);
  return new Uint8Array(Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]));
}

/** Every length around a block, a batch of 32 blocks, 256 counters, the place of the text. */
const LENGTHS: readonly number[] = [
  ...[0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 95, 96, 97, 207, 208, 223, 224, 225, 239, 240],
  ...[255, 256, 479, 480, 481, 495, 496, 511, 512, 991, 992, 993, 2559, 2560, 4063, 4064, 4065, 4079, 4096],
  ...[8159, 8160, 8161, 65_535, 65_536, 65_537, 90_095, 90_096, 90_097, 131_552, 131_553, 200_000],
];

const bytesUpTo = (maxLength: number) => fc.uint8Array({ maxLength });
const keys = fc.constantFrom(16, 24, 32).map((length) => new Uint8Array(randomBytes(length)));

describe('AES-GCM of the kernel', () => {
  it.each(LENGTHS)('gives the bytes of OpenSSL for %i bytes', (length) => {
    for (const keyLength of [16, 24, 32]) {
      for (const aadLength of [0, 13, 16, 32, 40]) {
        const [key, nonce, text, aad] = [keyLength, 12, length, aadLength].map((n) => randomBytes(n));
        const expected = reference(key, nonce, text, aad);
        expect(Buffer.compare(gcm.seal(key, nonce, text, aad), expected)).toBe(0);
        expect(Buffer.compare(gcm.open(key, nonce, expected, aad), text)).toBe(0);
      }
    }
  });

  it('gives the bytes of OpenSSL for any key, nonce, text, additional data and tag length', () => {
    const tagLengths = fc.constantFrom(4, 8, 12, 13, 14, 15, 16);
    const nonces = fc.oneof(
      fc.uint8Array({ minLength: 12, maxLength: 12 }),
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
    );
    fc.assert(
      fc.property(
        ...[keys, nonces, bytesUpTo(1500), bytesUpTo(200), tagLengths],
        (key, nonce, text, aad, tagLength) => {
          const expected = reference(key, nonce, text, aad, tagLength);
          expect(gcm.seal(key, nonce, text, aad, tagLength)).toEqual(expected);
          expect(gcm.open(key, nonce, expected, aad, tagLength)).toEqual(text);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('takes nonces and additional data longer than their places', () => {
    for (const length of [
      975, 976, 977, 1007, 1008, 1009, 1024, 1025, 1040, 65_520, 65_536, 65_537, 140_001,
    ]) {
      const [key, text] = [randomBytes(32), randomBytes(100)];
      const [nonce, aad] = [randomBytes(length), randomBytes(length + 16)];
      for (const [n, a] of [
        [nonce, NONE],
        [nonce.subarray(0, 12), aad],
        [nonce, aad],
      ] as const) {
        const expected = portable.seal(key, n, text, a) as Uint8Array;
        expect(Buffer.compare(gcm.seal(key, n, text, a), expected)).toBe(0);
        expect(Buffer.compare(gcm.open(key, n, expected, a), text)).toBe(0);
      }
    }
  });

  it('counts modulo 2^32, the other 96 bits standing still', () => {
    // Under the key of zeroes J0 of this nonce is ff … ff: (J0 / H + its length) / H.
    const nonce = fromHex('aad192aa9cfa60a8c579bc6ec064f81b');
    const [key, text] = [new Uint8Array(32), new Uint8Array(1024)];
    const sealed = gcm.seal(key, nonce, text, NONE);
    const next = new Uint8Array(16).fill(0xff, 0, 12);
    const block = createCipheriv('aes-256-ecb', key, null).update(next);
    expect(Buffer.compare(sealed.subarray(0, 16), block)).toBe(0);
    expect(Buffer.compare(sealed, reference(key, nonce, text, NONE))).toBe(0);
  });

  it('refuses every flipped bit of what it sealed, of the nonce, the key and the additional data', () => {
    const inputs = [randomBytes(32), randomBytes(12), randomBytes(20), randomBytes(5)] as const;
    const [key, nonce, text, aad] = inputs;
    const sealed = gcm.seal(key, nonce, text, aad);
    const whole = [key, nonce, sealed, aad];
    for (const [which, bytes] of whole.entries()) {
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const flipped = Uint8Array.from(bytes);
        flipped[bit >> 3] ^= 1 << (bit & 7);
        const [k, n, s, a] = whole.map((other, i) => (i === which ? flipped : other));
        expect(() => gcm.open(k, n, s, a)).toThrow(AuthenticationError);
      }
    }
  });

  it('refuses a sealed text that is shorter than its tag, and a tag of another length', () => {
    const sealed = gcm.seal(new Uint8Array(32), new Uint8Array(12), NONE, NONE);
    for (let length = 0; length < 16; length++) {
      const short = sealed.subarray(0, length);
      expect(() => gcm.open(new Uint8Array(32), new Uint8Array(12), short, NONE)).toThrow(
        AuthenticationError,
      );
    }
    expect(() => gcm.open(new Uint8Array(32), new Uint8Array(12), sealed, NONE, 12)).toThrow(
      AuthenticationError,
    );
  });

  it('refuses a forged message that is opened in parts, and lets nothing of it out', () => {
    const [key, nonce, text] = [randomBytes(32), randomBytes(12), randomBytes(200_000)];
    const sealed = gcm.seal(key, nonce, text, NONE);
    sealed[100_000] ^= 1;
    expect(() => gcm.open(key, nonce, sealed, NONE)).toThrow(AuthenticationError);
  });

  it('complains of misuse in the grammar of the house', () => {
    const [key, nonce] = [new Uint8Array(32), new Uint8Array(12)];
    expect(() => gcm.seal(new Uint8Array(31), nonce, NONE, NONE)).toThrow(
      new RangeError('"key" expected 16 or 24 or 32 bytes, got 31'),
    );
    expect(() => gcm.seal(key, NONE, NONE, NONE)).toThrow(RangeError);
    expect(() => gcm.seal(key, nonce, 'text' as never, NONE)).toThrow(TypeError);
    expect(() => gcm.open(key, nonce, NONE, undefined as never)).toThrow(TypeError);
    for (const tagLength of [0, 3, 5, 7, 9, 11, 17, 12.5, Number.NaN]) {
      expect(() => gcm.seal(key, nonce, NONE, NONE, tagLength)).toThrow(RangeError);
      expect(() => gcm.open(key, nonce, NONE, NONE, tagLength)).toThrow(RangeError);
    }
  });

  it('returns arrays of their own and keeps none', () => {
    const [key, nonce, text] = [randomBytes(32), randomBytes(12), randomBytes(40)];
    const one = gcm.seal(key, nonce, text, NONE);
    const copy = one.slice();
    one.fill(0);
    expect(gcm.seal(key, nonce, text, NONE)).toEqual(copy);
    expect(one.buffer.byteLength).toBe(56);
  });
});

describe('keys that are kept', () => {
  it('give the same bytes as keys that are not', () => {
    const [bytes, nonce, text, aad] = [randomBytes(32), randomBytes(12), randomBytes(5000), randomBytes(9)];
    const key = gcm.createKey(bytes);
    const sealed = gcm.seal(bytes, nonce, text, aad);
    expect(key.seal(nonce, text, aad)).toEqual(sealed);
    expect(key.open(nonce, sealed, aad)).toEqual(new Uint8Array(text));
    key.release();
  });

  it('may be more than the kernel has places for, used in any order', () => {
    const nonce = randomBytes(12);
    const all = Array.from({ length: 100 }, () => randomBytes(32));
    const held = all.map((bytes) => gcm.createKey(bytes));
    for (let i = 0; i < 1000; i++) {
      const at = (i * 37) % all.length;
      const text = randomBytes([0, 20, 600, 3000][i & 3]);
      expect(held[at].seal(nonce, text)).toEqual(reference(all[at], nonce, text, NONE));
    }
    for (const key of held) key.release();
  });

  it('do not change when the array they were made of does', () => {
    const bytes = new Uint8Array(32);
    const key = gcm.createKey(bytes);
    const sealed = key.seal(new Uint8Array(12), NONE);
    bytes.fill(1);
    for (let i = 0; i < 40; i++) gcm.createKey(randomBytes(32)).release();
    expect(key.seal(new Uint8Array(12), NONE)).toEqual(sealed);
    key.release();
  });

  it('refuse once they are released, and may be released twice', () => {
    const key = gcm.createKey(randomBytes(16));
    key.release();
    key.release();
    expect(() => key.seal(randomBytes(12), NONE)).toThrow(TypeError);
    expect(() => key.open(randomBytes(12), new Uint8Array(16))).toThrow(TypeError);
    const records = { length: 0, nonces: new Uint8Array(12), texts: NONE };
    expect(() => key.sealBatch(records)).toThrow(TypeError);
  });

  it('leave nothing once they are released', () => {
    const own = ownKernel();
    const held = Array.from({ length: 40 }, () => own.gcm.createKey(randomBytes(32)));
    for (const key of held) key.open(new Uint8Array(12), key.seal(new Uint8Array(12), randomBytes(4096)));
    for (const key of held) key.release();
    expect(workOf(own).every((byte) => byte === 0)).toBe(true);
  });
});

describe('what is left in memory', () => {
  const nonce = randomBytes(12);
  const sizes = [0, 1, 32, 48, 100, 500, 4096, 65_536, 150_000];

  it.each(sizes)(
    'after sealing and opening %i bytes is neither key nor text nor anything made of them',
    (size) => {
      for (const n of [nonce, randomBytes(60)]) {
        const own = ownKernel();
        const [key, text, aad] = [randomBytes(32), randomBytes(size), randomBytes(20)];
        const sealed = own.gcm.seal(key, n, text, aad);
        expect(workOf(own).every((byte) => byte === 0)).toBe(true);
        expect(holds(own, key) || (size >= 8 && holds(own, text))).toBe(false);
        own.gcm.open(key, n, sealed, aad);
        expect(workOf(own).every((byte) => byte === 0)).toBe(true);
        expect(holds(own, key) || (size >= 8 && holds(own, text))).toBe(false);
      }
    },
  );

  it.each(sizes)('after a refusal of %i bytes is the same', (size) => {
    const own = ownKernel();
    const [key, text] = [randomBytes(32), randomBytes(size)];
    const sealed = own.gcm.seal(key, nonce, text, NONE);
    for (const forged of [sealed.with(0, sealed[0] ^ 1), sealed.subarray(0, size + 15), NONE]) {
      expect(() => own.gcm.open(key, nonce, forged, NONE)).toThrow(AuthenticationError);
      expect(workOf(own).every((byte) => byte === 0)).toBe(true);
      expect(holds(own, key) || (size >= 8 && holds(own, text))).toBe(false);
    }
  });

  it('after wipe is nothing but the constant tables, with handles still held', () => {
    const own = ownKernel();
    const key = own.gcm.createKey(randomBytes(32));
    key.seal(nonce, randomBytes(70_000));
    expect(workOf(own).every((byte) => byte === 0)).toBe(false);
    own.kernel.wipe();
    expect(Buffer.compare(own.memory, ownKernel().memory)).toBe(0);
  });
});
