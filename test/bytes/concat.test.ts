import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/bytes/concat.ts';

describe('concatBytes', () => {
  it('joins as Buffer.concat does', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 }), (parts) => {
        expect(concatBytes(...parts)).toEqual(new Uint8Array(Buffer.concat(parts)));
      }),
      { seed: 20_261_124, numRuns: 1000 },
    );
  });

  it('gives a new array that shares no memory, even for one part', () => {
    const part = new Uint8Array([1, 2, 3]);
    const joined = concatBytes(part);
    joined.fill(9);
    expect(part).toEqual(new Uint8Array([1, 2, 3]));
    expect(joined.buffer.byteLength).toBe(3);
  });

  it('joins nothing to nothing', () => {
    expect(concatBytes()).toEqual(new Uint8Array());
  });
});
