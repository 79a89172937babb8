import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';

const RUNS = { seed: 20_261_124, numRuns: 1000 };

describe('hex', () => {
  it('writes every byte as two lower-case digits, and reads them back', () => {
    for (let byte = 0; byte < 256; byte++) {
      const digits = byte.toString(16).padStart(2, '0');
      expect(toHex(new Uint8Array([byte]))).toBe(digits);
      expect(fromHex(digits)).toEqual(new Uint8Array([byte]));
    }
  });

  it('agrees with Buffer on any bytes, in either case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        expect(toHex(bytes)).toBe(hex);
        expect(fromHex(hex)).toEqual(bytes);
        expect(fromHex(hex.toUpperCase())).toEqual(bytes);
      }),
      RUNS,
    );
  });

  it('takes no character but the 22 digits, of all 65,536 units, in either place', () => {
    const taken = { first: '', second: '' };
    for (let unit = 0; unit < 65_536; unit++) {
      const character = String.fromCharCode(unit);
      if (!refuses(`${character}0`)) taken.first += character;
      if (!refuses(`0${character}`)) taken.second += character;
    }
    expect(taken).toEqual({ first: '0123456789ABCDEFabcdef', second: '0123456789ABCDEFabcdef' });
  });

  it('refuses an odd number of digits', () => {
    for (const text of ['0', 'abc', '00000']) expect(() => fromHex(text)).toThrow(RangeError);
  });

  it('refuses what is no text with a TypeError that says what came', () => {
    for (const value of [undefined, null, 12, {}, ['00'], new String('00')]) {
      expect(() => fromHex(value as string)).toThrow(TypeError);
    }
  });

  it('says where the bad digit is, and never which', () => {
    expect(() => fromHex('00zz')).toThrow('"hex" expected a hexadecimal digit at 2');
  });

  it('makes the empty text of no bytes, and no bytes of the empty text', () => {
    expect(toHex(new Uint8Array())).toBe('');
    expect(fromHex('')).toEqual(new Uint8Array());
  });
});

function refuses(text: string): boolean {
  try {
    fromHex(text);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return true;
  }
}
