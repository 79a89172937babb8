import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes } from '../../src/bytes/compare.ts';

const RUNS = { seed: 20_261_124, numRuns: 5000 };
/** Few values and short strings, so that equal ones and prefixes come often. */
const someBytes = fc.uint8Array({ max: 255, maxLength: 4 });
const closeBytes = fc
  .array(fc.constantFrom(0, 1, 127, 128, 255), { maxLength: 4 })
  .map((values) => Uint8Array.from(values));
const bytes = fc.oneof(someBytes, closeBytes);

describe('compareBytes', () => {
  it('orders as Buffer.compare does', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b));
      }),
      RUNS,
    );
  });

  it('is a total order: equal only to the same bytes, antisymmetric, transitive', () => {
    fc.assert(
      fc.property(closeBytes, closeBytes, closeBytes, (a, b, c) => {
        expect(compareBytes(a, b) === 0).toBe(Buffer.from(a).equals(b));
        expect(Math.sign(compareBytes(a, b))).toBe(0 - Math.sign(compareBytes(b, a)));
        if (compareBytes(a, b) <= 0 && compareBytes(b, c) <= 0) {
          expect(compareBytes(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });

  it('sorts a prefix first, and 255 after 128', () => {
    const sorted = [[], [0], [0, 0], [1], [1, 255], [128], [255]].map((values) => Uint8Array.from(values));
    expect([...sorted].reverse().sort(compareBytes)).toEqual(sorted);
  });
});
