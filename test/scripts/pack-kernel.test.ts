/** The packing of modules: what comes out is what went in, and is as short as the budgets of the package need it. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack } from '../../scripts/pack-kernel.ts';
import { unpackKernel } from '../../src/crypto/kernel/loader.ts';

const roundTrip = (module: Uint8Array): Uint8Array => unpackKernel({ packed: pack(module), sha256: '' });

describe('what is packed', () => {
  it('comes out as it went in, whatever it is', () => {
    const few = fc.uint8Array({ minLength: 1, maxLength: 400, max: 3 });
    const any = fc.uint8Array({ minLength: 1, maxLength: 400 });
    const property = fc.property(fc.oneof(few, any), (module) => {
      expect(roundTrip(module)).toEqual(module);
    });
    fc.assert(property, { seed: 8878, numRuns: 300 });
  });

  it('comes out as it went in where a repetition is long, overlaps itself, or begins at once', () => {
    const line = randomBytes(700);
    const modules = [
      new Uint8Array(3000),
      new Uint8Array(3000).fill(255),
      Uint8Array.from({ length: 5000 }, (_, i) => i % 3),
      Buffer.concat([line, line, line.subarray(1), Buffer.of(0), line]),
    ];
    for (const module of modules) {
      expect(roundTrip(module)).toEqual(Uint8Array.from(module));
      expect(pack(module).length).toBeLessThan(1500);
    }
  });

  it('carries over where the code is all ones for a while', () => {
    for (let i = 0; i < 60; i++) {
      const module = randomBytes(257 + i);
      expect(roundTrip(module)).toEqual(Uint8Array.from(module));
    }
  });

  it('is the same text every time, in the digits of base64', () => {
    const module = Uint8Array.from({ length: 3000 }, (_, i) => (i * i) % 251);
    expect(pack(module)).toBe(pack(module));
    expect(pack(module)).toMatch(/^[A-Za-z0-9+/]+$/);
  });
});
