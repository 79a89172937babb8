/** Long swizzles: another text of the same module. */
import { describe, expect, it } from 'vitest';
import { withLongSwizzles } from '../../scripts/kernel-swizzles.ts';

const HEADER = [0, 97, 115, 109, 1, 0, 0, 0];

/** One function without parameters whose body is so many bytes of code. */
function moduleOf(code: readonly number[]): Uint8Array<ArrayBuffer> {
  const types = [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0];
  const body = [0, ...code, 11];
  return Uint8Array.from([...HEADER, ...types, 10, body.length + 2, 1, body.length, ...body]);
}

/** i32.const 0, i8x16.splat, twice, and a swizzle. */
const SPLATS = [65, 0, 253, 15, 65, 0, 253, 15];

describe('withLongSwizzles', () => {
  it('writes a swizzle in three bytes, and the lengths around it', () => {
    const long = withLongSwizzles(moduleOf([...SPLATS, 0xfd, 0x0e]));
    expect(long).toEqual(moduleOf([...SPLATS, 0xfd, 0x8e, 0x00]));
    expect(WebAssembly.validate(long)).toBe(true);
  });

  it('takes a length of two bytes where one was enough before', () => {
    const many = Array.from({ length: 30 }, () => [...SPLATS.slice(0, 4), 0xfd, 0x0e]).flat();
    const long = withLongSwizzles(moduleOf([...SPLATS.slice(0, 4), ...many].slice(0, 118)));
    expect(WebAssembly.validate(long)).toBe(true);
  });

  it('leaves a module without code as it is', () => {
    const empty = Uint8Array.from(HEADER);
    expect(withLongSwizzles(empty)).toEqual(empty);
  });
});
