/** Messages in parts: any split gives the same bytes, nothing is opened before its tag, nothing stays behind. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import { createOpener, createSealer } from '../../../src/crypto/kernel/gcm-stream.ts';
import { createAesGcmOpener, createAesGcmSealer, kernelAesGcm } from '../../../src/crypto/kernel/shared.ts';
import { ownKernel } from './instances.ts';

const NONE = new Uint8Array();

function split(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const size of sizes) {
    parts.push(bytes.subarray(from, from + size));
    from += size;
  }
  return [...parts, bytes.subarray(from)];
}

describe('a message in parts', () => {
  it('is the same however it is split', () => {
    const sizes = fc.array(
      fc.oneof(fc.nat(40), fc.nat(1000), fc.constantFrom(480, 512, 4096, 65_536, 100_000)),
      { maxLength: 8 },
    );
    const nonces = fc.oneof(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.uint8Array({ minLength: 1 }));
    fc.assert(
      fc.property(
        sizes,
        nonces,
        fc.uint8Array(),
        fc.constantFrom(4, 12, 16),
        (cuts, nonce, aad, tagLength) => {
          const [key, text] = [randomBytes(32), randomBytes(cuts.reduce((sum, n) => sum + n, 17))];
          const message = { key, nonce, aad, tagLength };
          const expected = kernelAesGcm().seal(key, nonce, text, aad, tagLength);
          const sealer = createAesGcmSealer(message);
          const sealed = [...split(text, cuts).map((part) => sealer.update(part)), sealer.final()];
          expect(Buffer.compare(Buffer.concat(sealed), expected)).toBe(0);
          const opener = createAesGcmOpener(message);
          for (const part of split(expected.subarray(0, text.length), cuts)) opener.update(part);
          expect(Buffer.compare(opener.final(expected.subarray(text.length)), text)).toBe(0);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('leaves an instance as new when it ends, is refused or given up', () => {
    const fresh = ownKernel().memory;
    const [key, nonce, text] = [randomBytes(32), randomBytes(12), randomBytes(5000)];
    const ends = [
      (own: ReturnType<typeof ownKernel>) => createSealer(own.kernel, { key, nonce }).release(),
      (own: ReturnType<typeof ownKernel>) => {
        const sealer = createSealer(own.kernel, { key, nonce });
        sealer.update(text);
        sealer.final();
      },
      (own: ReturnType<typeof ownKernel>) => {
        const opener = createOpener(own.kernel, { key, nonce });
        opener.update(text);
        expect(() => opener.final(new Uint8Array(16))).toThrow(AuthenticationError);
      },
    ];
    for (const act of ends) {
      const own = ownKernel();
      act(own);
      expect(Buffer.compare(own.memory, fresh)).toBe(0);
    }
  });

  it('refuses parts after its end, and a tag of another length', () => {
    const message = { key: new Uint8Array(32), nonce: new Uint8Array(12) };
    const sealer = createAesGcmSealer(message);
    sealer.final();
    expect(() => sealer.update(NONE)).toThrow(TypeError);
    expect(() => sealer.final()).toThrow(TypeError);
    expect(() => createAesGcmOpener(message).final(new Uint8Array(12))).toThrow(RangeError);
  });
});
