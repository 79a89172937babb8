import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes } from '../../src/bytes/equal.ts';

describe('equalBytes', () => {
  it('agrees with Buffer.equals', () => {
    const bytes = fc
      .array(fc.constantFrom(0, 1, 128, 255), { maxLength: 3 })
      .map((values) => Uint8Array.from(values));
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equalBytes(a, b)).toBe(Buffer.from(a).equals(b));
      }),
      { seed: 20_261_124, numRuns: 5000 },
    );
  });

  it('sees every single bit of 32 bytes', () => {
    const a = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
    for (let bit = 0; bit < 256; bit++) {
      const b = a.slice();
      b[bit >> 3] = (b[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(equalBytes(a, b)).toBe(false);
    }
    expect(equalBytes(a, a.slice())).toBe(true);
  });

  it('does not take a prefix for the whole', () => {
    expect(equalBytes(new Uint8Array(3), new Uint8Array(4))).toBe(false);
    expect(equalBytes(new Uint8Array(), new Uint8Array(1))).toBe(false);
    expect(equalBytes(new Uint8Array(), new Uint8Array())).toBe(true);
  });

  it.each([0, 15, 31, undefined])('reads every byte of both, with the first difference at %s', (at) => {
    const a = new Uint8Array(32);
    const b = new Uint8Array(32);
    if (at !== undefined) b[at] = 1;
    const reads = { a: [] as string[], b: [] as string[] };
    equalBytes(watch(a, reads.a), watch(b, reads.b));
    const everyIndex = Array.from({ length: 32 }, (_, i) => String(i));
    expect(reads).toEqual({ a: everyIndex, b: everyIndex });
  });
});

/** The same bytes, noting each index that is read. */
function watch(bytes: Uint8Array, reads: string[]): Uint8Array {
  return new Proxy(bytes, {
    get(target, property) {
      if (typeof property === 'string' && /^\d+$/.test(property)) reads.push(property);
      return Reflect.get(target, property, target);
    },
  });
}
