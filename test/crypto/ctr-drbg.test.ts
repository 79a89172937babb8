/** CTR_DRBG against a second reading of SP 800-90A over node:crypto, and its limits. NIST's vectors: test/vectors. */
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { createCtrDrbg, drbgRandom } from '../../src/crypto/ctr-drbg.ts';
import type { Bytes } from '../../src/crypto/primitives.ts';
import { numbers } from './mutation.ts';

/** Entropy that can be played again: each draw differs. */
function entropySource(seed: number): (length: number) => Bytes {
  const below = numbers(seed);
  return (length) => Uint8Array.from({ length }, () => below(256));
}

const encrypt = (key: Buffer, block: Buffer): Buffer =>
  createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ b[i]));

/** The standard's pseudocode with V as a number. */
class Reference {
  key = Buffer.alloc(32);
  v = 0n;
  readonly entropy: (length: number) => Bytes;
  readonly derivation: boolean;

  constructor(entropy: (length: number) => Bytes, derivation: boolean, nonce: Uint8Array, name: Uint8Array) {
    this.entropy = entropy;
    this.derivation = derivation;
    this.reseed(Buffer.concat([derivation ? nonce : new Uint8Array(), name]));
  }

  bits(length: number): Buffer {
    const blocks: Buffer[] = [];
    for (let made = 0; made < length; made += 16) {
      this.v = (this.v + 1n) % 2n ** 128n;
      blocks.push(encrypt(this.key, Buffer.from(this.v.toString(16).padStart(32, '0'), 'hex')));
    }
    return Buffer.concat(blocks).subarray(0, length);
  }

  update(data: Buffer): void {
    const next = xor(this.bits(48), data);
    this.key = next.subarray(0, 32) as Buffer<ArrayBuffer>;
    this.v = BigInt(`0x${next.subarray(32).toString('hex')}`);
  }

  reseed(input: Buffer): void {
    const fresh = Buffer.from(this.entropy(48));
    this.update(this.derivation ? df(Buffer.concat([fresh, input])) : xor(fresh, padded(input)));
  }

  generate(length: number, input: Buffer): Buffer {
    const data = input.length === 0 ? Buffer.alloc(48) : this.derivation ? df(input) : padded(input);
    if (input.length > 0) this.update(data);
    const out = this.bits(length);
    this.update(data);
    return out;
  }
}

function padded(input: Buffer): Buffer {
  return Buffer.concat([input, Buffer.alloc(48 - input.length)]);
}

function df(input: Buffer): Buffer {
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(input.length, 0);
  lengths.writeUInt32BE(48, 4);
  let s = Buffer.concat([lengths, input, Buffer.of(0x80)]);
  s = Buffer.concat([s, Buffer.alloc((16 - (s.length % 16)) % 16)]);
  const key = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
  const temp = Buffer.concat(
    [0, 1, 2].map((i) => {
      const iv = Buffer.alloc(16);
      iv.writeUInt32BE(i, 0);
      const cbc = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
      return cbc.update(Buffer.concat([iv, s])).subarray(-16);
    }),
  );
  const out: Buffer[] = [];
  let x: Buffer = temp.subarray(32);
  for (let i = 0; i < 3; i++) {
    x = encrypt(temp.subarray(0, 32), x);
    out.push(x);
  }
  return Buffer.concat(out);
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

describe('CTR_DRBG', () => {
  it.each([true, false])('is what the standard says over random histories, derivation %s', (derivation) => {
    const step = fc.record({ length: fc.nat(100), input: bytes(48), reseed: fc.boolean() });
    const history = fc.record({
      seed: fc.integer({ min: 1, max: 2 ** 30 }),
      nonce: bytes(40),
      name: bytes(48),
      steps: fc.array(step, { minLength: 1, maxLength: 6 }),
    });
    fc.assert(
      fc.property(history, ({ seed, nonce, name, steps }) => {
        const options = { nonce, personalization: name, derivation };
        const drbg = createCtrDrbg({ entropy: entropySource(seed), ...options });
        const reference = new Reference(entropySource(seed), derivation, nonce, name);
        for (const { length, input, reseed } of steps) {
          if (reseed) {
            drbg.reseed(input);
            reference.reseed(Buffer.from(input));
          }
          expect(toHex(drbg.generate(length, input))).toBe(
            reference.generate(length, Buffer.from(input)).toString('hex'),
          );
        }
      }),
      { seed: 20261124, numRuns: 150 },
    );
  });

  it('draws fresh entropy before every request with prediction resistance, and only then', () => {
    const drawn: number[] = [];
    const entropy = (length: number): Bytes => {
      drawn.push(length);
      return entropySource(drawn.length)(length);
    };
    const plain = createCtrDrbg({ entropy });
    plain.generate(1);
    expect(drawn).toEqual([16, 48]);
    createCtrDrbg({ entropy, predictionResistance: true }).generate(1);
    expect(drawn).toEqual([16, 48, 16, 48, 48]);
  });

  it('gives other bytes for another name, nonce or additional input', () => {
    const outputs = [
      createCtrDrbg({ entropy: entropySource(1) }).generate(32),
      createCtrDrbg({ entropy: entropySource(1) }).generate(32, Uint8Array.of(1)),
      createCtrDrbg({ entropy: entropySource(1), personalization: Uint8Array.of(1) }).generate(32),
      createCtrDrbg({ entropy: entropySource(1), nonce: Uint8Array.of(1) }).generate(32),
    ].map(toHex);
    expect(new Set(outputs).size).toBe(4);
  });

  it('refuses more than 65,536 bytes, and without derivation more than 48 bytes of input', () => {
    const drbg = createCtrDrbg({ entropy: entropySource(1) });
    expect(drbg.generate(65_536).length).toBe(65_536);
    expect(drbg.generate(0).length).toBe(0);
    expect(() => drbg.generate(65_537)).toThrow(RangeError);
    expect(() => drbg.generate(1.5)).toThrow(RangeError);
    const raw = createCtrDrbg({ entropy: entropySource(1), derivation: false });
    expect(() => raw.generate(1, new Uint8Array(49))).toThrow(RangeError);
  });

  it('is of no use after its release', () => {
    const drbg = createCtrDrbg({ entropy: entropySource(1) });
    drbg.release();
    expect(() => drbg.generate(1)).toThrow(TypeError);
    expect(() => drbg.reseed()).toThrow(TypeError);
  });

  it('wipes the entropy that it drew', () => {
    const drawn: Bytes[] = [];
    const entropy = (length: number): Bytes => {
      drawn.push(new Uint8Array(length).fill(7));
      return drawn[drawn.length - 1];
    };
    createCtrDrbg({ entropy, nonce: new Uint8Array(16) }).reseed();
    expect(drawn.length).toBe(2);
    expect(drawn.every((draw) => draw.every((byte) => byte === 0))).toBe(true);
  });
});

describe('drbgRandom', () => {
  it('gives any length, and never the same bytes twice', () => {
    const random = drbgRandom(createCtrDrbg({ entropy: entropySource(3) }));
    expect([0, 1, 65_536, 65_537, 200_000].map((length) => random(length).length)).toEqual([
      0, 1, 65_536, 65_537, 200_000,
    ]);
    expect(toHex(random(32))).not.toBe(toHex(random(32)));
  });
});
